package provision_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// strict has the guard hold whatever takes anything from anybody.
func (w *works) strict(change func(*guard.Settings)) {
	w.t.Helper()
	_, err := w.store.ChangeAccount(context.Background(), w.account, func(a *provision.Account) error {
		a.Guard.Everything, a.Guard.Product = guard.Limit{}, guard.Limit{}
		if change != nil {
			change(&a.Guard)
		}
		return nil
	})
	w.must(err)
}

// company is thirty people with meeting by their group, and three newcomers in a group that no rule names; moved is the plan that gives meeting to the newcomers' group
// instead, applied without anybody's approval.
type company struct {
	*works
	staff, newcomers []string
	group, news      string
	moved            provision.Plan
}

func newCompany(t testing.TB) *company {
	c := &company{works: newWorks(t)}
	c.group = c.give("meeting", -1)
	c.staff = c.crowd(30, c.group)
	c.news = c.works.group("newcomers")
	c.newcomers = c.crowd(3, c.news)
	c.rest()
	c.moved = c.tried(c.move(c.news))
	c.moved = c.applied(c.moved)
	c.rest()
	return c
}

func (c *company) move(group string) provision.PlanChange {
	return provision.PlanChange{Rule: &rule.Rule{ID: "R-meeting", Enabled: true, Group: group, Products: []rule.ProductGrant{{Key: "meeting"}}}}
}

// applied applies a plan that nobody approved.
func (w *works) applied(p provision.Plan) provision.Plan {
	w.t.Helper()
	p, err := w.planner.Apply(context.Background(), w.account, p.ID)
	w.must(err)
	return p
}

func (w *works) hold(id string) provision.Hold {
	w.t.Helper()
	h, err := w.holds.Hold(context.Background(), w.account, id)
	w.must(err)
	return h
}

func (c *company) see(staff, newcomers string) {
	c.t.Helper()
	for _, u := range c.staff {
		c.sees(u, staff)
	}
	for _, u := range c.newcomers {
		c.sees(u, newcomers)
	}
}

// stillHolds checks that the hold keeps all thirty as they were.
func (c *company) stillHolds() {
	c.t.Helper()
	c.rest()
	c.see(hasMeeting, hasMeeting)
	if h := c.hold(c.moved.Hold); h.State != provision.HoldOpen || h.Users != 30 {
		c.t.Errorf("%+v", h)
	}
}

const hasMeeting = "active meeting:granted"

func word(reason string) provision.Word { return provision.Word{By: "somebody", Reason: reason} }

func TestAHeldPlanGivesAndTakesNothing(t *testing.T) {
	c := newCompany(t)
	if !c.moved.Held() || c.moved.Hold != c.moved.ID || c.moved.State != provision.PlanApplied {
		t.Fatalf("%+v", c.moved)
	}
	c.see(hasMeeting, hasMeeting)
	h := c.hold(c.moved.Hold)
	if h.State != provision.HoldOpen || h.Kind != provision.HoldPlan || h.Users != 30 || h.Version != c.live().Version || !h.Reverts.Rules {
		t.Errorf("%+v", h)
	}
	run := c.run(c.moved.Run)
	if run.Held != 30 || run.Hold != h.ID {
		t.Errorf("%+v", run)
	}
	if got := c.found(run.ID, c.staff[0]); got != "changed withheld" {
		t.Errorf("found %q", got)
	}
	if status := c.look(); status.Pending != 0 {
		t.Errorf("pending %d", status.Pending)
	}
	list, _, err := c.holds.HeldUsers(context.Background(), c.account, h.ID, "", 100)
	if err != nil || len(list) != 30 || !list[0].Account || !slices.Equal(list[0].Products, []string{"meeting"}) || list[0].UserName == "" {
		t.Errorf("%d, %+v, %v", len(list), list[0], err)
	}
	c.sync()
	c.rest()
	c.see(hasMeeting, hasMeeting) // a full sync takes nothing either
}

