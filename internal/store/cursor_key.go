package store

import (
	"context"

	"usersync/internal/fault"
	"usersync/internal/table"
)

// cursorKey is the one item of the deployment that holds the key by which cursors of lists are sealed.
var cursorKey = table.Key{P: "CURSORS", S: "KEY"}

const attrKey = "key" // B

// CursorKey returns the deployment's key for sealing cursors. The first call ever stores fresh as that key; of two at once, one wins and both
// return the same.
func (s *Store) CursorKey(ctx context.Context, fresh []byte) ([]byte, error) {
	item, ok, err := s.db.Get(ctx, cursorKey)
	if err != nil || ok {
		return item.Attrs[attrKey].Raw(), wrap("read", err)
	}
	err = s.db.Transact(ctx, []table.Action{
		table.Put(table.Item{Key: cursorKey, Attrs: table.Attrs{attrKey: table.B(fresh)}}, table.NotExists()),
	})
	if table.Canceled(err) == nil {
		return fresh, wrap("write", err)
	}
	if item, ok, err = s.db.Get(ctx, cursorKey); err == nil && !ok {
		err = fault.New(fault.Unavailable, "storage", "The data store is busy. Try again.")
	}
	return item.Attrs[attrKey].Raw(), wrap("read", err)
}
