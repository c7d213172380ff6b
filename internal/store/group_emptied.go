package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// sortEmptied is the mark of a directory group that went empty or away and had several members. It outlives the group.
const sortEmptied = "EMPTIED"

// Attributes of the mark, beside at.
const attrMembers = "members" // N: how many the group had

func emptiedKey(a access.Account, group string) table.Key {
	return table.Key{P: groupKey(a, group).P, S: sortEmptied}
}

// markEmptied marks a group that the change empties, or takes the mark away.
func (t *transaction) markEmptied(a access.Account, group string, c directory.Change, m directory.Mark) {
	switch key := emptiedKey(a, group); {
	case c.Emptied > 0:
		t.add(nil, table.Put(table.Item{Key: key, Attrs: table.Attrs{attrMembers: table.N(int64(c.Emptied)), attrAt: table.S(stamp(m.At))}}))
	case c.Filled:
		t.add(nil, table.Delete(key))
	}
}

// EmptiedGroups implements provision.GroupMarks.
func (s *Store) EmptiedGroups(ctx context.Context, a access.Account, groups []string) (map[string]provision.Emptied, error) {
	marks := map[string]provision.Emptied{}
	if len(groups) == 0 {
		return marks, nil
	}
	items, err := s.itemsOf(ctx, a, groups, func(id string) table.Key { return emptiedKey(a, id) })
	for id, attrs := range items {
		marks[id] = provision.Emptied{Members: int(attrs[attrMembers].Int()), At: parseStamp(attrs[attrAt].Str())}
	}
	return marks, err
}

// ForgetEmptied implements provision.GroupMarks.
func (s *Store) ForgetEmptied(ctx context.Context, a access.Account, group string, at time.Time) error {
	gone := table.Delete(emptiedKey(a, group), table.Equals(attrAt, table.S(stamp(at))))
	return unlessCanceled(s.transact(ctx, a, []table.Action{gone}))
}
