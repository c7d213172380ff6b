package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// DirectoryGroup implements directory.Groups.
func (s *Store) DirectoryGroup(ctx context.Context, a access.Account, id string) (directory.Group, bool, error) {
	attrs, ok, err := s.get(ctx, a, groupKey(a, id))
	if err != nil || !ok {
		return directory.Group{}, false, err
	}
	g, err := decodeGroup(id, attrs)
	return g, err == nil, err
}

// DirectoryGroups implements directory.Groups.
func (s *Store) DirectoryGroups(ctx context.Context, a access.Account, ids []string) ([]directory.Group, error) {
	return inOrder(ctx, s, a, ids, func(id string) table.Key { return groupKey(a, id) }, decodeGroup)
}
