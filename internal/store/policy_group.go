package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
)

var _ provision.DirectoryGroups = (*Store)(nil)

// HasGroup reports whether the directory has a group of this id, read strongly.
func (s *Store) HasGroup(ctx context.Context, a access.Account, id string) (bool, error) {
	_, ok, err := s.get(ctx, a, groupKey(a, id))
	return ok, err
}
