package provision_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// openHeld are the open holds of the account.
func (w *works) openHeld() []provision.Hold {
	w.t.Helper()
	list, err := w.store.OpenHolds(context.Background(), w.account)
	w.must(err)
	return list
}

func (w *works) suspended(users []string) (n int) {
	for _, u := range users {
		if o := w.record(u).Outcome; o != nil && o.State == plan.Suspended {
			n++
		}
	}
	return n
}

// approve approves a hold as an admin would.
func (w *works) approve(h provision.Hold) {
	w.t.Helper()
	w.must(ignore(w.holds.Approve(context.Background(), w.account, h.ID, word("I know."))))
}

// An identity provider that takes from everybody within an hour takes from twenty; the others keep what they have until somebody has decided.
func TestWhatAnIdentityProviderTakesInAnHour(t *testing.T) {
	for name, takes := range map[string]func(w *works, group, user string){
		"inactive":     func(w *works, _, user string) { w.setActive(user, false) },
		"deleted":      func(w *works, _, user string) { w.deleteUser(user) },
		"out of group": func(w *works, group, user string) { w.members(group, "remove", user) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group := w.give("meeting", -1)
			users := w.crowd(26, group)
			w.rest()
			for _, u := range users[:24] {
				takes(w, group, u)
			}
			w.rest()
			holds := w.openHeld()
			if n := w.suspended(users); n != 20 || len(holds) != 1 || holds[0].Users != 4 || holds[0].Kind != provision.HoldConnection || holds[0].Connection != "C1" {
				t.Fatalf("%d are suspended, held %+v", n, holds)
			}
			w.counts("meeting", 6, users...)
			w.settled()
			w.rest()
			w.sync()
			w.rest()
			if n := w.suspended(users); n != 20 {
				t.Errorf("a full sync lets %d go", n)
			}
			w.approve(holds[0])
			w.rest()
			if n := w.suspended(users); n != 24 || len(w.openHeld()) != 0 {
				t.Errorf("approved: %d are suspended, held %+v", n, w.openHeld())
			}
			w.counts("meeting", 2, users...)
		})
	}
}

// A new hour has an allowance of its own; who is in a hold stays in it.
func TestTheNextHour(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(30, w.give("meeting", -1))
	w.rest()
	for _, u := range users[:25] {
		w.setActive(u, false)
	}
	w.rest()
	w.clock = w.clock.Add(time.Hour)
	w.sync()
	w.setActive(users[25], false)
	w.rest()
	if n := w.suspended(users); n != 21 || w.openHeld()[0].Users != 5 {
		t.Errorf("%d are suspended, held %+v", n, w.openHeld())
	}
}

// Who was held and refused keeps what they have, until their inputs change again: that counts anew.
func TestARejectedHold(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(24, w.give("meeting", -1))
	w.rest()
	for _, u := range users[:22] {
		w.setActive(u, false)
	}
	w.rest()
	h := w.openHeld()[0]
	h.State, h.Decided = provision.HoldRejected, &provision.HoldDecision{Reason: "An accident.", At: w.clock}
	w.must(w.store.EndHold(context.Background(), w.account, h))
	w.sync()
	w.rest()
	if n := w.suspended(users); n != 20 {
		t.Fatalf("%d are suspended", n)
	}
	held := slices.IndexFunc(users, func(u string) bool { return len(w.record(u).Outcome.Held) > 0 })
	w.clock = w.clock.Add(time.Hour)
	w.must(w.store.RingUser(context.Background(), w.account, users[held], w.newID(), w.clock))
	w.rest()
	w.sees(users[held], "suspended")
}

