package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/table"
)

// LookUp implements directory.Lists. Whatever the value is looked up by, its owners are the items of one partition.
func (s *Store) LookUp(ctx context.Context, a access.Account, by directory.Unique, value string) ([]string, error) {
	var ids []string
	err := s.each(ctx, a, table.Query{P: valuePartition(a, by, value)}, func(item table.Item) error {
		ids = append(ids, item.Attrs[attrOwner].Str())
		return nil
	})
	return ids, err
}

func valuePartition(a access.Account, by directory.Unique, value string) string {
	switch by {
	case directory.ByUserName:
		return uniquePartition(a, uniqueUserName, nameText(value))
	case directory.ByExternalID:
		return lookUpPartition(a, lookUpExternal, value)
	case directory.ByGroupExternalID:
		return lookUpPartition(a, lookUpGroupExternal, value)
	case directory.ByDisplayName:
		return uniquePartition(a, uniqueGroupName, nameText(value))
	default:
		return lookUpPartition(a, lookUpEmail, scim.Fold(value))
	}
}
