package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.Seats = (*Store)(nil)

// Shards reads a product's seat counters: one strong query.
func (s *Store) Shards(ctx context.Context, a access.Account, product string) ([]provision.Shard, error) {
	var shards []provision.Shard
	var gathering time.Time
	err := s.each(ctx, a, table.Query{P: seatPartition(a, product)}, func(item table.Item) error {
		if item.Key.S == sortGathering {
			gathering = parseStamp(item.Attrs[attrSince].Str())
			return nil
		}
		n, err := strconv.Atoi(item.Key.S)
		if err != nil {
			return fmt.Errorf("read seat counter: %w", err)
		}
		shards = append(shards, provision.Shard{N: n, Cap: item.Attrs[attrCap].Int(), Used: item.Attrs[attrUsed].Int()})
		return nil
	})
	for i := range shards {
		shards[i].Gathering = gathering
	}
	return shards, err
}

// sortGathering is the mark of a product whose counters are closed while a plan is applied: since (S).
const sortGathering = "GATHER"

func gatheringKey(a access.Account, product string) table.Key {
	return table.Key{P: seatPartition(a, product), S: sortGathering}
}

// Gather closes all counters and sets the mark, in one transaction.
func (s *Store) Gather(ctx context.Context, a access.Account, product string, old []provision.Shard, since time.Time) error {
	actions := []table.Action{table.Put(table.Item{Key: gatheringKey(a, product), Attrs: table.Attrs{attrSince: table.S(stamp(since))}})}
	for _, shard := range old {
		actions = append(actions, table.Update(shardKey(a, product, shard.N), []table.Edit{table.Set(attrCap, table.N(0))},
			table.Equals(attrCap, table.N(shard.Cap))))
	}
	return s.commitUnmoved(ctx, a, actions)
}

// EndGathering takes the mark away.
func (s *Store) EndGathering(ctx context.Context, a access.Account, product string) error {
	return s.transact(ctx, a, []table.Action{table.Delete(gatheringKey(a, product))})
}

// Promote seats waiters in one transaction: the counter, and for each the seat, the place in the line and the bell.
func (s *Store) Promote(ctx context.Context, a access.Account, product string, to provision.Shard, waiters []provision.Waiter, now time.Time) error {
	actions := []table.Action{takeSeats(shardKey(a, product, to.N), to, int64(len(waiters)))}
	for _, w := range waiters {
		actions = append(actions, seatWaiter(a, product, to.N, w)...)
		actions = append(actions, ringWaiter(a, w, now))
	}
	return s.commitUnmoved(ctx, a, actions)
}

// Resize writes a product's capacities in one transaction. Counters that stay as they are are checked, so that of two at once one starts over.
func (s *Store) Resize(ctx context.Context, a access.Account, product string, old, next []provision.Shard) error {
	var actions []table.Action
	for i, shard := range next {
		key := shardKey(a, product, shard.N)
		switch {
		case i >= len(old):
			actions = append(actions, table.Put(table.Item{Key: key, Attrs: table.Attrs{
				attrCap: table.N(shard.Cap), attrUsed: table.N(0),
			}}, table.NotExists()))
		case shard.Cap == old[i].Cap:
			actions = append(actions, table.Check(key, table.Equals(attrCap, table.N(shard.Cap))))
		default:
			actions = append(actions, table.Update(key, []table.Edit{table.Set(attrCap, table.N(shard.Cap))}, fitsIn(old[i], shard)...))
		}
	}
	return s.commitUnmoved(ctx, a, actions)
}

// fitsIn demands that a counter's capacity is as it was read and that what is in use fits into the new one; a closed counter (0) takes any.
func fitsIn(old, next provision.Shard) []table.Cond {
	conds := []table.Cond{table.Equals(attrCap, table.N(old.Cap))}
	if next.Cap > 0 {
		conds = append(conds, table.AtMost(attrUsed, table.N(next.Cap)))
	}
	return conds
}
