package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.Gauges = (*Store)(nil)

// UnappliedChanges implements provision.Gauges.
func (s *Store) UnappliedChanges(ctx context.Context, a access.Account) (int, error) {
	journals, err := s.Journals(ctx, a)
	n := 0
	for _, j := range journals {
		if j.State == directory.JournalCommitted {
			n++
		}
	}
	return n, err
}

// RingingUsers implements provision.Gauges.
func (s *Store) RingingUsers(ctx context.Context, a access.Account) (int, error) {
	return s.countBells(ctx, a, "DIRTY")
}

// UnsettledMails implements provision.Gauges.
func (s *Store) UnsettledMails(ctx context.Context, a access.Account) (int, error) {
	return s.countBells(ctx, a, posts)
}

// countBells counts the account's entries of an index that spans accounts.
func (s *Store) countBells(ctx context.Context, a access.Account, name string) (int, error) {
	n := 0
	for shard := range bellsEach {
		q := table.Query{Index: true, P: bellShard(name, bellsOf(a)+shard), Prefix: accountPrefix(a)}
		if err := s.each(ctx, a, q, func(table.Item) error { n++; return nil }); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// LiveUsers implements provision.Gauges.
func (s *Store) LiveUsers(ctx context.Context, a access.Account) (int, error) {
	return s.Count(ctx, a, directory.UserKind)
}
