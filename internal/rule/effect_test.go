package rule_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/rule"
)

func matched(ids ...string) (list []rule.Match) {
	for _, id := range ids {
		list = append(list, rule.Match{Rule: id, Matched: true})
	}
	return append(list, rule.Match{Rule: "other"})
}

func TestWhomARuleDecidesFor(t *testing.T) {
	tests := []struct {
		name string
		d    rule.Decision
		id   string
		idle int
		by   string
	}{
		{"it wins a slot", rule.Decision{Matches: matched("a", "b"), Role: rule.Slot[rule.Role]{Rule: "b"}}, "b", 0, ""},
		{"it has a product given", rule.Decision{Matches: matched("a", "b"), Products: []rule.ProductDecision{{Key: "p", Rule: "b"}}}, "b", 0, ""},
		{"it alone lets somebody in", rule.Decision{Matches: matched("b")}, "b", 0, ""},
		{"a stronger one says what it says", rule.Decision{Matches: matched("a", "b"), Language: rule.Slot[string]{Rule: "a", Losers: []rule.Loser{{Rule: "b", By: "a"}}}}, "b", 1, "a"},
		{"the stronger of two that it lost against", rule.Decision{
			Matches: matched("a", "c", "b"), Language: rule.Slot[string]{Rule: "c", Losers: []rule.Loser{{Rule: "b", By: "c"}}},
			Products: []rule.ProductDecision{{Key: "p", Rule: "a", Losers: []rule.Loser{{Rule: "b", By: "a"}}}},
		}, "b", 1, "a"},
		{"not one that it did not lose against", rule.Decision{Matches: matched("a", "c", "b"), Welcome: rule.Slot[rule.Choice]{Rule: "c", Losers: []rule.Loser{{Rule: "b", By: "c"}}}}, "b", 1, "c"},
		{"it says nothing, and others let people in", rule.Decision{Matches: matched("a", "b")}, "b", 1, "a"},
		{"an admin decided by hand", rule.Decision{Matches: matched("a", "b"), Role: rule.Slot[rule.Role]{Grant: "g", Losers: []rule.Loser{{Rule: "b", By: "g"}}}}, "b", 1, ""},
		{"its product is excluded by another", rule.Decision{Matches: matched("a", "b"), Refused: []rule.Refusal{{Key: "p", Rule: "b", By: "q"}}}, "b", 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var e rule.Effects
			e.Add(tt.d)
			of := e[tt.id]
			if by, _ := of.Most(); of.Matched != 1 || of.Idle != tt.idle || by != tt.by {
				t.Errorf("%+v", of)
			}
			if _, there := e["other"]; there {
				t.Error("a rule that does not match is counted")
			}
		})
	}
}

func TestCountsOfPartsAreCountsOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, first, second rule.Effects
		for range rapid.IntRange(0, 20).Draw(t, "people") {
			d := rule.Decision{Matches: matched("a", "b", "c"), Language: rule.Slot[string]{Rule: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "winner")}}
			whole.Add(d)
			rapid.SampledFrom([]*rule.Effects{&first, &second}).Draw(t, "part").Add(d)
		}
		first.Merge(second)
		for id, of := range whole {
			if got := first[id]; got.Matched != of.Matched || got.Idle != of.Idle || !maps.Equal(got.By, of.By) {
				t.Fatalf("%s: %+v, together %+v", id, of, got)
			}
			if by, n := of.Most(); n != whole.Brief()[id].By[by] || n > of.Idle || of.Idle > of.Matched {
				t.Fatalf("%s: %+v, in brief %+v", id, of, whole.Brief()[id])
			}
		}
	})
}
