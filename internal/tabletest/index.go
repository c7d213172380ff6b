package tabletest

import (
	"fmt"

	"usersync/internal/table"
)

func indexChecks() []check {
	return []check{
		{"sparse", indexSparse},
		{"holds keys only", indexKeysOnly},
		{"an item moves within the index", indexMoves},
		{"an item moves to another partition", indexMovesAway},
		{"an item leaves and returns", indexLeaves},
		{"a put without the attributes leaves", indexPutLeaves},
		{"a deleted item leaves", indexDeleted},
		{"an item of another edit stays", indexStays},
		{"a refused transaction leaves no entry", indexRefused},
		{"tables are apart", indexTablesApart},
		{"ranges", indexRanges},
		{"ties, page by page", indexTies},
		{"pages of entries", indexPages},
	}
}

// listed is an item in the index: in the room's partition under the sort key.
func (r *room) listed(s, sort string) table.Item {
	return r.item(s, table.Attrs{table.G1P: table.S(r.Name()), table.G1S: table.S(sort), "n": table.N(1)})
}

// lists waits until a query of the index finds the items with these base sort keys in this order.
func (r *room) lists(q table.Query, want string) {
	r.Helper()
	q.Index = true
	r.eventually(func() error { return r.tryFinds(q, want) })
}

func indexSparse(r *room) {
	r.put(r.listed("a", "1"), r.item("b", nil),
		r.item("c", table.Attrs{table.G1P: table.S(r.Name())}), r.item("d", table.Attrs{table.G1S: table.S("1")}))
	r.lists(table.Query{}, "a")
}

func indexKeysOnly(r *room) {
	item := r.listed("a", "1")
	r.put(item)
	r.lists(table.Query{}, "a")
	got := r.query(table.Query{P: r.Name(), Index: true}).Items[0]
	want := table.Attrs{table.G1P: item.Attrs[table.G1P], table.G1S: item.Attrs[table.G1S]}
	if got.Key != item.Key || !got.Attrs.Equal(want) {
		r.Fatalf("the entry is %v, want the keys alone", got)
	}
}

func (r *room) edit(s string, edits ...table.Edit) {
	r.Helper()
	r.do(table.Update(r.key(s), edits))
}

func indexMoves(r *room) {
	r.put(r.listed("a", "1"), r.listed("b", "2"))
	r.edit("a", table.Set(table.G1S, table.S("3")))
	r.lists(table.Query{}, "b a")
}

func indexMovesAway(r *room) {
	r.put(r.listed("a", "1"))
	r.edit("a", table.Set(table.G1P, table.S(r.Name()+"2")))
	r.lists(table.Query{}, "")
	r.lists(table.Query{P: r.Name() + "2"}, "a")
}

func indexLeaves(r *room) {
	r.put(r.listed("a", "1"), r.listed("b", "2"))
	r.edit("a", table.Remove(table.G1S))
	r.lists(table.Query{}, "b")
	r.edit("a", table.SetIfAbsent(table.G1S, table.S("9")))
	r.lists(table.Query{}, "b a")
}

func indexPutLeaves(r *room) {
	r.put(r.listed("a", "1"), r.listed("b", "2"))
	r.put(r.item("a", table.Attrs{"n": table.N(2)}))
	r.lists(table.Query{}, "b")
}

func indexDeleted(r *room) {
	r.put(r.listed("a", "1"), r.listed("b", "2"))
	r.do(table.Delete(r.key("b")))
	r.lists(table.Query{}, "a")
}

func indexStays(r *room) {
	r.put(r.listed("a", "1"))
	r.edit("a", table.Add("n", 1), table.SetIfAbsent(table.G1S, table.S("2")))
	r.lists(table.Query{}, "a")
	r.lists(table.Query{Prefix: "1"}, "a")
}

func indexRefused(r *room) {
	r.put(r.listed("a", "1"))
	r.refused(table.Put(r.listed("b", "2")), table.Delete(r.key("a")), table.Check(r.key("c"), table.Exists()))
	r.lists(table.Query{}, "a")
}

func indexTablesApart(r *room) {
	work := r.listed("w", "1")
	work.Key.Table = table.Work
	r.put(r.listed("a", "1"), work)
	r.lists(table.Query{}, "a")
	r.lists(table.Query{Table: table.Work}, "w")
}

func indexRanges(r *room) {
	for i, sort := range []string{"anna", "an", "a\x00", "a", "bert", "ann", "Émile"} {
		r.put(r.listed(fmt.Sprint(i), sort))
	}
	for _, row := range []struct {
		query table.Query
		want  string
	}{
		{table.Query{}, "3 2 1 5 0 4 6"},
		{table.Query{Desc: true}, "6 4 0 5 1 2 3"},
		{table.Query{Prefix: "an"}, "1 5 0"},
		{table.Query{Prefix: "a\x00"}, "2"},
		{table.Query{Prefix: "an", Desc: true, Limit: 1}, "0 5 1"},
		{table.Query{From: "ann"}, "5 0 4 6"},
		{table.Query{To: "an"}, "3 2 1"},
		{table.Query{From: "a", To: "a"}, "3"},
		{table.Query{From: "an", To: "anna", Limit: 2}, "1 5 0"},
	} {
		r.lists(row.query, row.want)
	}
}

// indexTies has many items under one G1S. Their order is the engine's, but continuing shows each once.
func indexTies(r *room) {
	for i := range 7 {
		r.put(r.listed(fmt.Sprint(i), "same"))
	}
	r.put(r.listed("first", "a"), r.listed("last", "z"))
	for _, desc := range []bool{false, true} {
		for limit := range 4 {
			r.eventually(func() error { return tiesOnce(r, table.Query{P: r.Name(), Index: true, Limit: limit, Desc: desc}) })
		}
	}
}

func tiesOnce(r *room, q table.Query) error {
	items := r.walk(q)
	seen := map[string]bool{}
	for _, item := range items {
		seen[item.Key.S] = true
	}
	ends := items
	if q.Desc && len(items) > 0 {
		ends = []table.Item{items[len(items)-1], items[0]}
	}
	if len(items) != 9 || len(seen) != 9 || ends[0].Key.S != "first" || ends[len(ends)-1].Key.S != "last" {
		return fmt.Errorf("%+v finds %q", q, sortKeys(items))
	}
	return nil
}

func indexPages(r *room) {
	for i := range 10 {
		r.put(r.listed(fmt.Sprint(i), fmt.Sprint(i)))
	}
	r.lists(table.Query{}, "0 1 2 3 4 5 6 7 8 9")
	r.lists(table.Query{Limit: 3}, "0 1 2 3 4 5 6 7 8 9")
	r.lists(table.Query{Limit: 3, Desc: true}, "9 8 7 6 5 4 3 2 1 0")
	page := r.query(table.Query{P: r.Name(), Index: true, Limit: 3})
	if page.Next != (table.Cursor{P: r.Name(), S: "2", G1S: "2"}) {
		r.Fatalf("Next is %v, want the place of the third", page.Next)
	}
}