func TestWhoLeavesDuringAHoldLosesAtOnce(t *testing.T) {
	c := newCompany(t)
	c.setActive(c.staff[0], false)
	c.members(c.group, "remove", c.staff[1])
	c.rest()
	c.sees(c.staff[0], "suspended")
	c.sees(c.staff[1], "suspended")
	if h := c.hold(c.moved.Hold); h.Users != 28 {
		t.Errorf("%d users", h.Users)
	}
	c.members(c.news, "add", c.staff[2])
	c.rest()
	c.sees(c.staff[2], hasMeeting)
	if h := c.hold(c.moved.Hold); h.Users != 27 {
		t.Errorf("who is entitled again leaves the hold: %d users", h.Users)
	}
}

func TestApprovingAHoldTakesWhatWasHeld(t *testing.T) {
	ctx, c := context.Background(), newCompany(t)
	for range 2 {
		h, err := c.holds.Approve(ctx, c.account, c.moved.Hold, word("The department is closed."))
		if err != nil || h.State != provision.HoldApproved || h.Decided.Reason != "The department is closed." || h.Decided.By != "somebody" {
			t.Fatalf("%+v, %v", h, err)
		}
	}
	c.rest()
	c.see("suspended", hasMeeting)
	if h := c.hold(c.moved.Hold); h.Users != 0 || c.live().Withhold != nil {
		t.Errorf("%+v, %+v", h, c.live().Withhold)
	}
}

func TestApprovingSomeLetsThemPass(t *testing.T) {
	ctx, c := context.Background(), newCompany(t)
	w := word("These have left.")
	w.Users = []string{c.staff[0], c.staff[1], c.staff[0]}
	for range 2 {
		if h, err := c.holds.Approve(ctx, c.account, c.moved.Hold, w); err != nil || h.State != provision.HoldOpen {
			t.Fatalf("%+v, %v", h, err)
		}
	}
	c.rest()
	c.sees(c.staff[0], "suspended")
	c.sees(c.staff[1], "suspended")
	c.sees(c.staff[2], hasMeeting)
	if h := c.hold(c.moved.Hold); h.Users != 28 {
		t.Errorf("%d users", h.Users)
	}
	_, err := c.holds.Approve(ctx, c.account, c.moved.Hold, w)
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("of somebody who is out of it: %v", err)
	}
}

func TestRejectingPutsAllBack(t *testing.T) {
	ctx, c := context.Background(), newCompany(t)
	rejected := c.live().Rules
	for range 2 {
		if h, err := c.holds.Reject(ctx, c.account, c.moved.Hold, word("A mistake.")); err != nil || h.State != provision.HoldRejected {
			t.Fatalf("%+v, %v", h, err)
		}
	}
	c.rest()
	c.see(hasMeeting, "suspended")
	live := c.live()
	if live.Rules[0].Group != c.group || live.Withhold != nil || c.hold(c.moved.Hold).Users != 0 {
		t.Errorf("%+v", live)
	}
	draft, err := c.store.Draft(ctx, c.account)
	if err != nil || !draft.Open || draft.Rules[0].Group != rejected[0].Group || draft.Revision <= live.RulesRevision() {
		t.Errorf("%+v, %v", draft, err)
	}
	if _, err := c.holds.Approve(ctx, c.account, c.moved.Hold, word("All the same.")); !is(err, "hold_decided") {
		t.Errorf("%v", err)
	}
}

func is(err error, code string) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Code == code
}

func TestAHoldNobodyDecidesOnExpires(t *testing.T) {
	c := newCompany(t)
	c.clock = c.clock.Add(13 * 24 * time.Hour)
	c.sweep(0)
	c.rest()
	if h := c.hold(c.moved.Hold); h.State != provision.HoldOpen {
		t.Fatalf("%+v", h)
	}
	c.clock = c.clock.Add(2 * 24 * time.Hour)
	c.sweep(0)
	c.rest()
	c.see(hasMeeting, "suspended")
	if h := c.hold(c.moved.Hold); h.State != provision.HoldExpired || h.Decided.By != "" {
		t.Errorf("%+v", h)
	}
}

