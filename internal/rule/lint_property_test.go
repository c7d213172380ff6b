package rule_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/rule"
	"usersync/internal/scim"
)

// effect is what of a decision reaches a person: no losers, no reasons.
type effect struct {
	any      bool
	products []rule.ProductDecision
	slots    []string
}

func effectOf(d rule.Decision) effect {
	e := effect{any: d.AnyMatch(), slots: []string{
		decided(d.Role), decided(d.UserGroup), decided(d.Settings), decided(d.Language), decided(d.Welcome),
	}}
	for _, p := range d.Products {
		p.Losers = nil
		e.products = append(e.products, p)
	}
	return e
}

func decided[V any](s rule.Slot[V]) string {
	return strings.Join([]string{text(s.Value), string(s.Source), s.Rule, s.Grant}, "|")
}

// drawCrowdedPolicy has so few groups that rules meet.
func drawCrowdedPolicy(t *rapid.T) *rule.Policy {
	p := drawPolicy(t)
	for i := range p.Rules {
		p.Rules[i].Group = oneOf(t, []string{"g0", "g0", "g1"}, "group again")
		if rapid.Bool().Draw(t, "without condition") {
			p.Rules[i].Condition = ""
		}
		if i > 0 && rapid.IntRange(0, 5).Draw(t, "twin") == 0 {
			twin := p.Rules[i-1]
			twin.ID = p.Rules[i].ID
			p.Rules[i] = twin
		}
	}
	return p
}

// A rule that is reported as shadowed or doubled changes nothing for anybody when it is taken away; nor do all of them together. Hand-made denials are left out:
// they take the stronger word away.
func TestWhatIsShadowedDecidesNothing(t *testing.T) {
	removed := 0
	rapid.Check(t, func(t *rapid.T) {
		policy := drawCrowdedPolicy(t)
		var hidden []string
		for _, f := range rule.Lint(policy, rule.Facts{}) {
			if f.Code == rule.FindShadowed || f.Code == rule.FindDuplicate {
				hidden = append(hidden, f.Rules[0])
			}
		}
		if len(hidden) == 0 {
			return
		}
		removed += len(hidden)
		for range 10 {
			in := drawInput(t)
			in.Grants = slices.DeleteFunc(in.Grants, func(g rule.Grant) bool { return g.Deny && g.Product == "" })
			want := effectOf(rule.Compile(policy).Evaluate(in))
			for _, gone := range append(singles(hidden), hidden) {
				got := effectOf(rule.Compile(without(policy, gone)).Evaluate(in))
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(effect{})); diff != "" {
					t.Fatalf("without %v:\n%s", gone, diff)
				}
			}
		}
	})
	if removed == 0 {
		t.Error("no rule was ever shadowed: the property holds for nothing")
	}
}

func singles(ids []string) (out [][]string) {
	for _, id := range ids {
		out = append(out, []string{id})
	}
	return out
}

func without(p *rule.Policy, ids []string) *rule.Policy {
	less := *p
	less.Rules = slices.DeleteFunc(slices.Clone(p.Rules), func(r rule.Rule) bool { return slices.Contains(ids, r.ID) })
	return &less
}

// A condition that is reported as unreachable is true of nobody who could be drawn.
func TestWhatIsUnreachableMatchesNobody(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		policy := &rule.Policy{Rules: []rule.Rule{{ID: "r", Enabled: true, Group: "g0", Condition: drawCondition(t, 3)}}}
		facts := rule.Facts{Members: map[string]int{"g0": 1, "g1": 1, "g2": 1}}
		if !slices.ContainsFunc(rule.Lint(policy, facts), func(f rule.Finding) bool { return f.Code == rule.FindUnreachable }) {
			return
		}
		found++
		set := rule.Compile(policy)
		for range 50 {
			in := rule.Input{Groups: append([]string{"g0"}, someOf(t, []string{"g1", "g2"}, 2, "groups")...), User: drawPerson(t)}
			if set.Evaluate(in).AnyMatch() {
				t.Fatalf("%s is true of %v in %v", policy.Rules[0].Condition, in.User, in.Groups)
			}
		}
	})
	if found == 0 {
		t.Error("no condition was ever unreachable: the property holds for nothing")
	}
}

func drawCondition(t *rapid.T, depth int) string {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		attribute := oneOf(t, []string{"title", "department", "emails.value", "memberOf", "name.familyName"}, "attribute")
		if attribute == "memberOf" {
			return `memberOf eq "` + oneOf(t, []string{"g0", "g1", "g2", "g3"}, "group") + `"`
		}
		op := oneOf(t, []string{"eq", "eq", "ne", "co", "sw", "gt", "le", "pr", "eq null"}, "operator")
		if op == "pr" || op == "eq null" {
			return attribute + " " + op
		}
		return attribute + " " + op + ` "` + oneOf(t, []string{"a", "A", "b", "ab"}, "value") + `"`
	}
	left := "(" + drawCondition(t, depth-1) + ")"
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return "not " + left
	case 1:
		return left + " or (" + drawCondition(t, depth-1) + ")"
	default:
		return left + " and (" + drawCondition(t, depth-1) + ")"
	}
}

func drawPerson(t *rapid.T) scim.Object {
	values := []string{"", "a", "A", "b", "B", "ab", "c"}
	user := scim.Object{"userName": "ann"}
	if v := oneOf(t, values, "title"); v != "" {
		user["title"] = v
	}
	if v := oneOf(t, values, "department"); v != "" {
		user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = scim.Object{"department": v}
	}
	if v := oneOf(t, values, "family name"); v != "" {
		user["name"] = scim.Object{"familyName": v}
	}
	var emails []any
	for _, v := range someOf(t, values[1:], 3, "emails") {
		emails = append(emails, scim.Object{"value": v})
	}
	if len(emails) > 0 {
		user["emails"] = emails
	}
	return user
}

// Linting is total and deterministic, and each finding is about rules that there are and are enabled.
func TestLintIsTotalAndDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := drawCrowdedPolicy(t)
		facts := oneOf(t, []rule.Facts{
			{},
			{Members: map[string]int{"g0": 1, "g1": 0}},
			{Members: map[string]int{}, Matched: map[string]int{"r0": 0}, Shared: func(string, string) int { return 1 }},
		}, "facts")
		found := rule.Lint(policy, facts)
		if diff := cmp.Diff(found, rule.Lint(policy, facts), cmp.AllowUnexported(rule.Finding{})); diff != "" {
			t.Fatal(diff)
		}
		for _, f := range found {
			for _, id := range f.Rules {
				at := slices.IndexFunc(policy.Rules, func(r rule.Rule) bool { return r.ID == id })
				if at < 0 || !policy.Rules[at].Enabled {
					t.Fatalf("%+v", f)
				}
			}
		}
	})
}
