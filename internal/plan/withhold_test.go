package plan_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// turn is one drawn change of rules: a person, what held by the old rules, and the new ones.
type turn struct {
	old, fresh *rule.Policy
	person     plan.Person
	input      rule.Input
	before     *plan.Outcome
}

var turnProducts = []rule.Product{
	{Key: "meeting"}, {Key: "phone", Excludes: []string{"rescue"}}, {Key: "rescue"}, {Key: "webinar", Requires: []string{"meeting"}},
}

func drawTurn(t *rapid.T) turn {
	groups := []string{"a", "b", "c"}
	input := rule.Input{Groups: rapid.SliceOfNDistinct(rapid.SampledFrom(groups), 0, 3, rapid.ID[string]).Draw(t, "groups")}
	w := turn{old: drawPolicy(t, 7), fresh: drawPolicy(t, 8), person: plan.Person{Active: true, UserName: "ann"}, input: input}
	then := w.input
	if rapid.Bool().Draw(t, "by hand then") {
		then.Grants = drawGrants(t)
	}
	w.before = aim(w.old, w.person, then, nil).Outcome(drawSeats(t))
	if rapid.Bool().Draw(t, "by hand now") {
		w.input.Grants = drawGrants(t)
	}
	if rapid.IntRange(0, 4).Draw(t, "left") == 0 {
		w.person.Active = false
	}
	return w
}

func drawPolicy(t *rapid.T, version int64) *rule.Policy {
	p := &rule.Policy{Version: version, SyncOn: true, Products: turnProducts}
	for i := range rapid.IntRange(0, 3).Draw(t, "rules") {
		r := rule.Rule{ID: string(rune('p' + i)), Enabled: true, Group: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "group")}
		for _, product := range rapid.SliceOfNDistinct(rapid.SampledFrom(turnProducts), 0, 2, func(p rule.Product) string { return p.Key }).Draw(t, "products") {
			r.Products = append(r.Products, rule.ProductGrant{Key: product.Key})
		}
		r.Role = rapid.SampledFrom([]*rule.Role{
			nil,
			{Kind: rule.Member},
			{Kind: rule.Admin},
			{Kind: rule.Manager, Privileges: []string{"view_reports"}, Managed: rule.GroupList{All: true}},
			{Kind: rule.Manager, Privileges: []string{"manage_users", "view_reports"}},
		}).Draw(t, "role")
		p.Rules = append(p.Rules, r)
	}
	return p
}

func drawGrants(t *rapid.T) []rule.Grant {
	return []rule.Grant{rapid.SampledFrom([]rule.Grant{
		{ID: "h1", Product: "phone"},
		{ID: "h1", Product: "phone", Deny: true},
		{ID: "h1", Role: &rule.Role{Kind: rule.Admin}},
		{ID: "h1", Role: &rule.Role{Kind: rule.Admin}, Deny: true},
	}).Draw(t, "grant")}
}

func drawSeats(t *rapid.T) map[string]plan.SeatState {
	seats := map[string]plan.SeatState{}
	for _, p := range turnProducts {
		seats[p.Key] = rapid.SampledFrom([]plan.SeatState{plan.Granted, plan.Granted, plan.Waiting}).Draw(t, "seat")
	}
	return seats
}

func aim(p *rule.Policy, person plan.Person, in rule.Input, before *plan.Outcome) plan.Target {
	return plan.Aim(p, person, rule.Compile(p).Evaluate(in), before)
}

// seatsOf is what somebody holds, with a seat for everything else.
func seatsOf(before *plan.Outcome, t plan.Target) map[string]plan.SeatState {
	seats := map[string]plan.SeatState{}
	for _, w := range t.Products {
		seats[w.Key] = plan.Granted
	}
	if before != nil {
		for _, p := range before.Products {
			seats[p.Key] = p.State
		}
	}
	return seats
}

// withheld is the target of the new rules under a hold; whole withholds all and not only what the old rules give.
func (w turn) withheld(whole bool) (open, held plan.Target) {
	open = aim(w.fresh, w.person, w.input, w.before)
	base := aim(w.old, w.person, w.input, w.before)
	how := plan.Withholding{Hold: "h", Base: &base, Denied: rule.DenialsIn(w.input.Grants, time.Time{})}
	if whole {
		how.Base = nil
	}
	return open, open.Withhold(how)
}

