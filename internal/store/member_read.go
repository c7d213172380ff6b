package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/table"
)

const prefixUser = "M#"

// errEnough ends a read early.
var errEnough = errors.New("enough")

// Members implements directory.Memberships.
func (s *Store) Members(ctx context.Context, a access.Account, group string, limit int) ([]string, error) {
	var ids []string
	for shard := range memberShards {
		q := table.Query{P: memberPartition(a, group, shard), Prefix: prefixUser}
		if limit > 0 {
			q.Limit = limit + 1 - len(ids)
		}
		err := s.each(ctx, a, q, func(item table.Item) error {
			ids = append(ids, memberOf(item))
			if limit > 0 && len(ids) > limit {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// AreMembers implements directory.Memberships.
func (s *Store) AreMembers(ctx context.Context, a access.Account, group string, users []string) (map[string]bool, error) {
	edges, err := s.itemsOf(ctx, a, users, func(id string) table.Key { return memberKey(a, group, id) })
	are := make(map[string]bool, len(edges))
	for id := range edges {
		are[id] = true
	}
	return are, err
}

// GroupsOf implements directory.Memberships.
func (s *Store) GroupsOf(ctx context.Context, a access.Account, user string) ([]string, error) {
	var ids []string
	key := userKey(a, user, prefixMember)
	err := s.each(ctx, a, table.Query{P: key.P, Prefix: key.S}, func(item table.Item) error {
		ids = append(ids, strings.TrimPrefix(item.Key.S, prefixMember))
		return nil
	})
	return ids, err
}
