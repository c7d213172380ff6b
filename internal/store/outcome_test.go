package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// commitMail makes a user clean, with an outcome and a mail that is due.
func commitMail(t *testing.T, s *store.Store, a access.Account, user string) {
	t.Helper()
	err := s.Commit(context.Background(), a, user, provision.Change{
		Fence: fence(t, s, a, user), Version: 4, Now: bellTime,
		Outcome: &plan.Outcome{State: plan.Active, UserName: "Ann", Policy: 4},
		Mail:    &plan.Mail{Template: rule.Default, Language: "en"},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func fence(t *testing.T, s *store.Store, a access.Account, user string) provision.Fence {
	t.Helper()
	f, err := s.Fence(context.Background(), a, user)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCommitAndRecord(t *testing.T) {
	db := local.Memory()
	s, a := store.New(db), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, a, user)
	if got := fence(t, s, a, user); got != (provision.Fence{Exists: true, Want: 1, Done: 1, Rules: 4, Turn: 1}) {
		t.Errorf("fence %+v", got)
	}
	rec, err := s.Record(context.Background(), a, user)
	if err != nil {
		t.Fatal(err)
	}
	want := provision.Record{
		User:        map[string]any{"userName": "u0", "active": true},
		Person:      plan.Person{Active: true, UserName: "u0", DisplayName: "u0"},
		Connection:  "C1",
		Outcome:     &plan.Outcome{State: plan.Active, UserName: "Ann", Policy: 4},
		Seats:       map[string]provision.Seat{},
		Known:       bellTime,
		MailDecided: true, Mail: provision.MailTrouble{Intent: "welcome#1"},
	}
	if diff := cmp.Diff(want, rec); diff != "" {
		t.Error(diff)
	}
	page, err := db.Query(context.Background(), table.Query{Index: true, P: "T#A1#L#A#0"})
	for _, shard := range []string{"1", "2", "3"} {
		more, err := db.Query(context.Background(), table.Query{Index: true, P: "T#A1#L#A#" + shard})
		if err != nil {
			t.Fatal(err)
		}
		page.Items = append(page.Items, more.Items...)
	}
	if err != nil || len(page.Items) != 1 || page.Items[0].Attrs[table.G1S].Str() != "ann" {
		t.Errorf("the list of account users has %v, %v", page.Items, err)
	}
}

func TestARecordOfNobodyIsGone(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	rec, err := s.Record(context.Background(), a, "nobody")
	if err != nil || !rec.Person.Gone || rec.User != nil || fence(t, s, a, "nobody").Exists {
		t.Errorf("got %+v, %v", rec, err)
	}
}

func TestCommitIsRefusedWhenAnythingOfTheFenceMoved(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	commitMail(t, s, a, user)
	now := fence(t, s, a, user)
	for name, moved := range map[string]provision.Fence{
		"want": {Exists: true, Want: now.Want + 1, Done: now.Done, Rules: now.Rules, Turn: now.Turn},
		"turn": {Exists: true, Want: now.Want, Done: now.Done, Rules: now.Rules, Turn: now.Turn - 1},
	} {
		for _, partial := range []bool{false, true} {
			err := s.Commit(context.Background(), a, user, provision.Change{Fence: moved, Version: 9, Now: bellTime, Partial: partial})
			if !errors.Is(err, provision.ErrMoved) {
				t.Errorf("%s moved (partial: %v): %v", name, partial, err)
			}
		}
	}
	if got := fence(t, s, a, user); got != now {
		t.Errorf("the fence was written: %+v", got)
	}
}

func TestAnotherAccountsUserIsOutOfReach(t *testing.T) {
	s := store.New(local.Memory())
	user := newcomers(t, s, 1)[0][len("A1/"):]
	if fence(t, s, access.FromTrigger("A2"), user).Exists {
		t.Error("the user is there in another account")
	}
	if _, err := s.Fence(context.Background(), access.Account{}, user); !fault.Is(err, fault.Internal) {
		t.Errorf("without an account: %v", err)
	}
}

func TestSeatStepsThatMeetAnotherStateAreRefused(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	ctx := context.Background()
	five := int64(5)
	if err := s.Resize(ctx, a, "meeting", nil, provision.Spread(&five, nil)); err != nil {
		t.Fatal(err)
	}
	waiting := provision.Seat{Product: "meeting", State: plan.Waiting, Rule: "R1", Since: bellTime}
	granted := provision.Seat{Product: "meeting", State: plan.Granted}
	open, full := provision.Shard{Cap: 5}, provision.Shard{Cap: 0}
	for name, step := range map[string]provision.SeatStep{
		"a claim of a full counter":       {Now: &granted, Counter: &full},
		"a claim at an old capacity":      {Now: &granted, Counter: &provision.Shard{Cap: 9}},
		"a release of what is not held":   {Was: &granted, Counter: &open},
		"leaving a line without being in": {Was: &waiting},
		"an heir who does not wait":       {Was: &granted, Counter: &open, Heir: &provision.Waiter{User: "other", Rule: "R1", Since: bellTime, Bell: "b"}},
	} {
		step.Product = "meeting"
		err := s.Commit(ctx, a, user, provision.Change{Fence: fence(t, s, a, user), Version: 1, Now: bellTime, Steps: []provision.SeatStep{step}})
		if !errors.Is(err, provision.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	shards, err := s.Shards(ctx, a, "meeting")
	if err != nil || shards[0].Used != 0 || fence(t, s, a, user).Done != 0 {
		t.Errorf("something was written: %+v, %v", shards, err)
	}
}

// What the counter says counts, whatever the seats say: it never goes below nothing, and where it is closed a freed seat goes to nobody.
func TestTheCounterOfSeatsHasTheLastWord(t *testing.T) {
	ctx, s, a := context.Background(), store.New(local.Memory()), access.FromTrigger("A1")
	var users []string
	for _, u := range newcomers(t, s, 4) {
		if id, mine := strings.CutPrefix(u, "A1/"); mine {
			users = append(users, id)
		}
	}
	commit := func(user string, step provision.SeatStep) error {
		step.Product = "meeting"
		return s.Commit(ctx, a, user, provision.Change{Fence: fence(t, s, a, user), Version: 1, Now: bellTime, Steps: []provision.SeatStep{step}})
	}
	granted, waiting := provision.Seat{Product: "meeting", State: plan.Granted}, provision.Seat{Product: "meeting", State: plan.Waiting, Rule: "R1", Since: bellTime}
	closed, two := provision.Shard{}, provision.Shard{Cap: 2}
	heir := provision.Waiter{User: users[2], Rule: "R1", Since: bellTime, Bell: "b"}
	if err := errors.Join(
		s.Resize(ctx, a, "meeting", nil, []provision.Shard{two}),
		commit(users[0], provision.SeatStep{Now: &granted, Counter: &two}),
		commit(users[1], provision.SeatStep{Now: &granted, Counter: &two}),
		commit(users[2], provision.SeatStep{Now: &waiting}),
		s.Resize(ctx, a, "meeting", []provision.Shard{{Cap: 2, Used: 2}}, []provision.Shard{closed}),
	); err != nil {
		t.Fatal(err)
	}
	if err := commit(users[0], provision.SeatStep{Was: &granted, Counter: &closed, Heir: &heir}); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("passed on by a counter that is closed: %v", err)
	}
	if err := errors.Join(commit(users[0], provision.SeatStep{Was: &granted, Counter: &closed}), commit(users[1], provision.SeatStep{Was: &granted, Counter: &closed})); err != nil {
		t.Fatal(err)
	}
	uncounted := provision.SeatStep{Now: &granted}
	if err := commit(users[3], uncounted); err != nil {
		t.Fatal(err)
	}
	if err := commit(users[3], provision.SeatStep{Was: &granted, Counter: &closed}); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("released from a counter that counts nobody: %v", err)
	}
}

// What somebody has of a product is written over only as it was read, also where the line says otherwise.
func TestASeatIsWrittenOnlyOverWhatWasRead(t *testing.T) {
	db := local.Memory()
	ctx, s, a := context.Background(), store.New(db), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	five := provision.Shard{Cap: 5}
	granted, waiting := provision.Seat{Product: "meeting", State: plan.Granted}, provision.Seat{Product: "meeting", State: plan.Waiting, Rule: "R1", Since: bellTime}
	commit := func(step provision.SeatStep) error {
		step.Product = "meeting"
		return s.Commit(ctx, a, user, provision.Change{Fence: fence(t, s, a, user), Version: 1, Now: bellTime, Steps: []provision.SeatStep{step}})
	}
	if err := errors.Join(s.Resize(ctx, a, "meeting", nil, []provision.Shard{five}), commit(provision.SeatStep{Now: &granted, Counter: &five})); err != nil {
		t.Fatal(err)
	}
	for name, step := range map[string]provision.SeatStep{
		"a second seat":                      {Now: &granted, Counter: &five},
		"a place in the line beside a seat":  {Now: &waiting},
		"a seat for who was said to wait":    {Was: &waiting, Now: &granted, Counter: &five},
		"another counter for who was at one": {Was: &provision.Seat{Product: "meeting", State: plan.Granted, Shard: 3}, Now: &granted},
	} {
		if err := commit(step); !errors.Is(err, provision.ErrMoved) {
			t.Errorf("%s: %v", name, err)
		}
	}
	line := table.Item{Key: table.Key{P: "T#A1#P#meeting#W", S: "R1#" + bellTime.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + user}, Attrs: table.Attrs{"user": table.S(user)}}
	if err := db.Transact(ctx, []table.Action{table.Put(line)}); err != nil {
		t.Fatal(err)
	}
	if heads, err := s.LineHeads(ctx, a, "meeting"); err != nil || len(heads) != 1 {
		t.Fatalf("the line has %v, %v", heads, err)
	}
	left := []provision.Waiter{{User: user, Rule: "R1", Since: bellTime, Bell: "b"}}
	if err := s.Promote(ctx, a, "meeting", five, left, bellTime); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("somebody whose place was left over: %v", err)
	}
}

func TestPromoteRefusesWhoeverWaitsNoLonger(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	ctx := context.Background()
	five := int64(5)
	if err := s.Resize(ctx, a, "meeting", nil, provision.Spread(&five, nil)); err != nil {
		t.Fatal(err)
	}
	nobody := []provision.Waiter{{User: "u", Rule: "R1", Since: bellTime, Bell: "b"}}
	if err := s.Promote(ctx, a, "meeting", provision.Shard{Cap: 5}, nobody, bellTime); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("got %v", err)
	}
	if err := s.Resize(ctx, a, "meeting", []provision.Shard{{Cap: 4}}, []provision.Shard{{Cap: 6}}); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("got %v", err)
	}
	if err := s.Resize(ctx, a, "meeting", nil, []provision.Shard{{Cap: 6}}); !errors.Is(err, provision.ErrMoved) {
		t.Errorf("got %v", err)
	}
}
