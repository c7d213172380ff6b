package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// Where a journal that rings stands, on its only part; absent at the beginning.
const (
	attrAtGroup = "atGroup" // S
	attrAfter   = "after"   // S: the last user rung in it
)

// Ringing implements directory.Journals.
func (s *Store) Ringing(ctx context.Context, a access.Account, id string) (directory.Ringing, bool, error) {
	attrs, ok, err := s.get(ctx, a, journalPartKey(a, id, 0))
	if err != nil || !ok {
		return directory.Ringing{}, false, err
	}
	d, err := decodePart(attrs)
	return directory.Ringing{Groups: d.Add, Group: attrs[attrAtGroup].Str(), After: attrs[attrAfter].Str()}, err == nil, err
}

// Ring implements directory.Journals. The fence of whoever was a member is there for good.
func (s *Store) Ring(ctx context.Context, a access.Account, id string, before, after directory.Ringing, users []string, m directory.Mark) error {
	at := []table.Cond{table.Exists(), table.Lacks(attrAtGroup)}
	if before.Group != "" {
		at = []table.Cond{table.Equals(attrAtGroup, table.S(before.Group)), table.Equals(attrAfter, table.S(before.After))}
	}
	var t transaction
	t.add(directory.ErrLost, table.Update(journalPartKey(a, id, 0), []table.Edit{
		table.Set(attrAtGroup, table.S(after.Group)), table.Set(attrAfter, table.S(after.After)),
	}, at...))
	for _, u := range users {
		t.add(directory.ErrLost, ring(a, u, m.Bell, m.At, table.Exists()))
	}
	return s.commit(ctx, a, &t)
}
