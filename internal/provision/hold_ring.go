package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// HoldBells keeps how far the ringing of those in approved holds has come. Reads are strong; safe for concurrent use. EndHoldRinging of HoldStore begins it.
type HoldBells interface {
	// HoldsToRing lists up to limit ids of holds whose ringing is not over, in order.
	HoldsToRing(ctx context.Context, a access.Account, limit int) ([]string, error)
	// HoldRinging reads the position behind which it goes on ("" is the beginning); ok is false when it is over.
	HoldRinging(ctx context.Context, a access.Account, id string) (after string, ok bool, err error)
	// RingHeld rings users, at most MaxPassed, with fresh ids, and moves the position from was to next with them; "" ends the ringing. All or nothing: ErrMoved when
	// somebody else moved it.
	RingHeld(ctx context.Context, a access.Account, id, was, next string, bells map[string]string, now time.Time) error
}

// holdsPerSweep is how many approved holds one sweep has gone on with.
const holdsPerSweep = 100

// HoldsToRing lists approved holds whose users have not all been rung.
func (s *Holds) HoldsToRing(ctx context.Context, a access.Account) ([]string, error) {
	return s.Store.HoldsToRing(ctx, a, holdsPerSweep)
}

// Ring makes everybody in an approved hold be looked at again, so that what was withheld goes at once. Nobody comes into a hold that is decided, so that one walk finds
// all. It goes on where another one stopped, and nothing happens when it is over. fault.Unavailable when others kept changing the same fences: call again.
func (s *Holds) Ring(ctx context.Context, a access.Account, id string) error {
	for lost := 0; ; {
		over, err := s.ringSome(ctx, a, id)
		switch {
		case errors.Is(err, ErrMoved) && lost < maxRetries:
			if err := s.Sleep(ctx, job.Conflicts.Wait(lost, s.Rand())); err != nil {
				return err
			}
			lost++
		case errors.Is(err, ErrMoved):
			return busy("ring hold", id, err)
		case err != nil, over:
			return err
		default:
			lost = 0
		}
	}
}

func (s *Holds) ringSome(ctx context.Context, a access.Account, id string) (over bool, err error) {
	after, ok, err := s.Store.HoldRinging(ctx, a, id)
	if err != nil || !ok {
		return true, err
	}
	users, next, err := s.Store.HeldUsers(ctx, a, id, after, MaxPassed)
	if err != nil {
		return false, err
	}
	bells := make(map[string]string, len(users))
	for _, u := range users {
		bells[u.User] = s.NewID()
	}
	return next == "", s.Store.RingHeld(ctx, a, id, after, next, bells, s.Now())
}

// sweepRings sends for approved holds whose users have not all been rung.
func (s *Sweeper) sweepRings(ctx context.Context, a access.Account) error {
	ids, err := s.Holds.HoldsToRing(ctx, a)
	if err != nil || len(ids) == 0 {
		return err
	}
	p := post{policies: s.Policies}
	for _, id := range ids {
		p.add(ctx, Signal{Kind: HoldToRing, Account: a, ID: id})
	}
	return errors.Join(p.err, p.send(ctx, s.Sender))
}
