package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// A membership is two items, one on each side, written in one transaction with the user's fence: three actions.

// join adds users to a group; dead is what it means that one of them does not live.
func (t *transaction) join(a access.Account, group string, users []string, dead error, m directory.Mark) {
	for _, u := range users {
		t.add(directory.ErrLost, table.Put(table.Item{Key: memberKey(a, group, u), Attrs: edgeAttrs(m)}, table.NotExists()))
		t.add(nil, table.Put(table.Item{Key: userKey(a, u, prefixMember+group), Attrs: edgeAttrs(m)}))
		t.add(dead, ring(a, u, m.Bell, m.At, isLive()))
	}
}

// leave removes users from a group.
func (t *transaction) leave(a access.Account, group string, users []string, m directory.Mark) {
	for _, u := range users {
		t.add(directory.ErrLost, table.Delete(memberKey(a, group, u), table.Exists()))
		t.add(nil, table.Delete(userKey(a, u, prefixMember+group)))
		t.add(directory.ErrLost, ring(a, u, m.Bell, m.At, isLive()))
	}
}

// leaveGroups takes a user who is going away out of groups. The versions of those groups move that are still there; the
// user's fence is not rung: that is part of the going.
func (s *Store) leaveGroups(ctx context.Context, a access.Account, t *transaction, user string, groups []string, m directory.Mark) error {
	there, err := s.itemsOf(ctx, a, groups, func(id string) table.Key { return groupKey(a, id) })
	if err != nil {
		return err
	}
	for _, g := range groups {
		t.add(directory.ErrLost, table.Delete(userKey(a, user, prefixMember+g), table.Exists()))
		t.add(nil, table.Delete(memberKey(a, g, user)))
		if attrs, exists := there[g]; exists {
			edits := moved(m)
			if _, counted := attrs[attrSize]; counted {
				edits = append(edits, table.Add(attrSize, -1))
			}
			t.add(directory.ErrLost, table.Update(groupKey(a, g), edits, table.Exists()))
		}
	}
	return nil
}

// edgeAttrs is what a membership says besides its key: since when.
func edgeAttrs(m directory.Mark) table.Attrs { return table.Attrs{attrCreated: table.S(stamp(m.At))} }
