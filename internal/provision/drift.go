package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// drifted reports whether a user has something else than what was worked out, although neither the inputs nor the policy moved since. What moves by itself is none:
// see movesAlone. Nor is what a mass change brings that is not carried out to its end: it rings the user yet. Of nearly everybody nothing more is read.
func (r *Resolver) drifted(ctx context.Context, a access.Account, rec Record, c Change) (bool, error) {
	still := c.Fence.Current(c.Version) && !c.Fence.Erased
	if !still || !c.Beside && (c.Outcome == nil || movesAlone(rec, c.Now)) {
		return false, nil
	}
	pending, err := r.Records.Unapplied(ctx, a)
	return err == nil && !pending, err
}

// movesAlone reports whether somebody's outcome becomes another without a change of the inputs: somebody decides on a hold, another one becomes an admin, the time of
// a grant is over. A seat that comes free is a change of the inputs.
func movesAlone(rec Record, now time.Time) bool {
	if rec.Outcome != nil && (len(rec.Outcome.Held) > 0 || rec.Outcome.SparedAdmin()) {
		return true
	}
	return slices.ContainsFunc(rec.Grants, func(g rule.Grant) bool { return !g.Until.IsZero() && !now.Before(g.Until) })
}
