package tabletest

import (
	"fmt"

	"usersync/internal/table"
)

// conditionChecks is every condition on every way in which an attribute can be, by way of a Check.
func conditionChecks() []check {
	all := presenceChecks()
	for _, o := range orders {
		all = append(all, comparisonChecks(o)...)
	}
	all = append(all, mismatchChecks()...)
	return append(all, joinedChecks()...)
}

// stands is one condition and whether it holds of an item with the attributes; nil is no item.
func stands(name string, item table.Attrs, want bool, conds ...table.Cond) check {
	return check{name, func(r *room) {
		if item != nil {
			r.put(r.item("x", item))
		}
		test := table.Check(r.key("x"), conds...)
		if want {
			r.do(test)
		} else if reasons := r.refused(test); !failed(reasons[0]) {
			r.Fatalf("reasons %+v, want a condition that failed", reasons)
		}
	}}
}

func presenceChecks() []check {
	empty, full := table.Attrs{}, table.Attrs{"a": table.S("")}
	return []check{
		stands("exists, no item", nil, false, table.Exists()),
		stands("exists, item of a key alone", empty, true, table.Exists()),
		stands("exists, item", full, true, table.Exists()),
		stands("not exists, no item", nil, true, table.NotExists()),
		stands("not exists, item of a key alone", empty, false, table.NotExists()),
		stands("not exists, item", full, false, table.NotExists()),
		stands("has, no item", nil, false, table.Has("a")),
		stands("has, no attribute", empty, false, table.Has("a")),
		stands("has, empty attribute", full, true, table.Has("a")),
		stands("lacks, no item", nil, true, table.Lacks("a")),
		stands("lacks, no attribute", empty, true, table.Lacks("a")),
		stands("lacks, empty attribute", full, false, table.Lacks("a")),
	}
}

// order is three values of one type, the middle one stored.
type order struct {
	name           string
	low, mid, high table.Value
}

var orders = []order{
	{"string", table.S("a"), table.S("m"), table.S("z")},
	{"string of bytes, capitals first", table.S("Z"), table.S("a"), table.S("é")},
	{"string and its beginning", table.S(""), table.S("a"), table.S("aa")},
	{"string of digits, not numbers", table.S("10"), table.S("9"), table.S("95")},
	{"number, not digits", table.N(9), table.N(10), table.N(100)},
	{"number below zero", table.N(-10), table.N(-9), table.N(0)},
	{"bytes", table.B([]byte{1}), table.B([]byte{1, 0}), table.B([]byte{0xff})},
}

func comparisonChecks(o order) []check {
	type compare func(string, table.Value) table.Cond
	item := table.Attrs{"a": o.mid}
	var all []check
	for _, row := range []struct {
		name           string
		cond           compare
		low, mid, high bool
	}{
		{"equals", table.Equals, false, true, false},
		{"at most", table.AtMost, false, true, true},
		{"at least", table.AtLeast, true, true, false},
	} {
		name := o.name + ", " + row.name
		all = append(all,
			stands(name+" a lower one", item, row.low, row.cond("a", o.low)),
			stands(name+" the same", item, row.mid, row.cond("a", o.mid)),
			stands(name+" a higher one", item, row.high, row.cond("a", o.high)),
			stands(name+", no attribute", table.Attrs{}, false, row.cond("a", o.mid)),
			stands(name+", no item", nil, false, row.cond("a", o.mid)))
	}
	return all
}

func mismatchChecks() []check {
	values := []table.Value{table.S("1"), table.N(1), table.B([]byte("1")), table.Bool(true)}
	var all []check
	for i, stored := range values {
		for j, asked := range values {
			if i == j {
				continue
			}
			name, item := fmt.Sprintf("type %d against type %d", stored.Type(), asked.Type()), table.Attrs{"a": stored}
			all = append(all, stands(name+", equals", item, false, table.Equals("a", asked)))
			if asked.Type() != table.Boolean {
				all = append(all,
					stands(name+", at most", item, false, table.AtMost("a", asked)),
					stands(name+", at least", item, false, table.AtLeast("a", asked)))
			}
		}
	}
	return all
}

func joinedChecks() []check {
	item := table.Attrs{"a": table.N(1), "t": table.Bool(true)}
	yes, no := table.Equals("a", table.N(1)), table.Equals("a", table.N(2))
	return []check{
		stands("boolean, equals the same", item, true, table.Equals("t", table.Bool(true))),
		stands("boolean, equals the other", item, false, table.Equals("t", table.Bool(false))),
		stands("joined, all hold", item, true, yes, table.Exists(), table.Lacks("b")),
		stands("joined, first fails", item, false, no, yes),
		stands("joined, last fails", item, false, yes, table.Exists(), no),
		stands("joined, a range of one attribute", item, true, table.AtLeast("a", table.N(0)), table.AtMost("a", table.N(1))),
		stands("joined, none holds of no item", nil, false, yes, table.Exists()),
	}
}
