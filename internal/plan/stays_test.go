package plan_test

import (
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// Whoever stays by the short decision stays by the long one.
func TestWhoStaysHasTheSameOutcome(t *testing.T) {
	stayed := 0
	rapid.Check(t, func(t *rapid.T) {
		flag := func(label string) bool { return rapid.IntRange(0, 4).Draw(t, label) == 0 }
		policy := &rule.Policy{
			Version: 7, SyncOn: !flag("off"), UserGroups: []rule.UserGroup{{ID: "emea"}},
			Products: []rule.Product{{Key: "meeting", Plans: []string{"pro"}}, {Key: "phone"}, {Key: "webinar", Requires: []string{"meeting"}}},
			Rules: []rule.Rule{
				{ID: "r1", Enabled: true, Group: "a", Products: []rule.ProductGrant{{Key: "webinar"}}, UserGroup: "emea"},
				{ID: "r2", Enabled: true, Group: "b", Products: []rule.ProductGrant{{Key: "phone"}, {Key: "meeting", Plan: "pro"}}, Role: &rule.Role{Kind: rule.Admin}},
				{ID: "r3", Enabled: true, Group: "c", Language: "de", SettingsTemplate: rule.Default},
			},
		}
		person := plan.Person{Gone: flag("gone"), Active: !flag("inactive"), Suspended: flag("suspended"), Pinned: flag("pinned"), UserName: "ann"}
		groups := func() rule.Input {
			return rule.Input{Groups: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.ID[string]).Draw(t, "groups")}
		}
		set, all := rule.Compile(policy), map[string]plan.SeatState{"meeting": plan.Granted, "phone": plan.Granted, "webinar": plan.Granted}
		was, in := groups(), groups()
		before := plan.Aim(policy, plan.Person{Active: true, UserName: "ann"}, set.Evaluate(was), nil).Outcome(all)
		if !set.Faultless() {
			t.Fatal("there is nothing to report of this policy")
		}
		brief, ok := set.Quick(in, &rule.Scratch{})
		if !ok || !plan.Stays(policy, person, brief, before) {
			return
		}
		stayed++
		if after := plan.Aim(policy, person, set.Evaluate(in), before).Outcome(all); !plan.Same(before, after) {
			t.Fatalf("before %+v, after %+v", before, after)
		}
	})
	if stayed == 0 {
		t.Error("nobody ever stays")
	}
}

// Whoever has nothing in use, waits, or has a problem or something that a hold keeps, is looked at in full.
func TestWhoIsNotJudgedInShort(t *testing.T) {
	policy := &rule.Policy{SyncOn: true, Products: []rule.Product{{Key: "meeting"}}, Rules: []rule.Rule{{ID: "r1", Enabled: true, Group: "a", Products: []rule.ProductGrant{{Key: "meeting"}}}}}
	set, in := rule.Compile(policy), rule.Input{Groups: []string{"a"}}
	person := plan.Person{Active: true, UserName: "ann"}
	outcome := func(change func(*plan.Outcome)) *plan.Outcome {
		o := plan.Aim(policy, person, set.Evaluate(in), nil).Outcome(map[string]plan.SeatState{"meeting": plan.Granted})
		change(o)
		return o
	}
	for name, c := range map[string]struct {
		before *plan.Outcome
		want   bool
	}{
		"as it should be": {outcome(func(*plan.Outcome) {}), true},
		"no account user": {nil, false},
		"suspended":       {outcome(func(o *plan.Outcome) { o.State = plan.Suspended }), false},
		"waits":           {outcome(func(o *plan.Outcome) { o.Products[0].State = plan.Waiting }), false},
		"by another rule": {outcome(func(o *plan.Outcome) { o.Products[0].Rule = "r2" }), false},
		"a problem":       {outcome(func(o *plan.Outcome) { o.Problems = []rule.Problem{{Code: "invalid_value"}} }), false},
		"held":            {outcome(func(o *plan.Outcome) { o.Held = []plan.Held{{}} }), false},
		"renamed":         {outcome(func(o *plan.Outcome) { o.UserName = "anna" }), false},
	} {
		t.Run(name, func(t *testing.T) {
			brief, _ := set.Quick(in, &rule.Scratch{})
			if got := plan.Stays(policy, person, brief, c.before); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
