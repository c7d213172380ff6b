package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// HistoryLife is how long an entry of a user's history is kept. The newest change of the outcome that is older stays, for it says what held when the time began.
const HistoryLife = 400 * 24 * time.Hour

// How many of the oldest entries a resolve reads, and how many it deletes: more than it writes, so that old entries become fewer.
const (
	oldEntries   = 4
	maxForgotten = 2
)

// forgotten is the entries that the change of an outcome deletes as it adds its own. Of somebody who has not been known for that long nothing is read.
func (r *Resolver) forgotten(ctx context.Context, a access.Account, user string, rec Record, c Change) ([]Event, error) {
	limit := c.Now.Add(-HistoryLife)
	if rec.Known.After(limit) || len(c.Steps) == maxSteps { // as many steps leave no room in the transaction
		return nil, nil
	}
	oldest, err := r.Records.OldestEvents(ctx, a, user, limit, oldEntries)
	if err != nil {
		return nil, err
	}
	return outlived(oldest), nil
}

// outlived is at most maxForgotten of the oldest entries, in their order: all but a change of the outcome with no other behind it. Where there are two entries there is
// always one to delete.
func outlived(oldest []Event) []Event {
	last := len(oldest) - 1
	for last >= 0 && oldest[last].Decided == nil {
		last--
	}
	var list []Event
	for i, e := range oldest {
		if i != last && len(list) < maxForgotten {
			list = append(list, e)
		}
	}
	return list
}
