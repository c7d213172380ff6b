package rule_test

import (
	"fmt"
	"math/rand/v2"
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
		policy.Rollout, policy.Gone, in.Grants, in.GoneGroups = nil, nil, nil, nil
		if len(policy.VerifiedDomains) > 0 {
			in.Email = "ann@" + policy.VerifiedDomains[0]
		}
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
		"grants":         {rule.Policy{}, rule.Input{Grants: []rule.Grant{{ID: "h"}}}},
		"gone groups":    {rule.Policy{}, rule.Input{GoneGroups: map[string]bool{"g": true}}},
		"gone for good":  {rule.Policy{Gone: []string{"g"}}, rule.Input{}},
		"another domain": {rule.Policy{VerifiedDomains: []string{"example.com"}}, rule.Input{Email: "ann@example.org"}},
		"a roll-out":     {rule.Policy{Rollout: &rule.Rollout{ID: "ro", Percent: 5}}, rule.Input{}},
		"exclusions":     {rule.Policy{Products: []rule.Product{{Key: "a", Excludes: []string{"b"}}, {Key: "b"}}}, rule.Input{}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := rule.Compile(&c.policy).Quick(c.in, &rule.Scratch{}); ok {
				t.Error("it took it upon itself")
			}
		})
	}
}

// plain is a large account whose rules have no conditions, and users who are in 50 groups each.
func plain() (*rule.Set, []rule.Input) {
	p := &rule.Policy{}
	for i := range 20 {
		p.Products = append(p.Products, rule.Product{Key: fmt.Sprint("p", i)})
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range rule.MaxRules {
		group := fmt.Sprintf("01KA3Q5M3X%016X", chance.Uint64())
		p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprint("r", i), Enabled: true, Group: group, Language: "de", Products: []rule.ProductGrant{{Key: fmt.Sprint("p", i%20)}}})
	}
	users := make([]rule.Input, 200)
	for i := range users {
		for _, place := range chance.Perm(len(p.Rules))[:50] {
			users[i].Groups = append(users[i].Groups, p.Rules[place].Group)
		}
	}
	return rule.Compile(p), users
}

func TestQuickNeedsNoMemory(t *testing.T) {
	set, users := plain()
	var scratch rule.Scratch
	if n := testing.AllocsPerRun(100, func() { set.Quick(users[0], &scratch) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// However many groups there are, and whatever their ids look like, each is found, and nobody else.
func TestQuickFindsEveryGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.OneOf(rapid.StringN(1, 12, 40), rapid.StringMatching(`[01]{1,12}`)), 0, 60, rapid.ID[string]).Draw(t, "ids")
		p := &rule.Policy{}
		for i := 0; i < len(ids); i += 2 { // every other group has a rule
			p.Rules = append(p.Rules, rule.Rule{ID: ids[i], Enabled: true, Group: ids[i], Language: "de"})
		}
		set := rule.Compile(p)
		var scratch rule.Scratch
		for i, id := range ids {
			if b, ok := set.Quick(rule.Input{Groups: []string{id}}, &scratch); !ok || b.Any != (i%2 == 0) || b.Any && b.Language.Rule != id {
				t.Fatalf("group %q: %+v", id, b)
			}
		}
	})
}

func BenchmarkQuick(b *testing.B) {
	set, users := plain()
	var scratch rule.Scratch
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		set.Quick(users[i%len(users)], &scratch)
	}
}
