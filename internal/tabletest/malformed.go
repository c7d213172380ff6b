package tabletest

import (
	"strings"

	"usersync/internal/table"
)

// malformedChecks is requests that DynamoDB does not even try.
func malformedChecks() []check {
	all := malformedReads()
	for _, row := range malformedActions {
		all = append(all, check{row.name, func(r *room) {
			r.overLimit(r.transact(row.actions(r)...))
			r.finds(table.Query{}, "")
		}})
	}
	return all
}

// alone makes the check of a single action.
func alone(action func(*room) table.Action) func(*room) []table.Action {
	return func(r *room) []table.Action { return []table.Action{action(r)} }
}

// putting and updating are actions with these attributes, or edits.
func putting(attrs table.Attrs) func(*room) []table.Action {
	return alone(func(r *room) table.Action { return table.Put(r.item("x", attrs)) })
}

func updating(edits ...table.Edit) func(*room) []table.Action {
	return alone(func(r *room) table.Action { return table.Update(r.key("x"), edits) })
}

func checking(conds ...table.Cond) func(*room) []table.Action {
	return alone(func(r *room) table.Action { return table.Check(r.key("x"), conds...) })
}

func putAt(p, s string) func(*room) []table.Action {
	return alone(func(*room) table.Action { return table.Put(table.Item{Key: table.Key{P: p, S: s}}) })
}

var malformedActions = []struct {
	name    string
	actions func(*room) []table.Action
}{
	{"no actions", func(*room) []table.Action { return nil }},
	{"an item twice", func(r *room) []table.Action {
		return []table.Action{table.Put(r.item("x", nil)), table.Delete(r.key("y")), table.Check(r.key("x"), table.NotExists())}
	}},
	{"empty partition key", putAt("", "s")},
	{"empty sort key", putAt("p", "")},
	{"partition key too long", putAt(strings.Repeat("p", 2049), "s")},
	{"sort key too long", putAt("p", strings.Repeat("s", table.MaxKeyBytes+1))},
	{"attribute without a name", putting(table.Attrs{"": table.N(1)})},
	{"attribute without a value", putting(table.Attrs{"a": {}})},
	{"index attribute of numbers", putting(table.Attrs{table.G1P: table.N(1), table.G1S: table.S("s")})},
	{"index attribute of bytes", putting(table.Attrs{table.G1S: table.B([]byte("s"))})},
	{"index attribute empty", putting(table.Attrs{table.G1P: table.S(""), table.G1S: table.S("s")})},
	{"index attribute too long", putting(table.Attrs{table.G1S: table.S(strings.Repeat("s", table.MaxKeyBytes+1))})},
	{"update sets index attribute to a number", updating(table.Set(table.G1S, table.N(1)))},
	{"update adds to index attribute", updating(table.Add(table.G1S, 1))},
	{"update without edits", updating()},
	{"update edits an attribute twice", updating(table.Set("a", table.N(1)), table.Remove("b"), table.Add("a", 1))},
	{"update sets nothing", updating(table.Set("a", table.Value{}))},
	{"update sets a name of nothing", updating(table.Set("", table.N(1)))},
	{"update adds text", updating(table.Edit{Op: table.AddOp, Name: "a", Value: table.S("1")})},
	{"check without conditions", checking()},
	{"condition compares with nothing", checking(table.Equals("a", table.Value{}))},
	{"condition without a name", checking(table.Has(""))},
	{"condition asks for the order of booleans", checking(table.AtMost("a", table.Bool(true)))},
}

func malformedReads() []check {
	get := func(r *room, key table.Key) error { _, _, err := r.db.Get(r.Context(), key); return err }
	batch := func(r *room, keys ...table.Key) error { _, err := r.db.BatchGet(r.Context(), keys); return err }
	query := func(r *room, q table.Query) error { _, err := r.db.Query(r.Context(), q); return err }
	long := strings.Repeat("s", table.MaxKeyBytes+1)
	return []check{
		{"get of an empty partition key", func(r *room) { r.overLimit(get(r, table.Key{S: "s"})) }},
		{"get of an empty sort key", func(r *room) { r.overLimit(get(r, table.Key{P: "p"})) }},
		{"batch of nothing", func(r *room) { r.overLimit(batch(r)) }},
		{"batch with an item twice", func(r *room) { r.overLimit(batch(r, r.key("a"), r.key("b"), r.key("a"))) }},
		{"batch with an empty key", func(r *room) { r.overLimit(batch(r, r.key("a"), table.Key{})) }},
		{"query of an empty partition key", func(r *room) { r.overLimit(query(r, table.Query{})) }},
		{"query of less than nothing", func(r *room) { r.overLimit(query(r, table.Query{P: "p", Limit: -1})) }},
		{"query of a range too long", func(r *room) { r.overLimit(query(r, table.Query{P: "p", From: long})) }},
		{"query from another partition", func(r *room) {
			r.overLimit(query(r, table.Query{P: "p", Start: table.Cursor{P: "q", S: "s"}}))
		}},
		{"query from outside of its range", func(r *room) {
			r.overLimit(query(r, table.Query{P: "p", Prefix: "a", Start: table.Cursor{P: "p", S: "b"}}))
		}},
		{"query of the table from a place in the index", func(r *room) {
			r.overLimit(query(r, table.Query{P: "p", Start: table.Cursor{P: "p", S: "s", G1S: "i"}}))
		}},
		{"query of the index from a place in the table", func(r *room) {
			r.overLimit(query(r, table.Query{P: "p", Index: true, Start: table.Cursor{P: "p", S: "s"}}))
		}},
	}
}
