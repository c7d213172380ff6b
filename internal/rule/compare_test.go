package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/rule"
)

// list is rules by their ids, each with its language behind a dot.
func list(text string) []rule.Rule {
	var rules []rule.Rule
	for word := range strings.FieldsSeq(text) {
		id, language, _ := strings.Cut(word, ".")
		rules = append(rules, rule.Rule{ID: id, Enabled: true, Language: language})
	}
	return rules
}

func changesInWords(changes []rule.ListChange) string {
	var words []string
	for _, c := range changes {
		words = append(words, fmt.Sprintf("%s %s %d>%d%s", c.Kind, c.ID, c.From, c.To, strings.Join(append([]string{""}, c.Members...), " ")))
	}
	return strings.Join(words, ", ")
}

func TestCompareRules(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"nothing changes", "a b c", "a b c", ""},
		{"one is new", "a c", "a b c", "added b 0>2"},
		{"one is gone", "a b c", "a c", "removed b 2>0"},
		{"one goes to the front", "a b c d", "d a b c", "moved d 4>1"},
		{"one goes to the end", "a b c d", "b c d a", "moved a 1>4"},
		{"two change places", "a b", "b a", "moved b 2>1"},
		{"a language changes", "a b.de", "a b.fr", "changed b 2>2 language"},
		{"changed and moved is changed", "a b c.de", "c.fr a b", "changed c 3>1 language"},
		{"all at once", "a b c d", "e c a b.de", "added e 0>1, moved c 3>2, changed b 2>4 language, removed d 4>0"},
		{"from nothing", "", "a b", "added a 0>1, added b 0>2"},
		{"to nothing", "a b", "", "removed a 1>0, removed b 2>0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := changesInWords(rule.CompareRules(list(c.from), list(c.to))); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	empty := []rule.Rule{{ID: "a", Products: []rule.ProductGrant{}}}
	if got := rule.CompareRules([]rule.Rule{{ID: "a"}}, empty); len(got) != 0 {
		t.Errorf("an empty list is none: %v", got)
	}
}

// Carrying the changes out on the old list gives the new one, and rules that are not named stand in the same order in both.
func TestComparingTellsEverything(t *testing.T) {
	ids := rapid.SliceOfDistinct(rapid.SampledFrom(strings.Fields("a b c d e f g h")), rapid.ID[string])
	rapid.Check(t, func(t *rapid.T) {
		from, to := list(strings.Join(ids.Draw(t, "from"), " ")), list(strings.Join(ids.Draw(t, "to"), " "))
		named := map[string]bool{}
		for _, c := range rule.CompareRules(from, to) {
			named[c.ID] = true
		}
		rest := func(rules []rule.Rule) (ids []string) {
			for _, r := range rules {
				if !named[r.ID] {
					ids = append(ids, r.ID)
				}
			}
			return ids
		}
		if !slices.Equal(rest(from), rest(to)) {
			t.Fatalf("%v is not %v", rest(from), rest(to))
		}
	})
}
