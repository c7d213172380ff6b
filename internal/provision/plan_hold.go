package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/rule"
)

// hold has the candidate of a plan that the guard holds withhold what it takes, under a new hold. It ends the hold that the live policy is under, for the candidate
// goes before it, and the plan's own where it is approved. A plan all of which waits gets its hold here and fails with plan_held.
func (p *Planner) hold(ctx context.Context, a access.Account, of *Plan, candidate *rule.Policy) (moves HoldMoves, err error) {
	live, err := p.Policies.Policy(ctx, a, of.Base)
	if err != nil {
		return HoldMoves{}, err
	}
	switch {
	case !of.Held():
	case of.Approval != nil:
		moves, err = p.approvedHold(ctx, a, *of)
	case of.waits():
		err = p.keepWaiting(ctx, a, of.newHold(p.Now(), of.Base))
	default:
		h := of.newHold(p.Now(), unquestioned(live))
		h.Version, of.Hold = of.Base+1, h.ID
		moves.Open, candidate.Withhold = &h, &rule.Withhold{Hold: h.ID, Base: h.Base}
	}
	if err != nil || live.Withhold == nil || candidate.Withhold != nil && candidate.Withhold.Hold == live.Withhold.Hold {
		return moves, err
	}
	old, ok, err := p.Holds.GetHold(ctx, a, live.Withhold.Hold)
	if ok && old.State == HoldOpen {
		old.end(HoldVoid, HoldDecision{Reason: overtaken, At: p.Now()})
		moves.Ends = append(moves.Ends, old)
	}
	return moves, err
}

const overtaken = "Newer rules took the place of its plan."

// approvedHold ends the hold that an approved plan got when it was applied before its approval. Where that was rejected, so is the plan.
func (p *Planner) approvedHold(ctx context.Context, a access.Account, of Plan) (HoldMoves, error) {
	h, ok, err := p.Holds.GetHold(ctx, a, of.ID)
	switch {
	case err != nil || !ok:
		return HoldMoves{}, err
	case h.State != HoldOpen:
		return HoldMoves{}, errPlanRejected()
	}
	h.end(HoldApproved, HoldDecision(*of.Approval))
	return HoldMoves{Ends: []Hold{h}}, nil
}

func errPlanRejected() error {
	return fault.New(fault.Conflict, "plan_rejected", "The hold of this plan was rejected, or is void. Make a new plan.")
}

// applyApproved approves a plan and applies it, both in one transaction. fault.Conflict (own_plan), and as Apply.
func (p *Planner) applyApproved(ctx context.Context, a access.Account, id string, approval Approval) error {
	of, err := p.Plan(ctx, a, id)
	switch {
	case err != nil:
		return err
	case needsAnother(of) && approval.By == of.By:
		return errOwnPlan()
	}
	of.Approval = &approval
	_, err = p.applyPlan(ctx, a, of)
	return err
}

// unquestioned is the version of the newest policy that nobody has to decide on: live, or what live withholds for.
func unquestioned(live *rule.Policy) int64 {
	if live.Withhold != nil {
		return live.Withhold.Base
	}
	return live.Version
}

// keepWaiting makes the hold of a plan all of which waits, and says so.
func (p *Planner) keepWaiting(ctx context.Context, a access.Account, h Hold) error {
	if err := p.Holds.OpenHold(ctx, a, h); err != nil {
		return err
	}
	made, _, err := p.Holds.GetHold(ctx, a, h.ID)
	switch {
	case err != nil:
		return err
	case made.State == HoldOpen:
		return fault.New(fault.Conflict, "plan_held", "The guard holds this plan: see its gauges. It is applied once somebody has approved the hold, which has the id of the plan.")
	default:
		return errPlanRejected()
	}
}

// newHold is the hold of a plan, which has its id: however often it is made, there is one.
func (p Plan) newHold(now time.Time, base int64) Hold {
	h := Hold{ID: p.ID, Kind: HoldPlan, State: HoldOpen, Since: now, Plan: p.ID, Base: base, Waits: p.waits(), Gauges: p.Gauges, By: p.By}
	h.Reverts = HoldReverts{Rules: p.Draft != 0 || p.Change.changesRules() || p.Change.Rollout != nil, SyncOn: p.Change.SyncOn != nil}
	if p.Change.Product != nil {
		h.Reverts.Product = p.Change.Product.Key
	}
	return h
}

// waits reports whether the guard holds the plan for what it gives, or the account has all of a held plan wait.
func (p Plan) waits() bool {
	if p.Guard.Wait {
		return true
	}
	for _, g := range p.Gauges {
		if g.Held && (g.Name == guard.Mails || g.Name == guard.AdminRule || g.Name == guard.AdminsMade) {
			return true
		}
	}
	return false
}

// end gives the hold another state.
func (h *Hold) end(state HoldState, d HoldDecision) { h.State, h.Decided = state, &d }
