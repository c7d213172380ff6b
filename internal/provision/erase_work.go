package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// lastLook is how long after an erasure began what was under way at that moment is over for certain: requests, messages in hand, lists that are behind. Whatever
// they left is looked for then.
const lastLook = 15 * time.Minute

// How much one call does; the sweeper has the next made.
const (
	runsPerErasure = 100
	plansTogether  = 50
	sweptErasures  = 100
)

// Due lists the users of an account whose erasure shall go on.
func (s *Eraser) Due(ctx context.Context, a access.Account) ([]string, error) {
	list, err := s.Store.Erasures(ctx, a, sweptErasures)
	var users []string
	for _, e := range list {
		if s.due(e) {
			users = append(users, e.User)
		}
	}
	return users, err
}

func (s *Eraser) due(e Erasure) bool { return !e.Last || !s.Now().Before(e.At.Add(lastLook)) }

// Continue goes on with the erasure of a user whom the resolver has taken everything from. Nothing happens when none is due. Each part may be done again, so that a crash anywhere costs
// nothing but time.
func (s *Eraser) Continue(ctx context.Context, a access.Account, user string) error {
	e, ok, err := s.Store.Erasure(ctx, a, user)
	if err != nil || !ok || !s.due(e) {
		return err
	}
	if err := s.forget(ctx, a, user); err != nil {
		return err
	}
	waits, err := s.Store.InJournals(ctx, a, user)
	if err != nil || waits {
		return err
	}
	over, err := s.forgetInRuns(ctx, a, &e)
	switch {
	case err != nil:
		return err
	case over && e.Last:
		return s.Store.EndErasure(ctx, a, user)
	case over:
		e = Erasure{User: user, At: e.At, Last: true}
	}
	return s.Store.MoveErasure(ctx, a, e)
}

// forget deletes all but what runs found, which may be much.
func (s *Eraser) forget(ctx context.Context, a access.Account, user string) error {
	if err := s.Store.ForgetOwn(ctx, a, user, FailureCodes); err != nil {
		return err
	}
	for _, k := range s.Keepsakes {
		if err := k.ForgetUser(ctx, a, user); err != nil {
			return err
		}
	}
	if err := s.Store.ForgetTraces(ctx, a, user); err != nil {
		return err
	}
	return s.forgetInPlans(ctx, a, user)
}

func (s *Eraser) forgetInPlans(ctx context.Context, a access.Account, user string) error {
	for before := ""; ; {
		plans, err := s.Plans.PlansBefore(ctx, a, before, plansTogether)
		if err != nil || len(plans) == 0 {
			return err
		}
		for _, p := range plans {
			if err := s.forgetInPlan(ctx, a, p, user); err != nil {
				return err
			}
			before = p.ID
		}
	}
}

// forgetInPlan takes the user out of a plan. Where somebody's claim is the last that gets a seat, the plan's line is told by it: what stays of it is the moment in which
// the id was made, and a plan that could be applied by it no longer can.
func (s *Eraser) forgetInPlan(ctx context.Context, a access.Account, p Plan, user string) error {
	from, found := p.State, false
	for i := range p.Seats {
		if last := p.Seats[i].After.Last; last != nil && last.User == user {
			claim := *last
			claim.User, found = user[:min(len(user), idTime)]+"~", true
			p.Seats[i].After.Last = &claim
		}
	}
	if p.Spared != nil && p.Spared.User == user {
		p.Spared, found = nil, true
	}
	if found {
		if p.State == PlanReady {
			p.State = PlanCanceled
		}
		if err := unlessMoved(s.Plans.SavePlan(ctx, a, p, from)); err != nil {
			return err
		}
	}
	return s.Store.ForgetInPlan(ctx, a, p.ID, user)
}

// idTime is how many characters of an id say when it was made.
const idTime = 10

// forgetInRuns looks through runs, newest first, from where the erasure stands; over says that it has seen all. A run that goes on is waited for, unless it began when no list had
// the user any more.
func (s *Eraser) forgetInRuns(ctx context.Context, a access.Account, e *Erasure) (over bool, err error) {
	for range 2 {
		runs, err := s.Store.RunsBehind(ctx, a, e.Dry, e.Run, runsPerErasure)
		if err != nil {
			return false, err
		}
		for _, run := range runs {
			switch {
			case e.Last && run.Started.Before(e.At.Add(-24*time.Hour)): // looked through, and over
			case run.Over():
				err = s.Store.ForgetInRun(ctx, a, run, e.User)
			case run.Started.Before(e.At.Add(lastLook)):
				return false, nil
			}
			if err != nil {
				return false, err
			}
			e.Run = run.ID
		}
		switch {
		case len(runs) == runsPerErasure:
			return false, nil
		case e.Dry:
			return true, nil
		}
		e.Dry, e.Run = true, ""
	}
	return false, nil
}

// sweepErasures sends for those whose erasure shall go on: the resolver passes them on.
func (s *Sweeper) sweepErasures(ctx context.Context, a access.Account) error {
	users, err := s.Erasing.Due(ctx, a)
	if err != nil || len(users) == 0 {
		return err
	}
	p := post{policies: s.Policies}
	for _, user := range users {
		p.add(ctx, Signal{Kind: BellRung, Account: a, User: user})
	}
	if p.err != nil {
		return p.err
	}
	return p.send(ctx, s.Sender)
}

// Erasing lists whom an erasure shall go on of; an Eraser does.
type Erasing interface {
	Due(ctx context.Context, a access.Account) ([]string, error)
}
