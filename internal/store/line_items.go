package store

import (
	"context"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// lineKey is a user's place in a product's waiting line: by rule, then by waiting time. A re-order of the rules rewrites nothing.
func lineKey(a access.Account, product, rule, since, user string) table.Key {
	return table.Key{P: linePartition(a, product), S: rule + "#" + since + "#" + user}
}

func parseLine(sort string) (provision.Waiter, error) {
	parts := strings.SplitN(sort, "#", 3)
	if len(parts) != 3 {
		return provision.Waiter{}, fmt.Errorf("read waiting line: %d parts in a place", len(parts))
	}
	return provision.Waiter{Rule: parts[0], Since: parseStamp(parts[1]), User: parts[2]}, nil
}

// Waited reads the first place of a line.
func (s *Store) Waited(ctx context.Context, a access.Account, product string) (bool, error) {
	page, err := s.query(ctx, a, table.Query{P: linePartition(a, product), Limit: 1})
	return len(page.Items) > 0, err
}

// LineHeads reads the first place of each rule in a line: one query a rule, each jumping behind the rule before.
func (s *Store) LineHeads(ctx context.Context, a access.Account, product string) ([]provision.Waiter, error) {
	var heads []provision.Waiter
	q := table.Query{P: linePartition(a, product), Limit: 1}
	for {
		page, err := s.query(ctx, a, q)
		if err != nil || len(page.Items) == 0 {
			return heads, err
		}
		head, err := parseLine(page.Items[0].Key.S)
		if err != nil {
			return nil, err
		}
		heads = append(heads, head)
		q.From = head.Rule + "$" // the character behind "#"
	}
}

// Waiters reads the first places under one rule.
func (s *Store) Waiters(ctx context.Context, a access.Account, product, rule string, limit int) ([]provision.Waiter, error) {
	page, err := s.query(ctx, a, table.Query{P: linePartition(a, product), Prefix: rule + "#", Limit: limit})
	if err != nil {
		return nil, err
	}
	var waiters []provision.Waiter
	for _, item := range page.Items {
		w, err := parseLine(item.Key.S)
		if err != nil {
			return nil, err
		}
		waiters = append(waiters, w)
	}
	return waiters, nil
}
