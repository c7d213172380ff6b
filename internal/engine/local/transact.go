package local

import (
	"context"

	"usersync/internal/table"
)

// Transact carries out all the actions or none. A *table.LimitError that depends on the
// stored items (an item too large after its update, Add to something that is no
// number) is found after the conditions, and consumes nothing.
func (db *DB) Transact(ctx context.Context, actions []table.Action) error {
	if err := table.CheckActions(actions); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t := transaction{db: db, actions: actions}
	err := db.storage.commit(ctx, t.decide)
	if t.units > 0 {
		table.Charge(ctx, 0, t.units)
	}
	return err
}

// transaction is one call of Transact while it is judged.
type transaction struct {
	db      *DB
	actions []table.Action
	units   float64 // what it consumed, 0 when it was not tried
}

// step is one action with its item before and after; an item that is not there is nil and "".
type step struct {
	action                  *table.Action
	key                     string
	before, after           table.Attrs
	storedBefore, stored    string
	sizeBefore, size        int
	indexBefore, indexAfter string
}

func (t *transaction) decide(r reader) decision {
	steps, err := look(r, t.actions)
	if err != nil {
		return decision{err: err}
	}
	perKB := unitsPerKB(t.actions)
	if reasons := judge(steps); reasons != nil {
		t.charge(steps, perKB)
		return decision{err: &table.CanceledError{Reasons: reasons}}
	}
	if err := work(steps); err != nil {
		return decision{err: err}
	}
	t.charge(steps, perKB)
	return t.db.effects(steps)
}

// charge counts a refused transaction too: a conditional write that fails consumes by
// the size of the item in its way, and a canceled transaction has prepared its writes.
func (t *transaction) charge(steps []step, perKB float64) {
	for i := range steps {
		t.units += steps[i].units(perKB) + steps[i].indexUnits()
	}
}

// look reads the items as they are before the transaction.
func look(r reader, actions []table.Action) ([]step, error) {
	steps := make([]step, len(actions))
	for i := range steps {
		s := &steps[i]
		s.action = &actions[i]
		s.key = itemKey(s.action.Key)
		s.storedBefore = r.get(s.key)
		var err error
		if s.before, err = image(s.storedBefore); err != nil {
			return nil, err
		}
		s.sizeBefore = sizeOf(s.action.Key, s.before)
	}
	return steps, nil
}

// judge returns nil when all conditions hold, and otherwise the verdict on each action.
func judge(steps []step) []table.Reason {
	var reasons []table.Reason
	for i := range steps {
		s := &steps[i]
		if holds(s.action.If, s.before) {
			continue
		}
		if reasons == nil {
			reasons = make([]table.Reason, len(steps))
		}
		reasons[i].Code = table.ConditionFailed
		if s.before != nil {
			reasons[i].Item = &table.Item{Key: s.action.Key, Attrs: s.before}
		}
	}
	return reasons
}

// work finds the items as they will be. Their sum is limited here as well, since an update may meet a large item.
func work(steps []step) error {
	bytes := 0
	for i := range steps {
		s := &steps[i]
		if err := s.work(); err != nil {
			return err
		}
		bytes += s.size
	}
	if bytes > table.MaxTransactionBytes {
		return &table.LimitError{What: "the items of a transaction are more than 4 MB together"}
	}
	return nil
}

func (s *step) work() error {
	key := s.action.Key
	switch s.action.Verb {
	case table.PutVerb:
		s.after = s.action.Attrs
		if s.after == nil {
			s.after = table.Attrs{}
		}
		s.stored = encode(s.after)
	case table.UpdateVerb:
		var err error
		if s.after, err = edited(s.before, s.action.Edits); err != nil {
			return err
		}
		s.stored = encode(s.after)
	case table.DeleteVerb:
	case table.CheckVerb:
		s.after, s.stored = s.before, s.storedBefore
	}
	if s.size = sizeOf(key, s.after); s.size > table.MaxItemBytes {
		return &table.LimitError{What: "an item of more than 400 KB after its update"}
	}
	s.indexBefore, s.indexAfter = indexKey(key, s.before), indexKey(key, s.after)
	return nil
}
