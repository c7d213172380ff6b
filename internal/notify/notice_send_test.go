package notify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/notice"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

const told = "run-01RUN"

// tell decides a notice on a run that failed for three.
func (w *world) tell() {
	w.Helper()
	r := provision.Run{ID: "01RUN", Kind: provision.FullRun, State: provision.RunRunning, Done: 9, Failed: 3, Started: w.clock}
	n, _ := provision.RunNotice(r, provision.RunDone, w.clock.Add(time.Minute))
	w.must(w.store.DecideNotice(w.Context(), w.account, n))
}

// admins sets who is told.
func (w *world) admins(edit func(*notice.Settings), addresses ...string) {
	w.Helper()
	_, err := w.store.ChangeAccount(w.Context(), w.account, func(a *provision.Account) error {
		a.Notices.Addresses = addresses
		if edit != nil {
			edit(&a.Notices)
		}
		return nil
	})
	w.must(err)
}

// work does as the queue: every unsettled intent of the notice, until nothing changes any more.
func (w *world) work(s *notify.Sender) {
	w.Helper()
	for range 5 {
		for i := range 4 {
			name := fmt.Sprintf("notice#%d", i)
			if _, err := w.store.MailIntent(w.Context(), w.account, told, name); fault.Is(err, fault.NotFound) {
				continue
			}
			s.Handle(w.Context(), w.account, told, name)
		}
	}
}

// notices are the mails that were accepted, by address, each with how many.
func (w *world) notices() map[string]int {
	got := map[string]int{}
	for id, mails := range w.service.accepted {
		if strings.HasPrefix(id, "01ACME."+told+".notice-") {
			for _, m := range mails {
				got[m.To]++
			}
		}
	}
	return got
}

func (w *world) noticeIs(n int, state notify.IntentState, why string) {
	w.Helper()
	in, err := w.store.MailIntent(w.Context(), w.account, told, fmt.Sprintf("notice#%d", n))
	w.must(err)
	if in.State != state || in.Reason != why {
		w.Errorf("notice#%d is %s (%s), want %s (%s)", n, in.State, in.Reason, state, why)
	}
}

func TestEachAddressIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.admins(func(s *notice.Settings) { s.Language = "de" }, "ops@acme.example", "boss@acme.example")
	w.tell()
	w.tell()
	s := w.sender("p1")
	s.Console = "https://sync.example/console"
	w.work(s)
	w.work(s)
	if got := w.notices(); len(got) != 2 || got["ops@acme.example"] != 1 || got["boss@acme.example"] != 1 {
		t.Fatalf("told %v", got)
	}
	m := w.service.accepted["01ACME."+told+".notice-1"][0]
	if m.Subject != "3 Benutzer konnten nicht synchronisiert werden" || m.Language != "de" || m.Template != "runFailed" ||
		!strings.Contains(m.Text, "https://sync.example/console/runs/01RUN") || !strings.Contains(m.HTML, `href="https://sync.example/console/runs/01RUN"`) {
		t.Errorf("sent %+v", m)
	}
	for i := range 3 {
		w.noticeIs(i, notify.Sent, "")
	}
	if n, err := w.store.UnsettledMails(w.Context(), w.account); err != nil || n != 1 { // Ann's
		t.Errorf("%d mails are pending, %v", n, err)
	}
}

func TestWhomNobodyTells(t *testing.T) {
	tests := []struct {
		name string
		set  func(w *world)
	}{
		{"no address", func(*world) {}},
		{"the kind is off", func(w *world) { w.admins(func(s *notice.Settings) { s.RunFailed = false }, "ops@acme.example") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			tt.set(w)
			w.tell()
			w.work(w.sender("p1"))
			w.noticeIs(0, notify.Withdrawn, "notices_off")
			if got := w.notices(); len(got) != 0 {
				t.Errorf("told %v", got)
			}
		})
	}
}

// TestANoticeHasNothingToDoWithSyncing: it goes out while syncing and welcome mails are off, and where all mails are to go.
func TestANoticeHasNothingToDoWithSyncing(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.SyncOn, p.MailOn, p.MailTo = false, false, "sandbox@acme.example" })
	w.admins(nil, "ops@acme.example")
	w.tell()
	w.work(w.sender("p1"))
	if got := w.notices(); len(got) != 1 || got["sandbox@acme.example"] != 1 {
		t.Errorf("told %v", got)
	}
}

