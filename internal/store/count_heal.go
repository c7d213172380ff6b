package store

import (
	"context"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/table"
)

// healCounts makes the counters of a kind say how many resources each connection owns, where they date from a time before that was counted: there the sum over the
// connections is not the number of all. What is missing stays the same with every creation, deletion and adoption, so it can be made good at any time.
func (s *Store) healCounts(ctx context.Context, a access.Account, k directory.Kind) error {
	items, err := s.getMany(ctx, a, countKeys(a, k))
	if err != nil {
		return err
	}
	broken := map[table.Key]table.Attrs{}
	for _, item := range items {
		if ownedBy(item.Attrs) != item.Attrs[attrCount].Int() {
			broken[item.Key] = item.Attrs
		}
	}
	if len(broken) == 0 {
		return nil
	}
	owners, err := s.countOwners(ctx, a, k)
	if err != nil {
		return err
	}
	for key, before := range broken {
		if err := s.healCount(ctx, a, key, before, owners[key]); err != nil {
			return err
		}
	}
	return nil
}

// ownedBy is how many resources a counter counts for connections.
func ownedBy(attrs table.Attrs) (sum int64) {
	for name, n := range attrs {
		if strings.HasPrefix(name, prefixOwned) {
			sum += n.Int()
		}
	}
	return sum
}

// countOwners counts all resources of a kind by counter and connection.
func (s *Store) countOwners(ctx context.Context, a access.Account, k directory.Kind) (map[table.Key]map[string]int64, error) {
	owners := map[table.Key]map[string]int64{}
	err := s.Walk(ctx, a, k, directory.Range{}, 0, func(ids []string) (bool, error) {
		keys := make([]table.Key, len(ids))
		for i, id := range ids {
			keys[i] = groupKey(a, id)
			if k == directory.UserKind {
				keys[i] = userKey(a, id, sortUser)
			}
		}
		items, err := s.getMany(ctx, a, keys)
		for _, item := range items {
			kind := map[directory.Kind]string{directory.UserKind: "U#", directory.GroupKind: "G#"}[k]
			id := strings.TrimPrefix(item.Key.P, accountPrefix(a)+kind)
			key := countKey(a, int(hash(id)%countShards), countSort(k))
			if owners[key] == nil {
				owners[key] = map[string]int64{}
			}
			owners[key][item.Attrs[attrConn].Str()]++
		}
		return true, err
	})
	return owners, err
}

// healCount writes what was counted into a counter, on the condition that it has not moved. fault.Unavailable when it has, or when the list was behind the truth.
func (s *Store) healCount(ctx context.Context, a access.Account, key table.Key, before table.Attrs, owners map[string]int64) error {
	total := before[attrCount]
	conds, edits := []table.Cond{table.Equals(attrCount, total)}, []table.Edit{}
	for name, n := range before {
		if connection, ok := strings.CutPrefix(name, prefixOwned); ok {
			conds = append(conds, table.Equals(name, n))
			if owners[connection] == 0 {
				edits = append(edits, table.Remove(name))
			}
		}
	}
	var sum int64
	for connection, n := range owners {
		sum += n
		edits = append(edits, table.Set(prefixOwned+connection, table.N(n)))
	}
	busy := fault.New(fault.Unavailable, "busy", "Others are changing users or groups of the account at this moment. Try again.")
	if sum != total.Int() {
		return busy.Because(fmt.Errorf("%d are listed and %d counted", sum, total.Int()))
	}
	if len(edits) == 0 {
		return nil
	}
	err := s.transact(ctx, a, []table.Action{table.Update(key, edits, conds...)})
	if canceled := table.Canceled(err); canceled != nil {
		return busy.Because(canceled)
	}
	return err
}
