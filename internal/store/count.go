package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of counters, each of which counts one shard of the account's users, groups or other resources.
const (
	attrCount    = "n"       // N: how many
	prefixOwned  = "owned#"  // N: how many of them are a connection's own; its id follows
	prefixClosed = "closed#" // Bool: the connection was removed, and nothing can become its own any more
)

// countSort is the sort key of the counter of a kind of resources. All types of the deployment's own share one, which counts each of them.
func countSort(k directory.Kind) string {
	switch k {
	case directory.UserKind:
		return "USERS"
	case directory.GroupKind:
		return "GROUPS"
	default:
		return "RESOURCES"
	}
}

// countName is the attribute of the counter that has the number of a kind.
func countName(k directory.Kind) string {
	if k == directory.UserKind || k == directory.GroupKind {
		return attrCount
	}
	return attrCount + "#" + string(k)
}

// counted kinds, each of a counter of its own; what is neither a user nor a group counts as the last.
var countedKinds = []directory.Kind{directory.UserKind, directory.GroupKind, "other"}

// counted adds one to the counter of a kind, or takes one away, in the transaction that creates or removes a resource.
func (t *transaction) counted(a access.Account, k directory.Kind, id, connection string, n int64) {
	key := countKey(a, int(hash(id)%countShards), countSort(k))
	edits := []table.Edit{table.Add(countName(k), n), table.Add(prefixOwned+connection, n)}
	if n < 0 {
		t.add(nil, table.Update(key, edits))
		return
	}
	t.add(errClosed(), table.Update(key, edits, table.Lacks(prefixClosed+connection)))
}

func errClosed() error {
	return fault.New(fault.Forbidden, "connection_removed", "The connection was removed meanwhile. Nothing was changed.")
}

// closing closes the counters of a connection, on the condition that it owns nothing. provision.ConnectionInUse when it does.
func (s *Store) closing(ctx context.Context, a access.Account, connection string) ([]table.Action, error) {
	for _, kind := range []directory.Kind{directory.UserKind, directory.GroupKind} {
		if err := s.healCounts(ctx, a, kind); err != nil {
			return nil, err
		}
	}
	var counters []table.Key
	for _, kind := range countedKinds {
		counters = append(counters, countKeys(a, kind)...)
	}
	items, err := s.getMany(ctx, a, counters)
	if err != nil {
		return nil, err
	}
	known := map[table.Key]bool{}
	for _, item := range items {
		owned, ok := item.Attrs[prefixOwned+connection]
		if ok && owned.Int() != 0 {
			return nil, provision.ConnectionInUse()
		}
		known[item.Key] = ok
	}
	var actions []table.Action
	for _, kind := range countedKinds {
		for _, key := range countKeys(a, kind) {
			none := table.Lacks(prefixOwned + connection)
			if known[key] {
				none = table.Equals(prefixOwned+connection, table.N(0))
			}
			edits := []table.Edit{table.Remove(prefixOwned + connection), table.Set(prefixClosed+connection, table.Bool(true))}
			actions = append(actions, table.Update(key, edits, none))
		}
	}
	return actions, nil
}

func countKeys(a access.Account, k directory.Kind) []table.Key {
	keys := make([]table.Key, countShards)
	for shard := range keys {
		keys[shard] = countKey(a, shard, countSort(k))
	}
	return keys
}

// Count implements directory.Lists.
func (s *Store) Count(ctx context.Context, a access.Account, k directory.Kind) (int, error) {
	items, err := s.getMany(ctx, a, countKeys(a, k))
	var sum int64
	for _, item := range items {
		sum += item.Attrs[countName(k)].Int()
	}
	return int(sum), err
}
