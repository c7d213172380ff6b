package notify_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/notify"
)

// guarded is a sender that stops when the service takes nothing.
func (w *world) guarded(instance string) *notify.Sender {
	s := w.sender(instance)
	s.Circuits = w.store
	return s
}

func refusal(code string) error {
	f := fault.New(fault.TooMany, code, "Not now.")
	f.RetryAfter = 10 * time.Minute
	return f
}

func (w *world) circuit() notify.Circuit {
	w.Helper()
	c, err := w.store.MailCircuit(w.Context())
	w.must(err)
	return c
}

func TestAServiceThatTakesNothingStopsAllMails(t *testing.T) {
	for _, code := range []string{notify.BlockedPaused, notify.BlockedQuota, notify.BlockedSetup} {
		t.Run(code, func(t *testing.T) {
			w := newWorld(t)
			s := w.guarded("p1")
			var told []notify.Circuit
			s.Opened = func(_ context.Context, c notify.Circuit) { told = append(told, c) }
			w.service.refuse = refusal(code)
			w.wantDone(w.handle(s)) // the sweeper comes back to it
			want := notify.Circuit{Reason: code, Since: dawn, NextTry: dawn.Add(10 * time.Minute)}
			if got := w.circuit(); got != want || len(told) != 1 || told[0] != want {
				t.Fatalf("the circuit is %+v, told %+v", got, told)
			}
			if in := w.stands(notify.Due, ""); in.Tries != 1 {
				t.Errorf("%d tries", in.Tries)
			}
			w.service.refuse = nil
			w.clock = dawn.Add(9 * time.Minute)
			w.wantDone(w.handle(w.guarded("p2")))
			if in := w.stands(notify.Due, ""); in.Tries != 1 {
				t.Error("a mail was claimed while the circuit was open")
			}
			w.clock = dawn.Add(10 * time.Minute)
			w.wantDone(w.handle(w.guarded("p2")))
			w.mails(1)
			w.stands(notify.Sent, "")
			if w.circuit().Open() {
				t.Error("it does not close")
			}
		})
	}
}

func TestAProbeThatIsRefusedKeepsTheCircuitOpen(t *testing.T) {
	w := newWorld(t)
	s := w.guarded("p1")
	told := 0
	s.Opened = func(context.Context, notify.Circuit) { told++ }
	w.service.refuse = refusal(notify.BlockedPaused)
	w.handle(s)
	w.clock = dawn.Add(time.Hour)
	w.service.refuse = refusal(notify.BlockedQuota)
	w.wantDone(w.handle(s))
	want := notify.Circuit{Reason: notify.BlockedQuota, Since: dawn, NextTry: dawn.Add(time.Hour + 10*time.Minute)}
	if got := w.circuit(); got != want || told != 1 {
		t.Errorf("the circuit is %+v, told %d times", got, told)
	}
}

func TestOneProbeAtATime(t *testing.T) {
	w := newWorld(t)
	w.service.refuse = refusal(notify.BlockedPaused)
	w.handle(w.guarded("p1"))
	w.clock = dawn.Add(time.Hour)
	asked := 0
	w.service.meddle = func() { asked++ }
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() { w.guarded("p2").Handle(w.Context(), w.account, ann, welcome) })
	}
	all.Wait()
	if asked != 1 {
		t.Errorf("%d mails were tried", asked)
	}
}

func TestAProbeOfWhichNothingIsHeardIsFollowedByAnother(t *testing.T) {
	w := newWorld(t)
	w.service.refuse = refusal(notify.BlockedPaused)
	w.handle(w.guarded("p1"))
	w.clock = dawn.Add(time.Hour)
	w.service.refuse = errDown
	w.handle(w.guarded("p1"))
	if c := w.circuit(); !c.Open() || !c.NextTry.After(w.clock) {
		t.Fatalf("the circuit is %+v", c)
	}
	w.service.refuse = nil
	w.service.says(notify.NotAccepted)
	w.clock = w.clock.Add(time.Hour)
	w.wantDone(w.handle(w.guarded("p1")))
	w.mails(1)
	if w.circuit().Open() {
		t.Error("it does not close")
	}
}

func TestAServiceThatRefusesOneMailWorks(t *testing.T) {
	w := newWorld(t)
	w.service.refuse = refusal(notify.BlockedPaused)
	w.handle(w.guarded("p1"))
	w.clock = dawn.Add(time.Hour)
	w.service.refuse = fault.New(fault.Invalid, "mail_rejected", "No.")
	w.wantDone(w.handle(w.guarded("p1")))
	w.stands(notify.Parked, "mail_rejected")
	if w.circuit().Open() {
		t.Error("it does not close")
	}
}

func TestARateIsNoCircuit(t *testing.T) {
	w := newWorld(t)
	w.service.refuse = refusal("mail_rate")
	w.wantAgain(w.handle(w.guarded("p1")), 10*time.Minute)
	if c := w.circuit(); c.Open() {
		t.Errorf("the circuit is %+v", c)
	}
}

// TestTheCircuitOutlivesAnyFaultOfTheStorage: whatever fails, the mail goes out in the end, once, and the circuit is closed then.
func TestTheCircuitOutlivesAnyFaultOfTheStorage(t *testing.T) {
	for at := 1; ; at++ {
		w := newWorld(t)
		w.service.says(notify.NotAccepted)
		w.db.failAt = w.db.calls + at
		w.service.refuse = refusal(notify.BlockedPaused)
		w.handle(w.guarded("p1"))
		fired := w.db.calls >= w.db.failAt
		w.db.failAt = 0
		w.service.refuse = nil
		for range 4 {
			w.clock = w.clock.Add(time.Hour)
			w.handle(w.guarded("p2"))
		}
		w.mails(1)
		w.stands(notify.Sent, "")
		if w.circuit().Open() {
			t.Errorf("fault %d: it does not close", at)
		}
		if !fired {
			return
		}
	}
}
