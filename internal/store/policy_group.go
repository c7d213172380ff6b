package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
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

// GroupSize counts the members of a directory group, up to most; 0 for a group that there is not.
func (s *Store) GroupSize(ctx context.Context, a access.Account, id string, most int) (int, error) {
	n := 0
	for shard := 0; shard < memberShards && n < most; shard++ {
		page, err := s.query(ctx, a, table.Query{P: memberPartition(a, id, shard), Prefix: prefixUser, Limit: most - n})
		if err != nil {
			return 0, err
		}
		n += len(page.Items)
	}
	return n, nil
}

// GroupNames are the display names of those of the ids that the directory has a group of.
func (s *Store) GroupNames(ctx context.Context, a access.Account, ids []string) (map[string]string, error) {
	groups, err := s.DirectoryGroups(ctx, a, ids)
	names := make(map[string]string, len(groups))
	for _, g := range groups {
		names[g.ID], _ = g.Attrs["displayName"].(string)
	}
	return names, err
}

// GroupsNamed lists the directory groups of a display name, in all connections.
func (s *Store) GroupsNamed(ctx context.Context, a access.Account, name string) ([]string, error) {
	return s.LookUp(ctx, a, directory.ByDisplayName, name)
}
