package provision_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/plan"
	"usersync/internal/provision"
)

// Whatever a hold withheld, approving it makes exactly what the plan says, user by user, seats included; and until then nobody loses anything.
func TestAnApprovedHoldIsItsPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		w.strict(nil)
		w.random = rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 0))
		groups := []string{w.give("meeting", rapid.SampledFrom([]int64{-1, 3, 8}).Draw(rt, "meeting")), w.give("phone", rapid.SampledFrom([]int64{-1, 2}).Draw(rt, "phone")), w.group("third")}
		for range rapid.IntRange(0, 12).Draw(rt, "people") {
			w.user(fmt.Sprint("u", w.ids), rapid.SliceOfDistinct(rapid.SampledFrom(groups), rapid.ID[string]).Draw(rt, "in")...)
		}
		w.rest()
		p := w.tried(drawChange(rt, w.live(), groups))
		if !p.Held() {
			return
		}
		expected, before := w.differences(p), w.outcomes()
		p = w.applied(p)
		w.rest()
		barred := keptAll(rt, before, w.outcomes())
		_, err := w.holds.Approve(context.Background(), w.account, p.Hold, word("x"))
		w.must(err)
		w.rest()
		if !barred { // who was barred stands in line later than the plan says
			compare(rt, p, expected, before, w.outcomes())
		}
		if h := w.hold(p.Hold); h.Users != 0 {
			rt.Fatalf("%d are left in it", h.Users)
		}
	})
}

// keptAll fails when anybody lost anything, and says whether something was not given meanwhile.
func keptAll(t *rapid.T, before, after map[string]*plan.Outcome) (barred bool) {
	for u, was := range before {
		d := plan.Compare(u, was, after[u], nil)
		if d.Is(plan.Loses) || d.Is(plan.IsSuspended) {
			t.Fatalf("%s lost something under a hold: %+v", u, d)
		}
		for _, h := range orNone(after[u]).Held {
			barred = barred || len(h.Barred) > 0
		}
	}
	return barred
}

// Rejecting puts everybody back, whatever was given meanwhile.
func TestARejectedHoldIsAsBefore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		w.strict(nil)
		w.random = rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 0))
		groups := []string{w.give("meeting", -1), w.give("phone", -1), w.group("third")}
		for range rapid.IntRange(0, 8).Draw(rt, "people") {
			w.user(fmt.Sprint("u", w.ids), rapid.SliceOfDistinct(rapid.SampledFrom(groups), rapid.ID[string]).Draw(rt, "in")...)
		}
		w.rest()
		p := w.tried(drawChange(rt, w.live(), groups))
		if !p.Held() {
			return
		}
		before := w.outcomes()
		p = w.applied(p)
		w.rest()
		_, err := w.holds.Reject(context.Background(), w.account, p.Hold, word("x"))
		w.must(err)
		w.rest()
		for u, after := range w.outcomes() {
			d := plan.Compare(u, before[u], after, nil)
			if before[u] == nil && after != nil && after.State == plan.Suspended {
				continue // somebody new stays known
			}
			if !d.IsZero() {
				rt.Fatalf("%s: %+v", u, d)
			}
		}
	})
}

// A process that dies at any write of an application or a decision leaves nothing half done: repeated or swept, all comes out as without the crash.
func TestHoldsSurviveCrashes(t *testing.T) {
	ctx := context.Background()
	for _, lost := range []bool{false, true} {
		for at := 1; at <= 12; at++ {
			c := &company{works: newWorks(t)}
			c.group = c.give("meeting", -1)
			c.staff = c.crowd(12, c.group)
			c.news = c.works.group("newcomers")
			c.newcomers = c.crowd(2, c.news)
			c.rest()
			p := c.tried(c.move(c.news))
			c.engine.countdown, c.engine.lost = at, lost
			do := func(step func() error) {
				for range 3 {
					if step() == nil {
						return
					}
					c.crash()
				}
				t.Fatal("it never comes to an end")
			}
			do(func() error { _, err := c.planner.Apply(ctx, c.account, p.ID); return err })
			c.weather()
			c.see(hasMeeting, hasMeeting)
			do(func() error { _, err := c.holds.Approve(ctx, c.account, p.ID, word("x")); return err })
			c.weather()
			c.see("suspended", hasMeeting)
			if h := c.hold(p.ID); h.Users != 0 || h.State != provision.HoldApproved {
				t.Errorf("%d, %t: %+v", at, lost, h)
			}
		}
	}
}

// weather has all work done, whatever dies on the way.
func (w *works) weather() {
	w.t.Helper()
	w.rest()
	if w.engine.dead {
		w.crash()
		w.rest()
	}
}
