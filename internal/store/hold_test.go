package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/store"
)

func anyHold(id string) provision.Hold {
	return provision.Hold{
		ID: id, Kind: provision.HoldPlan, Plan: "p1", Version: 5, Base: 4, Since: bellTime, By: "k1", Reverts: provision.HoldReverts{Rules: true},
		Gauges: []guard.Gauge{{Name: guard.Everything, Value: 40, Limit: 10, Held: true}},
	}
}

func TestAHoldIsKeptOnceAndEndsOnce(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	h := anyHold("H1")
	for range 2 {
		if err := s.OpenHold(ctx, a, h); err != nil {
			t.Fatal(err)
		}
	}
	want := h
	want.State, want.Edition = provision.HoldOpen, 1
	got, ok, err := s.GetHold(ctx, a, "H1")
	if diff := cmp.Diff(want, got); diff != "" || !ok || err != nil {
		t.Fatal(ok, err, diff)
	}
	ended := got
	ended.State, ended.Decided = provision.HoldApproved, &provision.HoldDecision{By: "k2", Reason: "All of them have left.", At: bellTime}
	if err := s.EndHold(ctx, a, ended); err != nil {
		t.Fatal(err)
	}
	if err := s.EndHold(ctx, a, ended); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("ended twice: %v", err)
	}
	if err := s.OpenHold(ctx, a, h); err != nil {
		t.Fatal(err)
	}
	ended.Edition = 2
	if got, _, err := s.GetHold(ctx, a, "H1"); !cmp.Equal(ended, got) || err != nil {
		t.Errorf("%v %s", err, cmp.Diff(ended, got))
	}
}

