package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/store"
	"usersync/internal/table"
)

// miserly is a table whose pages are as short as DynamoDB may make them: one item, and every other page none at all.
type miserly struct {
	table.Table
	turn int
}

func (m *miserly) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if m.turn++; m.turn%2 == 0 && !q.Start.IsZero() {
		return table.Page{Next: q.Start}, nil
	}
	q.Limit = 1
	return m.Table.Query(ctx, q)
}

// A walk along the members of a group meets each once and does not take a short page for the end: a journal that rings them would otherwise leave people out.
func TestMembersAreWalkedHoweverShortThePagesAre(t *testing.T) {
	db, a := local.Memory(), access.FromTrigger("ACCOUNT1")
	var want []string
	for n := range 50 {
		user := fmt.Sprintf("U%02d", n)
		want = append(want, user)
		key := table.Key{P: fmt.Sprintf("T#ACCOUNT1#G#G1#%02d", n%8), S: "M#" + user}
		if err := db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: key, Attrs: table.Attrs{"created": table.S("now")}})}); err != nil {
			t.Fatal(err)
		}
	}
	for _, limit := range []int{1, 7, 60} {
		s := store.New(&miserly{Table: db})
		var met []string
		for after, all := "", false; !all; after = met[len(met)-1] {
			var ids []string
			var err error
			if ids, all, err = s.MembersAfter(t.Context(), a, "G1", after, limit); err != nil || len(ids) == 0 {
				t.Fatalf("after %q: %v, %v, %v", after, ids, all, err)
			}
			met = append(met, ids...)
		}
		if !slices.Equal(met, want) {
			t.Errorf("by about %d: %v", limit, met)
		}
	}
}
