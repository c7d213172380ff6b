package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// PlanLife is how long after it was asked for a plan can be applied.
const PlanLife = 24 * time.Hour

// Apply makes exactly what a plan says come about, and returns the plan as it is then. Doing it twice is once. People whose inputs moved since the plan was made are
// left to normal resolving; Moved says how many.
//
// Of a plan that the guard holds for what it takes, and that nobody has approved, only what it gives comes about; what it takes waits for a decision on a hold. One that
// is held for what it gives, or in an account where all waits, makes a hold and nothing else.
//
// fault.NotFound; fault.Conflict: plan_not_ready, plan_counts_only; plan_stale when the live policy is another, the plan is older than PlanLife, or those who moved would
// alarm the guard; plan_held when all of it waits, plan_rejected when its hold was rejected.
func (p *Planner) Apply(ctx context.Context, a access.Account, id string) (Plan, error) {
	of, err := p.Plan(ctx, a, id)
	if err != nil || of.State == PlanApplied {
		return of, err
	}
	return p.applyPlan(ctx, a, of)
}

// applyPlan applies a plan as it was read, or with an approval that is given in the same moment.
func (p *Planner) applyPlan(ctx context.Context, a access.Account, of Plan) (Plan, error) {
	if err := p.applicable(ctx, a, of); err != nil {
		return Plan{}, err
	}
	candidate, err := p.Store.Candidate(ctx, a, of.ID)
	if err != nil {
		return Plan{}, err
	}
	if err := p.checkDraft(ctx, a, of, candidate); err != nil {
		return Plan{}, err
	}
	if of.Moved, err = p.checkMoved(ctx, a, of, candidate); err != nil {
		return Plan{}, err
	}
	holds, err := p.hold(ctx, a, &of, candidate)
	if err != nil {
		return Plan{}, err
	}
	if err := p.prepareSeats(ctx, a, of); err != nil {
		return Plan{}, err
	}
	return p.apply(ctx, a, of, candidate, holds)
}

// applicable checks what can be told without looking at people.
func (p *Planner) applicable(ctx context.Context, a access.Account, of Plan) error {
	live, err := p.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	account, err := p.Accounts.Account(ctx, a)
	switch {
	case err != nil:
		return err
	case of.State != PlanReady:
		return errNotReady()
	case of.Counts:
		return errCountsOnly()
	case live != of.Base:
		return errPlanStale("Rules or catalogue changed since the plan was made.")
	case account.Guard != of.Guard:
		return errPlanStale("The thresholds of the guard changed since the plan was made.")
	case p.Now().Sub(of.Created) > PlanLife:
		return errPlanStale("The plan is older than a day.")
	}
	return nil
}

// checkDraft holds a plan of a draft to be of the newest one, and keeps any other change of the rules from passing a draft by. Rules that change get a new revision.
func (p *Planner) checkDraft(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy) error {
	draft, err := p.Drafts.Draft(ctx, a)
	switch {
	case err != nil:
		return err
	case of.Draft != 0 && (!draft.Open || draft.Revision != of.Draft):
		return errPlanStale("The draft of the rules changed since the plan was made.")
	case of.Change.changesRules() && !of.Change.goesBack() && draft.Open:
		return ErrDraftOpen()
	case of.Change.changesRules():
		candidate.Revision = max(candidate.RulesRevision(), draft.Revision) + 1
	}
	return nil
}

// apply publishes the candidate under an id of its own, so that a lost answer is recognised.
func (p *Planner) apply(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy, holds HoldMoves) (Plan, error) {
	now := p.Now()
	run := Run{ID: p.NewID(), Kind: PublishRun, State: RunPlanning, Version: of.Base + 1, Started: now, Hold: of.Hold}
	candidate.Version, candidate.Planned = run.Version, run.Version
	of.State, of.Run = PlanApplied, run.ID
	err := p.Store.ApplyPlan(ctx, a, of, candidate, run, holds)
	if err == nil {
		p.settleProduct(ctx, a, of)
		p.countsNow(ctx, a, of)
		return of, nil
	}
	if fault.Is(err, fault.Stale) {
		// Of two who apply at a time one comes second, and finds it done.
		if now, ok, readErr := p.Store.GetPlan(ctx, a, of.ID); readErr == nil && ok && now.State == PlanApplied {
			return now, nil
		}
		err = errPlanStale("Rules or catalogue changed at this moment.")
	}
	return Plan{}, err
}

// prepareSeats has the counters of a new product made, and the seats gathered of which there are too few. When the application comes to nothing, the sweeper ends
// the gathering.
func (p *Planner) prepareSeats(ctx context.Context, a access.Account, of Plan) error {
	if product := of.Change.Product; product != nil {
		if err := p.Seats.ResizeSeats(ctx, a, product.Key, product.Seats); err != nil {
			return err
		}
	}
	for _, s := range of.Seats {
		if !s.After.Scarce {
			continue
		}
		if err := p.Seats.GatherSeats(ctx, a, s.Key, of.Created); err != nil {
			return err
		}
	}
	return nil
}

// settleProduct makes the counters of a changed product agree with the policy; when that fails the sweeper does it.
func (p *Planner) settleProduct(ctx context.Context, a access.Account, of Plan) {
	if of.Change.Product != nil {
		_ = p.Seats.SettleSeats(ctx, a, of.Change.Product.Key)
	}
}

func errNotReady() error {
	return fault.New(fault.Conflict, "plan_not_ready", "The plan is not worked out, or was canceled.")
}

func errCountsOnly() error {
	return fault.New(fault.Conflict, "plan_counts_only", "This plan was asked for numbers alone. Make one with the detail full.")
}

func errPlanStale(why string) error {
	return fault.New(fault.Conflict, "plan_stale", "%s Make a new plan.", why)
}
