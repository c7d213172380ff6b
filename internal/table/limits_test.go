package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"usersync/internal/table"
)

const badText = "a\xffb" // no UTF-8

var (
	key  = table.Key{P: "p", S: "s"}
	long = strings.Repeat("x", 70_000)
)

// judged demands that err is a *LimitError with the words, or nil when there are none,
// and that it echoes nothing of what was sent.
func judged(t *testing.T, err error, words string) {
	t.Helper()
	limit := (*table.LimitError)(nil)
	switch {
	case words == "" && err != nil:
		t.Errorf("refused: %v", err)
	case words == "":
	case !errors.As(err, &limit) || !strings.Contains(err.Error(), words):
		t.Errorf("error %v, want a *LimitError with %q", err, words)
	case strings.Contains(err.Error(), "xxx") || strings.Contains(err.Error(), badText):
		t.Errorf("error %v echoes the request", err)
	}
}

func TestCheckKey(t *testing.T) {
	for _, row := range []struct {
		name, words string
		key         table.Key
	}{
		{"good", "", key},
		{"longest", "", table.Key{Table: table.Audit, P: long[:2048], S: long[:1024]}},
		{"no such table", "no such table", table.Key{Table: 3, P: "p", S: "s"}},
		{"no partition key", "empty partition key", table.Key{S: "s"}},
		{"no sort key", "empty sort key", table.Key{P: "p"}},
		{"long partition key", "partition key of 2049 bytes", table.Key{P: long[:2049], S: "s"}},
		{"long sort key", "sort key of 1025 bytes", table.Key{P: "p", S: long[:1025]}},
		{"partition key not UTF-8", "not UTF-8", table.Key{P: badText, S: "s"}},
		{"sort key not UTF-8", "not UTF-8", table.Key{P: "p", S: badText}},
	} {
		t.Run(row.name, func(t *testing.T) {
			judged(t, table.CheckKey(row.key), row.words)
			if row.words != "" {
				judged(t, table.CheckItem(table.Item{Key: row.key}), row.words)
				judged(t, table.CheckKeys([]table.Key{key, row.key}), "key 1: ")
				judged(t, table.CheckActions([]table.Action{table.Put(table.Item{Key: key}), table.Delete(row.key)}), "action 1: ")
			}
		})
	}
}

func TestCheckKeys(t *testing.T) {
	keys := make([]table.Key, 101)
	for i := range keys {
		keys[i] = table.Key{P: "p", S: fmt.Sprint(i)}
	}
	judged(t, table.CheckKeys(keys[:100]), "")
	judged(t, table.CheckKeys(keys), "not 101")
	judged(t, table.CheckKeys(nil), "not 0")
	judged(t, table.CheckKeys([]table.Key{key, key}), "twice")
}

func TestCheckAttributes(t *testing.T) {
	for _, row := range []struct {
		name, words, attribute string
		value                  table.Value
	}{
		{"good", "", "a", table.S("x")},
		{"empty text", "", "a", table.S("")},
		{"no name", "empty attribute name", "", table.S("x")},
		{"long name", "attribute name of 70000 bytes", long, table.S("x")},
		{"name not UTF-8", "not UTF-8", badText, table.S("x")},
		{"name of the partition key", "name of a key", "P", table.S("x")},
		{"name of the sort key", "name of a key", "S", table.S("x")},
		{"no value", "without a value", "a", table.Value{}},
		{"text not UTF-8", "not UTF-8", "a", table.S(badText)},
		{"bytes not UTF-8", "", "a", table.B([]byte(badText))},
		{"index partition of numbers", "must be a string", table.G1P, table.N(1)},
		{"index sort key of bytes", "must be a string", table.G1S, table.B([]byte("x"))},
		{"index partition empty", "empty index key", table.G1P, table.S("")},
		{"index partition long", "index key of 2049 bytes", table.G1P, table.S(long[:2049])},
		{"index sort key long", "index key of 1025 bytes", table.G1S, table.S(long[:1025])},
		{"index keys longest", "", table.G1S, table.S(long[:1024])},
	} {
		t.Run(row.name, func(t *testing.T) {
			item := table.Item{Key: key, Attrs: table.Attrs{row.attribute: row.value}}
			judged(t, table.CheckItem(item), row.words)
			judged(t, table.CheckActions([]table.Action{table.Put(item)}), row.words)
			judged(t, table.CheckActions([]table.Action{table.Update(key, []table.Edit{table.Set(row.attribute, row.value)})}), row.words)
		})
	}
}

func TestCheckItemSize(t *testing.T) {
	item := table.Item{Key: key, Attrs: table.Attrs{"a": table.B(make([]byte, table.MaxItemBytes-5))}}
	judged(t, table.CheckItem(item), "")
	item.Attrs["a"] = table.B(make([]byte, table.MaxItemBytes-4))
	judged(t, table.CheckItem(item), "an item of 409601 bytes")
}

