package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// MaxOpenPlans is how many plans of an account are worked out side by side.
const MaxOpenPlans = 5

// Planner works plans out: what a change would make of everybody, before anything is written. Its fields must be set; it is safe for concurrent use.
type Planner struct {
	Store    PlanStore
	Heads    RunHeads
	Policies Policies
	Records  Records
	Groups   DirectoryGroups
	People   Population
	Seats    SeatSteward
	Keys     Approvers
	Drafts   DraftStore
	Holds    HoldStore
	Accounts AccountReader
	Sender   Sender // of what goes on by itself when a plan is ready
	Now      func() time.Time
	NewID    func() string

	candidates candidateCache
}

// SeatSteward keeps the seats of products and has them gathered; a Resolver is one.
type SeatSteward interface {
	SeatKeeper
	Gatherer
}

// NewPlan is what is asked of a plan.
type NewPlan struct {
	Change PlanChange
	Counts bool   // numbers alone: the impact of a change while it is being made
	By     string // public id of the credential that asks

	Auto  bool   // the Autopilot asks, and the next two are set
	ID    string // of the plan, so that asking twice is asking once
	Draft int64  // the revision that it must be of
}

// Start begins to work a plan out. fault.Invalid, NotFound and Conflict as when the change is made; fault.Conflict (too_many_plans, plan_exists); ErrMoved when the
// draft is not of the revision that is asked for.
func (p *Planner) Start(ctx context.Context, a access.Account, want NewPlan) (Plan, error) {
	if err := want.Change.check(); err != nil {
		return Plan{}, err
	}
	if err := p.checkOpen(ctx, a, want); err != nil {
		return Plan{}, err
	}
	live, err := p.Policies.LiveVersion(ctx, a)
	if err != nil {
		return Plan{}, err
	}
	policy, err := p.Policies.Policy(ctx, a, live)
	if err != nil {
		return Plan{}, err
	}
	if err := p.checkGroups(ctx, a, want.Change, policy); err != nil {
		return Plan{}, err
	}
	candidate, draft, err := p.candidate(ctx, a, policy, &want.Change)
	if err != nil {
		return Plan{}, err
	}
	if want.Auto && draft != want.Draft {
		return Plan{}, ErrMoved
	}
	if candidate != policy { // a change is tried as if there were no hold: it is judged for itself
		candidate.Withhold = nil
	}
	account, err := p.Accounts.Account(ctx, a)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{
		ID: want.ID, State: PlanPlanning, Change: want.Change, Base: live, Draft: draft, Counts: want.Counts, Auto: want.Auto, Guard: account.Guard,
		Created: p.Now(), By: want.By,
	}
	if plan.ID == "" {
		plan.ID = p.NewID()
	}
	return plan, p.Store.AddPlan(ctx, a, plan, candidate)
}

// candidate is the policy to be tried, and the revision of the draft that it holds, if it does.
func (p *Planner) candidate(ctx context.Context, a access.Account, live *rule.Policy, change *PlanChange) (*rule.Policy, int64, error) {
	if err := change.checkRollout(live); err != nil {
		return nil, 0, err
	}
	if alone, err := p.drafted(ctx, a, live, change); alone != nil || err != nil {
		return alone, 0, err
	}
	if !change.isNothing() && !change.begins(live) {
		candidate, err := change.candidate(live, p.NewID)
		return candidate, 0, err
	}
	draft, err := p.Drafts.Draft(ctx, a)
	switch {
	case err != nil:
		return live, 0, err
	case change.begins(live):
		candidate, err := p.beginRollout(live, draft, *change.Rollout)
		if err != nil {
			return nil, 0, err
		}
		return candidate, draft.Revision, checkRules(candidate)
	case !draft.Open:
		return live, 0, nil
	case live.Rollout != nil:
		return nil, 0, errRolloutRunning()
	}
	candidate := draft.over(live)
	return candidate, draft.Revision, checkRules(candidate)
}

// checkGroups looks up the directory groups that a rule newly names.
func (p *Planner) checkGroups(ctx context.Context, a access.Account, c PlanChange, live *rule.Policy) error {
	if c.Rule == nil {
		return p.checkPilot(ctx, a, c.Rollout)
	}
	old, _, err := FindRule(live, c.Rule.ID)
	if err != nil {
		old = rule.Rule{}
	}
	rules := Rules{Groups: p.Groups}
	return rules.checkGroups(ctx, a, *c.Rule, old)
}

// checkOpen bounds the plans that people ask for; the Autopilot has one at a time.
func (p *Planner) checkOpen(ctx context.Context, a access.Account, want NewPlan) error {
	if want.Auto {
		return nil
	}
	open, err := p.Heads.OpenRuns(ctx, a)
	if err != nil {
		return err
	}
	n := 0
	for _, run := range open {
		if run.Kind == DryRun {
			n++
		}
	}
	if n >= MaxOpenPlans {
		return fault.New(fault.Conflict, "too_many_plans", "%d plans are being worked out already. Wait for one of them, or cancel one.", MaxOpenPlans)
	}
	return nil
}

// Plan reads a plan. fault.NotFound.
func (p *Planner) Plan(ctx context.Context, a access.Account, id string) (Plan, error) {
	plan, ok, err := p.Store.GetPlan(ctx, a, id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "plan_not_found", "There is no such plan. Plans are kept for 7 days.")
	}
	return plan, err
}

// Plans lists plans, newest first; cursor is the id of the last plan of the page before, next is "" at the end. fault.Malformed (bad_cursor).
func (p *Planner) Plans(ctx context.Context, a access.Account, cursor string, limit int) (plans []Plan, next string, err error) {
	plans, err = p.Store.PlansBefore(ctx, a, cursor, limit+1)
	if err == nil && len(plans) > limit {
		plans = plans[:limit]
		next = plans[limit-1].ID
	}
	return plans, next, err
}

// Cancel ends a plan that is being worked out; one that has ended stays as it is. fault.NotFound.
func (p *Planner) Cancel(ctx context.Context, a access.Account, id string) (Plan, error) {
	plan, err := p.Plan(ctx, a, id)
	if err != nil || plan.Over() {
		return plan, err
	}
	plan.State, plan.Finished = PlanCanceled, p.Now()
	if err := unlessMoved(p.Store.SavePlan(ctx, a, plan, PlanPlanning)); err != nil {
		return Plan{}, err
	}
	return p.Plan(ctx, a, id)
}
