package store

import (
	"time"

	"usersync/internal/access"
	"usersync/internal/table"
)

// Attributes of a SYNC item: the fence of one user. bell, since and the index attributes are there exactly while want > done.
const (
	attrWant  = "want"  // N: bumped with every change of the user's inputs
	attrDone  = "done"  // N: the want that the outcome was worked out for
	attrRules = "rules" // N: the policy version that the outcome was worked out with; 0 at birth
	attrTurn  = "turn"  // N: how many resolves have written; absent: none
	attrBell  = "bell"  // S: id of the clean-to-dirty flip; the relay rings when it appears
	attrSince = "since" // S: when it flipped
	attrGone  = "gone"  // Bool: the directory user is deleted; no membership may be added

	attrErased = "erased" // S: when the person was erased; from then on nothing else of them is read
)

// timeText is how times are stored: RFC 3339 UTC with milliseconds, so that text order is time order.
const timeText = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeText) }

func parseStamp(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, _ := time.Parse(timeText, s)
	return t
}

// ring bumps want on a user's fence, in the transaction that changes the user's inputs, and rings the bell when it was silent. bell is a fresh id.
func ring(a access.Account, user, bell string, now time.Time, conds ...table.Cond) table.Action {
	return table.Update(userKey(a, user, sortSync), ringEdits(a, user, bell, now), conds...)
}

func ringEdits(a access.Account, user, bell string, now time.Time) []table.Edit {
	return []table.Edit{
		table.Add(attrWant, 1),
		table.SetIfAbsent(attrBell, table.S(bell)),
		table.SetIfAbsent(attrSince, table.S(stamp(now))),
		table.SetIfAbsent(table.G1P, table.S(bellPartition(a, "DIRTY", user))),
		table.SetIfAbsent(table.G1S, table.S(accountPrefix(a)+stamp(now))),
	}
}

// born is the fence of a new user: dirty from the first moment.
func born(a access.Account, user, bell string, now time.Time) table.Action {
	item := table.Item{Key: userKey(a, user, sortSync), Attrs: table.Attrs{
		attrWant: table.N(1), attrDone: table.N(0), attrRules: table.N(0), attrGone: table.Bool(false),
		attrBell: table.S(bell), attrSince: table.S(stamp(now)),
		table.G1P: table.S(bellPartition(a, "DIRTY", user)),
		table.G1S: table.S(accountPrefix(a) + stamp(now)),
	}}
	return table.Put(item, table.NotExists())
}
