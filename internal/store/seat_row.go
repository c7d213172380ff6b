package store

import (
	"fmt"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of a SEAT# item, beside state and since (waiting only), and of a counter.
const (
	attrShard = "shard" // N: granted: the counter that it is counted in
	attrRule  = "rule"  // S: waiting: whose place in the order counts
	attrCap   = "cap"   // N: seats of a counter
	attrUsed  = "used"  // N: of which in use
)

func seatKey(a access.Account, user, product string) table.Key {
	return userKey(a, user, prefixSeat+product)
}

func encodeSeat(seat provision.Seat) table.Attrs {
	attrs := table.Attrs{attrState: table.S(string(seat.State))}
	if seat.State == plan.Granted {
		attrs[attrShard] = table.N(int64(seat.Shard))
		return attrs
	}
	attrs[attrRule] = table.S(seat.Rule)
	attrs[attrSince] = table.S(stamp(seat.Since))
	return attrs
}

func decodeSeat(product string, attrs table.Attrs) provision.Seat {
	return provision.Seat{
		Product: product,
		State:   plan.SeatState(attrs[attrState].Str()),
		Shard:   int(attrs[attrShard].Int()),
		Rule:    attrs[attrRule].Str(),
		Since:   parseStamp(attrs[attrSince].Str()),
	}
}

// asRead demands that a seat is as it was read; nil: that there is none.
func asRead(seat *provision.Seat) []table.Cond {
	switch {
	case seat == nil:
		return []table.Cond{table.NotExists()}
	case seat.State == plan.Granted:
		return []table.Cond{
			table.Equals(attrState, table.S(string(plan.Granted))),
			table.Equals(attrShard, table.N(int64(seat.Shard))),
		}
	default:
		return waitsAs(seat.Rule, stamp(seat.Since))
	}
}

func waitsAs(rule, since string) []table.Cond {
	return []table.Cond{
		table.Equals(attrState, table.S(string(plan.Waiting))),
		table.Equals(attrRule, table.S(rule)),
		table.Equals(attrSince, table.S(since)),
	}
}

func shardKey(a access.Account, product string, n int) table.Key {
	return table.Key{P: seatPartition(a, product), S: fmt.Sprintf("%02d", n)}
}
