package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/table"
)

// shuffled gives the items of a batch in an order of its own, some left out.
type shuffled struct {
	table.Table
	items []table.Item
}

func (s shuffled) BatchGet(context.Context, []table.Key) ([]table.Item, error) { return s.items, nil }

// TestItemsAreFoundInAnyOrder: an engine need not keep the order of a batch.
func TestItemsAreFoundInAnyOrder(t *testing.T) {
	a := access.FromTrigger("A")
	key := func(id string) table.Key { return userKey(a, id, sortUser) }
	rapid.Check(t, func(r *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,2}`), 1, 12, rapid.ID).Draw(r, "ids")
		want := map[string]table.Attrs{}
		var items []table.Item
		for _, id := range ids {
			if rapid.Bool().Draw(r, "is there") {
				want[id] = table.Attrs{"id": table.S(id)}
				items = append(items, table.Item{Key: key(id), Attrs: want[id]})
			}
		}
		if rapid.Bool().Draw(r, "in another order") {
			items = rapid.Permutation(items).Draw(r, "order")
		}
		got, err := New(shuffled{items: items}).itemsOf(t.Context(), a, ids, key)
		if err != nil || !maps.EqualFunc(got, want, table.Attrs.Equal) {
			r.Fatalf("%v, want %v (%v)", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)), err)
		}
	})
}
