package store

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// AccountIDs lists up to limit accounts of the deployment, in order of their ids, behind one ("" for the beginning). It crosses
// accounts: for the operator, the scheduler and the sweeper only.
func (s *Store) AccountIDs(ctx context.Context, after string, limit int) ([]string, error) {
	q := table.Query{P: accountsKey, Limit: limit, Eventual: true}
	if after != "" {
		q.Start = table.Cursor{P: accountsKey, S: after}
	}
	page, err := s.db.Query(ctx, q)
	if err != nil {
		return nil, wrap("read", err)
	}
	ids := make([]string, len(page.Items))
	for i, item := range page.Items {
		ids[i] = item.Key.S
	}
	return ids, nil
}

// AccountsOf reads accounts in the order in which they are named; those that are not there are left out. It crosses accounts: for the operator only.
func (s *Store) AccountsOf(ctx context.Context, named []access.Account) ([]provision.Account, error) {
	var list []provision.Account
	for some := range slices.Chunk(named, table.MaxBatchGet) {
		keys := make([]table.Key, len(some))
		for i, a := range some {
			keys[i] = metaKey(a, sortAccount)
		}
		items, err := s.db.BatchGet(ctx, keys)
		if err != nil {
			return nil, wrap("read", err)
		}
		for i, a := range some {
			at := slices.IndexFunc(items, func(item table.Item) bool { return item.Key.P == keys[i].P })
			if at >= 0 {
				account, err := decodeAccount(a, items[at].Attrs)
				if err != nil {
					return nil, err
				}
				list = append(list, account)
			}
		}
	}
	return list, nil
}
