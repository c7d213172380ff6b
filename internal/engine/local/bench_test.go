package local_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"usersync/internal/engine/local"
	"usersync/internal/table"
)

var kinds = []struct {
	name string
	open func(testing.TB) *local.DB
}{
	{"memory", func(b testing.TB) *local.DB { return closing(b, local.Memory()) }},
	{"file", func(b testing.TB) *local.DB { return closing(b, openAt(b, filepath.Join(b.TempDir(), "db"))) }},
	{"file without sync", func(b testing.TB) *local.DB {
		return closing(b, openAt(b, filepath.Join(b.TempDir(), "db"), local.NoSync()))
	}},
}

// person is an item like those of the product: a handful of attributes, some text, a place in the index.
func person(n int) table.Item {
	return table.Item{
		Key: table.Key{P: "T#01K0000000000000000000000#U#" + fmt.Sprint(n/100), S: fmt.Sprintf("USER#%02d", n%100)},
		Attrs: table.Attrs{
			"ver": table.N(int64(n)), "name": table.S("person@example.com"), "active": table.Bool(true),
			"json":    table.B(make([]byte, 400)),
			table.G1P: table.S("T#01K0000000000000000000000#L#U#1"), table.G1S: table.S(fmt.Sprintf("person-%06d", n)),
		},
	}
}

func fill(b *testing.B, db *local.DB, n int) {
	b.Helper()
	for i := 0; i < n; i += table.MaxActions {
		var actions []table.Action
		for j := range table.MaxActions {
			actions = append(actions, table.Put(person(i+j)))
		}
		if err := db.Transact(b.Context(), actions); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMemory(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		local.Memory()
	}
}

func BenchmarkGet(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			db := k.open(b)
			fill(b, db, 1000)
			key := person(500).Key
			b.ReportAllocs()
			for b.Loop() {
				if _, ok, err := db.Get(context.Background(), key); err != nil || !ok {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

func BenchmarkQuery100(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			db := k.open(b)
			fill(b, db, 1000)
			q := table.Query{P: person(500).Key.P}
			b.ReportAllocs()
			for b.Loop() {
				page, err := db.Query(context.Background(), q)
				if err != nil || len(page.Items) != 100 {
					b.Fatal(len(page.Items), err)
				}
			}
		})
	}
}

func BenchmarkTransact(b *testing.B) {
	for _, k := range kinds {
		for _, n := range []int{1, 5, 30} {
			b.Run(fmt.Sprintf("%s/%d", k.name, n), func(b *testing.B) {
				db := k.open(b)
				fill(b, db, 1000)
				actions := make([][]table.Action, 100)
				for round := range actions {
					actions[round] = rewrite(n, round)
				}
				b.ReportAllocs()
				for round := 0; b.Loop(); round++ {
					if err := db.Transact(context.Background(), actions[round%len(actions)]); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// rewrite is updates of n people in turn.
func rewrite(n, round int) []table.Action {
	actions := make([]table.Action, n)
	for i := range actions {
		key := person((round*n + i) % 1000).Key
		actions[i] = table.Update(key, []table.Edit{table.Add("ver", 1), table.Set("name", table.S("new"))}, table.Exists())
	}
	return actions
}

// BenchmarkTransactTogether is many writers at once, who share commits.
func BenchmarkTransactTogether(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			db := k.open(b)
			fill(b, db, 1000)
			b.SetParallelism(64)
			b.RunParallel(func(p *testing.PB) {
				for round := 0; p.Next(); round++ {
					if err := db.Transact(context.Background(), rewrite(1, round)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
