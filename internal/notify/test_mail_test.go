package notify_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func (w *world) tester() *notify.Tester {
	return &notify.Tester{
		Tests: w.store, Previews: &notify.Previewer{People: w.store, Switch: w.store, Now: w.now}, Now: w.now,
	}
}

// allows says whom test mails may go to.
func (w *world) allows(addresses ...string) {
	w.Helper()
	_, err := w.store.ChangeAccount(w.Context(), w.account, func(a *provision.Account) error { a.Mails.TestAddresses = addresses; return nil })
	w.must(err)
}

var trying = map[string]notify.Variant{"en": {Subject: "Hi {{user.givenName}}", Text: "To {{account.name}}"}}

// tries has a test mail of a saved template made due.
func (w *world) tries(m notify.TestMail) notify.TestMail {
	w.Helper()
	m.Template, m.Version = "T1", 1
	made, err := w.tester().Test(w.Context(), w.account, trying, m)
	w.must(err)
	return made
}

// tested returns the first test mail, of as many as the mail service has accepted.
func (w *world) tested(n int) notify.Message {
	w.Helper()
	got := w.service.accepted[notify.IntentID(w.account, notify.TestUser, "test#1")]
	if len(got) != n {
		w.Fatalf("%d test mails were accepted, want %d", len(got), n)
	}
	return append(got, notify.Message{})[0]
}

func newTestWorld(t *testing.T) *world {
	w := newWorld(t)
	w.allows("me@example.com", "you@example.com")
	w.saves("T1", map[string]provision.MailVariant{"en": provision.MailVariant(trying["en"])})
	return w
}

func TestATestMailGoesToWhomTheSettingsName(t *testing.T) {
	w := newTestWorld(t)
	w.publish(func(p *rule.Policy) { p.MailOn, p.SyncOn, p.MailTo = false, false, "all@example.com" })
	w.tries(notify.TestMail{To: "you@example.com", Person: ann, By: "k1"})
	for range 2 {
		w.wantDone(w.sender("p1").Handle(t.Context(), w.account, notify.TestUser, "test#1"))
	}
	if m := w.tested(1); m.To != "you@example.com" || m.Subject != "[Test] Hi Ann" || m.ToName != "" || m.Text != "To Acme" {
		t.Errorf("sent %+v", m)
	}
	list, err := w.tester().TestMails(t.Context(), w.account)
	if w.must(err); len(list) != 1 || list[0].State != notify.Sent || list[0].By != "k1" || list[0].Person != ann || list[0].Version != 1 {
		t.Errorf("listed %+v", list)
	}
}

func TestATestMailThatIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		mail notify.TestMail
		kind fault.Kind
		code string
	}{
		"to somebody else":   {notify.TestMail{To: "all@example.com"}, fault.Invalid, "invalid_value"},
		"with nobody's name": {notify.TestMail{Person: "01NOBODY"}, fault.NotFound, "user_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestWorld(t)
			_, err := w.tester().Test(t.Context(), w.account, trying, tt.mail)
			if e := fault.As(err); e.Kind != tt.kind || e.Code != tt.code {
				t.Errorf("got %v", err)
			}
		})
	}
	w := newTestWorld(t)
	w.allows()
	if _, err := w.tester().Test(t.Context(), w.account, trying, notify.TestMail{}); fault.As(err).Code != "no_test_address" {
		t.Errorf("without addresses: %v", err)
	}
}

func TestTestMailsAreCountedAndForgotten(t *testing.T) {
	w := newTestWorld(t)
	for n := 1; n <= notify.MaxTests; n++ {
		if m := w.tries(notify.TestMail{}); m.Number != n || m.To != "me@example.com" {
			t.Fatalf("made %+v", m)
		}
		w.wantDone(w.sender("p1").Handle(t.Context(), w.account, notify.TestUser, "test#"+strconv.Itoa(n)))
		w.clock = w.clock.Add(time.Minute)
	}
	_, err := w.tester().Test(t.Context(), w.account, trying, notify.TestMail{Template: "T1", Version: 1})
	if e := fault.As(err); e.Code != "test_limit" || e.RetryAfter != 40*time.Minute {
		t.Fatalf("the next: %v", err)
	}
	w.clock = w.clock.Add(25 * time.Hour)
	if m := w.tries(notify.TestMail{}); m.Number != notify.MaxTests+1 {
		t.Errorf("made %+v", m)
	}
	if list, err := w.tester().TestMails(t.Context(), w.account); err != nil || len(list) != 2 {
		t.Errorf("kept %d, %v", len(list), err)
	}
}

func TestATestMailWhoseTemplateOrPersonIsGoneIsParked(t *testing.T) {
	w := newTestWorld(t)
	w.tries(notify.TestMail{Person: ann})
	w.must(w.people.DeleteUser(w.Context(), w.idp, ann, 0))
	w.wantDone(w.sender("p1").Handle(t.Context(), w.account, notify.TestUser, "test#1"))
	w.tested(0)
	list, err := w.tester().TestMails(t.Context(), w.account)
	if w.must(err); list[0].State != notify.Parked || list[0].Reason != "template_missing" {
		t.Errorf("stands %+v", list[0])
	}
}

// A test mail that comes back is recorded, and is nobody's failure.
func TestATestMailThatBouncesIsNobodysFailure(t *testing.T) {
	w := newTestWorld(t)
	w.tries(notify.TestMail{})
	w.wantDone(w.sender("p1").Handle(t.Context(), w.account, notify.TestUser, "test#1"))
	w.wantDone(w.feedback().Handle(t.Context(), w.account, notify.Report{User: notify.TestUser, Intent: "test#1", Became: notify.Bounced, At: w.clock}))
	if w.failures("mail_bounced") != 0 {
		t.Error("somebody has a failure")
	}
}

// A test mail of a process that died is treated as every mail: nobody gets it twice.
func TestATestMailOutlivesItsProcess(t *testing.T) {
	w := newTestWorld(t)
	w.tries(notify.TestMail{})
	w.service.refuse = fault.New(fault.Unavailable, "down", "No answer.")
	w.sender("p1").Handle(t.Context(), w.account, notify.TestUser, "test#1")
	w.service.refuse = nil
	w.clock = w.clock.Add(notify.DefaultLease)
	w.service.says(notify.NotAccepted)
	w.wantDone(w.sender("p2").Handle(t.Context(), w.account, notify.TestUser, "test#1"))
	if m := w.tested(1); !strings.HasPrefix(m.Subject, "[Test] ") {
		t.Errorf("sent %q", m.Subject)
	}
}
