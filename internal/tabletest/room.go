package tabletest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"usersync/internal/table"
)

// room is what one check sees of the database under test: its own partitions.
type room struct {
	*testing.T
	db table.Table
}

func (r *room) key(s string) table.Key {
	return table.Key{Table: table.Core, P: r.Name(), S: s}
}

// item is an item of the room with the attributes.
func (r *room) item(s string, attrs table.Attrs) table.Item {
	return table.Item{Key: r.key(s), Attrs: attrs}
}

// sized is an item of exactly so many bytes by DynamoDB's count.
func (r *room) sized(s string, bytes int) table.Item {
	r.Helper()
	item := r.item(s, table.Attrs{"pad": table.S("")})
	missing := bytes - item.Size()
	if missing < 0 {
		r.Fatalf("an item of the room has more than %d bytes", bytes)
	}
	item.Attrs["pad"] = table.S(strings.Repeat("x", missing))
	return item
}

func (r *room) transact(actions ...table.Action) error {
	return r.db.Transact(r.Context(), actions)
}

// do carries the actions out and fails the check when they are refused.
func (r *room) do(actions ...table.Action) {
	r.Helper()
	if err := r.transact(actions...); err != nil {
		r.Fatalf("transact: %v", err)
	}
}

// put writes items one by one.
func (r *room) put(items ...table.Item) {
	r.Helper()
	for _, item := range items {
		r.do(table.Put(item))
	}
}

// refused demands a *table.CanceledError with a reason for each action.
func (r *room) refused(actions ...table.Action) []table.Reason {
	r.Helper()
	err := r.transact(actions...)
	canceled := table.Canceled(err)
	if canceled == nil || len(canceled.Reasons) != len(actions) {
		r.Fatalf("error %v, want a *CanceledError with %d reasons", err, len(actions))
	}
	return canceled.Reasons
}

func failed(reason table.Reason) bool { return reason.Code == table.ConditionFailed }

// overLimit demands a *table.LimitError.
func (r *room) overLimit(err error) {
	r.Helper()
	if limit := (*table.LimitError)(nil); !errors.As(err, &limit) {
		r.Fatalf("error %v, want a *LimitError", err)
	}
}

// holds demands that the item is stored with exactly these attributes.
func (r *room) holds(key table.Key, want table.Attrs) {
	r.Helper()
	item, ok, err := r.db.Get(r.Context(), key)
	switch {
	case err != nil:
		r.Fatalf("get: %v", err)
	case !ok:
		r.Fatalf("the item %s is missing", key.S)
	case item.Key != key || !item.Attrs.Equal(want):
		r.Fatalf("the item is %v, want %v", item, want)
	}
}

// lacks demands that there is no such item.
func (r *room) lacks(key table.Key) {
	r.Helper()
	if item, ok, err := r.db.Get(r.Context(), key); err != nil || ok {
		r.Fatalf("get: %v %v %v, want no item", item, ok, err)
	}
}

func (r *room) query(q table.Query) table.Page {
	r.Helper()
	page, err := r.db.Query(r.Context(), q)
	if err != nil {
		r.Fatalf("query: %v", err)
	}
	return page
}

// walk is all that a query finds, page by page.
func (r *room) walk(q table.Query) (items []table.Item) {
	r.Helper()
	for range 1000 {
		page := r.query(q)
		items = append(items, page.Items...)
		if page.Next.IsZero() {
			return items
		}
		q.Start = page.Next
	}
	r.Fatal("a query that never ends")
	return nil
}

// finds demands that a query finds the items with these sort keys in this order, of the
// room's partition unless it names another.
func (r *room) finds(q table.Query, want string) {
	r.Helper()
	if err := r.tryFinds(q, want); err != nil {
		r.Fatal(err)
	}
}

func (r *room) tryFinds(q table.Query, want string) error {
	r.Helper()
	if q.P == "" {
		q.P = r.Name()
	}
	if got := sortKeys(r.walk(q)); got != want {
		return fmt.Errorf("%+v finds %q, want %q", q, got, want)
	}
	return nil
}

// sortKeys is the items' sort keys with a blank between.
func sortKeys(items []table.Item) string {
	keys := make([]string, len(items))
	for i, item := range items {
		keys[i] = item.Key.S
	}
	return strings.Join(keys, " ")
}

// eventually tries until the index has caught up; DynamoDB keeps it behind the table.
func (r *room) eventually(try func() error) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			r.Fatalf("still so after a long wait: %v", err)
		}
	}
}
