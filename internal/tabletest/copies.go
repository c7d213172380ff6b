package tabletest

import "usersync/internal/table"

// copyChecks is that what goes in and what comes out belongs to the caller.
func copyChecks() []check {
	return []check{
		{"attributes given to a put", copyPut},
		{"edits given to an update", copyEdits},
		{"attributes from a get", copyGet},
		{"attributes from a query and a batch", copyMany},
		{"attributes from a refusal", copyRefusal},
	}
}

func original() table.Attrs {
	return table.Attrs{"a": table.S("one"), "b": table.B([]byte("bytes"))}
}

// spoil changes everything that can be changed.
func spoil(a table.Attrs) {
	clear(a["b"].Raw())
	a["a"], a["c"] = table.S("two"), table.N(3)
	delete(a, "b")
}

func copyPut(r *room) {
	given := original()
	r.put(r.item("x", given))
	spoil(given)
	r.holds(r.key("x"), original())
}

func copyEdits(r *room) {
	raw := []byte("bytes")
	edits := []table.Edit{table.Set("a", table.S("one")), table.Set("b", table.B(raw))}
	r.do(table.Update(r.key("x"), edits))
	clear(raw)
	clear(edits)
	r.holds(r.key("x"), original())
}

func copyGet(r *room) {
	r.put(r.item("x", original()))
	item, _, err := r.db.Get(r.Context(), r.key("x"))
	if err != nil {
		r.Fatal(err)
	}
	spoil(item.Attrs)
	r.holds(r.key("x"), original())
}

func copyMany(r *room) {
	r.put(r.item("x", original()))
	spoil(r.query(table.Query{P: r.Name()}).Items[0].Attrs)
	spoil(r.batch(r.key("x"))[0].Attrs)
	r.holds(r.key("x"), original())
}

func copyRefusal(r *room) {
	r.put(r.item("x", original()))
	spoil(r.refused(table.Put(r.item("x", nil), table.NotExists()))[0].Item.Attrs)
	r.holds(r.key("x"), original())
}
