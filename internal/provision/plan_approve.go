package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/guard"
)

// maxReason bounds the reason of an approval, in characters.
const maxReason = 1000

// Approvers says how many could approve a plan; *Keys is one.
type Approvers interface {
	// Owners is how many live credentials of the account may do everything.
	Owners(ctx context.Context, a access.Account) (int, error)
}

// Approve says of a plan that the guard holds that it may be applied. Of a rule that gives the role admin the second person must be another than who asked for
// the plan, where others could approve. fault.NotFound; fault.Invalid (reason); fault.Conflict: plan_not_ready, not_held, own_plan.
func (p *Planner) Approve(ctx context.Context, a access.Account, id, by, reason string) (Plan, error) {
	of, err := p.Plan(ctx, a, id)
	if err != nil {
		return Plan{}, err
	}
	switch {
	case of.State != PlanReady:
		return Plan{}, errNotReady()
	case !of.Held():
		return Plan{}, fault.New(fault.Conflict, "not_held", "The guard does not hold this plan: it can be applied as it is.")
	case needsAnother(of) && by == of.By:
		return Plan{}, errOwnPlan()
	case !printable(reason, maxReason):
		return Plan{}, fault.New(fault.Invalid, "invalid_value", "An approval needs a reason.").At("reason", "Must have 1 to 1,000 characters, no control characters among them.")
	}
	of.Approval = &Approval{By: by, Reason: reason, At: p.Now()}
	if err := unlessMoved(p.Store.SavePlan(ctx, a, of, PlanReady)); err != nil {
		return Plan{}, err
	}
	return p.Plan(ctx, a, id)
}

func errOwnPlan() error {
	return fault.New(fault.Conflict, "own_plan", "A rule that gives the role admin needs the approval of somebody else than who asked for the plan.")
}

func needsAnother(of Plan) bool {
	for _, g := range of.Gauges {
		if g.Name == guard.AdminRule && g.Held {
			return true
		}
	}
	return false
}
