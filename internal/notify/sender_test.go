package notify_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
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

func TestNobodyIsSentAMailWhoShallNotGetOne(t *testing.T) {
	tests := []struct {
		name   string
		before func(w *world)
		state  notify.IntentState
		why    string
	}{
		{"deactivated", func(w *world) { w.change(func(o scim.Object) { o["active"] = false }) }, notify.Withdrawn, "user_inactive"},
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

func TestAProductThatLeftTheCatalogueIsCalledByItsKey(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.Products = nil })
	w.wantDone(w.handle(w.sender("p1")))
	if m := w.mails(1); !strings.Contains(m.Text, "* meeting\n") {
		t.Errorf("sent %s", m.Text)
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

func TestALeaseOfTheSendersOwn(t *testing.T) {
	w := newWorld(t)
	s := w.sender("p1")
	s.Lease = time.Hour
	w.service.refuse = errDown
	w.wantAgain(w.handle(s), time.Hour+time.Second)
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

// saves stores a template of the account.
func (w *world) saves(id string, variants map[string]provision.MailVariant) {
	w.Helper()
	w.must(w.store.SaveTemplate(w.Context(), w.account, provision.Template{
		Kind: provision.EmailTemplates, ID: id, Version: 1, Modified: w.clock, Variants: variants,
	}))
}

func TestTheLanguageOfATemplate(t *testing.T) {
	in := func(languages ...string) map[string]provision.MailVariant {
		variants := map[string]provision.MailVariant{}
		for _, l := range languages {
			variants[l] = provision.MailVariant{Subject: l + " {{user.givenName}}", Text: l}
		}
		return variants
	}
	tests := []struct {
		name      string
		template  string
		has       map[string]provision.MailVariant
		decided   string
		ofAccount string
		subject   string
		language  string
	}{
		{"the person's", "T1", in("en", "de", "fr"), "fr", "de", "fr Ann", "fr"},
		{"the account's", "T1", in("en", "de"), "fr", "de", "de Ann", "de"},
		{"English", "T1", in("en"), "fr", "de", "en Ann", "en"},
		{"a default of one's own", "default", in("en"), "en", "en", "en Ann", "en"},
		{"a default of one's own in another language", "default", in("de"), "en", "de", "Welcome to Acme", "en"},
		{"the built-in default", "default", nil, "pt", "nl", "Welcome to Acme", "en"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.publish(func(p *rule.Policy) { p.DefaultLanguage = tt.ofAccount })
			if tt.has != nil {
				w.saves(tt.template, tt.has)
			}
			w.redecide(rule.Choice(tt.template), tt.decided)
			w.wantDone(w.handle(w.sender("p1")))
			if m := w.mails(1); m.Subject != tt.subject || m.Language != tt.language || m.Template != tt.template {
				t.Errorf("sent %q in %s of %s, want %q in %s of %s", m.Subject, m.Language, m.Template, tt.subject, tt.language, tt.template)
			}
		})
	}
}

func TestATemplateThatIsNotThereParksTheMail(t *testing.T) {
	for name, variants := range map[string]map[string]provision.MailVariant{
		"never saved": nil,
		"broken":      {"en": {Subject: "{{#products}}"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if variants != nil {
				w.saves("T1", variants)
			}
			w.redecide("T1", "en")
			w.wantDone(w.handle(w.sender("p1")))
			w.stands(notify.Parked, "template_missing")
		})
	}
}

func TestWhereToSignInAndWhomToAsk(t *testing.T) {
	w := newWorld(t)
	s := w.sender("p1")
	s.SignInURL, s.Contact = "https://sign.example.com/?a=1&b=2", "help@example.com"
	w.wantDone(w.handle(s))
	m := w.mails(1)
	if !strings.Contains(m.Text, s.SignInURL) || !strings.Contains(m.HTML, `href="https://sign.example.com/?a=1&amp;b=2"`) {
		t.Errorf("where to sign in is missing:\n%s\n%s", m.Text, m.HTML)
	}
	if !strings.Contains(m.Text, s.Contact) || !strings.Contains(m.HTML, s.Contact) {
		t.Error("whom to ask is missing")
	}
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
