package functions_test

import (
	"encoding/json"
	"slices"
	"strings"

	"usersync/internal/apptest"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

// allTaken checks that every record of a batch was dealt with.
func allTaken(w *world, answer json.RawMessage) {
	w.t.Helper()
	if string(answer) != `{"batchItemFailures":[]}` {
		w.t.Errorf("answered %s", answer)
	}
}

// sent checks what is in a queue, in any order.
func (w *world) sent(name job.Queue, want ...job.Message) {
	w.t.Helper()
	got := w.Messages(name)
	for i := range want {
		want[i].Account, want[i].Version = apptest.SampleAccount, apptest.SampleVersion
	}
	if len(got) != len(want) || slices.ContainsFunc(want, func(m job.Message) bool { return !slices.Contains(got, m) }) {
		w.t.Errorf("queue %s holds %+v, want %+v", name, got, want)
	}
}

func resolve(n int) job.Message {
	return job.Message{Kind: job.ResolveUser, User: apptest.SampleUser(n)}
}

func bellRelayed(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.sent(job.Hot, resolve(1)) // the second record rings a bell that rings already
	w.sent(job.Bulk)
	w.sent(job.Mail)
}

func runMailAndJournalRelayed(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.sent(job.Hot)
	w.sent(job.Bulk, job.Message{Kind: job.PlanRun, ID: apptest.SampleRun}, job.Message{Kind: job.ApplyJournal, ID: apptest.SampleJournal})
	w.sent(job.Mail, welcome(1))
}

func savedRulesRelayed(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.sent(job.Hot)
	w.sent(job.Bulk, job.Message{Kind: job.AutoPlan})
	w.sent(job.Mail)
}

func deletedGroupRelayed(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	w.sent(job.Hot)
	w.sent(job.Bulk, job.Message{Kind: job.NoteGone})
	w.sent(job.Mail)
}

func usersResolved(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	for n := 1; n <= 9; n++ {
		fence, err := w.store.Fence(w.ctx(), w.account, apptest.SampleUser(n))
		if err != nil || fence.Done != fence.Want || fence.Rules != apptest.SampleVersion {
			w.t.Errorf("user %d: %+v, %v", n, fence, err)
		}
	}
	users, err := w.store.ReadAccountUsers(w.ctx(), w.account, []string{apptest.SampleUser(9)})
	if err != nil || len(users) != 1 || users[0].Outcome.State != "active" {
		w.t.Errorf("user 9: %+v, %v", users, err)
	}
	parked(w, 1, "undecodable")
}

// parked checks that so many records were given up, for a reason, and that the log says which queue they were in.
func parked(w *world, times int, reason string) {
	w.t.Helper()
	n := 0
	for line := range strings.Lines(w.logs) {
		if strings.Contains(line, `"RecordsParked":1`) && strings.Contains(line, `"Queue":"usersync-dev-`) && strings.Contains(line, reason) {
			n++
		}
	}
	if n != times {
		w.t.Errorf("%d records parked as %q, want %d", n, reason, times)
	}
}

func runPlanned(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	members, err := w.store.AreMembers(w.ctx(), w.account, apptest.SampleGroup, []string{apptest.SampleUser(5), apptest.SampleUser(6)})
	if err != nil || len(members) != 2 {
		w.t.Errorf("members %v, %v", members, err)
	}
	if journals, err := w.store.Journals(w.ctx(), w.account); err != nil || len(journals) != 0 {
		w.t.Errorf("journals %+v, %v", journals, err)
	}
	shards := map[int]bool{}
	for _, m := range w.Messages(job.Bulk) {
		if m.Kind == job.PlanShard && m.ID == apptest.SampleRun && m.Hops == 1 {
			shards[m.Shard] = true
		}
	}
	if len(shards) != provision.ListShards {
		w.t.Errorf("shards %v are sent for, want all %d: %+v", shards, provision.ListShards, w.Messages(job.Bulk))
	}
	if _, ok, err := w.store.LastChunk(w.ctx(), w.account, apptest.SampleRun, 2); err != nil || !ok {
		w.t.Errorf("shard 2 is not listed: %v", err)
	}
}

func oneMailSent(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	mails := w.SES.Mails()
	if len(mails) != 1 {
		w.t.Fatalf("mails %+v", mails)
	}
	m := mails[0]
	if m.From != "welcome@example.com" || !strings.Contains(m.To, "person1@example.com") || m.ConfigurationSet != "usersync" || !strings.Contains(m.Tags["intent"], apptest.SampleUser(1)) {
		w.t.Errorf("mail %+v", m)
	}
	intent, err := w.store.MailIntent(w.ctx(), w.account, apptest.SampleUser(1), "welcome#1")
	if err != nil || intent.State != notify.Sent || intent.SentID != m.ID {
		w.t.Errorf("the ledger says %+v, %v", intent, err)
	}
}

func oneMailSentAndOneParked(w *world, answer json.RawMessage) {
	allTaken(w, answer)
	if mails := w.SES.Mails(); len(mails) != 1 || !strings.Contains(mails[0].To, "person2@example.com") {
		w.t.Errorf("mails %+v", mails)
	}
	parked(w, 1, "mail")
}

func leftOversFound(w *world, answer json.RawMessage) {
	if string(answer) != "null" {
		w.t.Errorf("answered %s", answer)
	}
	w.sent(job.Hot, resolve(4), resolve(5), resolve(6), resolve(7), resolve(8), resolve(9))
	w.sent(job.Bulk, job.Message{Kind: job.ApplyJournal, ID: apptest.SampleJournal}) // the run may still move: the next sweep will see
	w.sent(job.Mail, welcome(1), welcome(2), welcome(3))
}

func welcome(n int) job.Message {
	return job.Message{Kind: job.SendMail, User: apptest.SampleUser(n), ID: "welcome#1"}
}
