package notify_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

const (
	ann     = "01ANN"
	welcome = "welcome#1"
	intent  = "01ACME.01ANN.welcome-1"
)

var dawn = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)

// world is one account with one user, Ann, who is owed a welcome mail, over the memory engine; and a mail service that does as it is told.
type world struct {
	*testing.T
	db      *meddling
	store   *store.Store
	account access.Account
	idp     access.Principal
	people  *directory.Service
	rules   *provision.Publisher
	service *service
	clock   time.Time
	ids     int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	w := &world{T: t, db: &meddling{Table: db}, account: access.FromTrigger("01ACME"), clock: dawn}
	w.store = store.New(w.db)
	w.service = &service{accepted: map[string][]notify.Message{}}
	w.idp = access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: "okta", Scopes: []access.Scope{access.SCIM}}
	newID := func() string { w.ids++; return fmt.Sprintf("01ID%04d", w.ids) }
	still := func(context.Context, time.Duration) error { return nil }
	none := func() float64 { return 0 }
	w.rules = &provision.Publisher{Store: w.store, Now: w.now, NewID: newID, Sleep: still, Rand: none}
	founder := &provision.Founder{Store: w.store, Now: w.now, NewID: newID}
	_, _, err := founder.CreateAccount(t.Context(), w.account, "Acme", true)
	w.must(err)
	w.publish(func(p *rule.Policy) {
		p.Products = []rule.Product{{Key: "meeting", Name: "Acme Meeting"}, {Key: "webinar", Name: "Acme Webinar"}}
	})
	w.people = &directory.Service{Store: w.store, Now: w.now, NewID: func() string { return ann }, Sleep: still, Rand: none}
	_, err = w.people.CreateUser(t.Context(), w.idp, scim.Object{
		"userName": "ann", "displayName": "Ann Lee", "active": true,
		"name":   scim.Object{"givenName": "Ann", "familyName": "Lee"},
		"emails": []any{scim.Object{"value": "home@example.com"}, scim.Object{"value": "ann@example.com", "type": "work"}},
	})
	w.must(err)
	w.decide("default", "en")
	return w
}

func (w *world) now() time.Time { return w.clock }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// decide makes Ann active with a product that is granted and one that waits, and a mail due.
func (w *world) decide(template rule.Choice, language string) {
	w.Helper()
	fence, err := w.store.Fence(w.Context(), w.account, ann)
	w.must(err)
	w.must(w.store.Commit(w.Context(), w.account, ann, provision.Change{
		Fence: fence, Version: 1, Now: w.clock,
		Outcome: &plan.Outcome{State: plan.Active, UserName: "ann", Products: []plan.Product{
			{Key: "meeting", State: plan.Granted}, {Key: "webinar", State: plan.Waiting},
		}},
		Mail: &plan.Mail{Template: template, Language: language},
	}))
}

func (w *world) publish(change func(*rule.Policy)) {
	w.Helper()
	_, err := w.rules.Publish(w.Context(), w.account, 0, func(p *rule.Policy) error { change(p); return nil })
	w.must(err)
}

// change changes Ann in the directory.
func (w *world) change(edit func(scim.Object)) {
	w.Helper()
	u, err := w.people.User(w.Context(), w.account, ann, false)
	w.must(err)
	edit(u.Attrs)
	_, err = w.people.ReplaceUser(w.Context(), w.idp, ann, u.Attrs, 0)
	w.must(err)
}

// suspend says by hand that Ann is suspended, or takes it back.
func (w *world) suspend(on bool) {
	w.Helper()
	fence, err := w.store.Fence(w.Context(), w.account, ann)
	w.must(err)
	w.ids++
	c := provision.HandChange{Fence: fence, Now: w.clock, Bell: fmt.Sprintf("01ID%04d", w.ids), Mark: provision.MarkSuspension}
	c.Event = provision.Event{ID: c.Bell, At: w.clock, Kind: provision.RestoredHand, By: "KEY"}
	if on {
		c.Event.Kind, c.Say = provision.SuspendedHand, &provision.Mark{By: "KEY", At: w.clock}
	}
	w.must(w.store.SaveHand(w.Context(), w.account, ann, c))
}

// sender is a process that sends mails.
func (w *world) sender(instance string) *notify.Sender {
	return &notify.Sender{
		Ledger: w.store, People: w.store, Switch: w.store, Templates: w.store, Mailer: w.service, Notices: w.store, Now: w.now, Instance: instance,
	}
}

func (w *world) handle(s *notify.Sender) job.Verdict {
	w.Helper()
	return s.Handle(w.Context(), w.account, ann, welcome)
}

// stands checks where the intent stands, and why.
func (w *world) stands(state notify.IntentState, why string) notify.Intent {
	w.Helper()
	in, err := w.store.MailIntent(w.Context(), w.account, ann, welcome)
	w.must(err)
	if in.State != state || in.Reason != why {
		w.Errorf("the intent is %s (%s), want %s (%s)", in.State, in.Reason, state, why)
	}
	pending, err := w.store.UnsettledMails(w.Context(), w.account)
	w.must(err)
	if unsettled := state == notify.Due || state == notify.Claimed; (pending == 1) != unsettled {
		w.Errorf("%d mails are listed as pending, with the intent %s", pending, state)
	}
	if settled := !in.Settled.IsZero(); settled == (pending == 1) {
		w.Errorf("settled at %v, with %d pending", in.Settled, pending)
	}
	return in
}

// mails checks how many mails were accepted, and returns the last.
func (w *world) mails(n int) notify.Message {
	w.Helper()
	got := w.service.accepted[intent]
	if len(got) != n {
		w.Fatalf("%d mails were accepted, want %d", len(got), n)
	}
	if n == 0 {
		return notify.Message{}
	}
	return got[n-1]
}

func (w *world) failures(code string) int {
	w.Helper()
	f, err := w.store.CountFailing(w.Context(), w.account, code, 10)
	w.must(err)
	return f.Users
}

func (w *world) wantAgain(v job.Verdict, after time.Duration) {
	w.Helper()
	if got, again := v.IsAgain(); !again || got != after {
		w.Errorf("verdict %+v, want again after %v", v, after)
	}
}

func (w *world) wantDone(v job.Verdict) {
	w.Helper()
	if !v.IsDone() {
		w.Errorf("verdict %+v, want done", v)
	}
}

// redecide replaces the decision on Ann's mail, as it would have been with other rules.
func (w *world) redecide(template rule.Choice, language string) {
	w.Helper()
	key := table.Key{P: "T#01ACME#U#01ANN", S: "MAIL#welcome#1"}
	w.must(w.db.Table.Transact(w.Context(), []table.Action{table.Update(key, []table.Edit{
		table.Set("tpl", table.S(string(template))), table.Set("lang", table.S(language)),
	}, table.Exists())}))
}

// reopen makes a settled mail due again.
func (w *world) reopen() {
	w.Helper()
	key := table.Key{P: "T#01ACME#U#01ANN", S: "MAIL#welcome#1"}
	w.must(w.db.Table.Transact(w.Context(), []table.Action{table.Update(key, []table.Edit{table.Set("state", table.S("due"))}, table.Exists())}))
}

// redecideNone makes it so that Ann was never to get a mail.
func (w *world) redecideNone() {
	w.Helper()
	key := table.Key{P: "T#01ACME#U#01ANN", S: "MAIL#welcome#1"}
	w.must(w.db.Table.Transact(w.Context(), []table.Action{table.Update(key, []table.Edit{table.Set("state", table.S("none"))}, table.Exists())}))
}
