package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// Autopilot takes drafts live that nobody reviews: it has each planned, and applies the plan when it is ready. Whatever it is interrupted at goes on with the next
// message, which the change stream, the end of a plan or the sweeper sends; doing anything twice is harmless. It never approves what the guard holds. Its fields
// must be set; it is safe for concurrent use.
type Autopilot struct {
	Planner *Planner
	// PlanID is the id of a draft's plan: the same for the same account, revision and try, in the order of the times at which drafts were saved.
	PlanID func(a access.Account, d AutoDraft) string
}

// AutoDraft is how far a draft is that goes live by itself, or the switch of syncing.
type AutoDraft struct {
	Switch   bool  // it is the switch
	Revision int64 // of a draft
	Saved    time.Time
	By       string   // public id of the credential that saved it, or asked for it
	Plan     string   // the newest plan of it; "": there is none yet
	Try      int      // how many plans before that one were overtaken by something else
	Stopped  AutoStop // why it does not go on by itself
}

// AutoStop says why a draft does not go live by itself; the zero AutoStop says that it does. Somebody has to approve its plan, change the draft or discard it.
type AutoStop struct {
	Code   string // of the failure: plan_held, plan_canceled, or what was wrong with the draft
	Detail string
}

// autoSteps bounds how far one message goes: a draft that is overtaken again and again comes back with the next one.
const autoSteps = 10

// Handle does the work of one message: it goes on with whatever of the account goes live by itself.
func (p *Autopilot) Handle(ctx context.Context, a access.Account) job.Verdict {
	for range autoSteps {
		again, err := p.step(ctx, a)
		if err != nil || !again {
			return Verdict(err)
		}
	}
	return job.Again(time.Second, "others are changing the rules or the catalogue")
}

// step goes on by one; again says that there may be more to do at once.
func (p *Autopilot) step(ctx context.Context, a access.Account) (again bool, err error) {
	if again, err := p.switches(ctx, a); err != nil || again {
		return again, err
	}
	d, ok, err := p.current(ctx, a)
	if err != nil || !ok || d.Stopped.Code != "" {
		return false, err
	}
	return p.goOn(ctx, a, d)
}

// goOn goes on by one with something that nothing is in the way of.
func (p *Autopilot) goOn(ctx context.Context, a access.Account, d AutoDraft) (again bool, err error) {
	plan, ok, err := p.Planner.Store.GetPlan(ctx, a, p.PlanID(a, d))
	switch {
	case err != nil:
		return false, err
	case !ok:
		return p.start(ctx, a, d)
	case plan.State == PlanPlanning:
		return false, nil // its end sends the next message
	case plan.State == PlanReady:
		return p.apply(ctx, a, d, plan)
	default:
		return p.stop(ctx, a, d, fault.New(fault.Conflict, "plan_canceled", "Its plan was canceled. Apply a new plan of the draft, change it or discard it; or ask anew for syncing to be switched on."))
	}
}

// current is the draft that goes live by itself, if there is one: once rules are reviewed it is a draft like any other.
func (p *Autopilot) current(ctx context.Context, a access.Account) (AutoDraft, bool, error) {
	return autoDraft(ctx, a, p.Planner.Drafts, p.Planner.Accounts)
}

// Auto is the draft that goes live by itself; ok is false when there is none.
func (s *Rules) Auto(ctx context.Context, a access.Account) (d AutoDraft, ok bool, err error) {
	return autoDraft(ctx, a, s.Drafts, s.Accounts)
}

func autoDraft(ctx context.Context, a access.Account, drafts DraftStore, accounts AccountReader) (AutoDraft, bool, error) {
	d, ok, err := drafts.AutoDraft(ctx, a)
	if err != nil || !ok {
		return AutoDraft{}, false, err
	}
	account, err := accounts.Account(ctx, a)
	return d, err == nil && !account.ReviewRules, err
}

// start has the draft planned, and plans of drafts that it took the place of are worked out no further.
func (p *Autopilot) start(ctx context.Context, a access.Account, d AutoDraft) (again bool, err error) {
	if err := p.supersede(ctx, a, d); err != nil {
		return false, err
	}
	plan, err := p.Planner.Start(ctx, a, NewPlan{Auto: true, ID: p.PlanID(a, d), Draft: d.Revision, By: d.By, Change: d.change()})
	switch {
	case fault.Code(err) == "plan_exists" || err != nil && unlessMoved(err) == nil:
		return true, nil
	case err != nil:
		return p.stop(ctx, a, d, err)
	}
	d.Plan = plan.ID
	return false, p.save(ctx, a, d)
}

// supersede cancels plans of older drafts. A plan of the switch is none.
func (p *Autopilot) supersede(ctx context.Context, a access.Account, d AutoDraft) error {
	open, err := p.Planner.Heads.OpenRuns(ctx, a)
	if err != nil {
		return err
	}
	for _, run := range open {
		if run.Kind != DryRun {
			continue
		}
		older, ok, err := p.Planner.Store.GetPlan(ctx, a, run.ID)
		if err != nil {
			return err
		}
		if ok && older.Auto && older.Draft != 0 && !d.Switch && older.Draft != d.Revision {
			if _, err := p.Planner.Cancel(ctx, a, older.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply takes the draft live. A plan that something overtook is made anew.
func (p *Autopilot) apply(ctx context.Context, a access.Account, d AutoDraft, plan Plan) (again bool, err error) {
	_, err = p.Planner.Apply(ctx, a, plan.ID)
	d.Plan = plan.ID
	switch {
	case err == nil:
		return false, nil
	case fault.Code(err) == "plan_stale":
		d.Try++
		return true, p.save(ctx, a, d)
	default:
		return p.stop(ctx, a, d, err)
	}
}

// stop notes a failure that would come again, and returns any other.
func (p *Autopilot) stop(ctx context.Context, a access.Account, d AutoDraft, why error) (again bool, err error) {
	e := fault.As(why)
	if e.Kind == fault.Internal || e.Kind == fault.Unavailable {
		return false, why
	}
	d.Stopped = AutoStop{Code: e.Code, Detail: e.Detail}
	return false, p.save(ctx, a, d)
}

// Waiting reports whether something goes live by itself that has not done so yet. Strong.
func (p *Autopilot) Waiting(ctx context.Context, a access.Account) (bool, error) {
	d, ok, err := p.Planner.Drafts.Switching(ctx, a)
	if err != nil || ok && d.Stopped.Code == "" {
		return ok, err
	}
	d, ok, err = p.current(ctx, a)
	return ok && d.Stopped.Code == "", err
}

// SweepAuto sends for what has waited for longer than olderThan to go live by itself.
func (p *Autopilot) SweepAuto(ctx context.Context, a access.Account, olderThan time.Duration) error {
	before := p.Planner.Now().Add(-olderThan)
	old := func(d AutoDraft, ok bool) bool { return ok && d.Stopped.Code == "" && !d.Saved.After(before) }
	d, ok, err := p.Planner.Drafts.Switching(ctx, a)
	if err == nil && !old(d, ok) {
		d, ok, err = p.current(ctx, a)
	}
	if err != nil || !old(d, ok) {
		return err
	}
	live, err := p.Planner.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	return p.Planner.Sender.Send(ctx, job.Bulk, job.Message{Kind: job.AutoPlan, Account: a.ID(), Version: live})
}
