package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/inspect"
	"usersync/internal/table"
)

// Exchanges keeps the last requests of identity providers, for processes that do not know of each other: each writes around a ring of its own, and the index brings
// them together in the order of time. It is safe for concurrent use.
type Exchanges struct {
	store   *Store
	process string
	now     func() time.Time

	mu   sync.Mutex
	next map[inspect.Caller]int
}

// maxWalks bounds how many rings a process has a place in: beyond it all begin again, and some requests are written over early.
const maxWalks = 10_000

// NewExchanges keeps requests on an engine. process tells this process from all others.
func NewExchanges(db table.Table, process string, now func() time.Time) *Exchanges {
	return &Exchanges{store: New(db), process: process, now: now, next: map[inspect.Caller]int{}}
}

// Record keeps an exchange, with one write.
func (x *Exchanges) Record(ctx context.Context, c inspect.Caller, e inspect.Exchange) error {
	item, err := encodeExchange(exchangeKey(c, x.process, x.slot(c)), exchangeList(c), e)
	if err != nil {
		return err
	}
	return x.store.transact(ctx, c.Account, []table.Action{table.Put(item)})
}

// slot is the next place in the ring of a connection.
func (x *Exchanges) slot(c inspect.Caller) int {
	c.Credential = ""
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.next) >= maxWalks {
		clear(x.next)
	}
	slot := x.next[c]
	x.next[c] = (slot + 1) % inspect.Kept
	return slot
}

// Newest is the id of the last request of a connection, "" when none is known.
func (x *Exchanges) Newest(ctx context.Context, c inspect.Caller) (string, error) {
	entries, err := x.entries(ctx, c, 1)
	if err != nil || len(entries) == 0 {
		return "", err
	}
	return exchangeID(entries[0]), nil
}

// Recent picks exchanges of a connection, newest first. One that ended a moment ago may not be in the index yet.
func (x *Exchanges) Recent(ctx context.Context, c inspect.Caller, q inspect.Query) ([]inspect.Exchange, error) {
	entries, err := x.entries(ctx, c, inspect.Kept)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	for i, entry := range entries {
		ids[i] = exchangeID(entry)
	}
	from, to := q.Span(ids)
	var list []inspect.Exchange
	for some := range slices.Chunk(entries[from:to], min(q.Limit, table.MaxBatchGet)) {
		found, err := x.read(ctx, c, some)
		if err != nil {
			return nil, err
		}
		list = append(list, slices.DeleteFunc(found, func(e inspect.Exchange) bool { return !q.Matches(e) })...)
		if len(list) >= q.Limit {
			return list[:q.Limit], nil
		}
	}
	return list, nil
}

// entries are the index entries of a connection's requests, newest first.
func (x *Exchanges) entries(ctx context.Context, c inspect.Caller, limit int) ([]table.Item, error) {
	q := table.Query{
		Table: table.Work, Index: true, P: exchangeList(c), From: stamp(x.now().Add(-inspect.Keep)), Desc: true, Limit: limit,
	}
	var entries []table.Item
	err := x.store.each(ctx, c.Account, q, func(item table.Item) error {
		if entries = append(entries, item); len(entries) == limit {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return entries, err
}

// read reads the requests of index entries, in their order. One that was written over meanwhile is left out.
func (x *Exchanges) read(ctx context.Context, c inspect.Caller, entries []table.Item) ([]inspect.Exchange, error) {
	keys := make([]table.Key, len(entries))
	for i, entry := range entries {
		keys[i] = entry.Key
	}
	items, err := x.store.getMany(ctx, c.Account, keys)
	if err != nil {
		return nil, err
	}
	var list []inspect.Exchange
	for _, entry := range entries {
		at := slices.IndexFunc(items, func(item table.Item) bool {
			return item.Key == entry.Key && item.Attrs[table.G1S].Equal(entry.Attrs[table.G1S])
		})
		if at < 0 {
			continue
		}
		e, err := decodeExchange(items[at])
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// Forget drops all exchanges of the connections of an account. Those of a connection that was removed go by themselves, within a day.
func (x *Exchanges) Forget(ctx context.Context, a access.Account) error {
	connections, err := x.store.Connections(ctx, a)
	if err != nil {
		return err
	}
	for _, c := range connections {
		var keys []table.Key
		q := table.Query{Table: table.Work, P: exchangeKey(inspect.Caller{Account: a, Connection: c.ID}, "", 0).P}
		err := x.store.each(ctx, a, q, func(item table.Item) error {
			keys = append(keys, item.Key)
			return nil
		})
		if err != nil {
			return err
		}
		if err := x.store.deleteAll(ctx, a, keys); err != nil {
			return err
		}
	}
	return nil
}

// exchangeKey is the place of a request in the ring of a process.
func exchangeKey(c inspect.Caller, process string, slot int) table.Key {
	return table.Key{Table: table.Work, P: accountPrefix(c.Account) + "REQ#" + c.Connection, S: fmt.Sprintf("%s#%03d", process, slot)}
}

// exchangeList is the index partition of a connection's requests.
func exchangeList(c inspect.Caller) string { return accountPrefix(c.Account) + "L#R#" + c.Connection }

func exchangeID(entry table.Item) string {
	_, id, _ := strings.Cut(entry.Attrs[table.G1S].Str(), "#")
	return id
}
