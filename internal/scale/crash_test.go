package scale

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/table"
)

var errCrash = errors.New("the process died")

// mortal is a table whose process dies at its n-th write: before it happened, or after.
type mortal struct {
	table.Table
	left  int
	after bool
}

func (m *mortal) Transact(ctx context.Context, actions []table.Action) error {
	m.left--
	switch {
	case m.left > 0:
		return m.Table.Transact(ctx, actions)
	case m.left == 0 && m.after:
		if err := m.Table.Transact(ctx, actions); err != nil {
			return err
		}
	}
	return &table.AmbiguousError{Cause: errCrash}
}

// TestAThousandMembersOrNone: a PATCH of 1,000 members in one operation dies at every one of its writes, with the write done and not done. At once, and when
// the sweeper has been there, the group has all of them or none, and its name says which.
func TestAThousandMembersOrNone(t *testing.T) {
	w := newWorld(t)
	before, added := w.users[50_000:50_010], w.users[50_010:51_010]
	steps := 0
	for _, done := range []bool{false, true} {
		for n := 1; ; n++ {
			g, err := w.dir.CreateGroup(t.Context(), w.who, scim.Object{"displayName": fmt.Sprint("Crash ", n, done)}, before)
			w.must(err)
			dying := *w
			dying.db = &tally{Table: &mortal{Table: w.db.Table, left: n, after: done}, writes: map[string]int{}}
			dying.dir = dying.over(dying.db)
			err = dying.patch(t.Context(), g.ID, patch.Add, added...)
			shown := w.membersNow(g.ID)
			if err == nil && len(shown) != 1010 || len(shown) != 1010 && !slices.Equal(shown, before) {
				t.Errorf("write %d, done %v: %d members are shown after %v", n, done, len(shown), err)
			}
			w.later()
			w.must(w.dir.ApplyAll(t.Context(), w.who.Account))
			stored, err := w.dir.Store.Members(t.Context(), w.who.Account, g.ID, 0)
			w.must(err)
			after, err := w.dir.Group(t.Context(), w.who.Account, g.ID, false)
			w.must(err)
			if !slices.Equal(stored, shown) || (after.Version == 2) != (len(stored) == 1010) {
				t.Errorf("write %d, done %v: %d members of version %d, shown were %d", n, done, len(stored), after.Version, len(shown))
			}
			if died := dying.db.Table.(*mortal).left <= 0; !died {
				steps = max(steps, n)
				break
			}
		}
	}
	t.Logf("%d writes", steps-1)
	if journals, err := w.dir.Store.Journals(t.Context(), w.who.Account); err != nil || len(journals) > 0 {
		t.Errorf("left: %v, %v", journals, err)
	}
}

// membersNow is what a reader sees at this moment.
func (w *world) membersNow(group string) (ids []string) {
	for after, more := "", true; more; more = after != "" {
		list, next, err := w.dir.Members(context.Background(), w.who.Account, group, after, 1000)
		w.must(err)
		for _, m := range list {
			ids = append(ids, m.ID)
		}
		after = next
	}
	return ids
}
