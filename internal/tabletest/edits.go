package tabletest

import (
	"math"

	"usersync/internal/table"
)

// editChecks is each edit on an item, on one without the attribute, and on none.
func editChecks() []check {
	return []check{
		becomes("set changes", table.Attrs{"a": table.N(1), "b": table.N(2)}, table.Attrs{"a": table.S("x"), "b": table.N(2)}, table.Set("a", table.S("x"))),
		becomes("set adds an attribute", table.Attrs{}, table.Attrs{"a": table.S("")}, table.Set("a", table.S(""))),
		becomes("set makes the item", nil, table.Attrs{"a": table.Bool(true)}, table.Set("a", table.Bool(true))),
		becomes("set if absent keeps", table.Attrs{"a": table.N(1)}, table.Attrs{"a": table.N(1)}, table.SetIfAbsent("a", table.N(2))),
		becomes("set if absent keeps an empty one", table.Attrs{"a": table.S("")}, table.Attrs{"a": table.S("")}, table.SetIfAbsent("a", table.S("x"))),
		becomes("set if absent sets", table.Attrs{}, table.Attrs{"a": table.N(2)}, table.SetIfAbsent("a", table.N(2))),
		becomes("set if absent makes the item", nil, table.Attrs{"a": table.N(2)}, table.SetIfAbsent("a", table.N(2))),
		becomes("add", table.Attrs{"a": table.N(40)}, table.Attrs{"a": table.N(42)}, table.Add("a", 2)),
		becomes("add less than nothing", table.Attrs{"a": table.N(1)}, table.Attrs{"a": table.N(-1)}, table.Add("a", -2)),
		becomes("add nothing", table.Attrs{"a": table.N(1)}, table.Attrs{"a": table.N(1)}, table.Add("a", 0)),
		becomes("add from nothing", table.Attrs{}, table.Attrs{"a": table.N(2)}, table.Add("a", 2)),
		becomes("add makes the item", nil, table.Attrs{"a": table.N(-2)}, table.Add("a", -2)),
		becomes("add up to the most", table.Attrs{"a": table.N(math.MaxInt64 - 1)}, table.Attrs{"a": table.N(math.MaxInt64)}, table.Add("a", 1)),
		becomes("remove", table.Attrs{"a": table.N(1), "b": table.N(2)}, table.Attrs{"b": table.N(2)}, table.Remove("a")),
		becomes("remove what is not there", table.Attrs{"b": table.N(2)}, table.Attrs{"b": table.N(2)}, table.Remove("a")),
		becomes("remove the last one", table.Attrs{"a": table.N(1)}, table.Attrs{}, table.Remove("a")),
		becomes("several at once", table.Attrs{"a": table.N(1), "b": table.N(2)}, table.Attrs{"a": table.N(2), "c": table.S("c"), "d": table.N(1)},
			table.Add("a", 1), table.Remove("b"), table.Set("c", table.S("c")), table.SetIfAbsent("d", table.N(1))),
		{"add to something that is no number", addToText},
		{"a refused edit takes its transaction along", refusedEditAll},
	}
}

// becomes is edits on an item and what it is afterwards; nil is no item.
func becomes(name string, before, after table.Attrs, edits ...table.Edit) check {
	return check{name, func(r *room) {
		if before != nil {
			r.put(r.item("x", before))
		}
		r.do(table.Update(r.key("x"), edits))
		r.holds(r.key("x"), after)
	}}
}

func addToText(r *room) {
	r.put(r.item("x", table.Attrs{"a": table.S("1")}))
	r.overLimit(r.transact(table.Update(r.key("x"), []table.Edit{table.Add("a", 1)})))
	r.holds(r.key("x"), table.Attrs{"a": table.S("1")})
}

func refusedEditAll(r *room) {
	r.put(r.item("x", table.Attrs{"a": table.Bool(true)}))
	r.overLimit(r.transact(
		table.Put(r.item("y", nil)),
		table.Update(r.key("x"), []table.Edit{table.Add("a", 1)}),
	))
	r.lacks(r.key("y"))
}