// A hold of a change of rules takes nothing that the old rules give: neither account nor product nor role.
func TestAHoldTakesNothingThatTheOldRulesGive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTurn(t)
		if w.before == nil {
			return
		}
		_, target := w.withheld(false)
		base := aim(w.old, w.person, w.input, w.before)
		got := target.Outcome(seatsOf(w.before, target))
		if base.State == plan.Active && got.State == plan.Suspended {
			t.Fatal("suspended")
		}
		for _, p := range w.before.Products {
			byBase := slices.ContainsFunc(base.Products, func(b plan.Want) bool { return b.Key == p.Key })
			if p.State == plan.Granted && p.Owner != rule.FromHand && p.Rule != "" && byBase && !holds(got, p.Key) {
				t.Fatalf("lost %s", p.Key)
			}
		}
		kept := base.Outcome(nil).Role.Value.Covers(w.before.Role.Value)
		byHand := got.Role.Source == rule.FromHand || w.before.Role.Source != rule.FromRule || len(w.input.Grants) > 0
		if kept && !byHand && !got.Role.Value.Covers(w.before.Role.Value) {
			t.Fatalf("role %v became %v", w.before.Role.Value, got.Role.Value)
		}
	})
}

func holds(o *plan.Outcome, product string) bool {
	return slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.Key == product && p.State == plan.Granted })
}

// What is given goes on, but for what would exclude something that stays; nobody whose suspension is withheld gets anything new.
func TestAHoldGivesWhatIsGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTurn(t)
		open, target := w.withheld(rapid.Bool().Draw(t, "whole"))
		var barred []string
		got := target.Outcome(seatsOf(w.before, target))
		if got != nil {
			for _, h := range got.Held {
				barred = append(barred, h.Barred...)
				if h.Account {
					for _, p := range got.Products {
						if !holds(w.before, p.Key) {
							t.Fatalf("%s is new", p.Key)
						}
					}
				}
			}
		}
		for _, want := range open.Products {
			given := slices.ContainsFunc(target.Products, func(g plan.Want) bool { return g == want })
			if given == slices.Contains(barred, want.Key) {
				t.Fatalf("%s: given %t, barred %v", want.Key, given, barred)
			}
		}
	})
}

// No two products that exclude one another are together where they were not before.
func TestAHoldKeepsExclusions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTurn(t)
		_, target := w.withheld(rapid.Bool().Draw(t, "whole"))
		has := func(key string) bool {
			return slices.ContainsFunc(target.Products, func(p plan.Want) bool { return p.Key == key })
		}
		if has("phone") && has("rescue") {
			t.Fatal("phone and rescue exclude one another")
		}
	})
}

// Where nothing is taken, the target stays as it is.
func TestWithholdingNothingIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTurn(t)
		open, target := w.withheld(true)
		if open.Takes().Any() {
			return
		}
		seats := seatsOf(w.before, open)
		if diff := cmp.Diff(open.Outcome(seats), target.Outcome(seats)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Withholding twice is withholding once, both in one resolve and in the next one.
func TestWithholdingTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, whole := drawTurn(t), rapid.Bool().Draw(t, "whole")
		_, target := w.withheld(whole)
		first := target.Outcome(seatsOf(w.before, target))
		if again := target.Withhold(plan.Withholding{Hold: "h", Base: basis(w, whole), Denied: rule.DenialsIn(w.input.Grants, time.Time{})}); !plan.Same(first, again.Outcome(seatsOf(w.before, again))) {
			t.Fatal("withholding the withheld withholds more")
		}
		w.before = first
		_, next := w.withheld(whole)
		if diff := cmp.Diff(first, next.Outcome(seatsOf(first, next))); diff != "" {
			t.Fatalf("(-once +twice):\n%s", diff)
		}
	})
}

func basis(w turn, whole bool) *plan.Target {
	if whole {
		return nil
	}
	base := aim(w.old, w.person, w.input, w.before)
	return &base
}

// Once the hold is decided, nothing of it is left: the outcome is the one of somebody who was never held.
func TestAfterAHoldIsAsWithoutIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawTurn(t)
		open, target := w.withheld(rapid.Bool().Draw(t, "whole"))
		held := target.Outcome(seatsOf(w.before, target))
		after := aim(w.fresh, w.person, w.input, held)
		seats := seatsOf(w.before, open)
		want, got := open.Outcome(seats), after.Outcome(seats)
		if open.State == plan.Suspended { // what stays of a suspended user may have moved on meanwhile
			want.Settings, want.UserGroup, want.Language = got.Settings, got.UserGroup, got.Language
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-never held +approved):\n%s", diff)
		}
	})
}
