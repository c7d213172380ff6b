package rule_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/rule"
)

func TestCheckRollout(t *testing.T) {
	cases := []struct {
		name string
		r    rule.Rollout
		want []string
	}{
		{"a pilot group", rule.Rollout{ID: "ro", Group: "g"}, nil},
		{"one per cent", rule.Rollout{ID: "ro", Percent: 1}, nil},
		{"99 per cent", rule.Rollout{ID: "ro", Percent: 99}, nil},
		{"no id", rule.Rollout{Percent: 5}, []string{"id"}},
		{"neither", rule.Rollout{ID: "ro"}, []string{"percent"}},
		{"both", rule.Rollout{ID: "ro", Group: "g", Percent: 5}, []string{"percent"}},
		{"everybody", rule.Rollout{ID: "ro", Percent: 100}, []string{"percent"}},
		{"less than nobody", rule.Rollout{ID: "ro", Percent: -1}, []string{"percent"}},
		{"too many rules", rule.Rollout{ID: "ro", Percent: 5, Base: make([]rule.Rule, rule.MaxRules+1)}, []string{"base"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, paths(t, rule.CheckRollout(c.r), "invalid_rollout")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Nothing but the two ids decides the side of a user in a roll-out by per cent: neither who they are, nor what was given to them, nor what the rules say.
func TestASideStandsWhileTheRolloutDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := drawPolicy(t), drawPolicy(t)
		one.Rollout = &rule.Rollout{ID: "ro", Percent: rapid.IntRange(1, 99).Draw(t, "per cent"), Base: other.Rules}
		other.Rollout = &rule.Rollout{ID: "ro", Percent: one.Rollout.Percent, Base: one.Rules}
		before, after := drawInput(t), drawInput(t)
		after.ID = before.ID
		if diff := cmp.Diff(rule.Compile(one).Evaluate(before).Rollout, rule.Compile(other).Evaluate(after).Rollout); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAHigherPerCentKeepsThoseWhoAreIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(1, 98).Draw(t, "low")
		high := rapid.IntRange(low, 99).Draw(t, "high")
		in := drawInput(t)
		candidate := func(percent int) bool {
			p := &rule.Policy{Rollout: &rule.Rollout{ID: "ro", Percent: percent}}
			return rule.Compile(p).Evaluate(in).Rollout.Candidate
		}
		if candidate(low) && !candidate(high) {
			t.Fatalf("%s is in at %d per cent and out at %d", in.ID, low, high)
		}
	})
}

// The share is what it is called, and another roll-out begins with other people.
func TestThePilotIsTheShareThatWasAskedFor(t *testing.T) {
	const users = 20_000
	first, second := rule.Rollout{ID: "first"}, rule.Rollout{ID: "second"}
	var counts [100]int
	both := 0
	for i := range users {
		id := fmt.Sprintf("01KA3Q5M3X8F6Y2V7J9W%06d", i)
		counts[first.Share(id)]++
		if first.Share(id) < 30 && second.Share(id) < 30 {
			both++
		}
	}
	for share, n := range counts {
		if n < 140 || n > 260 {
			t.Errorf("%d of %d users in place %d", n, users, share)
		}
	}
	if both < users*7/100 || both > users*11/100 {
		t.Errorf("%d of %d are in both pilots of 30 per cent", both, users)
	}
}

// Rolling out what there is changes nothing for anybody.
func TestARolloutOfTheSameRulesChangesNothing(t *testing.T) {
	forEachInput(t, func(t *rapid.T, policy *rule.Policy, in rule.Input) {
		plain := *policy
		plain.Rollout = nil
		want := rule.Compile(&plain).Evaluate(in)
		rolled := plain
		rolled.Rollout = &rule.Rollout{ID: "ro", Percent: 50, Base: plain.Rules}
		got := rule.Compile(&rolled).Evaluate(in)
		got.Rollout = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEveryRuleIsThatOfBothLists(t *testing.T) {
	p := &rule.Policy{Rules: []rule.Rule{{ID: "a"}}, Rollout: &rule.Rollout{Base: []rule.Rule{{ID: "b"}, {ID: "a"}}}}
	var ids string
	for _, r := range p.EveryRule() {
		ids += r.ID
	}
	if ids != "aba" {
		t.Error(ids)
	}
}
