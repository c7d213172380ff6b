package tabletest

import (
	"context"
	"errors"
	"slices"

	"usersync/internal/table"
)

func readChecks() []check {
	return []check{
		{"get of a missing item", func(r *room) { r.lacks(r.key("x")) }},
		{"batch leaves out what is missing", batchMissing},
		{"batch of all tables", batchTables},
		{"every write is seen at once", readYourWrites},
		{"a context that has ended", endedContext},
	}
}

func batchMissing(r *room) {
	r.put(r.item("a", table.Attrs{"n": table.N(1)}), r.item("c", table.Attrs{"n": table.N(3)}))
	items := r.batch(r.key("a"), r.key("b"), r.key("c"), r.key("d"))
	if got := sortKeys(items); got != "a c" {
		r.Fatalf("the batch has %q, want a and c", got)
	}
	if !items[1].Attrs.Equal(table.Attrs{"n": table.N(3)}) {
		r.Fatalf("c is %v", items[1])
	}
}

// batch is the items in the order of their keys, as a batch comes in any.
func (r *room) batch(keys ...table.Key) []table.Item {
	r.Helper()
	items, err := r.db.BatchGet(r.Context(), keys)
	if err != nil {
		r.Fatalf("batch: %v", err)
	}
	slices.SortFunc(items, func(a, b table.Item) int {
		return slices.Compare([]string{a.Key.S, a.Key.Table.String()}, []string{b.Key.S, b.Key.Table.String()})
	})
	return items
}

func batchTables(r *room) {
	core, work := r.item("x", table.Attrs{"n": table.N(1)}), r.item("x", table.Attrs{"n": table.N(2)})
	work.Key.Table = table.Work
	r.put(core, work)
	items := r.batch(core.Key, work.Key)
	if len(items) != 2 || items[0].Key != core.Key || items[1].Key != work.Key || !items[1].Attrs.Equal(work.Attrs) {
		r.Fatalf("the batch is %v", items)
	}
}

func readYourWrites(r *room) {
	key := r.key("x")
	for n := range int64(50) {
		want := table.Attrs{"n": table.N(n)}
		r.put(table.Item{Key: key, Attrs: want})
		r.holds(key, want)
		for _, items := range [][]table.Item{r.batch(key), r.query(table.Query{P: key.P}).Items} {
			if len(items) != 1 || !items[0].Attrs.Equal(want) {
				r.Fatalf("after write %d: %v", n, items)
			}
		}
	}
}

func endedContext(r *room) {
	ctx, cancel := context.WithCancel(r.Context())
	cancel()
	_, _, getErr := r.db.Get(ctx, r.key("x"))
	_, batchErr := r.db.BatchGet(ctx, []table.Key{r.key("x")})
	_, queryErr := r.db.Query(ctx, table.Query{P: r.Name()})
	writeErr := r.db.Transact(ctx, []table.Action{table.Put(r.item("x", nil))})
	for i, err := range []error{getErr, batchErr, queryErr, writeErr} {
		if !errors.Is(err, context.Canceled) {
			r.Errorf("call %d: error %v, want the context's", i, err)
		}
	}
}

func queryChecks() []check {
	var all []check
	for _, row := range ranges {
		all = append(all, check{row.name, func(r *room) {
			for _, s := range []string{"b", "aa", "a", "ab#2", "ab#10", "c", "B", "é", "ab", "a\x00z"} {
				r.put(r.item(s, table.Attrs{"s": table.S(s)}))
			}
			r.finds(row.query, row.want)
			eventual := row.query
			eventual.Eventual = true
			r.eventually(func() error { return r.tryFinds(eventual, row.want) })
		}})
	}
	return all
}

var ranges = []struct {
	name  string
	query table.Query
	want  string
}{
	{"a whole partition, by bytes", table.Query{}, "B a a\x00z aa ab ab#10 ab#2 b c é"},
	{"backwards", table.Query{Desc: true}, "é c b ab#2 ab#10 ab aa a\x00z a B"},
	{"prefix", table.Query{Prefix: "ab"}, "ab ab#10 ab#2"},
	{"prefix backwards", table.Query{Prefix: "ab", Desc: true}, "ab#2 ab#10 ab"},
	{"prefix of all of a key", table.Query{Prefix: "ab#10"}, "ab#10"},
	{"prefix of nothing", table.Query{Prefix: "abc"}, ""},
	{"prefix beyond ASCII", table.Query{Prefix: "é"}, "é"},
	{"from, itself included", table.Query{From: "ab"}, "ab ab#10 ab#2 b c é"},
	{"from between keys", table.Query{From: "abc"}, "b c é"},
	{"from behind all", table.Query{From: "ö"}, ""},
	{"to, itself included", table.Query{To: "ab"}, "B a a\x00z aa ab"},
	{"to between keys", table.Query{To: "ab#1"}, "B a a\x00z aa ab"},
	{"to before all", table.Query{To: "A"}, ""},
	{"from and to", table.Query{From: "aa", To: "ab#2"}, "aa ab ab#10 ab#2"},
	{"from and to backwards", table.Query{From: "aa", To: "ab#2", Desc: true}, "ab#2 ab#10 ab aa"},
	{"from and to the same", table.Query{From: "b", To: "b"}, "b"},
	{"from above to", table.Query{From: "c", To: "a"}, ""},
	{"prefix and from", table.Query{Prefix: "ab", From: "ab#10"}, "ab#10 ab#2"},
	{"prefix and to", table.Query{Prefix: "ab", To: "ab#10"}, "ab ab#10"},
	{"prefix and from before it", table.Query{Prefix: "ab", From: "B"}, "ab ab#10 ab#2"},
	{"prefix and to behind it", table.Query{Prefix: "ab", To: "z"}, "ab ab#10 ab#2"},
	{"another partition", table.Query{P: "no such partition"}, ""},
}
