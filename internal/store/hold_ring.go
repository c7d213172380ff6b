package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.HoldBells = (*Store)(nil)

// T#a#RING#<hold> HEAD is how far the ringing of those in an approved hold has come; its attribute after is absent at the beginning. Its birth in the change stream sets
// the ringing going: the kind is what the stream's filter asks for. T#a#HOLDS#RING lists those that there are.
const (
	kindRing = "RING"
	sortRing = "HEAD"
)

func ringingKey(a access.Account, id string) table.Key {
	return table.Key{P: accountPrefix(a) + kindRing + "#" + id, S: sortRing}
}

func ringingsPartition(a access.Account) string { return holdsPartition(a) + "#RING" }

// EndHoldRinging implements provision.HoldStore.
func (s *Store) EndHoldRinging(ctx context.Context, a access.Account, h provision.Hold) error {
	actions, err := endHold(a, h)
	if err != nil {
		return err
	}
	return s.commitOnce(ctx, a, append(actions,
		table.Put(table.Item{Key: ringingKey(a, h.ID), Attrs: table.Attrs{attrRunKind: table.S("hold")}}, table.NotExists()),
		table.Put(table.Item{Key: table.Key{P: ringingsPartition(a), S: h.ID}})))
}

// HoldsToRing implements provision.HoldBells.
func (s *Store) HoldsToRing(ctx context.Context, a access.Account, limit int) ([]string, error) {
	page, err := s.query(ctx, a, table.Query{P: ringingsPartition(a), Limit: limit})
	var ids []string
	for _, item := range page.Items {
		ids = append(ids, item.Key.S)
	}
	return ids, err
}

// HoldRinging implements provision.HoldBells.
func (s *Store) HoldRinging(ctx context.Context, a access.Account, id string) (string, bool, error) {
	attrs, ok, err := s.get(ctx, a, ringingKey(a, id))
	return attrs[attrAfter].Str(), ok, err
}

// RingHeld implements provision.HoldBells. The fence of whoever came into a hold is there for good.
func (s *Store) RingHeld(ctx context.Context, a access.Account, id, was, next string, bells map[string]string, now time.Time) error {
	at := []table.Cond{table.Exists(), table.Lacks(attrAfter)}
	if was != "" {
		at = []table.Cond{table.Equals(attrAfter, table.S(was))}
	}
	key := ringingKey(a, id)
	actions := []table.Action{table.Update(key, []table.Edit{table.Set(attrAfter, table.S(next))}, at...)}
	if next == "" {
		actions = []table.Action{table.Delete(key, at...), table.Delete(table.Key{P: ringingsPartition(a), S: id})}
	}
	for _, user := range slices.Sorted(maps.Keys(bells)) {
		actions = append(actions, ring(a, user, bells[user], now, table.Exists()))
	}
	return s.commitUnmoved(ctx, a, actions)
}
