package provision

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// MaxGrants is how many hand-made grants a user has at most.
const MaxGrants = 50

// Hands is the use cases on what is said of one user by hand: grants, the user's own language, suspension and pin. Each is an input of the user's outcome,
// so each change rings the user. Its fields must be set; it is safe for concurrent use.
type Hands struct {
	Store    HandStore
	Policies Policies

	Now   func() time.Time
	NewID func() string                                    // ULIDs
	Sleep func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Rand  func() float64                                   // in [0, 1), for jitter
}

// Grants lists a user's grants that hold, newest first. fault.NotFound when there never was such a directory user.
func (s *Hands) Grants(ctx context.Context, a access.Account, user string) ([]HandGrant, error) {
	h, err := s.Store.Hand(ctx, a, user)
	if err != nil {
		return nil, err
	}
	if !h.Fence.Exists {
		return nil, errNoUser()
	}
	list := h.holding(s.Now())
	slices.SortFunc(list, func(x, y HandGrant) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.ID, x.ID)) })
	return list, nil
}

// holding is the grants whose time is not over.
func (h Hand) holding(now time.Time) []HandGrant {
	return slices.DeleteFunc(slices.Clone(h.Grants), func(g HandGrant) bool { return !g.Until.IsZero() && !now.Before(g.Until) })
}

// Give gives or denies a user something by hand. by is the credential that it is done with. fault.NotFound when the directory has no such user; fault.Invalid names the
// members at fault; fault.Conflict (too_many_grants, last_admin).
func (s *Hands) Give(ctx context.Context, a access.Account, user, by string, g rule.Grant) (HandGrant, error) {
	if err := s.check(ctx, a, g); err != nil {
		return HandGrant{}, err
	}
	g.ID, g.Until = s.NewID(), g.Until.UTC().Truncate(time.Millisecond)
	var given HandGrant
	err := s.change(ctx, a, user, func(h Hand, c *HandChange) error {
		switch {
		case h.Gone:
			return errNoUser()
		case len(h.holding(c.Now)) >= MaxGrants:
			return fault.New(fault.Conflict, "too_many_grants", "The user has %d grants. Take one away first.", MaxGrants)
		}
		given = HandGrant{Grant: g, By: by, At: c.Now.UTC().Truncate(time.Millisecond)}
		c.Give = &given
		c.Event = Event{Kind: GrantGiven, By: by, Note: g.Note, Grant: &given}
		return nil
	})
	return given, err
}

func (s *Hands) check(ctx context.Context, a access.Account, g rule.Grant) error {
	if err := audit.CheckNote(g.Note); err != nil {
		return err
	}
	if !g.Until.IsZero() && !g.Until.After(s.Now()) {
		return fault.New(fault.Invalid, "invalid_grant", "The grant cannot be made as it is. Correct the members that are named.").
			At("until", "Must be in the future.")
	}
	version, err := s.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	policy, err := s.Policies.Policy(ctx, a, version)
	if err != nil {
		return err
	}
	return rule.CheckGrant(g, policy)
}

// Take takes a grant away. fault.NotFound when the user has no such grant; fault.Conflict (last_admin).
func (s *Hands) Take(ctx context.Context, a access.Account, user, by, grant string) error {
	return s.change(ctx, a, user, func(h Hand, c *HandChange) error {
		at := slices.IndexFunc(h.holding(c.Now), func(g HandGrant) bool { return g.ID == grant })
		if at < 0 {
			return fault.New(fault.NotFound, "grant_not_found", "The user has no such grant.")
		}
		given := h.holding(c.Now)[at]
		c.End, c.Event = &given, Event{Kind: GrantEnded, By: by, Grant: &given}
		return nil
	})
}

// expire clears a grant away whose time is over and rings its user. Nothing happens when it is gone already.
func (s *Hands) expire(ctx context.Context, a access.Account, user, grant string) error {
	err := s.change(ctx, a, user, func(h Hand, c *HandChange) error {
		at := slices.IndexFunc(h.Grants, func(g HandGrant) bool { return g.ID == grant })
		if at < 0 || h.Grants[at].Until.IsZero() || c.Now.Before(h.Grants[at].Until) {
			return errNothing
		}
		given := h.Grants[at]
		c.End, c.Event = &given, Event{Kind: GrantEnded, Grant: &given}
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// errNothing says that there is nothing to change.
var errNothing = errors.New("nothing to change")

// change reads what is kept of a user, decides, and writes; again when the user's inputs moved meanwhile.
func (s *Hands) change(ctx context.Context, a access.Account, user string, decide func(h Hand, c *HandChange) error) error {
	for try := 0; ; try++ {
		err := s.once(ctx, a, user, decide)
		switch {
		case errors.Is(err, errNothing):
			return nil
		case !errors.Is(err, ErrMoved):
			return err
		case try == maxRetries:
			return busy("change by hand", user, err)
		}
		if err := s.Sleep(ctx, job.Conflicts.Wait(try, s.Rand())); err != nil {
			return err
		}
	}
}

func (s *Hands) once(ctx context.Context, a access.Account, user string, decide func(h Hand, c *HandChange) error) error {
	h, err := s.Store.Hand(ctx, a, user)
	if err != nil {
		return err
	}
	if !h.Fence.Exists {
		return errNoUser()
	}
	c := HandChange{Fence: h.Fence, Now: s.Now(), Bell: s.NewID()}
	if err := decide(h, &c); err != nil {
		return err
	}
	if c.Event.By != "" { // what ends by itself nobody can be refused
		if err := s.keepsAdmin(ctx, a, user, c); err != nil {
			return err
		}
	}
	c.Event.ID, c.Event.At = s.NewID(), c.Now
	return s.Store.SaveHand(ctx, a, user, c)
}

func errNoUser() error {
	return fault.New(fault.NotFound, "user_not_found", "The directory has no such user.")
}