func TestANewerPlanTakesAHoldsPlace(t *testing.T) {
	c := newCompany(t)
	back := c.tried(c.move(c.group))
	c.applied(back)
	c.rest()
	if h := c.hold(c.moved.Hold); h.State != provision.HoldVoid || h.Users != 0 {
		t.Errorf("%+v", h)
	}
	c.see(hasMeeting, "suspended") // three of thirty-three do not alarm the guard
}

// What a hold keeps is not lost by applying a second plan that the guard holds: it is kept for the rules of before both.
func TestAHoldOverAHold(t *testing.T) {
	ctx, c := context.Background(), newCompany(t)
	second := c.applied(c.tried(c.move(c.works.group("nobody"))))
	c.rest()
	if second.Hold != second.ID || c.hold(c.moved.Hold).State != provision.HoldVoid || c.hold(second.Hold).Users != 30 {
		t.Fatalf("%+v, %+v", c.hold(c.moved.Hold), c.hold(second.Hold))
	}
	c.see(hasMeeting, "suspended") // what the first one gave, the second takes: nobody decided that it should stay
	_, err := c.holds.Reject(ctx, c.account, second.Hold, word("Neither."))
	c.must(err)
	c.rest()
	c.see(hasMeeting, "suspended")
	if got := c.live().Rules[0].Group; got != c.group {
		t.Error("the rules are not those of before both")
	}
}

func TestAChangeOfTheCatalogueKeepsAHold(t *testing.T) {
	c := newCompany(t)
	c.give("phone", 5)
	c.stillHolds()
}

func TestAPlanOfWhatIsLiveKeepsAHold(t *testing.T) {
	c := newCompany(t)
	p := c.tried(provision.PlanChange{})
	if p.Totals.Changed != 0 {
		t.Errorf("%+v", p.Totals)
	}
	c.applied(p)
	c.stillHolds()
}

func TestAHoldThatNobodyIsInIsVoid(t *testing.T) {
	c := newCompany(t)
	c.members(c.news, "add", c.staff...)
	c.rest()
	c.sweep(0)
	c.rest()
	if h := c.hold(c.moved.Hold); h.State != provision.HoldVoid || c.live().Withhold != nil {
		t.Errorf("%+v", h)
	}
	c.see(hasMeeting, hasMeeting)
}

// Whoever comes into a hold makes it first and enters it then: for a while it may be empty.
func TestAHoldThatNobodyHasEnteredYetStaysOpen(t *testing.T) {
	ctx, w := context.Background(), newWorks(t)
	id := provision.HoldID(w.clock, "empty")
	w.must(w.store.OpenHold(ctx, w.account, provision.Hold{ID: id, Kind: provision.HoldConnection, State: provision.HoldOpen, Since: w.clock}))
	for _, tt := range []struct {
		after time.Duration
		state provision.HoldState
	}{{0, provision.HoldOpen}, {74 * time.Minute, provision.HoldOpen}, {2 * time.Minute, provision.HoldVoid}} {
		w.clock = w.clock.Add(tt.after)
		w.must(w.holds.SweepHolds(ctx, w.account))
		if h := w.hold(id); h.State != tt.state {
			t.Errorf("after another %v it is %s, want %s", tt.after, h.State, tt.state)
		}
	}
}

func TestDecisionsThatAreRefused(t *testing.T) {
	ctx, c := context.Background(), newCompany(t)
	id := c.moved.Hold
	for name, v := range map[string]struct {
		id   string
		word provision.Word
		kind fault.Kind
	}{
		"no such hold":      {"nothing", word("x"), fault.NotFound},
		"no reason":         {id, word(" "), fault.Invalid},
		"too long a reason": {id, word(strings.Repeat("x", 1001)), fault.Invalid},
		"an old edition":    {id, provision.Word{Reason: "x", Edition: 7}, fault.Stale},
		"nobody's user":     {id, provision.Word{Reason: "x", Users: []string{c.staff[0], "nobody"}}, fault.Invalid},
		"somebody outside":  {id, provision.Word{Reason: "x", Users: []string{c.newcomers[0]}}, fault.Invalid},
		"too many":          {id, provision.Word{Reason: "x", Users: make([]string, provision.MaxApprovedUsers+1)}, fault.Invalid},
	} {
		if _, err := c.holds.Approve(ctx, c.account, v.id, v.word); !fault.Is(err, v.kind) {
			t.Errorf("%s: %v", name, err)
		}
		if len(v.word.Users) > 0 {
			continue
		}
		if _, err := c.holds.Reject(ctx, c.account, v.id, v.word); !fault.Is(err, v.kind) {
			t.Errorf("%s, rejected: %v", name, err)
		}
	}
	c.rest()
	if h := c.hold(id); h.State != provision.HoldOpen || h.Users != 30 {
		t.Errorf("%+v", h)
	}
}

