// Package store is every access pattern of the product on top of package table: all key shapes in keys.go, then one small
// file per pattern. It implements the ports of access, directory, provision and notify.
//
// It knows keys and nothing of rules: it decides nothing that a person could want to be otherwise.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/table"
)

// Store is the product's storage on any table engine. It is safe for concurrent use.
type Store struct{ db table.Table }

// New returns a Store on an engine.
func New(db table.Table) *Store { return &Store{db: db} }

// own asserts that a key belongs to the account: the second layer of isolation, after the type access.Account.
func own(a access.Account, keys ...table.Key) error {
	if a.IsZero() {
		return fault.New(fault.Internal, "no_account", "A store call without an account.")
	}
	for _, k := range keys {
		if !strings.HasPrefix(k.P, accountPrefix(a)) {
			return fault.New(fault.Internal, "cross_tenant", "A key outside the caller's account.")
		}
	}
	return nil
}

// get reads one item of the account, strongly.
func (s *Store) get(ctx context.Context, a access.Account, key table.Key) (table.Attrs, bool, error) {
	if err := own(a, key); err != nil {
		return nil, false, err
	}
	item, ok, err := s.db.Get(ctx, key)
	return item.Attrs, ok, wrap("read", err)
}

// getMany reads any number of items of the account, strongly, in no particular order; missing ones are left out.
func (s *Store) getMany(ctx context.Context, a access.Account, keys []table.Key) ([]table.Item, error) {
	if err := own(a, keys...); err != nil {
		return nil, err
	}
	var items []table.Item
	for len(keys) > 0 {
		n := min(len(keys), table.MaxBatchGet)
		page, err := s.db.BatchGet(ctx, keys[:n])
		if err != nil {
			return nil, wrap("read", err)
		}
		items, keys = append(items, page...), keys[n:]
	}
	return items, nil
}

// query reads from a partition of the account: as many items as q.Limit asks for unless there are no more, however short the pages are; without a limit one page, which is
// empty only where there is nothing.
func (s *Store) query(ctx context.Context, a access.Account, q table.Query) (table.Page, error) {
	if !q.Index || strings.HasPrefix(q.P, "T#") {
		if err := own(a, table.Key{P: q.P}); err != nil {
			return table.Page{}, err
		}
	}
	limit, items := q.Limit, []table.Item(nil)
	for {
		page, err := s.db.Query(ctx, q)
		if err != nil {
			return table.Page{}, wrap("read", err)
		}
		items = append(items, page.Items...)
		if page.Next.IsZero() || len(items) >= max(limit, 1) {
			return table.Page{Items: items, Next: page.Next}, ownAll(a, items)
		}
		q.Start, q.Limit = page.Next, max(0, limit-len(items))
	}
}

func ownAll(a access.Account, items []table.Item) error {
	for _, item := range items {
		if err := own(a, item.Key); err != nil {
			return err
		}
	}
	return nil
}

// each calls fn for every item that q finds, page by page, until fn fails.
func (s *Store) each(ctx context.Context, a access.Account, q table.Query, fn func(table.Item) error) error {
	for {
		page, err := s.query(ctx, a, q)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if err := fn(item); err != nil {
				return err
			}
		}
		if page.Next.IsZero() {
			return nil
		}
		q.Start = page.Next
	}
}

// transact carries out actions on items of the account. A refused transaction comes back as it is (*table.CanceledError), for the pattern to say what it means.
func (s *Store) transact(ctx context.Context, a access.Account, actions []table.Action) error {
	for _, act := range actions {
		if err := own(a, act.Key); err != nil {
			return err
		}
	}
	return s.write(ctx, actions)
}

// write carries out actions, whosever the items are: for patterns that belong to no account, and for transact.
func (s *Store) write(ctx context.Context, actions []table.Action) error {
	err := s.db.Transact(ctx, actions)
	if refused(err) != nil {
		return err
	}
	return wrap("write", err)
}

// refused is the cancellation of a transaction of which a condition failed; nil of all else. That others were at work on an item says nothing of what
// is stored: such a cancellation is fault.Unavailable, and table.Canceled finds it for patterns that start over anyhow.
func refused(err error) *table.CanceledError {
	canceled := table.Canceled(err)
	if canceled == nil {
		return nil
	}
	for i := range canceled.Reasons {
		if canceled.Failed(i) {
			return canceled
		}
	}
	return nil
}

// unlessCanceled forgets a refused transaction, for patterns whose conditions only keep them from happening twice.
func unlessCanceled(err error) error {
	if refused(err) == nil {
		return wrap("write", err)
	}
	return nil
}

// wrap turns an engine's failure into a fault: ambiguous and throttled ones are Unavailable.
func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var (
		throttled *table.ThrottledError
		ambiguous *table.AmbiguousError
		limit     *table.LimitError
	)
	switch {
	case errors.As(err, new(*fault.Error)):
		return err // it says already what happened
	case table.Canceled(err) != nil && refused(err) == nil:
		return fault.New(fault.Unavailable, "storage", "The data store is busy with the same data. Try again.").On(op, "storage").Because(err)
	case errors.As(err, &throttled), errors.As(err, &ambiguous):
		return fault.New(fault.Unavailable, "storage", "The data store did not answer in time. Try again.").On(op, "storage").Because(err)
	case errors.As(err, &limit):
		return fault.New(fault.TooLarge, "storage_limit", "The request needs more than one item or transaction may hold.").On(op, "storage").Because(err)
	}
	return fmt.Errorf("%s storage: %w", op, err)
}
