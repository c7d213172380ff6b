package store_test

import (
	"errors"
	"testing"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/store"
)

// A mail that was refused is a failure that no resolve clears.
func TestForgettingClearsWhatTheMailLedgerRaised(t *testing.T) {
	db := local.Memory()
	s, a := store.New(db), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, a, user)
	in, err := s.MailIntent(t.Context(), a, user, "welcome#1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SettleMail(t.Context(), a, in, notify.Ending{State: notify.Parked, At: bellTime, Failure: "mail_rejected"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.ForgetOwn(t.Context(), a, user, provision.FailureCodes); err != nil {
			t.Fatal(err)
		}
	}
	if list, _, err := s.Failing(t.Context(), a, "mail_rejected", "", 10); err != nil || len(list) != 0 {
		t.Errorf("still listed: %v, %v", list, err)
	}
	if !fence(t, s, a, user).Exists {
		t.Error("the fence is gone, too")
	}
}

// A seat is given back by the resolver, which counts it: to delete it would lose it for ever.
func TestForgettingLeavesSeatsToTheResolver(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	five := int64(5)
	if err := s.Resize(t.Context(), a, "meeting", nil, provision.Spread(&five, nil)); err != nil {
		t.Fatal(err)
	}
	shards, err := s.Shards(t.Context(), a, "meeting")
	if err != nil {
		t.Fatal(err)
	}
	seat := provision.Seat{Product: "meeting", State: plan.Granted}
	step := provision.SeatStep{Product: "meeting", Now: &seat, Counter: &shards[0]}
	if err := s.Commit(t.Context(), a, user, provision.Change{Fence: fence(t, s, a, user), Version: 1, Now: bellTime, Steps: []provision.SeatStep{step}}); err != nil {
		t.Fatal(err)
	}
	if err := s.ForgetOwn(t.Context(), a, user, nil); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestAnErasureBeginsOnceAndOnlyOutsideTheDirectory(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	start := provision.ErasureStart{Erasure: provision.Erasure{User: user, At: bellTime}, Fence: fence(t, s, a, user), Bell: "b", Record: audit.Record{ID: "r"}, Tomb: "sign", Until: bellTime}
	if err := s.BeginErasure(t.Context(), a, start); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("of somebody in the directory: %v", err)
	}
	if _, ok, err := s.Erasure(t.Context(), a, user); ok || err != nil {
		t.Errorf("an erasure was entered: %v", err)
	}
	if err := s.MoveErasure(t.Context(), a, provision.Erasure{User: user}); err != nil {
		t.Error(err)
	}
	if _, ok, _ := s.Erasure(t.Context(), a, user); ok {
		t.Error("one that is over came back")
	}
	if known, err := s.WasErased(t.Context(), a, "sign", bellTime); known || err != nil {
		t.Errorf("the name is remembered: %v, %v", known, err)
	}
}
