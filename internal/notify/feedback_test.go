package notify_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

func (w *world) feedback() *notify.Feedback {
	return &notify.Feedback{Ledger: w.store, People: w.store}
}

// told has the mail service say something of Ann's welcome mail.
func (w *world) told(became notify.Became, why string) {
	w.Helper()
	w.clock = w.clock.Add(time.Minute)
	w.wantDone(w.feedback().Handle(w.Context(), w.account, notify.Report{
		User: ann, Intent: welcome, Became: became, At: w.clock, SentID: "id-of-it", Why: why,
	}))
}

// sent has Ann's mail sent.
func (w *world) sent() {
	w.Helper()
	w.wantDone(w.handle(w.sender("p1")))
	w.stands(notify.Sent, "")
}

func TestWhatBecameOfAMailIsKeptAndWhoFailsIsListed(t *testing.T) {
	tests := []struct {
		became  notify.Became
		why     string
		failure string
		shown   string
	}{
		{notify.Delayed, "mailbox_full", "", "delayed"},
		{notify.Delivered, "", "", "delivered"},
		{notify.Bounced, "no_email", "mail_bounced", "bounced"},
		{notify.SoftBounced, "mailbox_full", "mail_bounced", "bounced"},
		{notify.Suppressed, "", "mail_suppressed", "suppressed"},
		{notify.Refused, "bad_content", "mail_rejected", "rejected"},
		{notify.Complained, "abuse", "", "complained"},
	}
	for _, tt := range tests {
		t.Run(string(tt.became), func(t *testing.T) {
			w := newWorld(t)
			w.sent()
			w.told(tt.became, tt.why)
			in := w.stands(notify.Sent, "")
			if in.Became != tt.became || in.BecameWhy != tt.why || !in.BecameAt.Equal(w.clock) || in.Failed != tt.failure {
				t.Errorf("kept %+v", in)
			}
			for _, code := range []string{"mail_bounced", "mail_suppressed", "mail_rejected"} {
				if n := w.failures(code); (n == 1) != (code == tt.failure) {
					t.Errorf("%d users have %s", n, code)
				}
			}
			users, err := w.store.ReadAccountUsers(t.Context(), w.account, []string{ann})
			w.must(err)
			if m := users[0].Mail; m.State != tt.shown || m.Reason != tt.why || !m.At.Equal(w.clock) {
				t.Errorf("shown %+v", m)
			}
		})
	}
}

func TestTheServiceMaySpeakBeforeTheSenderHasItsAnswer(t *testing.T) {
	w := newWorld(t)
	w.service.meddle = func() { w.service.meddle = nil; w.told(notify.Taken, "") }
	w.wantAgain(w.handle(w.sender("p1")), time.Second) // the ledger moved under the sender
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
	w.stands(notify.Sent, "")
}

func TestTheServicesWordSettlesWhatNobodyKnew(t *testing.T) {
	t.Run("while the claim of a dead process holds", func(t *testing.T) {
		w := newWorld(t)
		w.dies("p1", true)
		w.told(notify.Taken, "")
		w.clock = w.clock.Add(time.Hour)
		w.wantDone(w.handle(w.sender("p2")))
		w.mails(1)
		if in := w.stands(notify.Sent, ""); in.SentID != "id-of-it" || in.Claimant != "" {
			t.Errorf("recorded %+v", in)
		}
	})
	t.Run("while nobody has it in hand", func(t *testing.T) {
		w := newWorld(t)
		w.dies("p1", true)
		w.service.says(notify.NotAccepted)
		w.service.refuse = fault.New(fault.TooMany, "mail_rate", "Slowly.")
		w.clock = w.clock.Add(notify.DefaultLease)
		w.handle(w.sender("p2"))
		w.stands(notify.Due, "")
		w.told(notify.Delivered, "")
		w.service.refuse = nil
		w.wantDone(w.handle(w.sender("p3")))
		w.mails(1)
	})
	t.Run("after it was left to a person", func(t *testing.T) {
		w := newWorld(t)
		w.service.says(notify.Unknown)
		w.dies("p1", false)
		w.clock = w.clock.Add(notify.EventWait)
		w.dies("p2", true)
		w.clock = w.clock.Add(notify.DefaultLease)
		w.wantDone(w.handle(w.sender("p3")))
		w.stands(notify.Parked, "fate_unknown")
		w.told(notify.Delivered, "")
		w.stands(notify.Sent, "")
	})
}

