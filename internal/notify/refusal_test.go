package notify_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

func TestNobodyIsSentAMailWhoShallNotGetOne(t *testing.T) {
	tests := []struct {
		name   string
		before func(w *world)
		state  notify.IntentState
		why    string
	}{
		{"deactivated", func(w *world) { w.change(func(o scim.Object) { o["active"] = false }) }, notify.Withdrawn, "user_inactive"},
		{"suspended by hand", func(w *world) { w.suspend(true) }, notify.Withdrawn, "user_suspended"},
		{"deleted", func(w *world) {
			w.must(w.people.DeleteUser(w.Context(), w.idp, ann, 0))
		}, notify.Withdrawn, "user_gone"},
		{"mail off", func(w *world) { w.publish(func(p *rule.Policy) { p.MailOn = false }) }, notify.Withdrawn, "mail_off"},
		{"no address", func(w *world) { w.change(func(o scim.Object) { delete(o, "emails") }) }, notify.Parked, "no_address"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			tt.before(w)
			w.wantDone(w.handle(w.sender("p1")))
			w.mails(0)
			w.stands(tt.state, tt.why)
		})
		t.Run(tt.name+" just before the claim", func(t *testing.T) {
			w := newWorld(t)
			w.db.before = once("claimed", func() error { tt.before(w); return nil })
			w.wantAgain(w.handle(w.sender("p1")), time.Second)
			w.mails(0)
			w.wantDone(w.handle(w.sender("p1")))
			w.mails(0)
			w.stands(tt.state, tt.why)
		})
		t.Run(tt.name+" when the mail is retried", func(t *testing.T) {
			w := newWorld(t)
			w.dies("p1", false)
			tt.before(w)
			w.clock = w.clock.Add(notify.DefaultLease)
			w.wantDone(w.handle(w.sender("p1")))
			w.mails(0)
			w.stands(tt.state, tt.why)
		})
	}
}

func TestWhoeverIsBackBeforeTheMailIsWithdrawnGetsIt(t *testing.T) {
	w := newWorld(t)
	w.change(func(o scim.Object) { o["active"] = false })
	w.db.before = once("withdrawn", func() error { w.change(func(o scim.Object) { o["active"] = true }); return nil })
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
	w.stands(notify.Sent, "")
}

func TestWhoeverIsSuspendedNoMoreBeforeTheMailIsWithdrawnGetsIt(t *testing.T) {
	w := newWorld(t)
	w.suspend(true)
	w.db.before = once("withdrawn", func() error { w.suspend(false); return nil })
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
	w.stands(notify.Sent, "")
}

func TestAMailThatWasAcceptedCountsWhateverHappenedSince(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", true)
	w.change(func(o scim.Object) { o["active"] = false })
	w.clock = w.clock.Add(notify.DefaultLease)
	w.wantDone(w.handle(w.sender("p1")))
	w.stands(notify.Sent, "")
}

func TestNothingIsMailedWhileSyncingIsOff(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.SyncOn = false })
	w.wantDone(w.handle(w.sender("p1")))
	w.stands(notify.Due, "")
	w.publish(func(p *rule.Policy) { p.SyncOn = true })
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
}

func TestARuleChangeDuringTheClaimOnlyDelays(t *testing.T) {
	w := newWorld(t)
	w.db.after = once("claimed", func() error { w.publish(func(p *rule.Policy) { p.DefaultLanguage = "de" }); return nil })
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.mails(0)
	w.stands(notify.Due, "")
	w.wantDone(w.handle(w.sender("p1")))
	w.mails(1)
}

func TestAnAddressThatMovesDuringTheClaimIsReadAgain(t *testing.T) {
	w := newWorld(t)
	w.db.before = once("claimed", func() error {
		w.change(func(o scim.Object) { o["emails"] = []any{scim.Object{"value": "new@example.com"}} })
		return nil
	})
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.wantDone(w.handle(w.sender("p1")))
	if m := w.mails(1); m.To != "new@example.com" {
		t.Errorf("sent to %s", m.To)
	}
}

func TestWhatTheMailServiceRefuses(t *testing.T) {
	t.Run("for good", func(t *testing.T) {
		w := newWorld(t)
		w.service.refuse = fault.New(fault.Invalid, "mail_rejected", "No such address.")
		w.wantDone(w.handle(w.sender("p1")))
		w.stands(notify.Parked, "mail_rejected")
		if w.failures("mail_rejected") != 1 {
			t.Error("the failure is not noted")
		}
		w.service.refuse = nil
		w.wantDone(w.handle(w.sender("p1")))
		w.mails(0)
	})
	t.Run("for now", func(t *testing.T) {
		w := newWorld(t)
		slow := fault.New(fault.TooMany, "rate", "Slower.")
		slow.RetryAfter = time.Minute
		w.service.refuse = slow
		w.wantAgain(w.handle(w.sender("p1")), time.Minute)
		w.stands(notify.Due, "")
		w.service.refuse = nil
		w.wantDone(w.handle(w.sender("p1")))
		w.mails(1)
	})
	t.Run("with an answer of no kind", func(t *testing.T) {
		w := newWorld(t)
		w.service.refuse = errors.New("451 ann@example.com")
		v := w.handle(w.sender("p1"))
		w.wantAgain(v, notify.DefaultLease+time.Second)
		if strings.Contains(v.Reason(), "ann") {
			t.Errorf("the reason %q quotes the mail", v.Reason())
		}
		w.stands(notify.Claimed, "")
	})
}

func TestAMailServiceThatCannotSayWhatBecameOfAMail(t *testing.T) {
	w := newWorld(t)
	w.dies("p1", true)
	w.clock = w.clock.Add(notify.DefaultLease)
	w.service.fateErr = errDown
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.stands(notify.Claimed, "")
}

func TestHostileAddressesAreParked(t *testing.T) {
	for _, value := range []string{
		"ann@example.com\r\nBcc: all@example.com", "ann@example.com, bob@example.com", "Ann <ann@example.com>", "ann", "@example.com",
		"ann@example.com\x00", "ann@exa mple.com", "<ann@example.com>", "group: ann@example.com;", "ann@example.com (x)",
		strings.Repeat("a", 250) + "@example.com",
	} {
		t.Run(value, func(t *testing.T) {
			w := newWorld(t)
			w.change(func(o scim.Object) { o["emails"] = []any{scim.Object{"value": value}} })
			w.wantDone(w.handle(w.sender("p1")))
			w.stands(notify.Parked, "bad_address")
			w.mails(0)
			if w.failures("mail_rejected") != 1 {
				t.Error("the failure is not noted")
			}
		})
	}
}

func TestHostileNamesStayOnTheirLine(t *testing.T) {
	w := newWorld(t)
	w.change(func(o scim.Object) {
		o["displayName"] = "Ann\r\nBcc: all@example.com\x00 \u202E" + strings.Repeat("x", 500)
		o["name"] = scim.Object{"givenName": "<script>alert('x')</script>"}
	})
	w.wantDone(w.handle(w.sender("p1")))
	m := w.mails(1)
	if strings.ContainsAny(m.ToName, "\r\n\x00\u202E") || len(m.ToName) > 300 {
		t.Errorf("to %q", m.ToName)
	}
	if strings.Contains(m.HTML, "<script") || !strings.Contains(m.Text, "<script>alert('x')</script>") {
		t.Errorf("HTML must be escaped, text must not:\n%s\n%s", m.HTML, m.Text)
	}
}
