package notify_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func TestAllMailGoesToOneAddress(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.MailTo = "all@example.com" })
	w.wantDone(w.handle(w.sender("p1")))
	m := w.mails(1)
	if m.To != "all@example.com" || m.ToName != "" || m.Original != "ann@example.com" || !strings.HasPrefix(m.Subject, "[ann@example.com] ") {
		t.Errorf("sent %q to %q <%s>, for %s", m.Subject, m.ToName, m.To, m.Original)
	}
}

func TestARedirectedSubjectIsNotTooLong(t *testing.T) {
	w := newWorld(t)
	w.publish(func(p *rule.Policy) { p.MailTo = "all@example.com" })
	w.saves("T1", map[string]provision.MailVariant{"en": {Subject: strings.Repeat("ä", notify.MaxSubject), Text: "x"}})
	w.redecide("T1", "en")
	w.wantDone(w.handle(w.sender("p1")))
	if m := w.mails(1); utf8.RuneCountInString(m.Subject) != notify.MaxSubject {
		t.Errorf("the subject is %q", m.Subject)
	}
}

// A mail that was written for one place is not sent once it should go to another.
func TestARedirectionThatComesDuringTheClaim(t *testing.T) {
	w := newWorld(t)
	w.db.after = once("claimed", func() error { w.publish(func(p *rule.Policy) { p.MailTo = "all@example.com" }); return nil })
	w.wantAgain(w.handle(w.sender("p1")), time.Second)
	w.mails(0)
	w.wantDone(w.handle(w.sender("p1")))
	if m := w.mails(1); m.To != "all@example.com" {
		t.Errorf("sent to %s", m.To)
	}
}

func TestTheAccountSaysWhereToSignIn(t *testing.T) {
	w := newWorld(t)
	_, err := w.store.ChangeAccount(t.Context(), w.account, func(a *provision.Account) error {
		a.Mails = provision.MailSettings{SignInURL: "https://acme.example/in?a=1&b=2", Contact: "the IT desk"}
		return nil
	})
	w.must(err)
	w.wantDone(w.handle(w.sender("p1")))
	m := w.mails(1)
	if !strings.Contains(m.HTML, `href="https://acme.example/in?a=1&amp;b=2"`) || !strings.Contains(m.Text, "https://acme.example/in?a=1&b=2") ||
		!strings.Contains(m.HTML, "the IT desk") || !strings.Contains(m.Text, "the IT desk") {
		t.Errorf("sent\n%s\n%s", m.Text, m.HTML)
	}
}