// Who is entitled again leaves the hold; what an admin does by hand is never withheld; newcomers get theirs.
func TestWhatIsNotWithheld(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", -1)
	users := w.crowd(30, group)
	w.rest()
	for _, u := range users[:22] {
		w.setActive(u, false)
	}
	w.rest()
	var held []string
	for _, u := range users[:22] {
		if len(w.record(u).Outcome.Held) > 0 {
			held = append(held, u)
		}
	}
	w.setActive(held[0], true)
	w.mark(held[1], provision.MarkSuspension, "")
	w.grant(users[25], rule.Grant{Product: "meeting", Deny: true})
	fresh := w.crowd(1, group)
	w.rest()
	w.sees(held[0], "active meeting:granted")
	w.sees(held[1], "suspended")
	w.sees(users[25], "active")
	w.sees(fresh[0], "active meeting:granted")
	if holds := w.openHeld(); len(holds) != 1 || holds[0].Users != 0 {
		t.Errorf("held %+v", holds)
	}
}

// A large account may lose more at once: the share of it that its settings say.
func TestTheAllowanceGrowsWithTheAccount(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(120, w.give("meeting", -1))
	_, err := w.store.ChangeAccount(context.Background(), w.account, func(a *provision.Account) error {
		a.Guard.Hourly.Percent = 30
		return nil
	})
	w.must(err)
	w.rest()
	for _, u := range users[:50] {
		w.setActive(u, false)
	}
	w.rest()
	if n := w.suspended(users); n != 36 {
		t.Errorf("%d are suspended", n)
	}
}

// An emptied group takes nothing before somebody approves it, however few are concerned.
func TestAnEmptiedGroupTakesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		members int
		empties func(w *works, group string, users []string)
		held    int
	}{
		"emptied": {6, func(w *works, g string, u []string) { w.members(g, "remove", u...) }, 6},
		"deleted": {6, func(w *works, g string, _ []string) {
			w.must(w.directory.DeleteGroup(context.Background(), w.idp, g, 0))
		}, 6},
		"small":       {4, func(w *works, g string, u []string) { w.members(g, "remove", u...) }, 0},
		"not emptied": {6, func(w *works, g string, u []string) { w.members(g, "remove", u[1:]...) }, 0},
		"leavers": {6, func(w *works, g string, u []string) {
			for _, user := range u {
				w.setActive(user, false)
			}
			w.members(g, "remove", u...)
		}, 0},
		"users deleted": {6, func(w *works, _ string, u []string) { w.deleteUser(u[0]); w.deleteUser(u[1]) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group := w.give("meeting", -1)
			users := w.crowd(c.members, group)
			w.rest()
			c.empties(w, group, users)
			w.rest()
			holds := w.openHeld()
			if c.held == 0 {
				if len(holds) != 0 || w.suspended(users) == 0 {
					t.Errorf("held %+v", holds)
				}
				return
			}
			if len(holds) != 1 || holds[0].Kind != provision.HoldGroup || holds[0].Group != group || holds[0].Users != c.held || w.suspended(users) != 0 {
				t.Fatalf("held %+v", holds)
			}
			w.approve(holds[0])
			w.rest()
			if n := w.suspended(users); n != c.members {
				t.Errorf("approved: %d are suspended", n)
			}
		})
	}
}

// A change of the catalogue that nobody planned has an allowance of its own for each version.
func TestAPolicyThatNobodyPlanned(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(30, w.give("meeting", -1))
	w.rest()
	_, err := w.publisher.Publish(context.Background(), w.account, 0, func(p *rule.Policy) error {
		p.Rules[0].Products = nil
		p.Products = nil
		return nil
	})
	w.must(err)
	w.rest()
	n := 0
	for _, u := range users {
		n += len(w.record(u).Outcome.Products)
	}
	if holds := w.openHeld(); n != 10 || len(holds) != 1 || holds[0].Kind != provision.HoldPolicy || holds[0].Version != w.live().Version || holds[0].Users != 10 {
		t.Errorf("%d keep the product, held %+v", n, w.openHeld())
	}
	w.settled(users...)
}

