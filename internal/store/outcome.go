package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Commit writes what a resolve found in one transaction: the seats, then the rest unless it is only a part, all under the fence as it was read.
func (s *Store) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	actions := append(seatActions(a, user, c), adminActions(a, user, c.Admin)...)
	actions = append(actions, guardActions(a, c.Guard)...)
	if c.Partial {
		actions = append(actions, table.Check(userKey(a, user, sortSync), unmoved(c.Fence)...))
		return s.commitUnmoved(ctx, a, actions)
	}
	actions = append(actions, moveFence(a, user, c))
	if c.Outcome != nil {
		put, err := putOutcome(a, user, c.Outcome)
		if err != nil {
			return err
		}
		actions = append(actions, put)
		actions = append(actions, failureActions(a, user, c)...)
		held, err := heldActions(a, user, c)
		if err != nil {
			return err
		}
		actions = append(actions, held...)
	}
	if c.Event != nil {
		event, err := putEvent(a, user, *c.Event)
		if err != nil {
			return err
		}
		actions = append(actions, event)
		for _, old := range c.Forget {
			actions = append(actions, table.Delete(eventKey(a, user, old)))
		}
	}
	if c.Returned != nil {
		record, err := encodeAudit(a, *c.Returned)
		if err != nil {
			return err
		}
		actions = append(actions, table.Put(record, table.NotExists()))
	}
	actions = append(actions, keep(a, user, c)...)
	actions = append(actions, mendActions(a, user, c.Mended)...)
	if c.Mail != nil {
		actions = append(actions, putWelcome(a, user, *c.Mail, c.Now))
	}
	if c.Wake {
		actions = append(actions, wakeWelcome(a, user, c.Now))
	}
	return s.commitUnmoved(ctx, a, actions)
}

// commitOnce is transact for patterns of which a refusal means that somebody has done it meanwhile, or something else in its place: provision.ErrMoved. That others are
// at work on an item says nothing of that: fault.Unavailable.
func (s *Store) commitOnce(ctx context.Context, a access.Account, actions []table.Action) error {
	err := s.transact(ctx, a, actions)
	if refused(err) != nil {
		return provision.ErrMoved
	}
	return err
}

// commitUnmoved is transact for patterns whose every refusal means: read again and start over.
func (s *Store) commitUnmoved(ctx context.Context, a access.Account, actions []table.Action) error {
	err := s.transact(ctx, a, actions)
	if table.Canceled(err) != nil {
		return provision.ErrMoved
	}
	return err
}

// unmoved demands that the fence is as it was read: want keeps newer inputs, and turn keeps two resolves of the same inputs from writing over one another. Done and
// rules only move together with turn.
func unmoved(f provision.Fence) []table.Cond {
	turn := table.Lacks(attrTurn)
	if f.Turn != 0 {
		turn = table.Equals(attrTurn, table.N(f.Turn))
	}
	return []table.Cond{
		table.Equals(attrWant, table.N(f.Want)),
		turn,
	}
}

// moveFence says that the outcome is as new as its inputs, and silences the bell.
func moveFence(a access.Account, user string, c provision.Change) table.Action {
	return table.Update(userKey(a, user, sortSync), []table.Edit{
		table.Set(attrDone, table.N(c.Fence.Want)),
		table.Set(attrRules, table.N(c.Version)),
		table.Add(attrTurn, 1),
		table.Remove(attrBell),
		table.Remove(attrSince),
		table.Remove(table.G1P),
		table.Remove(table.G1S),
	}, unmoved(c.Fence)...)
}

// keep lists somebody who is deleted and keeps what they had, or takes them off the list.
func keep(a access.Account, user string, c provision.Change) []table.Action {
	key := userKey(a, user, sortKept)
	switch {
	case c.Keep && !c.Kept:
		return []table.Action{table.Put(table.Item{Key: key, Attrs: table.Attrs{
			attrSince: table.S(stamp(c.Now)),
			table.G1P: table.S(listShard(a, keptList, 0)),
			table.G1S: table.S(stamp(c.Now)),
		}})}
	case c.Kept && !c.Keep:
		return []table.Action{table.Delete(key)}
	default:
		return nil
	}
}
