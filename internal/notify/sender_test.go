package notify_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func TestAMailIsSentOnceHoweverOftenItIsAskedFor(t *testing.T) {
	w := newWorld(t)
	s := w.sender("p1")
	for range 5 {
		w.wantDone(w.handle(s))
		w.clock = w.clock.Add(time.Hour)
	}
	in := w.stands(notify.Sent, "")
	if in.SentID != "id-of-it" || in.Tries != 1 || !in.Settled.Equal(dawn) || in.Claimant != "" || !in.Lease.IsZero() {
		t.Errorf("recorded %+v", in)
	}
	m := w.mails(1)
	if m.To != "ann@example.com" || m.ToName != "Ann Lee" || m.Subject != "Welcome to Acme" || m.Language != "en" || m.Template != "default" {
		t.Errorf("sent %+v", m)
	}
	for _, part := range []string{m.Text, m.HTML} {
		if !strings.Contains(part, "Acme Meeting") || strings.Contains(part, "Webinar") {
			t.Errorf("the mail does not list exactly what was granted: %s", part)
		}
	}
}

func TestTwoWhoAreAskedAtOnceSendOneMail(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() { w.sender("p1").Handle(w.Context(), w.account, ann, welcome) })
	}
	all.Wait()
	w.mails(1)
	w.stands(notify.Sent, "")
}

func TestASecondProcessWaitsForTheClaimOfTheFirst(t *testing.T) {
	w := newWorld(t)
	other := w.sender("p2")
	w.service.meddle = func() {
		w.service.meddle = nil
		w.clock = w.clock.Add(time.Minute)
		w.wantAgain(w.handle(other), notify.DefaultLease-time.Minute)
		w.stands(notify.Claimed, "")
	}
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
	if w.service.asked != 0 {
		t.Error("the fate of a mail was asked while it was under way")
	}
}

func TestALostRaceForTheClaimSendsNothing(t *testing.T) {
	w := newWorld(t)
	other := w.sender("p2")
	w.db.before = once("claimed", func() error { w.wantDone(w.handle(other)); return nil })
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.mails(1)
	w.wantDone(w.handle(w.sender("p1")))
}

// dies makes a sender's process end before or after its mail was accepted: the ledger keeps the claim.
func (w *world) dies(instance string, accepted bool) {
	w.Helper()
	if accepted {
		w.service.forget = errDown
	} else {
		w.service.refuse = errDown
	}
	w.wantAgain(w.handle(w.sender(instance)), notify.DefaultLease+time.Second)
	w.service.forget, w.service.refuse = nil, nil
	w.stands(notify.Claimed, "")
}

func TestACrashBetweenSendingAndRecording(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", true)
	w.clock = w.clock.Add(notify.DefaultLease)
	w.wantDone(w.handle(w.sender("p2")))
	w.mails(1)
	w.stands(notify.Sent, "")
}

func TestACrashBetweenClaimingAndSending(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", false)
	w.mails(0)
	w.clock = w.clock.Add(notify.DefaultLease)
	w.wantDone(w.handle(w.sender("p2")))
	w.mails(1)
	if in := w.stands(notify.Sent, ""); in.Tries != 2 || in.Doubts != 0 {
		t.Errorf("recorded %+v", in)
	}
}

func TestTheOnlyProcessTakesOverAtOnceWhatADeadOneClaimed(t *testing.T) {
	for name, accepted := range map[string]bool{"accepted": true, "not accepted": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.dies("before", accepted)
			s := w.sender("after")
			s.Sole = true
			w.wantDone(w.handle(s))
			w.mails(1)
			w.stands(notify.Sent, "")
		})
	}
	t.Run("but waits for its own claims", func(t *testing.T) {
		w := newWorld(t)
		w.dies("p1", true)
		s := w.sender("p1")
		s.Sole = true
		w.wantAgain(w.handle(s), notify.DefaultLease)
	})
}

