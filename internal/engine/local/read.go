package local

import (
	"context"

	"usersync/internal/table"
)

// Get reads one item, strongly consistent.
func (db *DB) Get(ctx context.Context, key table.Key) (item table.Item, ok bool, err error) {
	if err := table.CheckKey(key); err != nil {
		return table.Item{}, false, err
	}
	items, err := db.fetch(ctx, []table.Key{key})
	if err != nil || len(items) == 0 {
		return table.Item{}, false, err
	}
	return items[0], true, nil
}

// BatchGet reads up to table.MaxBatchGet items, strongly consistent.
func (db *DB) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := table.CheckKeys(keys); err != nil {
		return nil, err
	}
	return db.fetch(ctx, keys)
}

// fetch reads items and charges each by its own, a missing one too.
func (db *DB) fetch(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	items := make([]table.Item, 0, len(keys))
	units := 0.0
	err := db.storage.read(func(r reader) error {
		for _, key := range keys {
			attrs, err := image(r.get(itemKey(key)))
			if err != nil {
				return err
			}
			units += readUnits(sizeOf(key, attrs), false)
			if attrs != nil {
				items = append(items, table.Item{Key: key, Attrs: attrs})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	table.Charge(ctx, units, 0)
	return items, nil
}
