package tabletest

import (
	"strings"

	"usersync/internal/table"
)

func writeChecks() []check {
	return append([]check{
		{"put keeps every type", putTypes},
		{"put replaces the whole item", putReplaces},
		{"put without attributes", putBare},
		{"delete", deletes},
		{"delete of a missing item succeeds", func(r *room) { r.do(table.Delete(r.key("x"))) }},
		{"check changes nothing", checkChangesNothing},
		{"tables are apart", tablesApart},
		{"keys are apart", keysApart},
	}, refusalChecks()...)
}

func putTypes(r *room) {
	attrs := table.Attrs{
		"text": table.S("grüße 世界"), "empty": table.S(""), "nul": table.S("a\x00b"),
		"number": table.N(-1 << 63), "most": table.N(1<<63 - 1), "zero": table.N(0),
		"yes": table.Bool(true), "no": table.Bool(false),
		"bytes": table.B([]byte{0, 0xff, 0}), "no bytes": table.B([]byte{}),
		strings.Repeat("n", 200): table.S("a long name"),
	}
	r.put(r.item("x", attrs))
	r.holds(r.key("x"), attrs)
}

func putReplaces(r *room) {
	r.put(r.item("x", table.Attrs{"a": table.N(1), "b": table.N(2)}))
	r.put(r.item("x", table.Attrs{"b": table.S("3")}))
	r.holds(r.key("x"), table.Attrs{"b": table.S("3")})
}

func putBare(r *room) {
	r.put(r.item("x", nil))
	r.holds(r.key("x"), table.Attrs{})
}

func deletes(r *room) {
	r.put(r.item("x", table.Attrs{"a": table.N(1)}), r.item("y", nil))
	r.do(table.Delete(r.key("x"), table.Exists()))
	r.lacks(r.key("x"))
	r.holds(r.key("y"), table.Attrs{})
}

func checkChangesNothing(r *room) {
	r.do(table.Check(r.key("x"), table.NotExists()))
	r.lacks(r.key("x"))
}

func tablesApart(r *room) {
	for i, name := range []table.Name{table.Core, table.Work, table.Audit} {
		item := r.item("x", table.Attrs{"n": table.N(int64(i))})
		item.Key.Table = name
		r.put(item)
	}
	for i, name := range []table.Name{table.Core, table.Work, table.Audit} {
		key := r.key("x")
		key.Table = name
		r.holds(key, table.Attrs{"n": table.N(int64(i))})
	}
}

// keysApart has keys that would meet if an engine joined their parts carelessly.
func keysApart(r *room) {
	p := r.Name()
	pairs := [][2]string{{"#a", "b"}, {"#", "ab"}, {"#a\x00", "b"}, {"#a", "\x00b"}, {"#a\x00\x00", "b"}, {"#a\x00\x01", "b"}, {"#aÿ", "b"}}
	for i, pair := range pairs {
		key := table.Key{P: p + pair[0], S: pair[1]}
		r.put(table.Item{Key: key, Attrs: table.Attrs{"n": table.N(int64(i))}})
	}
	for i, pair := range pairs {
		r.holds(table.Key{P: p + pair[0], S: pair[1]}, table.Attrs{"n": table.N(int64(i))})
	}
}

// refusalChecks is that a condition guards each kind of write, and that the refusal hands out the item in its way.
func refusalChecks() []check {
	never := table.Equals("a", table.S("other"))
	verbs := []struct {
		name   string
		action func(*room) table.Action
	}{
		{"put", func(r *room) table.Action { return table.Put(r.item("x", table.Attrs{"z": table.N(1)}), never) }},
		{"update", func(r *room) table.Action {
			return table.Update(r.key("x"), []table.Edit{table.Set("z", table.N(1))}, never)
		}},
		{"delete", func(r *room) table.Action { return table.Delete(r.key("x"), never) }},
		{"check", func(r *room) table.Action { return table.Check(r.key("x"), never) }},
	}
	var all []check
	for _, v := range verbs {
		all = append(all,
			check{"refused " + v.name + " shows the item", func(r *room) { refusedShowsItem(r, v.action(r)) }},
			check{"refused " + v.name + " of a missing item", func(r *room) { refusedMissing(r, v.action(r)) }})
	}
	return all
}

func refusedShowsItem(r *room, action table.Action) {
	stored := table.Attrs{"a": table.S("one"), "n": table.N(5)}
	r.put(r.item("x", stored))
	reasons := r.refused(action)
	if !failed(reasons[0]) {
		r.Fatalf("reasons %+v, want a condition that failed", reasons)
	}
	item := reasons[0].Item
	if item == nil || item.Key != r.key("x") || !item.Attrs.Equal(stored) {
		r.Fatalf("the reason has the item %v, want the stored one", item)
	}
	r.holds(r.key("x"), stored)
}

func refusedMissing(r *room, action table.Action) {
	if reasons := r.refused(action); !failed(reasons[0]) || reasons[0].Item != nil {
		r.Fatalf("reasons %+v, want a failed condition without an item", reasons)
	}
	r.lacks(r.key("x"))
}
