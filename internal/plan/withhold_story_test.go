package plan_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// story is somebody of group "a" who has meeting and phone and is admin by rule r1, which the new rules do not have any more.
type story struct {
	person plan.Person
	in     rule.Input
	base   func(*rule.Policy)
	fresh  func(*rule.Policy)
	whole  bool
}

func (s story) outcome() *plan.Outcome {
	old := &rule.Policy{
		Version: 7, SyncOn: true, Products: turnProducts,
		Rules: []rule.Rule{{
			ID: "r1", Enabled: true, Group: "a", Products: []rule.ProductGrant{{Key: "meeting"}, {Key: "phone"}},
			Role: &rule.Role{Kind: rule.Admin},
		}},
	}
	fresh := &rule.Policy{Version: 8, SyncOn: true, Products: turnProducts}
	in := rule.Input{Groups: []string{"a"}}
	was := aim(old, plan.Person{Active: true, UserName: "ann"}, in, nil)
	before := was.Outcome(map[string]plan.SeatState{"meeting": plan.Granted, "phone": plan.Waiting})
	if s.base != nil {
		s.base(old)
	}
	if s.fresh != nil {
		s.fresh(fresh)
	}
	s.person.UserName = "ann"
	target := aim(fresh, s.person, s.in, before)
	w := plan.Withholding{Hold: "h", Denied: rule.DenialsIn(s.in.Grants, time.Time{})}
	if !s.whole {
		base := aim(old, s.person, s.in, before)
		w.Base = &base
	}
	target = target.Withhold(w)
	return target.Outcome(seatsOf(before, target))
}

func TestWhatAHoldKeeps(t *testing.T) {
	here, inA := plan.Person{Active: true}, rule.Input{Groups: []string{"a"}}
	role := func(r rule.Role) func(*rule.Policy) {
		return func(p *rule.Policy) {
			p.Rules = []rule.Rule{{ID: "r2", Enabled: true, Group: "a", Products: []rule.ProductGrant{{Key: "webinar"}}, Role: &r}}
		}
	}
	everything := &plan.Held{Hold: "h", Account: true, Products: []string{"meeting"}, Role: true}
	for name, c := range map[string]struct {
		story
		state plan.State
		role  rule.RoleKind
		held  *plan.Held // nil: nothing is withheld
	}{
		"a rule that is gone takes nothing":           {story{person: here, in: inA}, plan.Active, rule.Admin, everything},
		"who leaves the group loses it all the same":  {story{person: here}, plan.Suspended, rule.Member, nil},
		"but not under a hold of what the group says": {story{person: here, whole: true}, plan.Active, rule.Admin, everything},
		"who leaves the company loses it":             {story{person: plan.Person{Active: false}, in: inA}, plan.Suspended, rule.Member, nil},
		"but not under a hold of what it says":        {story{person: plan.Person{Gone: true}, whole: true}, plan.Active, rule.Admin, everything},
		"a suspension by hand goes before": {
			story{person: plan.Person{Active: true, Suspended: true}, in: inA, whole: true},
			plan.Suspended, rule.Member, nil,
		},
		"whoever is pinned has nothing withheld": {story{person: plan.Person{Active: true, Pinned: true}, in: inA}, plan.Active, rule.Admin, nil},
		"while sync was off nothing was taken: all that is taken now waits": {
			story{person: plan.Person{Active: false}, in: inA, base: func(p *rule.Policy) { p.SyncOn = false }},
			plan.Active, rule.Admin, everything,
		},
		"while sync is off nothing changes": {story{person: here, in: inA, fresh: func(p *rule.Policy) { p.SyncOn = false }}, plan.Active, rule.Admin, nil},
		"a lesser role stays away, a new product comes": {
			story{person: here, in: inA, fresh: role(rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}})},
			plan.Active, rule.Admin, &plan.Held{Hold: "h", Role: true},
		},
		"of a role that the base lessens too, what it gives stays": {
			story{
				person: here, in: inA, fresh: role(rule.Role{Kind: rule.Member}),
				base: role(rule.Role{Kind: rule.Manager, Privileges: []string{"view_reports"}}),
			},
			plan.Active, rule.Manager, &plan.Held{Hold: "h", Role: true},
		},
		"a denied product goes": {
			story{person: here, in: rule.Input{Groups: []string{"a"}, Grants: []rule.Grant{{Product: "meeting", Deny: true}}}, whole: true},
			plan.Active, rule.Admin, &plan.Held{Hold: "h", Account: true, Role: true},
		},
		"a denied role goes": {
			story{person: here, in: rule.Input{Groups: []string{"a"}, Grants: []rule.Grant{{Role: &rule.Role{Kind: rule.Admin}, Deny: true}}}, whole: true},
			plan.Active, rule.Member, &plan.Held{Hold: "h", Account: true, Products: []string{"meeting"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.outcome()
			var held *plan.Held
			if len(got.Held) > 0 {
				held = &got.Held[0]
			}
			if got.State != c.state || got.Role.Value.Kind != c.role {
				t.Errorf("%s, %s; want %s, %s", got.State, got.Role.Value.Kind, c.state, c.role)
			}
			if diff := cmp.Diff(c.held, held); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What would exclude a product that stays is not given meanwhile, and neither is what needs that.
func TestWhatIsBarred(t *testing.T) {
	s := story{person: plan.Person{Active: true}, in: rule.Input{Groups: []string{"a"}}, fresh: func(p *rule.Policy) {
		p.Products = []rule.Product{{Key: "lite", Excludes: []string{"meeting"}}, {Key: "lite-plus", Requires: []string{"lite"}}, {Key: "meeting"}, {Key: "rescue"}}
		p.Rules = []rule.Rule{{
			ID: "r2", Enabled: true, Group: "a", Role: &rule.Role{Kind: rule.Admin},
			Products: []rule.ProductGrant{{Key: "lite-plus"}, {Key: "rescue"}},
		}}
	}}
	got := s.outcome()
	want := []plan.Held{{Hold: "h", Products: []string{"meeting"}, Barred: []string{"lite", "lite-plus"}}}
	if diff := cmp.Diff(want, got.Held); diff != "" || !holds(got, "meeting") || !holds(got, "rescue") || holds(got, "lite") {
		t.Errorf("%+v\n%s", got.Products, diff)
	}
}

func TestTaking(t *testing.T) {
	policy := &rule.Policy{Version: 8, SyncOn: true}
	before := &plan.Outcome{
		State: plan.Active, Role: plan.Assigned[rule.Role]{Value: rule.Role{Kind: rule.Admin}},
		Products: []plan.Product{{Key: "meeting", State: plan.Granted}, {Key: "phone", State: plan.Waiting}},
	}
	got := aim(policy, plan.Person{Active: true}, rule.Input{}, before).Takes()
	if diff := cmp.Diff(plan.Taking{Account: true, Products: []string{"meeting"}, Role: true, Admin: true}, got); diff != "" {
		t.Error(diff)
	}
	before.State = plan.Suspended
	if aim(policy, plan.Person{Active: true}, rule.Input{}, before).Takes().Any() {
		t.Error("nothing can be taken from somebody who is suspended")
	}
}
