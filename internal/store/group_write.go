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
	t.counted(a, directory.GroupKind, g.ID, g.Connection, 1)
	t.change(a, g.ID, c, m)
	return s.commit(ctx, a, &t)
}

// SaveGroup implements directory.Groups.
func (s *Store) SaveGroup(ctx context.Context, a access.Account, before, after directory.Group, c directory.Change, m directory.Mark) error {
	item, err := encodeGroup(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isVersion(before.Version)))
	t.moveClaims(after.ID, groupClaims(a, before), groupClaims(a, after))
	t.change(a, after.ID, c, m)
	return s.commit(ctx, a, &t)
}

// RemoveGroup implements directory.Groups.
func (s *Store) RemoveGroup(ctx context.Context, a access.Account, g directory.Group, c directory.Change, m directory.Mark) error {
	var t transaction
	t.add(directory.ErrLost, table.Delete(groupKey(a, g.ID), isVersion(g.Version)))
	t.moveClaims(g.ID, groupClaims(a, g), nil)
	t.counted(a, directory.GroupKind, g.ID, g.Connection, -1)
	t.change(a, g.ID, c, m)
	return s.commit(ctx, a, &t)
}

// change adds what happens to the members: at once, or by committing a journal.
func (t *transaction) change(a access.Account, group string, c directory.Change, m directory.Mark) {
	if c.Journal != "" {
		t.commitJournal(a, c.Journal)
		return
	}
	t.join(a, group, c.Delta.Add, directory.NoSuchMember(), m)
	t.leave(a, group, c.Delta.Remove, m)
}