// However resolves overtake one another, exactly as many pass as the allowance has.
func TestTheAllowanceIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		users := w.crowd(24, w.give("meeting", -1))
		w.rest()
		for _, u := range users {
			w.setActive(u, false)
		}
		going, depth := map[string]bool{}, 0
		var resolve func(user string)
		resolver := w.newResolver(w.store)
		resolver.Records = meddled{w.store, func(string) {
			next := rapid.IntRange(0, len(users)*2).Draw(rt, "overtaken by")
			if next < len(users) && !going[users[next]] && depth < 4 {
				resolve(users[next])
			}
		}}
		resolve = func(user string) {
			going[user] = true
			depth++
			_, err := resolver.Resolve(context.Background(), w.account, user, 0)
			depth--
			going[user] = false
			if err != nil && !fault.Is(err, fault.Unavailable) {
				rt.Fatal(err)
			}
		}
		for _, user := range users {
			resolve(user)
		}
		w.rest() // what lost too many races
		if n := w.suspended(users); n != 20 || w.openHeld()[0].Users != 4 {
			rt.Fatalf("%d are suspended, held %+v", n, w.openHeld())
		}
	})
}

// A process may die before or after any write: never does more go than the allowance has, and nobody is left between.
func TestTheAllowanceSurvivesCrashes(t *testing.T) {
	for last := 1; last <= 12; last++ {
		for _, lost := range []bool{false, true} {
			t.Run(fmt.Sprint(last, lost), func(t *testing.T) {
				w := newWorks(t)
				users := w.crowd(24, w.give("meeting", -1))
				w.rest()
				for _, u := range users[:18] {
					w.setActive(u, false)
				}
				w.rest()
				for _, u := range users[18:] {
					w.setActive(u, false)
				}
				w.engine.countdown, w.engine.lost = last, lost
				for !w.engine.dead && w.step() {
				}
				w.engine.lost = false
				w.crash()
				w.rest()
				if n := w.suspended(users); n != 20 || w.openHeld()[0].Users != 4 {
					t.Errorf("%d are suspended, held %+v", n, w.openHeld())
				}
				w.counts("meeting", 4, users...)
			})
		}
	}
}

// Who loses nothing costs nothing more: the calls are those of any resolve. Who loses something costs one read, and one write in the same transaction.
func TestWhatTheGuardCosts(t *testing.T) {
	w := newWorks(t)
	group, other := w.give("meeting", -1), w.group("other")
	users := w.crowd(4, group)
	w.rest()
	used := func(user string) table.Usage {
		m := &table.Meter{}
		w.must(ignore(w.newResolver(w.store).Resolve(table.WithMeter(context.Background(), m), w.account, user, 0)))
		return m.Usage()
	}
	w.members(other, "add", users[0])
	if u := used(users[0]); u != (table.Usage{Calls: 6, Read: 5, Write: 2}) { // fence, version, snapshot, record, groups in groups; the fence again
		t.Errorf("who loses nothing: %+v", u)
	}
	w.setActive(users[1], false)
	used(users[1]) // opens the allowance
	w.setActive(users[2], false)
	if u := used(users[2]); u.Calls > 10 || u.Write > 13 {
		t.Errorf("who loses something: %+v", u)
	}
}

// A dry run of a sync says what the guard would do, and leaves nothing behind.
func TestATraceClaimsNothing(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(2, w.give("meeting", -1))
	w.rest()
	w.setActive(users[0], false)
	tracer := &provision.Tracer{Resolver: w.resolver, Supposer: w.store}
	trace, err := tracer.DryRun(context.Background(), w.account, users[0])
	w.must(err)
	if trace.Change.Guard.Claim == nil || trace.Difference.Will != plan.Suspended || len(w.items("GUARD#C1")) != 0 {
		t.Errorf("%+v", trace.Change.Guard)
	}
}

// A plan knows who is in a hold, and applying it is what it says.
func TestAPlanKnowsWhoIsHeld(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(24, w.give("meeting", -1))
	w.rest()
	for _, u := range users[:22] {
		w.setActive(u, false)
	}
	w.rest()
	r := w.live().Rules[0]
	r.Language = "de"
	p := w.tried(provision.PlanChange{Rule: &r})
	if p.Totals.Suspended != 0 || p.Totals.Losing != 0 {
		t.Errorf("%+v", p.Totals)
	}
	w.apply(p)
	w.rest()
	if n := w.suspended(users); n != 20 || w.openHeld()[0].Users != 2 {
		t.Errorf("%d are suspended, held %+v", n, w.openHeld())
	}
}