func TestHoldsThatThereAreNot(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	for _, id := range []string{"", "nobody", "a#b"} {
		if _, ok, err := s.GetHold(ctx, a, id); ok || err != nil {
			t.Errorf("%q: %t, %v", id, ok, err)
		}
		if list, next, err := s.HeldUsers(ctx, a, id, "", 10); len(list) != 0 || next != "" || err != nil {
			t.Errorf("%q: %v, %q, %v", id, list, next, err)
		}
	}
	for _, cursor := range []string{"x", "9.", "-1.", "1.a#b", "1"} {
		if _, _, err := s.HeldUsers(ctx, a, "H1", cursor, 10); !fault.Is(err, fault.Malformed) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	if _, err := s.HoldsBefore(ctx, a, "", "a#b", 10); !fault.Is(err, fault.Malformed) {
		t.Errorf("a bad cursor: %v", err)
	}
}

func TestHoldsAreListedNewestFirst(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	for i := range 7 {
		if err := s.OpenHold(ctx, a, anyHold(fmt.Sprint("H", i))); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"H2", "H5"} {
		h, _, err := s.GetHold(ctx, a, id)
		if err != nil {
			t.Fatal(err)
		}
		h.State = provision.HoldVoid
		if err := s.EndHold(ctx, a, h); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		state  provision.HoldState
		before string
		limit  int
		want   []string
	}{
		{"", "", 3, []string{"H6", "H5", "H4"}},
		{"", "H4", 10, []string{"H3", "H2", "H1", "H0"}},
		{provision.HoldOpen, "", 4, []string{"H6", "H4", "H3", "H1"}},
		{provision.HoldOpen, "H1", 4, []string{"H0"}},
		{provision.HoldVoid, "", 1, []string{"H5"}},
		{provision.HoldVoid, "H5", 1, []string{"H2"}},
		{provision.HoldRejected, "", 5, nil},
	} {
		list, err := s.HoldsBefore(ctx, a, c.state, c.before, c.limit)
		if got := holdIDs(list); err != nil || !cmp.Equal(c.want, got) {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
	open, err := s.OpenHolds(ctx, a)
	if got := holdIDs(open); err != nil || !cmp.Equal([]string{"H0", "H1", "H3", "H4", "H6"}, got) {
		t.Errorf("open: %v, %v", got, err)
	}
}

func holdIDs(list []provision.Hold) []string {
	var out []string
	for _, h := range list {
		out = append(out, h.ID)
	}
	return out
}

// hold commits an outcome in which something is withheld, or nothing.
func hold(t *testing.T, s *store.Store, a access.Account, user string, steps ...provision.HoldStep) {
	t.Helper()
	o := &plan.Outcome{State: plan.Active, UserName: user, Policy: 5}
	err := s.Commit(context.Background(), a, user, provision.Change{Fence: fence(t, s, a, user), Version: 5, Now: bellTime, Outcome: o, Holds: steps})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUsersJoinAndLeaveAHoldWithTheirOutcome(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	if err := s.OpenHold(ctx, a, anyHold("H1")); err != nil {
		t.Fatal(err)
	}
	user := newcomers(t, s, 1)[0][len("A1/"):]
	see := func(want ...plan.Held) {
		t.Helper()
		list, _, err := s.HeldUsers(ctx, a, "H1", "", 10)
		h, _, failed := s.GetHold(ctx, a, "H1")
		if err != nil || failed != nil || h.Users != len(want) || len(list) != len(want) {
			t.Fatalf("%+v, counted %d, %v, %v", list, h.Users, err, failed)
		}
		for i := range want {
			if diff := cmp.Diff(provision.HeldUser{User: user, Since: bellTime, Held: want[i]}, list[i]); diff != "" {
				t.Fatal(diff)
			}
		}
	}
	one, two := plan.Held{Hold: "H1", Products: []string{"meeting"}}, plan.Held{Hold: "H1", Account: true, Role: true}
	see()
	hold(t, s, a, user, provision.HoldStep{Hold: "H1", Now: &one})
	see(one)
	hold(t, s, a, user, provision.HoldStep{Hold: "H1", Was: &one, Now: &two})
	see(two)
	hold(t, s, a, user, provision.HoldStep{Hold: "H1", Was: &two})
	see()
}

// Whoever found a hold open and decided under it does not write once the hold is decided: nobody would ring for them any more.
func TestNothingIsWithheldUnderAHoldThatIsDecided(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	if err := s.OpenHold(ctx, a, anyHold("H1")); err != nil {
		t.Fatal(err)
	}
	user := newcomers(t, s, 1)[0][len("A1/"):]
	under := func(partial bool) error {
		return s.Commit(ctx, a, user, provision.Change{Fence: fence(t, s, a, user), Version: 5, Now: bellTime, Guard: provision.Guarded{Under: "H1"}, Partial: partial})
	}
	if err := errors.Join(under(true), under(false)); err != nil {
		t.Fatalf("while it is open: %v", err)
	}
	h, _, err := s.GetHold(ctx, a, "H1")
	if err != nil {
		t.Fatal(err)
	}
	h.State, h.Decided = provision.HoldApproved, &provision.HoldDecision{By: "k2", Reason: "All of them have left.", At: bellTime}
	if err := s.EndHold(ctx, a, h); err != nil {
		t.Fatal(err)
	}
	for _, partial := range []bool{true, false} {
		if err := under(partial); !errors.Is(err, provision.ErrMoved) {
			t.Errorf("once it is approved (partial: %v): %v", partial, err)
		}
	}
}

func passing(user string) provision.Passing {
	return provision.Passing{User: user, Bell: "b", Event: provision.Event{ID: "E" + user, At: bellTime, Kind: provision.HoldPassed, By: "k1", Note: "has left", Hold: "H1"}}
}

func TestAPassIsPartOfTheRecordAndRings(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, a, user)
	if err := s.PassUsers(ctx, a, "H1", []provision.Passing{passing(user), passing("nobody")}, bellTime); !errors.Is(err, provision.ErrMoved) {
		t.Fatalf("with somebody who does not exist: %v", err)
	}
	if rec, err := s.Record(ctx, a, user); err != nil || rec.Passed["H1"] {
		t.Fatalf("half of it was done: %+v, %v", rec, err)
	}
	if err := s.PassUsers(ctx, a, "H1", []provision.Passing{passing(user)}, bellTime); err != nil {
		t.Fatal(err)
	}
	rec, err := s.Record(ctx, a, user)
	if f := fence(t, s, a, user); err != nil || !rec.Passed["H1"] || rec.Passed["H2"] || f.Want != f.Done+1 {
		t.Errorf("%+v, %+v, %v", rec.Passed, f, err)
	}
}

// The pages of a hold's users together are all of them, once each, whatever the size of a page.
func TestPagesOfHeldUsersAreAllOfThem(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	all := newcomers(t, s, 40)[:40] // those of A1
	for _, user := range all {
		hold(t, s, a, user[len("A1/"):], provision.HoldStep{Hold: "H1", Now: &plan.Held{Hold: "H1", Account: true}})
	}
	rapid.Check(t, func(t *rapid.T) {
		limit, seen := rapid.IntRange(1, 50).Draw(t, "limit"), map[string]bool{}
		for at, more := "", true; more; more = at != "" {
			list, next, err := s.HeldUsers(ctx, a, "H1", at, limit)
			if err != nil || len(list) > limit {
				t.Fatal(len(list), err)
			}
			for _, u := range list {
				if seen[u.User] {
					t.Fatalf("%s comes twice", u.User)
				}
				seen[u.User] = true
			}
			at = next
		}
		if len(seen) != len(all) {
			t.Fatalf("%d of %d", len(seen), len(all))
		}
	})
}

// One thing has one hold at a time, whose id sorts by time.
func TestHoldIDs(t *testing.T) {
	hour := bellTime.Truncate(time.Hour)
	one := provision.HoldID(hour, "connection", "c1")
	if one != provision.HoldID(hour, "connection", "c1") || len(one) != 26 {
		t.Errorf("%q", one)
	}
	for _, other := range []string{provision.HoldID(hour, "connection", "c2"), provision.HoldID(hour.Add(time.Hour), "connection", "c1"), provision.HoldID(hour, "connectionc1")} {
		if other == one {
			t.Errorf("%q is the id of two", one)
		}
	}
	if one >= provision.HoldID(hour.Add(time.Hour), "connection", "c1") {
		t.Error("the newer one does not sort behind")
	}
}
