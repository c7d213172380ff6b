package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// emptyAfter is how long a hold that is not of a plan may be empty: those who come into it make it first and enter it then.
const emptyAfter = time.Hour + 15*time.Minute

// SweepHolds ends holds that nobody decided on in time, that nobody is in any more, or whose policy was overtaken, and goes on with decisions that stopped halfway.
func (s *Holds) SweepHolds(ctx context.Context, a access.Account) error {
	open, err := s.Store.OpenHolds(ctx, a)
	if err != nil || len(open) == 0 {
		return err
	}
	account, err := s.Accounts.Account(ctx, a)
	if err != nil {
		return err
	}
	settled, live, _, err := s.People.Settled(ctx, a)
	if err != nil {
		return err
	}
	var failed error
	for _, h := range open {
		err := s.sweepHold(ctx, a, h, live, settled >= live)
		if err == nil && s.Now().Sub(h.Since) > account.Guard.HoldLife() {
			err = s.expire(ctx, a, h.ID)
		}
		if !fault.Is(err, fault.Conflict) { // somebody decided meanwhile, or it turned out to be void
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// sweepHold ends a hold that has become void; calm says that the live policy has reached everybody.
func (s *Holds) sweepHold(ctx context.Context, a access.Account, h Hold, live int64, calm bool) error {
	switch age := s.Now().Sub(h.Since); {
	case h.Waits && (live != h.Base || age > PlanLife):
		return s.end(ctx, a, h, HoldVoid, HoldDecision{Reason: outdatedPlan, At: s.Now()})
	case h.Waits:
		return nil
	case h.Kind == HoldPlan:
		return s.sweepPlan(ctx, a, h, calm && h.Users == 0)
	case h.Users == 0 && age > emptyAfter:
		return s.end(ctx, a, h, HoldVoid, HoldDecision{Reason: nobodyLeft, At: s.Now()})
	}
	return nil
}

const nobodyLeft = "Nobody is in it any more."

// sweepPlan ends the hold of a plan whose policy was overtaken, or that nobody is in: then the policy withholds nothing any more either.
func (s *Holds) sweepPlan(ctx context.Context, a access.Account, h Hold, empty bool) error {
	version, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	live, err := s.Policies.Policy(ctx, a, version)
	if err != nil {
		return err
	}
	if empty || live.Withhold == nil || live.Withhold.Hold != h.ID {
		return s.publish(ctx, a, h, HoldVoid, HoldDecision{Reason: nobodyLeft, At: s.Now()})
	}
	return nil
}

// expire ends a hold that is still open as if it were rejected.
func (s *Holds) expire(ctx context.Context, a access.Account, id string) error {
	h, err := s.Hold(ctx, a, id)
	if err != nil || h.State != HoldOpen {
		return err
	}
	return s.reject(ctx, a, h, HoldExpired, HoldDecision{Reason: "Nobody decided in time.", At: s.Now()})
}