func TestAnAddressThatWasTakenOffIsNotWrittenTo(t *testing.T) {
	w := newWorld(t)
	w.admins(nil, "ops@acme.example", "boss@acme.example")
	w.tell()
	s := w.sender("p1")
	w.wantDone(s.Handle(t.Context(), w.account, told, notify.NoticeName))
	w.admins(nil, "boss@acme.example", "new@acme.example")
	w.work(s)
	w.noticeIs(1, notify.Withdrawn, "notices_off")
	if got := w.notices(); len(got) != 1 || got["boss@acme.example"] != 1 {
		t.Errorf("told %v", got)
	}
}

// TestANoticeSurvivesEveryFault: whichever call of storage fails or loses its answer, and whatever the mail service does, nobody is told twice and in the end all are.
func TestANoticeSurvivesEveryFault(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for failAt := 1; failAt < 60; failAt++ {
			w := newWorld(t)
			w.admins(nil, "ops@acme.example", "boss@acme.example")
			w.tell()
			if lost {
				w.service.forget = errDown
			}
			w.db.calls, w.db.failAt = 0, failAt
			w.work(w.sender("p1"))
			w.db.failAt, w.service.forget = 0, nil
			w.clock = w.clock.Add(time.Hour)
			w.work(w.sender("p2"))
			if got := w.notices(); len(got) != 2 || got["ops@acme.example"] != 1 || got["boss@acme.example"] != 1 {
				t.Fatalf("with a fault at call %d, answers lost: %v: told %v", failAt, lost, got)
			}
		}
	}
}

func TestANoticeThatTheMailServiceRefuses(t *testing.T) {
	w := newWorld(t)
	w.admins(nil, "ops@acme.example")
	w.tell()
	s := w.sender("p1")
	w.wantDone(s.Handle(t.Context(), w.account, told, notify.NoticeName))
	w.service.refuse = fault.New(fault.TooMany, "mail_throttled", "Later.")
	if v := s.Handle(t.Context(), w.account, told, "notice#1"); v.IsDone() {
		t.Errorf("verdict %+v", v)
	}
	w.noticeIs(1, notify.Due, "")
	w.service.refuse = fault.New(fault.Invalid, "mail_rejected", "Never.")
	w.wantDone(s.Handle(t.Context(), w.account, told, "notice#1"))
	w.noticeIs(1, notify.Parked, "mail_rejected")
	if n := w.failures("mail_rejected"); n != 0 {
		t.Errorf("%d users have a failure because of a notice", n)
	}
}

func TestANoticeThatIsNotThere(t *testing.T) {
	w := newWorld(t)
	if v := w.sender("p1").Handle(t.Context(), w.account, "nothing", notify.NoticeName); !v.IsNever() {
		t.Errorf("verdict %+v", v)
	}
	w.admins(nil, "ops@acme.example")
	w.tell()
	w.db.reads = errors.New("down")
	if _, again := w.sender("p1").Handle(t.Context(), w.account, told, notify.NoticeName).IsAgain(); !again {
		t.Error("nothing is known, and so it is to be tried again")
	}
}

// TestANoticeThatComesBack: the ledger says so, and nobody of the directory has a failure.
func TestANoticeThatComesBack(t *testing.T) {
	w := newWorld(t)
	w.admins(nil, "ops@acme.example", "boss@acme.example")
	w.tell()
	w.work(w.sender("p1"))
	f := &notify.Feedback{Ledger: w.store, People: w.store}
	for _, id := range []string{"01ACME." + told + ".notice-1", "01ACME." + told + ".notice-2"} {
		account, user, name, ok := notify.ParseIntentID(id)
		if !ok || account != w.account.ID() || user != told {
			t.Fatalf("%s is of %s, %s, %s", id, account, user, name)
		}
		r := notify.Report{User: user, Intent: name, Became: notify.Bounced, At: w.clock.Add(time.Minute), SentID: "id-of-it"}
		w.must(f.Take(t.Context(), w.account, r))
		in, err := w.store.MailIntent(t.Context(), w.account, told, name)
		if err != nil || in.Became != notify.Bounced || in.State != notify.Sent || in.Failed != "" {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
	}
	if n := w.failures("mail_bounced"); n != 0 {
		t.Errorf("%d users have a failure because of a notice", n)
	}
}
