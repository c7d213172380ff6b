package dynamo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/table"
)

// TestExpressions: names and values stand in expressions by placeholder only, a name once.
func TestExpressions(t *testing.T) {
	hostile := "a = :x OR attribute_exists(P) --"
	action := table.Update(table.Key{P: "p", S: "s"},
		[]table.Edit{table.Set("ver", table.N(2)), table.Add("n", 1), table.SetIfAbsent("at", table.S(hostile)), table.Remove("bell"), table.Set(hostile, table.Bool(true))},
		table.Exists(), table.Equals("ver", table.N(1)), table.Has("x"), table.Lacks(hostile), table.AtMost("n", table.N(9)), table.AtLeast("n", table.N(0)), table.NotExists())
	s := compile(&action)
	if strings.Contains(*s.update+*s.condition, hostile) {
		t.Error("a name or value stands in an expression")
	}
	got := [2]string{*s.condition, *s.update}
	expected := [2]string{
		"attribute_exists(#0) AND #1 = :0 AND attribute_exists(#2) AND attribute_not_exists(#3) AND #4 <= :1 AND #4 >= :2 AND attribute_not_exists(#0)",
		"SET #1 = :3, #5 = if_not_exists(#5, :5), #3 = :6 ADD #4 :4 REMOVE #6",
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Error(diff)
	}
	names := map[string]string{"#0": "P", "#1": "ver", "#2": "x", "#3": hostile, "#4": "n", "#5": "at", "#6": "bell"}
	if diff := cmp.Diff(names, s.names); diff != "" {
		t.Error(diff)
	}
	if len(s.values) != 7 {
		t.Errorf("%d values", len(s.values))
	}
}

// TestNothingToSay: an action without conditions sends no maps, which the service would refuse when empty.
func TestNothingToSay(t *testing.T) {
	action := table.Put(table.Item{Key: table.Key{P: "p", S: "s"}})
	if s := compile(&action); s.condition != nil || s.update != nil || s.names != nil || s.values != nil {
		t.Errorf("%+v", s)
	}
}
