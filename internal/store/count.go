package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

const attrCount = "n" // N: how many, in one shard of a counter

// countSort is the sort key of the counter of a kind of resources.
var countSort = map[directory.Kind]string{directory.UserKind: "USERS", directory.GroupKind: "GROUPS"}

// counted adds n to the counter of a kind, in the transaction that creates or removes id. It has no condition: it never fails.
func counted(a access.Account, k directory.Kind, id string, n int64) table.Action {
	return table.Update(countKey(a, int(hash(id)%countShards), countSort[k]), []table.Edit{table.Add(attrCount, n)})
}

// Count implements directory.Lists.
func (s *Store) Count(ctx context.Context, a access.Account, k directory.Kind) (int, error) {
	keys := make([]table.Key, countShards)
	for shard := range keys {
		keys[shard] = countKey(a, shard, countSort[k])
	}
	items, err := s.getMany(ctx, a, keys)
	var sum int64
	for _, item := range items {
		sum += item.Attrs[attrCount].Int()
	}
	return int(sum), err
}