func TestAWordOnWhatIsNotInTheLedgerIsPassedOver(t *testing.T) {
	w := newWorld(t)
	w.wantDone(w.feedback().Handle(t.Context(), w.account, notify.Report{User: "01NOBODY", Intent: welcome, Became: notify.Bounced, At: dawn}))
	if err := w.feedback().Take(t.Context(), w.account, notify.Report{User: ann, Intent: "welcome#7", At: dawn}); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
	w.redecideNone()
	w.told(notify.Bounced, "")
	if in, err := w.store.MailIntent(t.Context(), w.account, ann, welcome); err != nil || in.Became != notify.Taken || w.failures("mail_bounced") != 0 {
		t.Errorf("a mail that was never due: %+v, %v", in, err)
	}
}

func TestAnotherAddressEndsTheFailure(t *testing.T) {
	w := newWorld(t)
	w.sent()
	w.change(func(o scim.Object) { o["emails"] = []any{scim.Object{"value": "ann.lee@example.com"}} })
	w.told(notify.Bounced, "no_email")
	if in := w.stands(notify.Sent, ""); in.Became != notify.Bounced || in.Failed != "" || w.failures("mail_bounced") != 0 {
		t.Errorf("the address that bounced is the user's no more: %+v", in)
	}
}

// A word on a mail after which there was another is kept, and is nobody's trouble any more.
func TestABounceOfAnEarlierMailFailsNobody(t *testing.T) {
	w := newWorld(t)
	w.sent()
	mails, err := w.store.WelcomeMails(t.Context(), w.account, ann)
	w.must(err)
	w.must(w.store.WelcomeAgain(t.Context(), w.account, ann, provision.WelcomeAgain{
		Last: mails[0], Template: "default", Language: "en", By: "adm", At: w.clock,
		Record: audit.Record{ID: "01REC", At: w.clock, Actor: "adm", Action: audit.ResendWelcome, Subject: ann},
	}))
	w.told(notify.Bounced, "no_email")
	in, err := w.store.MailIntent(t.Context(), w.account, ann, welcome)
	if err != nil || in.Became != notify.Bounced || in.Failed != "" || w.failures("mail_bounced") != 0 {
		t.Errorf("there is a later mail: %+v, %v", in, err)
	}
}

// TestTheOrderOfWordsDoesNotMatter: whatever comes twice or late, what is known in the end is the strongest word, and the failure follows it.
func TestTheOrderOfWordsDoesNotMatter(t *testing.T) {
	all := []notify.Became{notify.Taken, notify.Delayed, notify.SoftBounced, notify.Delivered, notify.Refused, notify.Suppressed, notify.Bounced, notify.Complained}
	rapid.Check(t, func(rt *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom(all), 1, 5).Draw(rt, "said")
		var reports []notify.Report
		for i, became := range said {
			reports = append(reports, notify.Report{User: ann, Intent: welcome, Became: became, At: dawn.Add(time.Duration(i) * time.Minute), SentID: "m"})
		}
		want := after(t, reports)
		again := append(rapid.Permutation(reports).Draw(rt, "order"), rapid.SampledFrom(reports).Draw(rt, "twice"))
		if got := after(t, again); got != want {
			rt.Fatalf("%s, and in another order %s", want, got)
		}
	})
}

func after(t *testing.T, reports []notify.Report) string {
	w := newWorld(t)
	w.sent()
	for _, r := range reports {
		w.must(w.feedback().Take(t.Context(), w.account, r))
	}
	in := w.stands(notify.Sent, "")
	return fmt.Sprint(in.Became, in.BecameAt, in.Failed, w.failures("mail_bounced"), w.failures("mail_suppressed"), w.failures("mail_rejected"))
}

func TestAWordSurvivesAnyFaultOfTheStorage(t *testing.T) {
	for at := 1; ; at++ {
		w := newWorld(t)
		w.sent()
		w.db.calls, w.db.failAt = 0, at
		r := notify.Report{User: ann, Intent: welcome, Became: notify.Bounced, At: dawn, SentID: "m"}
		v := w.feedback().Handle(t.Context(), w.account, r)
		if v == job.Done() && w.db.calls < at {
			return
		}
		w.db.failAt = 0
		w.wantDone(w.feedback().Handle(t.Context(), w.account, r))
		if in := w.stands(notify.Sent, ""); in.Failed != "mail_bounced" || w.failures("mail_bounced") != 1 {
			t.Errorf("fault %d: %+v", at, in)
		}
	}
}

func TestIntentIDsReadBack(t *testing.T) {
	account, user, name, ok := notify.ParseIntentID(intent)
	if !ok || account != "01ACME" || user != ann || name != welcome {
		t.Errorf("%s %s %s %t", account, user, name, ok)
	}
	for _, bad := range []string{"", "a", "a.b", "a.b.c", "a.b.welcome-", "a.b.-1", "a..welcome-1", ".b.welcome-1", "a.b.welcome-x", "a.b.c.welcome-1"} {
		if _, _, _, ok := notify.ParseIntentID(bad); ok {
			t.Errorf("%q is taken for an intent", bad)
		}
	}
}
