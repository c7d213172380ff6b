package linear

import (
	"context"
	"errors"
	"slices"
	"strings"

	"usersync/internal/table"
)

// mishap is what goes wrong with a call of the table.
type mishap int

const (
	throttled   mishap = iota // it is refused for load
	lostRequest               // a write is not answered, and has not happened
	lostAnswer                // a write is not answered, and has happened
	mishaps
)

var odds = [mishaps]int{throttled: 40, lostRequest: 12, lostAnswer: 8}

var errSimulated = errors.New("simulated")

func (w *world) strikes(m mishap) bool {
	if w.calm || w.rng.IntN(odds[m]) != 0 {
		return false
	}
	w.fired[m]++
	return true
}

// unsure is the table as clients see it: everybody may act before each call, and every call may fail.
type unsure struct {
	*world
	db table.Table
}

func (u unsure) read() error {
	u.turn()
	if u.strikes(throttled) {
		return &table.ThrottledError{Cause: errSimulated}
	}
	return nil
}

func (u unsure) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if err := u.read(); err != nil {
		return table.Item{}, false, err
	}
	return u.db.Get(ctx, key)
}

func (u unsure) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := u.read(); err != nil {
		return nil, err
	}
	return u.db.BatchGet(ctx, keys)
}

func (u unsure) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := u.read(); err != nil {
		return table.Page{}, err
	}
	return u.db.Query(ctx, q)
}

func (u unsure) Transact(ctx context.Context, actions []table.Action) error {
	if err := u.read(); err != nil {
		return err
	}
	if u.strikes(lostRequest) {
		return &table.AmbiguousError{Cause: errSimulated}
	}
	if err := u.db.Transact(ctx, actions); err != nil {
		return err
	}
	if u.strikes(lostAnswer) {
		return &table.AmbiguousError{Cause: errSimulated}
	}
	return nil
}

// right is no change of the engine.
func right(db table.Table) table.Table { return db }

// without is an engine that leaves out the conditions of writes to some items: those whose keys contain both texts.
func without(partition, sort string) func(table.Table) table.Table {
	return func(db table.Table) table.Table { return forgetful{db, partition, sort} }
}

type forgetful struct {
	table.Table
	partition, sort string
}

func (f forgetful) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if strings.Contains(act.Key.P, f.partition) && strings.Contains(act.Key.S, f.sort) {
			actions[i].If = nil
		}
	}
	return f.Table.Transact(ctx, actions)
}
