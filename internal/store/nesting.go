package store

import (
	"context"
	"encoding/json"
	"fmt"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// Nesting implements directory.Memberships.
func (s *Store) Nesting(ctx context.Context, a access.Account) (directory.Nesting, error) {
	attrs, ok, err := s.get(ctx, a, nestingKey(a))
	if err != nil || !ok {
		return directory.Nesting{}, err
	}
	n := directory.Nesting{Version: attrs[attrVersion].Int()}
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &n.Members); err != nil {
		return directory.Nesting{}, fmt.Errorf("read nesting: %w", err)
	}
	return n, nil
}

// renest replaces the nesting. Groups in it are marked on their own items, so that nobody removes one without looking here.
func (t *transaction) renest(a access.Account, r directory.Renesting, m directory.Mark) error {
	body, err := json.Marshal(r.After.Members)
	if err != nil {
		return fmt.Errorf("write nesting: %w", err)
	}
	before := table.NotExists()
	if r.After.Version > 1 {
		before = isVersion(r.After.Version - 1)
	}
	t.add(directory.ErrLost, table.Put(table.Item{Key: nestingKey(a), Attrs: table.Attrs{
		attrJSON: table.B(body), attrVersion: table.N(r.After.Version),
	}}, before))
	for _, g := range r.Joined {
		t.add(directory.NoSuchMember(), table.Update(groupKey(a, g), []table.Edit{table.Set(attrNested, table.Bool(true))}, table.Exists()))
	}
	for _, g := range r.Moved {
		t.add(directory.ErrLost, table.Update(groupKey(a, g), moved(m), table.Exists()))
	}
	if r.Rings != "" {
		t.commitJournal(a, r.Rings)
	}
	return nil
}

// moved is what a group shows of a change of its members that it did not ask for.
func moved(m directory.Mark) []table.Edit {
	return []table.Edit{table.Add(attrVersion, 1), table.Set(attrModified, table.S(stamp(m.At)))}
}
