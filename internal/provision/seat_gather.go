package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
)

// While a plan is applied, who comes first depends on which chunk is worked on first. So a product of which there are too few seats gathers: its counters are
// closed, everybody who wants a seat stands in line since the same moment, and a seat that is given back waits with its counter. At the end the line is served
// in its order, which is that of the plan.

// Gatherer has seats gathered and given out; a Resolver is one.
type Gatherer interface {
	// GatherSeats lets nobody have a seat of a product by coming first, until EndGathering: who wants one stands in line since a time. Doing it twice is harmless.
	// fault.Unavailable when it lost too many races.
	GatherSeats(ctx context.Context, a access.Account, product string, since time.Time) error
	// EndGathering ends the gathering of every product of the live policy and serves the lines. Doing it twice is harmless.
	EndGathering(ctx context.Context, a access.Account) error
}

var _ Gatherer = (*Resolver)(nil)

// GatherSeats implements Gatherer.
func (r *Resolver) GatherSeats(ctx context.Context, a access.Account, product string, since time.Time) error {
	return r.untilDone(ctx, product, func() (bool, error) {
		shards, err := r.Seats.Shards(ctx, a, product)
		if err != nil {
			return false, err
		}
		err = r.Seats.Gather(ctx, a, product, shards, since)
		return err == nil, err
	})
}

// EndGathering implements Gatherer. One product that fails does not stop the others.
func (r *Resolver) EndGathering(ctx context.Context, a access.Account) error {
	policy, err := r.livePolicy(ctx, a)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range policy.Products {
		failed = errors.Join(failed, r.endGathering(ctx, a, p.Key))
	}
	return failed
}

func (r *Resolver) endGathering(ctx context.Context, a access.Account, product string) error {
	shards, err := r.Seats.Shards(ctx, a, product)
	if err != nil || !gathering(shards) {
		return err
	}
	if err := r.Seats.EndGathering(ctx, a, product); err != nil {
		return err
	}
	return r.SettleSeats(ctx, a, product)
}

func gathering(shards []Shard) bool { return len(shards) > 0 && !shards[0].Gathering.IsZero() }