func TestAnAnswerOfTheLedgerIsLost(t *testing.T) {
	for _, state := range []string{"claimed", "sent"} {
		t.Run("to "+state, func(t *testing.T) {
			w := newWorld(t)
			w.db.after = once(state, func() error { return errStorage })
			w.wantAgain(w.handle(w.sender("p1")), time.Second)
			w.clock = w.clock.Add(notify.DefaultLease)
			w.wantDone(w.handle(w.sender("p1")))
			w.mails(1)
			w.stands(notify.Sent, "")
		})
	}
}

func TestAMailOfUnknownFateIsRetriedOnceAndThenParked(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", false)
	w.service.says(notify.Unknown)

	w.clock = dawn.Add(notify.DefaultLease)
	w.wantAgain(w.handle(w.sender("p2")), notify.EventWait-notify.DefaultLease)
	w.clock = dawn.Add(notify.EventWait)
	w.service.refuse = errDown
	w.wantAgain(w.handle(w.sender("p2")), notify.DefaultLease+time.Second)
	if in := w.stands(notify.Claimed, ""); in.Doubts != 1 || in.Tries != 2 {
		t.Errorf("recorded %+v, want one doubtful try", in)
	}
	w.service.refuse = nil

	w.clock = w.clock.Add(notify.DefaultLease)
	w.wantDone(w.handle(w.sender("p2")))
	w.stands(notify.Parked, "fate_unknown")
	w.mails(0)
}

func TestTheServicesWordEndsADoubt(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", true)
	w.service.says(notify.Unknown)
	w.clock = dawn.Add(notify.DefaultLease)
	w.handle(w.sender("p2"))
	w.service.says(notify.Accepted)
	w.wantDone(w.handle(w.sender("p2")))
	w.stands(notify.Sent, "")
	w.mails(1)
}

func TestALeaseOfTheSendersOwn(t *testing.T) {
	w := newWorld(t)
	s := w.sender("p1")
	s.Lease = time.Hour
	w.service.refuse = errDown
	w.wantAgain(w.handle(s), time.Hour+time.Second)
}

// Whatever call to the storage fails, done or not, and whether the mail service accepted the mail and forgot to say so or not: at the end there is one mail.
func TestOneMailWhereverTheStorageFails(t *testing.T) {
	for _, template := range []rule.Choice{"default", "T1"} {
		for failAt, failed := 1, true; failed; failAt++ {
			w := newWorld(t)
			w.saves("T1", map[string]provision.MailVariant{"en": {Subject: "Hello", Text: "Hello"}})
			w.redecide(template, "en")
			if failAt%2 == 0 {
				w.service.forget = errDown
			}
			w.db.calls, w.db.failAt = 0, failAt
			for tries := 0; w.handle(w.sender("p1")) != job.Done() && tries < 5; tries++ {
				w.service.forget = nil
				w.clock = w.clock.Add(notify.DefaultLease + time.Second)
			}
			failed, w.db.failAt = w.db.calls >= failAt, 0
			w.mails(1)
			w.stands(notify.Sent, "")
		}
	}
}

func TestAPolicyIsReadOnce(t *testing.T) {
	w := newWorld(t)
	s := w.sender("p1")
	counted := &counting{Store: w.store}
	s.Switch = counted
	for range 3 {
		w.wantDone(w.handle(s))
		w.redecide("default", "en")
		w.reopen()
	}
	if counted.policies != 1 {
		t.Errorf("the policy was read %d times", counted.policies)
	}
	w.publish(func(p *rule.Policy) { p.MailOn = false })
	w.wantDone(w.handle(s))
	if counted.policies != 2 {
		t.Errorf("a new policy was read %d times", counted.policies-1)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	if v := w.sender("p1").Handle(w.Context(), w.account, "nobody", welcome); !v.IsNever() {
		t.Errorf("an intent that does not exist: %+v, want never", v)
	}
	w.db.reads = errStorage
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
}