// waiting is a company whose guard lets nothing of a held plan go live.
func waiting(t *testing.T) (*works, []string, provision.Plan) {
	w := newWorks(t)
	staff := w.crowd(30, w.give("meeting", -1))
	w.strict(func(s *guard.Settings) { s.Wait = true })
	w.rest()
	p := w.tried(provision.PlanChange{DeleteRule: "R-meeting"})
	before := w.live().Version
	for range 2 {
		if _, err := w.planner.Apply(context.Background(), w.account, p.ID); !is(err, "plan_held") || w.live().Version != before {
			t.Fatalf("%v", err)
		}
	}
	if h := w.hold(p.ID); !h.Waits || h.Version != 0 || h.Users != 0 {
		t.Fatalf("%+v", h)
	}
	return w, staff, p
}

func TestAPlanAllOfWhichWaits(t *testing.T) {
	ctx := context.Background()
	for name, approve := range map[string]func(w *works, id string) error{
		"approved as a hold": func(w *works, id string) error {
			_, err := w.holds.Approve(ctx, w.account, id, word("It is meant."))
			return err
		},
		"approved as a plan": func(w *works, id string) error {
			_, err := w.holds.ApprovePlan(ctx, w.account, id, "somebody", "It is meant.")
			return err
		},
		"approved as a plan that was read before it was held": func(w *works, id string) error {
			if _, err := w.planner.Approve(ctx, w.account, id, "somebody", "It is meant."); err != nil {
				return err
			}
			_, err := w.planner.Apply(ctx, w.account, id)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, staff, p := waiting(t)
			w.must(approve(w, p.ID))
			w.rest()
			w.sees(staff[0], "suspended")
			h := w.hold(p.ID)
			if h.State != provision.HoldApproved || h.Decided.By != "somebody" || h.Decided.Reason != "It is meant." {
				t.Errorf("%+v, %+v", h, h.Decided)
			}
			if again := w.applied(p); again.State != provision.PlanApplied || again.Hold != "" {
				t.Errorf("%+v", again)
			}
		})
	}
}

func TestAPlanAllOfWhichWaitsIsRejected(t *testing.T) {
	ctx := context.Background()
	w, staff, p := waiting(t)
	_, err := w.holds.Approve(ctx, w.account, p.ID, provision.Word{Reason: "x", Users: staff[:1]})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("some of it: %v", err)
	}
	before := w.live().Version
	_, err = w.holds.Reject(ctx, w.account, p.ID, word("No."))
	w.must(err)
	if _, err := w.planner.Apply(ctx, w.account, p.ID); !is(err, "plan_rejected") || w.live().Version != before {
		t.Errorf("%v", err)
	}
}

func TestAWaitingHoldGoesWithItsPlan(t *testing.T) {
	ctx := context.Background()
	w, _, p := waiting(t)
	w.publish(func(p *rule.Policy) { p.MailOn = !p.MailOn })
	if _, err := w.holds.Approve(ctx, w.account, p.ID, word("x")); !is(err, "plan_stale") {
		t.Errorf("%v", err)
	}
	if h := w.hold(p.ID); h.State != provision.HoldVoid {
		t.Errorf("%+v", h)
	}
	w, _, p = waiting(t)
	w.clock = w.clock.Add(25 * time.Hour)
	w.sweep(0)
	if h := w.hold(p.ID); h.State != provision.HoldVoid {
		t.Errorf("found by the sweeper: %+v", h)
	}
}
