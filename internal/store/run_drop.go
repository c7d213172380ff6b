package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/table"
)

// OldestRuns implements provision.RunHeads: the ids of a list are in the order of time.
func (s *Store) OldestRuns(ctx context.Context, a access.Account, dry bool, before time.Time, limit int) ([]string, error) {
	page, err := s.query(ctx, a, table.Query{P: runList(a, dry), Limit: limit, Eventual: true})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, item := range page.Items {
		if parseStamp(item.Attrs[attrRunStarted].Str()).Before(before) {
			ids = append(ids, item.Key.S)
		}
	}
	return ids, nil
}

// DropRun implements provision.RunHeads. Head, counters and entry go last and together, so that a run that is half gone still has its counts and is found again.
func (s *Store) DropRun(ctx context.Context, a access.Account, id string, limit int) (bool, error) {
	page, err := s.query(ctx, a, table.Query{P: runPartition(a, id), Prefix: chunksPrefix, Limit: min(limit, table.MaxActions)})
	if err != nil {
		return false, err
	}
	var actions []table.Action
	for _, item := range page.Items {
		actions = append(actions, table.Delete(item.Key))
	}
	gone := len(actions) == 0
	if gone {
		actions = []table.Action{table.Delete(runHeadKey(a, id))}
		for n := range runCounters {
			actions = append(actions, table.Delete(runCounterKey(a, id, n)))
		}
		for _, dry := range []bool{false, true} {
			actions = append(actions, table.Delete(table.Key{P: runList(a, dry), S: id}))
		}
	}
	return gone, s.transact(ctx, a, actions)
}
