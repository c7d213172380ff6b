package rule_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/rule"
)

func TestEvaluateEqualsTheOracle(t *testing.T) {
	forEachInput(t, func(t *rapid.T, policy *rule.Policy, in rule.Input) {
		d := rule.Compile(policy).Evaluate(in)
		want := ask(policy, in)
		got := plainly(policy, d)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(naive{}, verdict{}, refusal{})); diff != "" {
			t.Fatalf("(-oracle +evaluate):\n%s", diff)
		}
	})
}

// plainly says of a decision what the oracle says.
func plainly(policy *rule.Policy, d rule.Decision) naive {
	n := naive{
		matching: matching(policy, d), role: spoken(d.Role), userGroup: spoken(d.UserGroup),
		settings: spoken(d.Settings), mail: spoken(d.Welcome), language: spokenLanguage(d.Language),
		products: map[string]string{}, outdone: map[string][]rule.Reason{},
	}
	if d.Rollout != nil {
		n.side = string(d.Rollout.Reason)
	}
	for _, m := range d.Matches {
		n.verdicts = append(n.verdicts, m.Reason)
	}
	for _, p := range d.Products {
		n.products[p.Key] = string(p.Owner) + "/" + p.Rule + p.Grant + "/" + p.Plan
		for _, l := range p.Losers {
			n.outdone[p.Key] = append(n.outdone[p.Key], l.Reason)
		}
	}
	for _, r := range d.Refused {
		n.refused = append(n.refused, refusal{r.Rule + r.Grant, r.Key, r.Reason})
	}
	for _, p := range d.Problems {
		n.problems = append(n.problems, strings.Join([]string{p.Code, p.Rule + p.Grant, p.Slot, p.Subject}, " "))
	}
	slices.Sort(n.problems)
	return n
}

func matching(p *rule.Policy, d rule.Decision) []rule.Rule {
	var out []rule.Rule
	rules := p.Rules
	if d.Rollout != nil && !d.Rollout.Candidate {
		rules = p.Rollout.Base
	}
	for i, m := range d.Matches {
		if m.Matched {
			out = append(out, rules[i])
		}
	}
	return out
}

func spoken[V any](s rule.Slot[V]) verdict {
	if !s.Stated {
		return verdict{}
	}
	return verdict{by: s.Rule + s.Grant, value: text(s.Value)}
}

func spokenLanguage(s rule.Slot[string]) verdict {
	if s.Source == rule.FromOwn {
		return verdict{"own", s.Value}
	}
	return verdict{by: s.Rule, value: s.Value}
}

func text(v any) string {
	if r, ok := v.(rule.Role); ok {
		return r.String()
	}
	return reflect.ValueOf(v).String()
}

// Every word of a matching rule is either the winner's or has a reason, and the reason is true.
func TestEveryWordIsAccountedFor(t *testing.T) {
	forEachInput(t, func(t *rapid.T, policy *rule.Policy, in rule.Input) {
		d := rule.Compile(policy).Evaluate(in)
		rules := matching(policy, d)
		words := func(states func(rule.Rule) bool) (ids []string) {
			for _, r := range rules {
				if states(r) {
					ids = append(ids, r.ID)
				}
			}
			return ids
		}
		account(t, d.Role, words(func(r rule.Rule) bool { return r.Role != nil }))
		account(t, d.UserGroup, words(func(r rule.Rule) bool { return r.UserGroup.Stated() }))
		account(t, d.Settings, words(func(r rule.Rule) bool { return r.SettingsTemplate.Stated() }))
		account(t, d.Welcome, words(func(r rule.Rule) bool { return r.WelcomeMail.Stated() }))
		account(t, d.Language, words(func(r rule.Rule) bool { return r.Language != "" }))
	})
}

func account[V any](t *rapid.T, s rule.Slot[V], words []string) {
	var seen []string
	if s.Source == rule.FromRule {
		seen = append(seen, s.Rule)
	}
	for _, l := range s.Losers {
		if l.Rule != "" {
			seen = append(seen, l.Rule)
			checkReason(t, s, l, slices.Index(words, l.Rule) < slices.Index(words, s.Rule))
		}
	}
	slices.Sort(seen)
	if !slices.Equal(seen, words) {
		t.Fatalf("rules %v speak, rules %v are accounted for", words, seen)
	}
}

func checkReason[V any](t *rapid.T, s rule.Slot[V], l rule.Loser, stronger bool) {
	same := l.Value == text(s.Value)
	ok := map[rule.Reason]bool{
		rule.SameValue:     s.Source == rule.FromRule && same && !stronger && l.By == s.Rule,
		rule.LowerPriority: s.Source == rule.FromRule && !same && !stronger && l.By == s.Rule,
		rule.Overridden:    (s.Source == rule.FromHand || s.Source == rule.FromOwn) && l.By == s.Grant,
		rule.Denied:        l.By != "",
		rule.Broken:        l.By == "",
	}
	if !ok[l.Reason] {
		t.Fatalf("%+v lost against %+v", l, s)
	}
}

func TestEvaluateIsIndependentOfOrder(t *testing.T) {
	forEachInput(t, func(t *rapid.T, policy *rule.Policy, in rule.Input) {
		for i := range in.Grants { // ids that are the same must not matter either
			in.Grants[i].ID = oneOf(t, []string{"h0", "h1"}, "id")
		}
		shuffled := in
		shuffled.Groups = rapid.Permutation(in.Groups).Draw(t, "groups again")
		shuffled.Grants = rapid.Permutation(in.Grants).Draw(t, "grants again")
		groups, grants := slices.Clone(in.Groups), slices.Clone(in.Grants)
		user := maps.Clone(in.User)
		set := rule.Compile(policy)
		first := set.Evaluate(in)
		if diff := cmp.Diff(first, set.Evaluate(shuffled)); diff != "" {
			t.Fatalf("another order, another decision:\n%s", diff)
		}
		if diff := cmp.Diff(first, rule.Compile(policy).Evaluate(in)); diff != "" {
			t.Fatalf("the same again, another decision:\n%s", diff)
		}
		if !slices.Equal(groups, in.Groups) || !reflect.DeepEqual(grants, in.Grants) || !reflect.DeepEqual(user, in.User) {
			t.Fatal("the input was changed")
		}
	})
}

// What Check accepts, Compile has nothing to say about.
func TestCheckedRulesHaveNoProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := drawPolicy(t)
		policy.Rollout, policy.Gone = nil, nil
		policy.Rules = slices.DeleteFunc(policy.Rules, func(r rule.Rule) bool {
			return rule.Check(r, policy) != nil
		})
		if d := rule.Compile(policy).Evaluate(rule.Input{}); len(d.Problems) > 0 {
			t.Fatalf("%+v", d.Problems)
		}
	})
}
