package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

// mailRoom is an account with one user, Ann, whose welcome mail was sent and came back.
type mailRoom struct {
	*testing.T
	db       table.Table
	store    *store.Store
	account  access.Account
	idp      access.Principal
	people   *directory.Service
	resolver *provision.Resolver
	ids      int
}

const ann = "01ANN"

func newMailRoom(t *testing.T) *mailRoom {
	t.Helper()
	r := &mailRoom{T: t, db: local.Memory(), account: access.FromTrigger("01MAIL")}
	r.store = store.New(r.db)
	r.idp = access.Principal{Kind: access.SCIMToken, Account: r.account, Connection: "C1"}
	now := func() time.Time { return bellTime }
	still := func(context.Context, time.Duration) error { return nil }
	half := func() float64 { return 0.5 }
	newID := func() string { r.ids++; return "01ID" + string(rune('A'+r.ids)) }
	r.people = &directory.Service{Store: r.store, Now: now, NewID: func() string { return ann }, Sleep: still, Rand: half}
	r.resolver = &provision.Resolver{Policies: r.store, Records: r.store, Seats: r.store, Now: now, NewID: newID, Sleep: still, Rand: half}
	_, _, err := (&provision.Founder{Store: r.store, Now: now, NewID: newID}).CreateAccount(t.Context(), r.account, "Acme", true)
	r.must(err)
	_, err = r.people.CreateUser(t.Context(), r.idp, called("ann@example.com"))
	r.must(err)
	fence, err := r.store.Fence(t.Context(), r.account, ann)
	r.must(err)
	r.must(r.store.Commit(t.Context(), r.account, ann, provision.Change{
		Fence: fence, Version: 1, Now: bellTime, Outcome: &plan.Outcome{State: plan.Active, UserName: "ann"}, Mail: &plan.Mail{Template: "default", Language: "en"},
	}))
	r.sent("welcome#1", "ann@example.com", 1)
	r.told("welcome#1", notify.Bounced)
	r.failing(1)
	return r
}

func called(address string) scim.Object {
	return scim.Object{"userName": "ann", "active": true, "emails": []any{scim.Object{"value": address}}}
}

func (r *mailRoom) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *mailRoom) sent(name, to string, version int64) {
	r.Helper()
	in, err := r.store.MailIntent(r.Context(), r.account, ann, name)
	r.must(err)
	r.must(r.store.ClaimMail(r.Context(), r.account, in, notify.Claim{By: "p", At: bellTime, Until: bellTime, Version: version, To: to}))
	in, err = r.store.MailIntent(r.Context(), r.account, ann, name)
	r.must(err)
	r.must(r.store.SettleMail(r.Context(), r.account, in, notify.Ending{State: notify.Sent, At: bellTime}))
}

func (r *mailRoom) told(name string, became notify.Became) {
	r.Helper()
	f := &notify.Feedback{Ledger: r.store, People: r.store}
	r.must(f.Take(r.Context(), r.account, notify.Report{User: ann, Intent: name, Became: became, At: bellTime}))
}

func (r *mailRoom) failing(n int) {
	r.Helper()
	f, err := r.store.CountFailing(r.Context(), r.account, "mail_bounced", 5)
	if err != nil || f.Users != n {
		r.Errorf("%d users have bounced, want %d, %v", f.Users, n, err)
	}
}

// resend makes the next welcome mail due, as it is when somebody asks for it.
func (r *mailRoom) resend() {
	r.Helper()
	r.must(r.db.Transact(r.Context(), []table.Action{table.Put(table.Item{
		Key:   table.Key{P: "T#01MAIL#U#" + ann, S: "MAIL#welcome#2"},
		Attrs: table.Attrs{"state": table.S("due"), "tpl": table.S("default"), "lang": table.S("en"), "tries": table.N(0)},
	})}))
}

func TestWhatAMailFailedOfIsOverWithAnotherAddress(t *testing.T) {
	tests := []struct {
		name    string
		change  func(r *mailRoom) error
		failing int
	}{
		{"the same address", func(r *mailRoom) error {
			o := called("ann@example.com")
			o["displayName"] = "Ann"
			_, err := r.people.ReplaceUser(r.Context(), r.idp, ann, o, 0)
			return err
		}, 1},
		{"another address", func(r *mailRoom) error {
			_, err := r.people.ReplaceUser(r.Context(), r.idp, ann, called("ann.lee@example.com"), 0)
			return err
		}, 0},
		{"gone", func(r *mailRoom) error { return r.people.DeleteUser(r.Context(), r.idp, ann, 0) }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newMailRoom(t)
			r.must(tt.change(r))
			for range 2 {
				_, err := r.resolver.Resolve(t.Context(), r.account, ann, 0)
				r.must(err)
				r.failing(tt.failing)
			}
		})
	}
}

func TestAResendTakesTheFailureAway(t *testing.T) {
	r := newMailRoom(t)
	r.resend()
	r.told("welcome#1", notify.Complained) // of the mail before: it changes nobody's failures
	r.failing(1)
	r.sent("welcome#2", "ann@example.com", 1)
	r.failing(0)
	r.told("welcome#2", notify.Bounced)
	r.failing(1)
	r.told("welcome#2", notify.Delivered)
	r.failing(1)
}

func TestAWordOnAnIntentThatMovedIsNotWritten(t *testing.T) {
	r := newMailRoom(t)
	in, err := r.store.MailIntent(t.Context(), r.account, ann, "welcome#1")
	r.must(err)
	older, tried := in, in
	older.Became = notify.Taken
	tried.Tries = 7
	w := notify.Word{Became: notify.Complained, At: bellTime, Clear: "mail_bounced"}
	raise := notify.Word{Became: notify.Suppressed, At: bellTime, Raise: "mail_suppressed", Version: 9}
	for name, err := range map[string]error{
		"another word came": r.store.RecordMail(t.Context(), r.account, older, w), "a try was made": r.store.RecordMail(t.Context(), r.account, tried, w),
		"the user changed": r.store.RecordMail(t.Context(), r.account, in, raise),
	} {
		if !errors.Is(err, notify.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.resend()
	if err := r.store.RecordMail(t.Context(), r.account, in, w); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("there is a later mail: %v", err)
	}
	r.failing(1)
}
