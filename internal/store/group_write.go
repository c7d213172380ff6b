package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// AddGroup implements directory.Groups.
func (s *Store) AddGroup(ctx context.Context, a access.Account, g directory.Group, c directory.Change, m directory.Mark) error {
	item, err := encodeGroup(a, g)
	if err != nil {
		return err
	}
	var t transaction
	t.add(errMinted, table.Put(item, table.NotExists()))
	t.moveClaims(g.ID, nil, groupClaims(a, g))
	t.moveLookUps(g.ID, nil, groupLookUps(a, g))
	t.counted(a, directory.GroupKind, g.ID, g.Connection, 1)
	if err := t.change(a, g.ID, c, m); err != nil {
		return err
	}
	return s.commit(ctx, a, &t)
}

// SaveGroup implements directory.Groups.
func (s *Store) SaveGroup(ctx context.Context, a access.Account, before, after directory.Group, c directory.Change, m directory.Mark) error {
	item, err := encodeGroup(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isGroup(before)...))
	t.moveClaims(after.ID, groupClaims(a, before), groupClaims(a, after))
	t.moveLookUps(after.ID, groupLookUps(a, before), groupLookUps(a, after))
	if err := t.change(a, after.ID, c, m); err != nil {
		return err
	}
	return s.commit(ctx, a, &t)
}

// RemoveGroup implements directory.Groups.
func (s *Store) RemoveGroup(ctx context.Context, a access.Account, g directory.Group, c directory.Change, m directory.Mark) error {
	var t transaction
	t.add(directory.ErrLost, table.Delete(groupKey(a, g.ID), isGroup(g)...))
	t.moveClaims(g.ID, groupClaims(a, g), nil)
	t.moveLookUps(g.ID, groupLookUps(a, g), nil)
	t.counted(a, directory.GroupKind, g.ID, g.Connection, -1)
	t.depart(a, g.ID, m)
	if err := t.change(a, g.ID, c, m); err != nil {
		return err
	}
	return s.commit(ctx, a, &t)
}

// isGroup demands that a group is what was read. That it became a member of another one does not move its version.
func isGroup(g directory.Group) []table.Cond {
	if g.Nested {
		return []table.Cond{isVersion(g.Version)}
	}
	return []table.Cond{isVersion(g.Version), table.Lacks(attrNested)}
}

// change adds what happens to the members: at once, or by committing a journal.
func (t *transaction) change(a access.Account, group string, c directory.Change, m directory.Mark) error {
	t.markEmptied(a, group, c, m)
	if c.Journal != "" {
		t.commitJournal(a, c.Journal)
	}
	t.join(a, group, c.Delta.Add, directory.NoSuchMember(), m)
	t.leave(a, group, c.Delta.Remove, m)
	if c.Nesting == nil {
		return nil
	}
	return t.renest(a, *c.Nesting, m)
}

// groupLookUps is the key that a group is found by without owning it: its externalId.
func groupLookUps(a access.Account, g directory.Group) []table.Key {
	if x := directory.ExternalID(g.Attrs); x != "" {
		return []table.Key{{P: lookUpPartition(a, lookUpGroupExternal, x), S: g.ID}}
	}
	return nil
}
