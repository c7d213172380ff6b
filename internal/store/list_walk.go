package store

import (
	"context"
	"math"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// walkStep is the most ids that Walk hands over at once.
const walkStep = 500

// Walk implements directory.Lists: the shards of a list, each in order, merged into one order of (folded name, id).
func (s *Store) Walk(ctx context.Context, a access.Account, k directory.Kind, r directory.Range, expect int,
	visit func(ids []string) (bool, error),
) error {
	feeds, step := s.feeds(a, k, r, expect), walkStep
	if expect > 0 {
		step = min(step, expect)
	}
	for {
		ids, err := nextIDs(ctx, feeds, step)
		if err != nil || len(ids) == 0 {
			return err
		}
		if more, err := visit(ids); err != nil || !more {
			return err
		}
	}
}

// nextIDs takes up to n ids off the feeds, the smallest name first.
func nextIDs(ctx context.Context, feeds []*feed, n int) ([]string, error) {
	var ids []string
	for len(ids) < n {
		first, err := foremost(ctx, feeds)
		if err != nil {
			return nil, err
		}
		if first == nil {
			break
		}
		ids = append(ids, first.take())
	}
	return ids, nil
}

// foremost is the feed whose first item comes first; nil when all are at their end.
func foremost(ctx context.Context, feeds []*feed) (*feed, error) {
	var first *feed
	for _, f := range feeds {
		if err := f.fill(ctx); err != nil {
			return nil, err
		}
		if !f.empty() && (first == nil || f.before(first)) {
			first = f
		}
	}
	return first, nil
}

// feed is one shard of a list, read page by page as it is used up.
type feed struct {
	store   *Store
	account access.Account
	query   table.Query
	strip   string // in front of the id, in a partition key
	after   directory.Place
	items   []table.Item
	done    bool
}

func (s *Store) feeds(a access.Account, k directory.Kind, r directory.Range, expect int) []*feed {
	list, strip := listOf(k)
	prefix := r.Prefix
	if prefix != "" {
		prefix = directory.SortText(prefix)
	}
	limit := 0 // a page of 1 MB
	if expect <= walkStep {
		limit = share(expect)
	}
	feeds := make([]*feed, listShards)
	for shard := range feeds {
		q := table.Query{Index: true, P: listShard(a, list, shard), Prefix: prefix, From: r.After.Name, Limit: limit}
		feeds[shard] = &feed{store: s, account: a, query: q, strip: accountPrefix(a) + strip, after: r.After}
	}
	return feeds
}

// share is how many entries of one shard are read at once for a page of so many: its part of them, and so many more that it rarely runs out before the page
// is full. The spread of random parts is the square root of their size.
func share(expect int) int {
	part := float64(expect) / listShards
	return min(expect, int(part+3*math.Sqrt(part))+1)
}

// listOf is the index list of a kind, and what stands in front of an id in its partition keys.
func listOf(k directory.Kind) (list, strip string) {
	switch k {
	case directory.UserKind:
		return userList, userList + "#"
	case directory.GroupKind:
		return groupList, groupList + "#"
	default:
		return resourceList(k), "R#" + string(k) + "#"
	}
}

func (f *feed) fill(ctx context.Context) error {
	for len(f.items) == 0 && !f.done {
		page, err := f.store.query(ctx, f.account, f.query)
		if err != nil {
			return err
		}
		f.items, f.query.Start, f.done = slices.DeleteFunc(page.Items, f.isBefore), page.Next, page.Next.IsZero()
	}
	return nil
}

// isBefore reports whether an item does not stand behind the place that the range begins at.
func (f *feed) isBefore(item table.Item) bool {
	return item.Attrs[table.G1S].Str() == f.after.Name && strings.TrimPrefix(item.Key.P, f.strip) <= f.after.ID
}

func (f *feed) empty() bool { return len(f.items) == 0 }

func (f *feed) before(o *feed) bool {
	mine, other := f.items[0], o.items[0]
	if c := strings.Compare(mine.Attrs[table.G1S].Str(), other.Attrs[table.G1S].Str()); c != 0 {
		return c < 0
	}
	return mine.Key.P < other.Key.P
}

func (f *feed) take() string {
	id := strings.TrimPrefix(f.items[0].Key.P, f.strip)
	f.items = f.items[1:]
	return id
}
