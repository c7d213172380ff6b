package provision_test

import (
	"context"
	"fmt"
	"testing"

	"usersync/internal/provision"
)

// overdrawn is a crowd all of whom are switched off within an hour, and the hold of those who were more than the allowance.
func overdrawn(t *testing.T, people int) (*works, []string, provision.Hold) {
	t.Helper()
	w := newWorks(t)
	users := w.crowd(people, w.give("meeting", -1))
	w.rest()
	for _, u := range users {
		w.setActive(u, false)
	}
	w.rest()
	holds := w.openHeld()
	if n := w.suspended(users); n != 20 || len(holds) != 1 || holds[0].Users != people-20 {
		t.Fatalf("%d are suspended, held %+v", n, holds)
	}
	return w, users, holds[0]
}

// notRinging checks that nothing of ringing is left.
func (w *works) notRinging(hold string) {
	w.t.Helper()
	ids, err := w.runs.HoldsToRing(context.Background(), w.account, 10)
	w.must(err)
	_, ok, err := w.runs.HoldRinging(context.Background(), w.account, hold)
	w.must(err)
	if len(ids) != 0 || ok {
		w.t.Errorf("still ringing: %v", ids)
	}
}

func TestApprovingAHoldRingsEverybodyInIt(t *testing.T) {
	w, users, hold := overdrawn(t, 190) // more than one transaction can ring
	for range 2 {
		h, err := w.holds.Approve(context.Background(), w.account, hold.ID, word("They have left."))
		if err != nil || h.State != provision.HoldApproved || h.Decided.By != "somebody" {
			t.Fatalf("%+v, %v", h, err)
		}
		w.rest()
		if n := w.suspended(users); n != len(users) {
			t.Errorf("%d are suspended", n)
		}
	}
	w.counts("meeting", 0, users...)
	w.settled(users...)
	w.notRinging(hold.ID)
	if h := w.hold(hold.ID); h.Users != 0 {
		t.Errorf("%d are in the hold", h.Users)
	}
}

func TestApprovingSomeOfAHoldRingsThem(t *testing.T) {
	ctx := context.Background()
	w, users, hold := overdrawn(t, 25)
	list, _, err := w.holds.HeldUsers(ctx, w.account, hold.ID, "", 10)
	w.must(err)
	some := word("These have left.")
	some.Users = []string{list[0].User, list[1].User}
	h, err := w.holds.Approve(ctx, w.account, hold.ID, some)
	w.must(err)
	w.rest()
	if n := w.suspended(users); n != 22 || h.State != provision.HoldOpen || w.hold(hold.ID).Users != 3 {
		t.Errorf("%d are suspended, %+v", n, w.hold(hold.ID))
	}
	w.sees(list[0].User, "suspended")
	w.sees(list[2].User, hasMeeting)
}

func TestRejectingAHoldRingsNobody(t *testing.T) {
	ctx := context.Background()
	w, users, hold := overdrawn(t, 25)
	_, err := w.holds.Reject(ctx, w.account, hold.ID, word("An accident."))
	w.must(err)
	w.rest()
	w.sync()
	w.rest()
	if n := w.suspended(users); n != 20 {
		t.Errorf("%d are suspended", n)
	}
	w.notRinging(hold.ID)
}

// A message may come late, twice, or for a hold that nobody approved.
func TestRingingTwice(t *testing.T) {
	w, users, hold := overdrawn(t, 25)
	w.must(w.holds.Ring(context.Background(), w.account, hold.ID))
	w.must(w.holds.Ring(context.Background(), w.account, "01JD00000000000000000000H1"))
	w.rest()
	if n := w.suspended(users); n != 20 {
		t.Fatalf("%d are suspended before anybody approved", n)
	}
	w.must(ignore(w.holds.Approve(context.Background(), w.account, hold.ID, word("They have left."))))
	w.copies = 2
	w.rest()
	if n := w.suspended(users); n != 25 {
		t.Errorf("%d are suspended", n)
	}
	w.notRinging(hold.ID)
}

// Whenever the process dies after the approval, the sweep finishes what it means.
func TestAnApprovalSurvivesCrashes(t *testing.T) {
	for last := 1; last <= 6; last++ {
		for _, lost := range []bool{false, true} {
			t.Run(fmt.Sprint(last, lost), func(t *testing.T) {
				w, users, hold := overdrawn(t, 130)
				w.engine.countdown, w.engine.lost = last, lost
				_, err := w.holds.Approve(context.Background(), w.account, hold.ID, word("They have left."))
				for !w.engine.dead && w.step() {
				}
				w.engine.lost = false
				w.crash()
				if w.hold(hold.ID).State == provision.HoldOpen { // whoever asked heard that it failed
					if err == nil {
						t.Fatal("an approval that was lost was answered with success")
					}
					w.must(ignore(w.holds.Approve(context.Background(), w.account, hold.ID, word("They have left."))))
				}
				w.rest()
				if n := w.suspended(users); n != len(users) {
					t.Errorf("%d are suspended", n)
				}
				w.notRinging(hold.ID)
			})
		}
	}
}
