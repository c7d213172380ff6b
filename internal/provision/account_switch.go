package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Headcount says whether there is anybody whom syncing would touch.
type Headcount interface {
	Leavers
	// LiveUsers counts directory users, exactly.
	LiveUsers(ctx context.Context, a access.Account) (int, error)
}

// switchOn switches syncing on by its plan, where it takes one: the directory has people, or had some whom nobody has looked at since. Where rules are not reviewed and no
// plan is named it is to be switched on by itself, by a plan that the guard may hold.
// fault.Conflict: plan_required, and as Planner.Apply; fault.NotFound and fault.Invalid (planId) for a plan that there is not, or of something else.
func (s *Accounts) switchOn(ctx context.Context, a access.Account, c AccountChange) (byItself bool, err error) {
	if c.SyncOn == nil || !*c.SyncOn {
		return false, nil
	}
	live, err := s.Publisher.Live(ctx, a)
	if err != nil || live.SyncOn {
		return false, err
	}
	account, err := s.Store.Account(ctx, a)
	if err != nil {
		return false, err
	}
	takes, err := s.takesPlan(ctx, a)
	if err != nil || !takes {
		return false, err
	}
	if c.Plan == "" && !account.ReviewRules {
		return true, nil
	}
	return false, s.switchBy(ctx, a, c.Plan)
}

// switchBy switches syncing on by a plan.
func (s *Accounts) switchBy(ctx context.Context, a access.Account, id string) error {
	if id == "" {
		return fault.New(fault.Conflict, "plan_required",
			"Syncing would change people at once. Make a plan of {\"change\":{\"syncOn\":true}}, look at it, and name it as planId.")
	}
	plan, err := s.Plans.Plan(ctx, a, id)
	if err != nil {
		return err
	}
	if plan.State == PlanApplied {
		return errPlanStale("The plan was applied before.")
	}
	if plan.Change.SyncOn == nil || !*plan.Change.SyncOn {
		return fault.New(fault.Invalid, "invalid_value", "The plan is of another change.").At("planId", "Must be a plan of switching syncing on.")
	}
	_, err = s.Plans.Apply(ctx, a, plan.ID)
	return err
}

// takesPlan reports whether there is anybody whom switching on would touch.
func (s *Accounts) takesPlan(ctx context.Context, a access.Account) (bool, error) {
	users, err := s.People.LiveUsers(ctx, a)
	if err != nil || users > 0 {
		return users > 0, err
	}
	kept, _, err := s.People.UserIDs(ctx, a, KeptShard, "", 1)
	return len(kept) > 0, err
}
