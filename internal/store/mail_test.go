package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
)

const welcome = "welcome#1"

// owed is a store in which a user of account A1 is owed a welcome mail.
func owed(t *testing.T) (s *store.Store, a access.Account, user string) {
	t.Helper()
	s, a = store.New(local.Memory()), access.FromTrigger("A1")
	user = newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, a, user)
	return s, a, user
}

func intent(t *testing.T, s *store.Store, a access.Account, user string) notify.Intent {
	t.Helper()
	in, err := s.MailIntent(context.Background(), a, user, welcome)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func pending(t *testing.T, s *store.Store, a access.Account) int {
	t.Helper()
	n, err := s.UnsettledMails(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheLifeOfAMailIntent(t *testing.T) {
	s, a, user := owed(t)
	due := notify.Intent{User: user, Name: welcome, State: notify.Due, Template: "default", Language: "en", Decided: bellTime}
	if diff := cmp.Diff(due, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}

	claim := notify.Claim{By: "p1", At: bellTime, Until: bellTime.Add(time.Minute), Version: 1}
	if err := s.ClaimMail(t.Context(), a, due, claim); err != nil {
		t.Fatal(err)
	}
	claimed := due
	claimed.State, claimed.Claimant, claimed.Claimed, claimed.Lease, claimed.Tries = notify.Claimed, "p1", claim.At, claim.Until, 1
	if diff := cmp.Diff(claimed, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}

	if err := s.ReleaseMail(t.Context(), a, claimed); err != nil {
		t.Fatal(err)
	}
	due.Tries = 1
	if diff := cmp.Diff(due, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}
	if n := pending(t, s, a); n != 1 {
		t.Errorf("%d mails pending, want the one", n)
	}

	claim.Doubts = 1
	if err := s.ClaimMail(t.Context(), a, due, claim); err != nil {
		t.Fatal(err)
	}
	claimed.Tries, claimed.Doubts = 2, 1
	if err := s.SettleMail(t.Context(), a, claimed, notify.Ending{State: notify.Sent, At: bellTime, SentID: "m1"}); err != nil {
		t.Fatal(err)
	}
	sent := due
	sent.State, sent.Tries, sent.Doubts, sent.SentID, sent.Settled = notify.Sent, 2, 1, "m1", bellTime
	if diff := cmp.Diff(sent, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}
	if n := pending(t, s, a); n != 0 {
		t.Errorf("%d mails pending, want none", n)
	}
}

func TestAMailIntentThatMovedIsLeftAlone(t *testing.T) {
	s, a, user := owed(t)
	due := intent(t, s, a, user)
	claim := notify.Claim{By: "p1", At: bellTime, Until: bellTime.Add(time.Minute), Version: 1}
	if err := s.ClaimMail(t.Context(), a, due, claim); err != nil {
		t.Fatal(err)
	}
	before := intent(t, s, a, user)
	earlier := before
	earlier.Tries = 0
	for name, err := range map[string]error{
		"claim what is claimed":             s.ClaimMail(t.Context(), a, due, claim),
		"settle what was due":               s.SettleMail(t.Context(), a, due, notify.Ending{State: notify.Withdrawn, At: bellTime}),
		"settle an earlier claim":           s.SettleMail(t.Context(), a, earlier, notify.Ending{State: notify.Sent, At: bellTime}),
		"release an earlier claim":          s.ReleaseMail(t.Context(), a, earlier),
		"claim for an older user":           s.ClaimMail(t.Context(), a, before, notify.Claim{By: "p2", Version: 0}),
		"claim somebody else's of the name": s.ClaimMail(t.Context(), access.FromTrigger("A2"), before, claim),
	} {
		if !errors.Is(err, notify.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if diff := cmp.Diff(before, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}
}

// switched turns a user of the directory on or off.
func switched(t *testing.T, s *store.Store, a access.Account, user string, on bool) {
	t.Helper()
	people := directory.Service{
		Store: s, Now: func() time.Time { return bellTime }, NewID: func() string { return "B1" }, Rand: func() float64 { return 0 },
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
	idp := access.Principal{Kind: access.SCIMToken, Account: a, Connection: "C1"}
	if _, err := people.ReplaceUser(t.Context(), idp, user, scim.Object{"userName": "u0", "active": on}, 0); err != nil {
		t.Fatal(err)
	}
}

func TestAMailThatFellAsleepIsDueAgainAsItWasDecided(t *testing.T) {
	s, a, user := owed(t)
	due := intent(t, s, a, user)
	asleep := notify.Ending{State: notify.Withdrawn, At: bellTime, Reason: notify.WhyInactive}
	if err := s.SettleMail(t.Context(), a, due, asleep); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("withdrawn from somebody who is active: %v", err)
	}
	switched(t, s, a, user, false)
	if err := s.SettleMail(t.Context(), a, due, asleep); err != nil {
		t.Fatal(err)
	}
	if rec, err := s.Record(t.Context(), a, user); err != nil || !rec.MailDecided || !rec.MailAsleep || pending(t, s, a) != 0 {
		t.Fatalf("%+v, %v", rec, err)
	}
	wake := provision.Change{Fence: fence(t, s, a, user), Version: 4, Now: bellTime, Wake: true}
	if err := s.Commit(t.Context(), a, user, wake); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(due, intent(t, s, a, user)); diff != "" {
		t.Error(diff)
	}
	if rec, err := s.Record(t.Context(), a, user); err != nil || rec.MailAsleep || pending(t, s, a) != 1 {
		t.Errorf("%+v, %v", rec, err)
	}
	wake.Fence = fence(t, s, a, user)
	if err := s.Commit(t.Context(), a, user, wake); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("a mail that is awake was woken: %v", err)
	}
}

func TestOnlyAnUntriedMailOfSomebodySwitchedOffIsAsleep(t *testing.T) {
	for _, end := range []notify.Ending{
		{State: notify.Withdrawn, Reason: "mail_off"}, {State: notify.Withdrawn, Reason: "user_gone"}, {State: notify.Parked, Reason: "no_address"}, {State: notify.Sent},
	} {
		s, a, user := owed(t)
		if err := s.SettleMail(t.Context(), a, intent(t, s, a, user), end); err != nil {
			t.Fatal(err)
		}
		if rec, err := s.Record(t.Context(), a, user); err != nil || rec.MailAsleep {
			t.Errorf("%+v: asleep, %v", end, err)
		}
	}
	if (notify.Intent{State: notify.Withdrawn, Reason: notify.WhyInactive, Tries: 1}).Asleep() {
		t.Error("what was tried may have been sent")
	}
}

func TestAParkedMailIsAFailureOfItsUser(t *testing.T) {
	s, a, user := owed(t)
	end := notify.Ending{State: notify.Parked, At: bellTime, Reason: "bad_address", Failure: "mail_rejected"}
	if err := s.SettleMail(t.Context(), a, intent(t, s, a, user), end); err != nil {
		t.Fatal(err)
	}
	if in := intent(t, s, a, user); in.State != notify.Parked || in.Reason != "bad_address" {
		t.Errorf("the intent is %+v", in)
	}
	if f, err := s.CountFailing(t.Context(), a, "mail_rejected", 5); f.Users != 1 || !f.FirstSeen.Equal(bellTime) || err != nil {
		t.Errorf("%d failures since %v, %v", f.Users, f.FirstSeen, err)
	}
}

func TestAMailThatWasNeverDecidedOn(t *testing.T) {
	s, a, user := owed(t)
	if _, err := s.MailIntent(t.Context(), a, user, "welcome#2"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestARecipient(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	now := func() time.Time { return bellTime }
	ids := []string{"C1", "R1"}
	next := func() string { id := ids[0]; ids = append(ids[1:], id+"x"); return id }
	if _, _, err := (&provision.Founder{Store: s, Now: now, NewID: next}).CreateAccount(t.Context(), a, "Acme", true); err != nil {
		t.Fatal(err)
	}
	people := directory.Service{
		Store: s, Now: now, NewID: func() string { return "U1" }, Rand: func() float64 { return 0 },
		Sleep: func(context.Context, time.Duration) error { return nil },
	}
	idp := access.Principal{Kind: access.SCIMToken, Account: a, Connection: "C1"}
	_, err := people.CreateUser(t.Context(), idp, scim.Object{
		"userName": "ann", "displayName": "Ann L.", "active": false, "name": scim.Object{"givenName": "Ann", "familyName": "Lee"},
		"emails": []any{scim.Object{"value": "ann@example.com", "primary": true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := notify.Recipient{
		Version: 1, Email: "ann@example.com", UserName: "ann", DisplayName: "Ann L.", GivenName: "Ann", FamilyName: "Lee", Letterhead: notify.Letterhead{Account: "Acme"},
	}
	checkRecipient(t, s, a, "U1", want)

	outcome := &plan.Outcome{State: plan.Active, Products: []plan.Product{{Key: "a", State: plan.Granted}, {Key: "b", State: plan.Waiting}, {Key: "c", State: plan.Granted}}}
	err = s.Commit(t.Context(), a, "U1", provision.Change{
		Fence: fence(t, s, a, "U1"), Version: 1, Now: bellTime, Outcome: outcome, Mail: &plan.Mail{Template: "default", Language: "en"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want.Products = []string{"a", "c"}
	checkRecipient(t, s, a, "U1", want)

	if _, ok, err := s.Recipient(t.Context(), a, "nobody"); ok || err != nil {
		t.Errorf("nobody: %v, %v", ok, err)
	}
	if err := s.ClaimMail(t.Context(), a, intent(t, s, a, "U1"), notify.Claim{Version: 1}); !errors.Is(err, notify.ErrMoved) {
		t.Errorf("a claim for somebody who is switched off: %v", err)
	}
}

func checkRecipient(t *testing.T, s *store.Store, a access.Account, user string, want notify.Recipient) {
	t.Helper()
	got, ok, err := s.Recipient(t.Context(), a, user)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
