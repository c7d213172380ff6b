package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.DirectoryGroups = (*Store)(nil)

// HasGroup reports whether the directory has a group of this id, read strongly.
func (s *Store) HasGroup(ctx context.Context, a access.Account, id string) (bool, error) {
	_, ok, err := s.get(ctx, a, groupKey(a, id))
	return ok, err
}

// HaveGroups returns those of the ids that the directory has a group of, read strongly.
func (s *Store) HaveGroups(ctx context.Context, a access.Account, ids []string) (map[string]bool, error) {
	items, err := s.itemsOf(ctx, a, ids, func(id string) table.Key { return groupKey(a, id) })
	there := make(map[string]bool, len(items))
	for id := range items {
		there[id] = true
	}
	return there, err
}
