package store

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var _ provision.HoldStore = (*Store)(nil)

// OpenHold implements provision.HoldStore.
func (s *Store) OpenHold(ctx context.Context, a access.Account, h provision.Hold) error {
	actions, err := openHold(a, h)
	if err != nil {
		return err
	}
	return unlessCanceled(s.transact(ctx, a, actions))
}

// GetHold implements provision.HoldStore.
func (s *Store) GetHold(ctx context.Context, a access.Account, id string) (provision.Hold, bool, error) {
	if !isID(id) {
		return provision.Hold{}, false, nil
	}
	holds, err := s.readHolds(ctx, a, []string{id})
	if err != nil || len(holds) == 0 {
		return provision.Hold{}, false, err
	}
	return holds[0], true, nil
}

// OpenHolds implements provision.HoldStore.
func (s *Store) OpenHolds(ctx context.Context, a access.Account) ([]provision.Hold, error) {
	var ids []string
	err := s.each(ctx, a, table.Query{P: openHoldsPartition(a)}, func(item table.Item) error {
		ids = append(ids, item.Key.S)
		return nil
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return s.readHolds(ctx, a, ids)
}

// HoldsBefore implements provision.HoldStore.
func (s *Store) HoldsBefore(ctx context.Context, a access.Account, state provision.HoldState, before string, limit int) ([]provision.Hold, error) {
	if before != "" && !isID(before) {
		return nil, errBadCursor()
	}
	q := table.Query{P: holdsPartition(a), Desc: true, To: before, Limit: limit + 1} // To is inclusive
	if state == provision.HoldOpen {
		q.P = openHoldsPartition(a)
	}
	var found []provision.Hold
	for len(found) < limit {
		page, err := s.query(ctx, a, q)
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, item := range page.Items {
			if item.Key.S != before {
				ids = append(ids, item.Key.S)
			}
		}
		holds, err := s.readHolds(ctx, a, ids)
		if err != nil {
			return nil, err
		}
		found = append(found, slices.DeleteFunc(holds, func(h provision.Hold) bool { return state != "" && h.State != state })...)
		if q.Start = page.Next; q.Start.IsZero() {
			break
		}
	}
	return found[:min(limit, len(found))], nil
}

// readHolds reads heads and how many are in each, in the order of the ids.
func (s *Store) readHolds(ctx context.Context, a access.Account, ids []string) ([]provision.Hold, error) {
	var keys []table.Key
	for _, id := range ids {
		keys = append(keys, holdKey(a, id))
		for shard := range holdShards {
			keys = append(keys, table.Key{P: heldShard(a, id, shard), S: sortHeldCount})
		}
	}
	items, err := s.getMany(ctx, a, keys)
	if err != nil {
		return nil, err
	}
	heads, counts := map[string]table.Attrs{}, map[string]int{}
	for _, item := range items {
		id, _, _ := strings.Cut(strings.TrimPrefix(item.Key.P, holdPartition(a, "")), "#")
		if item.Key.S == sortHoldHead {
			heads[id] = item.Attrs
		}
		counts[id] += int(item.Attrs[attrCount].Int())
	}
	var holds []provision.Hold
	for _, id := range ids {
		if heads[id] == nil {
			continue
		}
		h, err := decodeHold(id, heads[id])
		if err != nil {
			return nil, err
		}
		h.Users = max(0, counts[id])
		holds = append(holds, h)
	}
	return holds, nil
}

// EndHold implements provision.HoldStore.
func (s *Store) EndHold(ctx context.Context, a access.Account, h provision.Hold) error {
	actions, err := endHold(a, h)
	if err != nil {
		return err
	}
	return s.commitOnce(ctx, a, actions)
}

// EndHoldPublishing implements provision.HoldStore.
func (s *Store) EndHoldPublishing(ctx context.Context, a access.Account, h provision.Hold, next *rule.Policy, run provision.Run, draft *provision.DraftMove) error {
	next.Planned = next.Version // whoever decided saw what it does
	actions, err := publication(a, next, run)
	if err != nil {
		return err
	}
	ending, err := endHold(a, h)
	if err != nil {
		return err
	}
	actions = append(actions, ending...)
	if draft != nil {
		moves, err := draftActions(a, draft.Draft, draft.Was)
		if err != nil {
			return err
		}
		actions = append(actions, moves...)
	}
	return s.commitUnmoved(ctx, a, actions)
}

// HeldUsers implements provision.HoldStore. A position is a shard and, behind a dot, the last user.
func (s *Store) HeldUsers(ctx context.Context, a access.Account, id, after string, limit int) ([]provision.HeldUser, string, error) {
	if !isID(id) {
		return nil, "", nil
	}
	shard, last, err := splitHeldPlace(after)
	if err != nil {
		return nil, "", err
	}
	var list []provision.HeldUser
	for ; shard < holdShards; shard, last = shard+1, "" {
		q := table.Query{P: heldShard(a, id, shard), Prefix: prefixHeld, From: prefixHeld + last, Limit: limit - len(list) + 1} // From is inclusive
		page, err := s.query(ctx, a, q)
		if err != nil {
			return nil, "", err
		}
		for _, item := range page.Items {
			user := item.Key.S[len(prefixHeld):]
			if user == last {
				continue
			}
			if len(list) == limit {
				return list, heldPlace(shard, list[limit-1].User), nil
			}
			held, err := decodeHeld(user, item.Attrs)
			if err != nil {
				return nil, "", err
			}
			list, last = append(list, held), user
		}
		if !page.Next.IsZero() {
			return list, heldPlace(shard, last), nil
		}
		if len(list) == limit && shard+1 < holdShards {
			return list, heldPlace(shard+1, ""), nil
		}
	}
	return list, "", nil
}

func heldPlace(shard int, user string) string { return strconv.Itoa(shard) + "." + user }

func splitHeldPlace(after string) (shard int, user string, err error) {
	if after == "" {
		return 0, "", nil
	}
	number, user, ok := strings.Cut(after, ".")
	shard, err = strconv.Atoi(number)
	if err != nil || !ok || shard < 0 || shard >= holdShards || user != "" && !isID(user) {
		return 0, "", errBadCursor()
	}
	return shard, user, nil
}

// PassUsers implements provision.HoldStore.
func (s *Store) PassUsers(ctx context.Context, a access.Account, id string, users []provision.Passing, now time.Time) error {
	var actions []table.Action
	for _, u := range users {
		event, err := putEvent(a, u.User, u.Event)
		if err != nil {
			return err
		}
		actions = append(actions,
			ring(a, u.User, u.Bell, now, table.Exists()),
			table.Put(table.Item{Key: userKey(a, u.User, prefixPass+id), Attrs: table.Attrs{attrSince: table.S(stamp(now))}}),
			event)
	}
	return s.commitUnmoved(ctx, a, actions)
}
