package store

import (
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// seatActions carries out a change's seat steps. Heirs are rung once each, even when they inherit two products: a
// transaction may name an item only once.
func seatActions(a access.Account, user string, c provision.Change) []table.Action {
	var actions []table.Action
	rung := map[string]bool{}
	for _, step := range c.Steps {
		actions = append(actions, writeSeat(a, user, step))
		actions = append(actions, writeLine(a, user, step)...)
		actions = append(actions, countSeat(a, step)...)
		if heir := step.Heir; heir != nil {
			actions = append(actions, seatWaiter(a, step.Product, step.Was.Shard, *heir)...)
			if !rung[heir.User] {
				rung[heir.User] = true
				actions = append(actions, ringWaiter(a, *heir, c.Now))
			}
		}
	}
	return actions
}

func writeSeat(a access.Account, user string, step provision.SeatStep) table.Action {
	key := seatKey(a, user, step.Product)
	if step.Now == nil {
		return table.Delete(key, asRead(step.Was)...)
	}
	return table.Put(table.Item{Key: key, Attrs: encodeSeat(*step.Now)}, asRead(step.Was)...)
}

// writeLine takes the user's old place in the line away and gives the new one.
func writeLine(a access.Account, user string, step provision.SeatStep) []table.Action {
	var actions []table.Action
	if was := step.Was; was != nil && was.State == plan.Waiting {
		actions = append(actions, table.Delete(lineKey(a, step.Product, was.Rule, stamp(was.Since), user)))
	}
	if now := step.Now; now != nil && now.State == plan.Waiting {
		key := lineKey(a, step.Product, now.Rule, stamp(now.Since), user)
		actions = append(actions, table.Put(table.Item{Key: key, Attrs: table.Attrs{attrUser: table.S(user)}}))
	}
	return actions
}

// countSeat counts a claim or a release. A seat that goes to an heir stays counted, while the counter is still open.
func countSeat(a access.Account, step provision.SeatStep) []table.Action {
	if step.Counter == nil {
		return nil
	}
	key := shardKey(a, step.Product, step.Counter.N)
	switch {
	case step.Now != nil:
		return []table.Action{takeSeats(key, *step.Counter, 1)}
	case step.Heir != nil:
		return []table.Action{table.Check(key,
			table.Equals(attrCap, table.N(step.Counter.Cap)), table.AtMost(attrUsed, table.N(step.Counter.Cap)))}
	default:
		return []table.Action{table.Update(key, []table.Edit{table.Add(attrUsed, -1)}, table.AtLeast(attrUsed, table.N(1)))}
	}
}

// takeSeats takes n seats of a counter whose capacity is still as it was read and leaves room for them.
func takeSeats(key table.Key, counter provision.Shard, n int64) table.Action {
	return table.Update(key, []table.Edit{table.Add(attrUsed, n)},
		table.Equals(attrCap, table.N(counter.Cap)), table.AtMost(attrUsed, table.N(counter.Cap-n)))
}

// seatWaiter turns a waiter's place in the line into a seat of a counter.
func seatWaiter(a access.Account, product string, shard int, w provision.Waiter) []table.Action {
	since := stamp(w.Since)
	granted := encodeSeat(provision.Seat{Product: product, State: plan.Granted, Shard: shard})
	return []table.Action{
		table.Put(table.Item{Key: seatKey(a, w.User, product), Attrs: granted}, waitsAs(w.Rule, since)...),
		table.Delete(lineKey(a, product, w.Rule, since, w.User), table.Exists()),
	}
}

func ringWaiter(a access.Account, w provision.Waiter, now time.Time) table.Action {
	return ring(a, w.User, w.Bell, now, table.Exists())
}
