package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// maxMoves bounds the transactions of one SettleSeats; what is left is settled by the next one.
const maxMoves = 400

// SettleSeats makes a product's counters agree with the live policy, then seats those who wait, the head of the line first, while there
// are free seats. It may be called at any time by anybody; doing it twice is harmless. While sync is off nobody is seated.
// fault.Unavailable when it lost too many races.
func (r *Resolver) SettleSeats(ctx context.Context, a access.Account, product string) error {
	return r.untilDone(ctx, product, func() (bool, error) { return r.settleOnce(ctx, a, product) })
}

// SettleAll settles every product of the live policy that needs it. One that fails does not stop the others.
func (r *Resolver) SettleAll(ctx context.Context, a access.Account) error {
	policy, err := r.livePolicy(ctx, a)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range policy.Products {
		needed, err := r.unsettled(ctx, a, policy, p)
		if err == nil && needed {
			err = r.SettleSeats(ctx, a, p.Key)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// unsettled reports whether a product's counters are wrong, or somebody waits while there is room.
func (r *Resolver) unsettled(ctx context.Context, a access.Account, policy *rule.Policy, p rule.Product) (bool, error) {
	shards, err := r.Seats.Shards(ctx, a, p.Key)
	if err != nil || gathering(shards) {
		return false, err
	}
	if !fits(p.Seats, shards) {
		return true, nil
	}
	if !policy.SyncOn || roomFor("", shards) == nil {
		return false, nil
	}
	return r.Seats.Waited(ctx, a, p.Key)
}

// ResizeSeats gives a product's counters a number of seats (nil: unlimited) ahead of the policy that will say so. SettleSeats brings them back to
// the live policy. fault.Unavailable when it lost too many races.
func (r *Resolver) ResizeSeats(ctx context.Context, a access.Account, product string, seats *int64) error {
	return r.untilDone(ctx, product, func() (bool, error) {
		shards, err := r.Seats.Shards(ctx, a, product)
		if err != nil || gathering(shards) || fits(seats, shards) {
			return true, err
		}
		return false, r.Seats.Resize(ctx, a, product, shards, respread(seats, shards))
	})
}

// untilDone repeats a step that starts from what is stored until it has nothing more to do.
func (r *Resolver) untilDone(ctx context.Context, product string, step func() (done bool, err error)) error {
	for moves, lost := 0, 0; moves < maxMoves; moves++ {
		done, err := step()
		switch {
		case errors.Is(err, ErrMoved) && lost < maxRetries:
			if err := r.Sleep(ctx, job.Conflicts.Wait(lost, r.Rand())); err != nil {
				return err
			}
			lost++
		case errors.Is(err, ErrMoved):
			return busy("settle seats", product, err)
		case err != nil:
			return err
		case done:
			return nil
		default:
			lost = 0
		}
	}
	return nil
}

// settleOnce makes one step. The counters are read before the policy: whoever publishes a policy settles afterwards, so either the policy read here is the newest,
// or the counters read here will have moved.
func (r *Resolver) settleOnce(ctx context.Context, a access.Account, product string) (done bool, err error) {
	shards, err := r.Seats.Shards(ctx, a, product)
	if err != nil {
		return false, err
	}
	policy, err := r.livePolicy(ctx, a)
	if err != nil {
		return false, err
	}
	if gathering(shards) {
		return true, nil
	}
	seats := capacity(policy, product)
	if !fits(seats, shards) {
		return false, r.Seats.Resize(ctx, a, product, shards, respread(seats, shards))
	}
	if !policy.SyncOn {
		return true, nil
	}
	return r.seatNext(ctx, a, policy, product, shards)
}

func (r *Resolver) livePolicy(ctx context.Context, a access.Account) (*rule.Policy, error) {
	version, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return nil, err
	}
	set, err := r.policies.compiled(ctx, r.Policies, a, version)
	if err != nil {
		return nil, err
	}
	return set.Policy(), nil
}

// seatNext seats as many of the strongest waiting rule as the first free counter and one transaction hold.
func (r *Resolver) seatNext(ctx context.Context, a access.Account, policy *rule.Policy, product string, shards []Shard) (done bool, err error) {
	free := roomFor("", shards)
	if free == nil {
		return true, nil
	}
	heads, err := r.Seats.LineHeads(ctx, a, product)
	if err != nil {
		return false, err
	}
	next, waited := strongest(policy, heads)
	if !waited {
		return true, nil
	}
	waiters, err := r.Seats.Waiters(ctx, a, product, next.Rule, int(min(free.Room(), MaxPromotions)))
	if err != nil || len(waiters) == 0 {
		return false, err
	}
	for i := range waiters {
		waiters[i].Bell = r.NewID()
	}
	return false, r.Seats.Promote(ctx, a, product, *free, waiters, r.Now())
}

// settleAfter settles the products in which a committed resolve left somebody waiting, or a seat without an heir. Somebody may have joined the line, or a
// seat may have come free, between the reading and the commit.
func (r *Resolver) settleAfter(ctx context.Context, a access.Account, steps []SeatStep) error {
	for _, step := range steps {
		joined := step.Now != nil && step.Now.State == plan.Waiting
		freed := step.Now == nil && step.Was.State == plan.Granted && step.Heir == nil
		if !joined && !freed {
			continue
		}
		waited, err := r.Seats.Waited(ctx, a, step.Product)
		if err != nil {
			return err
		}
		if !waited {
			continue
		}
		if err := r.SettleSeats(ctx, a, step.Product); err != nil {
			return err
		}
	}
	return nil
}
