package store

import (
	"context"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/table"
)

// ForgetOwn implements provision.EraseStore.
func (s *Store) ForgetOwn(ctx context.Context, a access.Account, user string, failures []string) error {
	fence := userKey(a, user, sortSync)
	var keys []table.Key
	for _, q := range []table.Query{{P: fence.P}, {P: historyPartition(a, user)}} {
		err := s.each(ctx, a, q, func(item table.Item) error {
			if strings.HasPrefix(item.Key.S, prefixSeat) {
				return fault.New(fault.Unavailable, "erase_early", "The user still holds a seat. Try again.")
			}
			if item.Key != fence {
				keys = append(keys, item.Key)
			}
			if strings.HasPrefix(item.Key.S, prefixGrant) {
				g, err := decodeGrant(item.Attrs)
				if entry, ok := listed(a, user, g.Grant); ok {
					keys = append(keys, entry.Key)
				}
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, code := range failures {
		keys = append(keys, failureKey(a, code, user))
	}
	return s.deleteAll(ctx, a, keys)
}

// deleteAll deletes items, some at a time.
func (s *Store) deleteAll(ctx context.Context, a access.Account, keys []table.Key) error {
	for some := range slices.Chunk(keys, table.MaxActions) {
		actions := make([]table.Action, len(some))
		for i, key := range some {
			actions[i] = table.Delete(key)
		}
		if err := s.transact(ctx, a, actions); err != nil {
			return err
		}
	}
	return nil
}
