package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/engine/local"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// TestAsTheEmbeddedEngine makes random transactions and queries, asks both engines, and wants the same answers,
// refusals and consumed units.
func TestAsTheEmbeddedEngine(t *testing.T) {
	remote := standin.Dynoxide(t).Open(t)
	embedded := local.Memory()
	t.Cleanup(func() { _ = embedded.Close() })
	example := 0
	rapid.Check(t, func(t *rapid.T) {
		example++
		d := draw{T: t, partition: fmt.Sprintf("%d#", example)}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			actions, q := d.actions(), d.query()
			compare(t, remote, embedded, func(ctx context.Context, db table.Table) any { return outcome(db.Transact(ctx, actions)) })
			compare(t, remote, embedded, func(ctx context.Context, db table.Table) any { return pages(ctx, t, db, q) })
		}
	})
}

// compare asks both and compares answers and, unless the answer is a refusal, what they consumed.
func compare(t *rapid.T, a, b table.Table, ask func(context.Context, table.Table) any) {
	var meters [2]table.Meter
	var answers [2]any
	for i, db := range [2]table.Table{a, b} {
		answers[i] = ask(table.WithMeter(t.Context(), &meters[i]), db)
	}
	if diff := cmp.Diff(answers[1], answers[0], cmp.Comparer(table.Value.Equal)); diff != "" {
		t.Fatalf("the engines differ (- embedded):\n%s", diff)
	}
	if _, refused := answers[0].([]table.Reason); !refused && meters[0].Usage() != meters[1].Usage() {
		t.Fatalf("consumed %+v, the embedded engine %+v", meters[0].Usage(), meters[1].Usage())
	}
}

// outcome is the reasons of a refusal, and otherwise the kind of the error.
func outcome(err error) any {
	if canceled := table.Canceled(err); canceled != nil {
		return canceled.Reasons
	}
	return verdict(err)
}

// pages is all that a query finds, page by page, or the kind of the error.
func pages(ctx context.Context, t *rapid.T, db table.Table, q table.Query) any {
	var all [][]table.Item
	for range 20 {
		page, err := db.Query(ctx, q)
		if err != nil {
			return verdict(err)
		}
		all = append(all, append([]table.Item{}, page.Items...))
		if page.Next.IsZero() {
			return inOrder(q, all)
		}
		q.Start = page.Next
	}
	t.Fatal("a query that never ends")
	return errors.New("unreachable")
}

// inOrder leaves the order of index entries with the same place to the engine.
func inOrder(q table.Query, all [][]table.Item) any {
	if !q.Index {
		return all
	}
	items := slices.Concat(all...)
	slices.SortFunc(items, func(a, b table.Item) int { return strings.Compare(a.Key.S, b.Key.S) })
	return items
}

// draw makes requests about one partition of few items.
type draw struct {
	*rapid.T
	partition string
}

var sorts = []string{"a", "aa", "ab", "b", "é", "ü"}

func (d draw) key() table.Key {
	return table.Key{
		Table: table.Name(rapid.IntRange(0, 1).Draw(d.T, "table")),
		P:     d.partition, S: rapid.SampledFrom(sorts).Draw(d.T, "sort key"),
	}
}

func (d draw) actions() []table.Action {
	return rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) table.Action { return draw{t, d.partition}.action() }),
		1, 4, func(a table.Action) table.Key { return a.Key }).Draw(d.T, "actions")
}

func (d draw) action() table.Action {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"n", "pad", table.G1P, table.G1S}), 1, 4, rapid.ID).Draw(d.T, "names")
	var conds []table.Cond
	if rapid.Bool().Draw(d.T, "guarded") {
		conds = []table.Cond{d.cond()}
	}
	switch rapid.IntRange(0, 3).Draw(d.T, "verb") {
	case 0:
		attrs := table.Attrs{}
		for _, name := range names {
			attrs[name] = d.value(name)
		}
		return table.Put(table.Item{Key: d.key(), Attrs: attrs}, conds...)
	case 1:
		var edits []table.Edit
		for _, name := range names {
			edits = append(edits, d.edit(name))
		}
		return table.Update(d.key(), edits, conds...)
	case 2:
		return table.Delete(d.key(), conds...)
	}
	return table.Check(d.key(), d.cond())
}

// value has pads of up to three write units.
func (d draw) value(name string) table.Value {
	switch name {
	case "n":
		return table.N(rapid.SampledFrom([]int64{-1000, -1, 0, 1, 10, 12345}).Draw(d.T, "number"))
	case "pad":
		return table.B(make([]byte, rapid.SampledFrom([]int{0, 1, 900, 1024, 2048}).Draw(d.T, "bytes")))
	case table.G1P:
		return table.S(d.partition)
	}
	return table.S(rapid.SampledFrom(sorts).Draw(d.T, "text"))
}

func (d draw) edit(name string) table.Edit {
	edits := []table.Edit{table.Set(name, d.value(name)), table.SetIfAbsent(name, d.value(name)), table.Remove(name)}
	if name == "n" {
		edits = append(edits, table.Add(name, 7))
	}
	return rapid.SampledFrom(edits).Draw(d.T, "edit")
}

func (d draw) cond() table.Cond {
	name := rapid.SampledFrom([]string{"n", table.G1S}).Draw(d.T, "name")
	v := d.value(name)
	return rapid.SampledFrom([]table.Cond{
		table.Exists(), table.NotExists(), table.Has(name), table.Lacks(name), table.Equals(name, v), table.AtMost(name, v), table.AtLeast(name, v),
	}).Draw(d.T, "condition")
}

// query keeps out of empty ranges, which the embedded engine charges and the other does not even ask for.
func (d draw) query() table.Query {
	bound := rapid.SampledFrom(sorts)
	q := table.Query{
		Table: table.Name(rapid.IntRange(0, 1).Draw(d.T, "table")), P: d.partition, Index: rapid.Bool().Draw(d.T, "index"),
		Desc: rapid.Bool().Draw(d.T, "backwards"), Limit: rapid.IntRange(0, 3).Draw(d.T, "limit"), Eventual: rapid.Bool().Draw(d.T, "eventual"),
	}
	switch rapid.IntRange(0, 4).Draw(d.T, "range") {
	case 0:
		q.Prefix = bound.Draw(d.T, "prefix")
	case 1:
		q.From = bound.Draw(d.T, "from")
	case 2:
		q.To = bound.Draw(d.T, "to")
	case 3:
		a, b := bound.Draw(d.T, "one end"), bound.Draw(d.T, "other end")
		q.From, q.To = min(a, b), max(a, b)
	}
	return q
}
