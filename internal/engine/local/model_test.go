package local_test

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

// model is the naive table that the engine must not be told from: a map, read whole for every answer.
type model map[table.Key]table.Attrs

// TestAsTheModel makes random transactions and asks both everything after each.
func TestAsTheModel(t *testing.T) {
	file := openAt(t, filepath.Join(t.TempDir(), "db"), local.NoSync())
	t.Cleanup(func() { must(t, file.Close()) })
	rapid.Check(t, func(t *rapid.T) {
		memory, m := local.Memory(), model{}
		empty(t, file)
		for range rapid.IntRange(1, 30).Draw(t, "transactions") {
			actions := anyActions().Draw(t, "actions")
			want := m.transact(actions)
			for _, db := range []*local.DB{memory, file} {
				if err := db.Transact(t.Context(), actions); (err == nil) != want || (table.Canceled(err) == nil) != want {
					t.Fatalf("the engine says %v, the model %v", err, want)
				}
			}
			q := anyQuery().Draw(t, "query")
			for _, db := range []*local.DB{memory, file} {
				same(t, walk(t, db, q), m.query(q))
			}
		}
		for _, db := range []*local.DB{memory, file} {
			replays(t, db, m)
		}
	})
}

// empty deletes what an earlier example left in the file.
func empty(t *rapid.T, db *local.DB) {
	for _, name := range []table.Name{table.Core, table.Work} {
		for _, p := range partitions {
			for _, item := range walk(t, db, table.Query{Table: name, P: p}) {
				if err := db.Transact(t.Context(), []table.Action{table.Delete(item.Key)}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := db.Trim(t.Context(), 1<<63); err != nil {
		t.Fatal(err)
	}
}

var (
	partitions = []string{"p", "p\x00", "q"}
	sorts      = []string{"a", "a\x00", "ab", "b", "\x00", "\x01"}
	texts      = append(slices.Clone(partitions), sorts...)
)

func anyKey() *rapid.Generator[table.Key] {
	return rapid.Custom(func(t *rapid.T) table.Key {
		return table.Key{
			Table: table.Name(rapid.IntRange(0, 1).Draw(t, "table")),
			P:     rapid.SampledFrom(partitions).Draw(t, "p"), S: rapid.SampledFrom(sorts).Draw(t, "s"),
		}
	})
}

// names says which attributes may hold what, so that no request is malformed.
var names = []string{"n", table.TTL, table.G1P, table.G1S}

func valueFor(t *rapid.T, name string) table.Value {
	if name == "n" || name == table.TTL {
		return table.N(int64(rapid.IntRange(-1, 2).Draw(t, "number")))
	}
	return table.S(rapid.SampledFrom(texts).Draw(t, "text"))
}

func anyActions() *rapid.Generator[[]table.Action] {
	return rapid.SliceOfNDistinct(rapid.Custom(anyAction), 1, 4, func(a table.Action) table.Key { return a.Key })
}

func anyAction(t *rapid.T) table.Action {
	a := table.Action{Verb: table.Verb(rapid.IntRange(0, 3).Draw(t, "verb")), Key: anyKey().Draw(t, "key")}
	if a.Verb == table.CheckVerb || rapid.IntRange(0, 3).Draw(t, "guarded") == 0 {
		a.If = []table.Cond{anyCond(t)}
	}
	chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(t, "names")
	for _, name := range chosen {
		switch a.Verb {
		case table.PutVerb:
			if a.Attrs == nil {
				a.Attrs = table.Attrs{}
			}
			a.Attrs[name] = valueFor(t, name)
		case table.UpdateVerb:
			a.Edits = append(a.Edits, anyEdit(t, name))
		case table.DeleteVerb, table.CheckVerb:
		}
	}
	return a
}

func anyEdit(t *rapid.T, name string) table.Edit {
	edits := []table.Edit{table.Set(name, valueFor(t, name)), table.SetIfAbsent(name, valueFor(t, name)), table.Remove(name)}
	if name == "n" {
		edits = append(edits, table.Add(name, 1))
	}
	return rapid.SampledFrom(edits).Draw(t, "edit")
}

func anyCond(t *rapid.T) table.Cond {
	name := rapid.SampledFrom(names).Draw(t, "name")
	op := table.CondOp(rapid.IntRange(0, int(table.AtLeastOp)).Draw(t, "condition"))
	return table.Cond{Op: op, Name: name, Value: valueFor(t, name)}
}

func anyQuery() *rapid.Generator[table.Query] {
	return rapid.Custom(func(t *rapid.T) table.Query {
		maybe := rapid.SampledFrom(append([]string{"", ""}, texts...))
		return table.Query{
			Table: table.Name(rapid.IntRange(0, 1).Draw(t, "table")), Index: rapid.Bool().Draw(t, "index"),
			P: rapid.SampledFrom(texts).Draw(t, "p"), Desc: rapid.Bool().Draw(t, "desc"), Limit: rapid.IntRange(0, 3).Draw(t, "limit"),
			Prefix: maybe.Draw(t, "prefix"), From: maybe.Draw(t, "from"), To: maybe.Draw(t, "to"),
		}
	})
}

func (m model) transact(actions []table.Action) bool {
	for _, a := range actions {
		if !slices.ContainsFunc(a.If, func(c table.Cond) bool { return !m.meets(a.Key, c) }) {
			continue
		}
		return false
	}
	for _, a := range actions {
		switch a.Verb {
		case table.PutVerb:
			m[a.Key] = a.Attrs.Clone()
		case table.UpdateVerb:
			m.update(a.Key, a.Edits)
		case table.DeleteVerb:
			delete(m, a.Key)
		case table.CheckVerb:
		}
	}
	return true
}

func (m model) update(key table.Key, edits []table.Edit) {
	if m[key] == nil {
		m[key] = table.Attrs{}
	}
	for _, e := range edits {
		old, has := m[key][e.Name]
		switch {
		case e.Op == table.SetOp, e.Op == table.SetIfAbsentOp && !has:
			m[key][e.Name] = e.Value
		case e.Op == table.AddOp:
			m[key][e.Name] = table.N(old.Int() + e.Value.Int())
		case e.Op == table.RemoveOp:
			delete(m[key], e.Name)
		}
	}
}

func (m model) meets(key table.Key, c table.Cond) bool {
	item, exists := m[key]
	v, has := item[c.Name]
	order := cmp.Or(cmp.Compare(v.Int(), c.Value.Int()), cmp.Compare(v.Str(), c.Value.Str()))
	return [...]bool{exists, !exists, has, !has, has && order == 0, has && order <= 0, has && order >= 0}[c.Op]
}

func (m model) query(q table.Query) []table.Item {
	var found []table.Item
	for key, attrs := range m {
		p, s := key.P, key.S
		if q.Index {
			p, s = attrs[table.G1P].Str(), attrs[table.G1S].Str()
			attrs = table.Attrs{table.G1P: table.S(p), table.G1S: table.S(s)}
		}
		if key.Table == q.Table && p == q.P && s != "" && strings.HasPrefix(s, q.Prefix) && s >= q.From && (q.To == "" || s <= q.To) {
			found = append(found, table.Item{Key: key, Attrs: attrs})
		}
	}
	slices.SortFunc(found, func(a, b table.Item) int {
		tie := cmp.Or(cmp.Compare(a.Key.P, b.Key.P), cmp.Compare(a.Key.S, b.Key.S))
		if q.Index {
			return cmp.Or(cmp.Compare(a.Attrs[table.G1S].Str(), b.Attrs[table.G1S].Str()), tie)
		}
		return tie
	})
	if q.Desc {
		slices.Reverse(found)
	}
	return found
}

func walk(t *rapid.T, db *local.DB, q table.Query) (items []table.Item) {
	for {
		page, err := db.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, page.Items...)
		if q.Start = page.Next; q.Start.IsZero() {
			return items
		}
	}
}

func same(t *rapid.T, got, want []table.Item) {
	if !slices.EqualFunc(got, want, func(a, b table.Item) bool { return a.Key == b.Key && a.Attrs.Equal(b.Attrs) }) {
		t.Fatalf("the engine finds %v, the model %v", got, want)
	}
}

// replays demands that the change stream, replayed on nothing, makes what the model holds of Core.
func replays(t *rapid.T, db *local.DB, m model) {
	changes, err := db.Changes(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	replay := model{}
	for _, c := range changes {
		if old, has := replay[c.Key]; has != (c.Old != nil) || !old.Equal(c.Old) || has && c.New != nil && old.Equal(c.New) {
			t.Fatalf("%+v does not follow %v", c, old)
		}
		if replay[c.Key] = c.New; c.New == nil {
			delete(replay, c.Key)
		}
	}
	for key, attrs := range m {
		if got, has := replay[key]; key.Table == table.Core && (!has || !got.Equal(attrs)) {
			t.Fatalf("the stream says that %v is %v, the model %v", key, got, attrs)
		}
		delete(replay, key)
	}
	if len(replay) > 0 {
		t.Fatalf("the stream leaves %v behind", replay)
	}
}
