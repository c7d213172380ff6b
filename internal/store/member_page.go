package store

import (
	"context"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/table"
)

// MembersAfter implements directory.Memberships. Each shard gives its share in order; what is known of all of them ends with the
// last id of the shard that came least far.
func (s *Store) MembersAfter(ctx context.Context, a access.Account, group, after string, limit int) (ids []string, all bool, err error) {
	share := limit/(memberShards/2) + 2 // twice what falls to a shard on average: less would often be too little
	all = true
	var upto string
	for shard := range memberShards {
		page, err := s.query(ctx, a, table.Query{
			P: memberPartition(a, group, shard), Prefix: prefixUser, From: prefixUser + after, Limit: share,
		})
		if err != nil {
			return nil, false, err
		}
		if n := len(page.Items); !page.Next.IsZero() && n > 0 {
			if last := memberOf(page.Items[n-1]); all || last < upto {
				all, upto = false, last
			}
		}
		for _, item := range page.Items {
			ids = append(ids, memberOf(item))
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id <= after || !all && id > upto })
	slices.Sort(ids)
	return ids, all, nil
}

func memberOf(item table.Item) string { return strings.TrimPrefix(item.Key.S, prefixUser) }