func TestCheckActions(t *testing.T) {
	edits := func(e ...table.Edit) []table.Action { return []table.Action{table.Update(key, e)} }
	conds := func(c ...table.Cond) []table.Action { return []table.Action{table.Delete(key, c...)} }
	for _, row := range []struct {
		name, words string
		actions     []table.Action
	}{
		{"none", "not 0", nil},
		{"101", "not 101", make([]table.Action, 101)},
		{"an item twice", "twice", []table.Action{table.Delete(key), table.Check(key, table.Exists())}},
		{"one key in two tables", "", []table.Action{table.Delete(key), table.Delete(table.Key{Table: table.Work, P: "p", S: "s"})}},
		{"unknown verb", "known verb", []table.Action{{Verb: 9, Key: key}}},
		{"check of nothing", "without a condition", []table.Action{table.Check(key)}},
		{"no edits", "without an edit", edits()},
		{"an attribute twice", "twice", edits(table.Set("a", table.N(1)), table.Set("b", table.N(1)), table.Remove("a"))},
		{"all edits", "", edits(table.Set("a", table.N(1)), table.SetIfAbsent("b", table.N(1)), table.Add("c", 1), table.Remove("d"))},
		{"add to no name", "empty attribute name", edits(table.Add("", 1))},
		{"add of text", "no number", edits(table.Edit{Op: table.AddOp, Name: "a", Value: table.S("1")})},
		{"remove of no name", "empty attribute name", edits(table.Remove(""))},
		{"unknown edit", "known operation", edits(table.Edit{Op: 9, Name: "a"})},
		{"all conditions", "", conds(table.Exists(), table.NotExists(), table.Has("a"), table.Lacks("a"),
			table.Equals("a", table.Bool(true)), table.AtMost("a", table.N(1)), table.AtLeast("a", table.S("")))},
		{"condition on no name", "empty attribute name", conds(table.Lacks(""))},
		{"condition on the key", "name of a key", conds(table.Equals("P", table.S("p")))},
		{"comparison with nothing", "compares with nothing", conds(table.AtLeast("a", table.Value{}))},
		{"order of booleans", "order of booleans", conds(table.AtLeast("a", table.Bool(false)))},
		{"comparison with no UTF-8", "not UTF-8", conds(table.Equals("a", table.S(badText)))},
		{"unknown condition", "known operation", conds(table.Cond{Op: 9})},
	} {
		t.Run(row.name, func(t *testing.T) { judged(t, table.CheckActions(row.actions), row.words) })
	}
}

func TestCheckTransactionSize(t *testing.T) {
	const each = 40_000
	var actions []table.Action
	for i := range 100 {
		item := table.Item{Key: table.Key{P: "p", S: fmt.Sprint(i)}}
		actions = append(actions, table.Update(item.Key, []table.Edit{table.Set("a", table.B(make([]byte, each)))}))
	}
	judged(t, table.CheckActions(actions), "")
	actions[0].Edits[0].Value = table.B(make([]byte, each+200_000))
	judged(t, table.CheckActions(actions), "a transaction of 4200")
}

func TestCheckQuery(t *testing.T) {
	for _, row := range []struct {
		name, words string
		query       table.Query
	}{
		{"good", "", table.Query{P: "p", Prefix: "a", From: "ab", To: "ac", Limit: 5, Start: table.Cursor{P: "p", S: "ab"}}},
		{"of the index", "", table.Query{P: "p", Index: true, Start: table.Cursor{P: "q", S: "s", G1S: "g"}}},
		{"no such table", "no such table", table.Query{Table: 3, P: "p"}},
		{"no partition", "empty partition key", table.Query{}},
		{"negative limit", "less than no items", table.Query{P: "p", Limit: -1}},
		{"long prefix", "range of 1025 bytes", table.Query{P: "p", Prefix: long[:1025]}},
		{"to not UTF-8", "not UTF-8", table.Query{P: "p", To: badText}},
		{"cursor of another partition", "another partition", table.Query{P: "p", Start: table.Cursor{P: "q", S: "s"}}},
		{"cursor without a sort key", "empty sort key", table.Query{P: "p", Start: table.Cursor{P: "p"}}},
		{"cursor of the index", "cursor of the table in its index", table.Query{P: "p", Start: table.Cursor{P: "p", S: "s", G1S: "g"}}},
		{"cursor of the table", "cursor of the table in its index", table.Query{P: "p", Index: true, Start: table.Cursor{P: "p", S: "s"}}},
	} {
		t.Run(row.name, func(t *testing.T) { judged(t, table.CheckQuery(row.query), row.words) })
	}
}
