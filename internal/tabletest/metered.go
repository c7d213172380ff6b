package tabletest

import (
	"context"

	"usersync/internal/table"
)

// metered is a table with every call charged to one meter.
type metered struct {
	db    table.Table
	meter *table.Meter
}

func (m metered) Get(ctx context.Context, key table.Key) (item table.Item, ok bool, err error) {
	return m.db.Get(table.WithMeter(ctx, m.meter), key)
}

func (m metered) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	return m.db.BatchGet(table.WithMeter(ctx, m.meter), keys)
}

func (m metered) Query(ctx context.Context, q table.Query) (table.Page, error) {
	return m.db.Query(table.WithMeter(ctx, m.meter), q)
}

func (m metered) Transact(ctx context.Context, actions []table.Action) error {
	return m.db.Transact(table.WithMeter(ctx, m.meter), actions)
}
