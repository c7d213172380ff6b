package sim

import (
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/table"
)

var errSimulated = errors.New("simulated")

// unsure is the engine as a process sees it: every call may fail, every write may be left in doubt.
type unsure struct{ *world }

func (u unsure) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if err := u.read("get " + key.P); err != nil {
		return table.Item{}, false, err
	}
	if key.P == circuitPartition {
		u.audit.mails.circuitRead()
	}
	return u.db.Get(ctx, key)
}

func (u unsure) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := u.read("batch"); err != nil {
		return nil, err
	}
	return u.db.BatchGet(ctx, keys)
}

func (u unsure) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := u.read("query " + q.P); err != nil {
		return table.Page{}, err
	}
	if !q.Start.IsZero() && u.strikes(emptyPage) {
		return table.Page{Next: q.Start}, nil
	}
	if u.strikes(shortPage) {
		q.Limit = 1
	}
	page, err := u.db.Query(ctx, q)
	if err == nil && q.Index && u.strikes(lagging) {
		page.Items = slices.DeleteFunc(page.Items, func(i table.Item) bool {
			return u.clock.Sub(u.audit.written[i.Key]) < u.lag
		})
	}
	return page, err
}

// indexLag is how far an index is behind at most, unless the world says otherwise.
const indexLag = 2 * time.Second

func (u unsure) read(what string) error {
	u.call(what)
	if u.strikes(throttled) {
		return &table.ThrottledError{Cause: errSimulated}
	}
	return nil
}

func (u unsure) Transact(ctx context.Context, actions []table.Action) error {
	if err := u.read("transact " + actions[0].Key.P); err != nil {
		return err
	}
	if u.strikes(conflict) {
		reasons := make([]table.Reason, len(actions))
		reasons[u.rng.IntN(len(actions))].Code = table.Conflicted
		return &table.CanceledError{Reasons: reasons}
	}
	if u.strikes(lostRequest) {
		return &table.AmbiguousError{Cause: errSimulated}
	}
	err := u.db.Transact(ctx, actions)
	u.audit.look()
	if err != nil {
		return err
	}
	u.maybeCrash(crashAfter)
	if u.strikes(lostAnswer) {
		return &table.AmbiguousError{Cause: errSimulated}
	}
	return nil
}
