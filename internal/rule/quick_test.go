package rule_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/rule"
)

// briefly is a decision without losers and reasons.
func briefly(d rule.Decision) rule.Brief {
	b := rule.Brief{
		Any: d.AnyMatch(), Role: slotOf(d.Role), UserGroup: slotOf(d.UserGroup), Settings: slotOf(d.Settings),
		Language: slotOf(d.Language), Welcome: slotOf(d.Welcome),
	}
	for _, p := range d.Products {
		b.Products = append(b.Products, rule.BriefProduct{Key: p.Key, Plan: p.Plan, Owner: p.Owner, Rule: p.Rule})
	}
	return b
}

func slotOf[V any](s rule.Slot[V]) rule.BriefSlot[V] {
	return rule.BriefSlot[V]{Value: s.Value, Source: s.Source, Rule: s.Rule}
}

// One scratch serves everybody, and what comes out is what Evaluate says.
func TestQuickEqualsEvaluate(t *testing.T) {
	var scratch rule.Scratch
	forEachInput(t, func(t *rapid.T, policy *rule.Policy, in rule.Input) {
		policy.Rollout, in.Grants, in.GoneGroups = nil, nil, nil
		for i := range policy.Products {
			policy.Products[i].Excludes = nil
		}
		set := rule.Compile(policy)
		got, ok := set.Quick(in, &scratch)
		if len(got.Products) == 0 {
			got.Products = nil
		}
		if diff := cmp.Diff(briefly(set.Evaluate(in)), got); diff != "" || !ok {
			t.Fatalf("%t (-evaluate +quick):\n%s", ok, diff)
		}
	})
}

func TestQuickLeavesToEvaluateWhatItCannotTell(t *testing.T) {
	for name, c := range map[string]struct {
		policy rule.Policy
		in     rule.Input
	}{
		"grants":      {rule.Policy{}, rule.Input{Grants: []rule.Grant{{ID: "h"}}}},
		"gone groups": {rule.Policy{}, rule.Input{GoneGroups: map[string]bool{"g": true}}},
		"a roll-out":  {rule.Policy{Rollout: &rule.Rollout{ID: "ro", Percent: 5}}, rule.Input{}},
		"exclusions":  {rule.Policy{Products: []rule.Product{{Key: "a", Excludes: []string{"b"}}, {Key: "b"}}}, rule.Input{}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := rule.Compile(&c.policy).Quick(c.in, &rule.Scratch{}); ok {
				t.Error("it took it upon itself")
			}
		})
	}
}

// plain is a large account whose rules have no conditions, and a user who is in 50 groups.
func plain() (*rule.Set, rule.Input) {
	p := &rule.Policy{}
	for i := range 20 {
		p.Products = append(p.Products, rule.Product{Key: fmt.Sprint("p", i)})
	}
	in := rule.Input{}
	for i := range rule.MaxRules {
		group := fmt.Sprintf("01KA3Q5M3X8F6Y2V7J9W4T%04d", i)
		p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprint("r", i), Enabled: true, Group: group, Language: "de", Products: []rule.ProductGrant{{Key: fmt.Sprint("p", i%20)}}})
		if i%20 == 0 {
			in.Groups = append(in.Groups, group)
		}
	}
	return rule.Compile(p), in
}

func TestQuickNeedsNoMemory(t *testing.T) {
	set, in := plain()
	var scratch rule.Scratch
	if n := testing.AllocsPerRun(100, func() { set.Quick(in, &scratch) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkQuick(b *testing.B) {
	set, in := plain()
	var scratch rule.Scratch
	b.ReportAllocs()
	for b.Loop() {
		set.Quick(in, &scratch)
	}
}
