package adminapi

import (
	"context"
	"math"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/web"
)

// PlanBody asks for a plan.
type PlanBody struct {
	Change *PlanChangeBody `json:"change,omitempty" doc:"What to try, one thing of these; null or absent: the draft of the rules; without a draft what is live, to see what a full sync would put right."`
	Detail string          `json:"detail,omitempty" enum:"full,counts" doc:"counts: numbers alone, as fast as possible; full when absent."`
}

// PlanChangeBody is a change to be tried, one of these.
type PlanChangeBody struct {
	Rule       *PlanRuleBody `json:"rule,omitempty" doc:"A new rule, or with an id the rule that it stands in for."`
	Position   int           `json:"position,omitempty" minimum:"1" doc:"Of the rule, from 1; at the end, or where it is, when absent."`
	Order      []string      `json:"order,omitempty" doc:"Every rule's id exactly once, strongest first."`
	DeleteRule string        `json:"deleteRule,omitempty" doc:"A rule's id."`
	Product    *ProductBody  `json:"product,omitempty" doc:"A new product, or with a key that there is the product that it stands in for."`
	SyncOn     *bool         `json:"syncOn,omitempty" doc:"Syncing switched on or off."`
	Rollout    *RolloutBody  `json:"rollout,omitempty" doc:"A step of a staged roll-out of the rules."`
}

// PlanRuleBody is a rule that is tried.
type PlanRuleBody struct {
	ID string `json:"id,omitempty" doc:"Of the rule that it stands in for; absent: a new one."`
	RuleBody
}

func (b *PlanChangeBody) change() provision.PlanChange {
	if b == nil {
		return provision.PlanChange{}
	}
	c := provision.PlanChange{Position: b.Position, Order: b.Order, DeleteRule: b.DeleteRule, SyncOn: b.SyncOn}
	if b.Rule != nil {
		r := b.Rule.rule()
		r.ID = b.Rule.ID
		c.Rule = &r
	}
	if b.Rollout != nil {
		c.Rollout = b.Rollout.change()
	}
	if b.Product != nil {
		product := b.Product.product()
		c.Product = &product
	}
	return c
}

// PlanView is a plan as it is read.
type PlanView struct {
	ID          string          `json:"id"`
	State       string          `json:"state" enum:"planning,ready,canceled,applied"`
	Change      *PlanChangeView `json:"change" doc:"What is tried; null: nothing but what is live."`
	Detail      string          `json:"detail" enum:"full,counts"`
	Auto        bool            `json:"auto" doc:"Made and applied by itself, as nobody reviews rules."`
	Base        int64           `json:"rulesVersion" doc:"The live version that it was worked out against."`
	Draft       *int64          `json:"draftRevision" doc:"The revision of the draft that it is of; null: of none."`
	CreatedAt   Moment          `json:"createdAt"`
	FinishedAt  *Moment         `json:"finishedAt" nullable:"true"`
	Planned     int             `json:"planned" doc:"Users listed; 0 until all are."`
	Done        int             `json:"done" doc:"Users looked at."`
	ETA         *int            `json:"etaSeconds" doc:"Null while nobody can tell."`
	Fingerprint string          `json:"fingerprint,omitempty" doc:"Of everything that it was made from: two plans with the same one say the same."`
	Held        bool            `json:"held" doc:"Whether the guard wants somebody to approve the change."`
	Approval    *ApprovalView   `json:"approval,omitempty" doc:"Of a plan that is held."`
	Run         string          `json:"run,omitempty" doc:"The run that applies it."`
	Hold        string          `json:"hold,omitempty" doc:"The hold that keeps what the plan takes, where it was applied while the guard held it."`
	Moved       int             `json:"moved" doc:"People who moved between plan and application, and were left to normal resolving."`
	Totals      *PlanTotals     `json:"totals,omitempty" doc:"When it is ready, as the next two."`
	Seats       []PlanSeatsView `json:"seats,omitempty"`
	Gauges      []GaugeView     `json:"gauges,omitempty"`
	Effect      *RuleEffectView `json:"effect,omitempty" doc:"Of a plan that tries one rule and is ready, where it matches anybody: whom it decides for."`
}

// ApprovalView is somebody's word that a plan may be applied although the guard holds it.
type ApprovalView struct {
	By     string `json:"by" doc:"The key."`
	Reason string `json:"reason"`
	At     Moment `json:"at"`
}

// PlanChangeView is what a plan tries.
type PlanChangeView struct {
	Rule       *PlanRuleBody `json:"rule,omitempty"`
	Position   int           `json:"position,omitempty"`
	Order      []string      `json:"order,omitempty"`
	DeleteRule string        `json:"deleteRule,omitempty"`
	Product    *ProductBody  `json:"product,omitempty"`
	SyncOn     *bool         `json:"syncOn,omitempty"`
	Rollout    *RolloutBody  `json:"rollout,omitempty"`
	File       *ImportView   `json:"file,omitempty" doc:"The rules of a file; how they differ from those that were live."`
}

// PlanTotals counts people.
type PlanTotals struct {
	Users      int `json:"users" doc:"Looked at."`
	InUse      int `json:"inUse" doc:"Whose account is active or invited today."`
	Changed    int `json:"changed"`
	Gaining    int `json:"gaining" doc:"Who get a product."`
	Losing     int `json:"losing" doc:"Who lose a product."`
	Everything int `json:"everything" doc:"Who lose everything: suspended, or left without any product."`
	Suspended  int `json:"suspended"`
	Restored   int `json:"restored"`
	New        int `json:"new" doc:"Who had no account user."`
	AdminsMade int `json:"adminsMade"`
	AdminsGone int `json:"adminsGone"`
	Mails      int `json:"mails" doc:"Welcome mails that would go out."`
	Failing    int `json:"failing" doc:"Who would have a failure that is new."`
}

// PlanSeatsView is what becomes of a product's seats.
type PlanSeatsView struct {
	Key           string `json:"key"`
	Seats         *int64 `json:"seats" doc:"Null: unlimited."`
	UsedBefore    int64  `json:"usedBefore"`
	UsedAfter     int64  `json:"usedAfter"`
	WaitingBefore int    `json:"waitingBefore"`
	WaitingAfter  int64  `json:"waitingAfter"`
	Needed        int64  `json:"needed" doc:"Seats that everybody who would have the product takes."`
	Lost          int    `json:"lost" doc:"People who lose it."`
	Gained        int    `json:"gained"`
}

// GaugeView is one number that the guard looks at.
type GaugeView struct {
	Name    string `json:"name"`
	Subject string `json:"subject,omitempty" doc:"A product's key, or the id of a group or rule."`
	Value   int    `json:"value"`
	Limit   int    `json:"limit" doc:"More than this wants an approval."`
	Of      int    `json:"of,omitempty"`
	Held    bool   `json:"held"`
}

func planView(p provision.Plan, now time.Time) PlanView {
	view := PlanView{
		ID: p.ID, State: string(p.State), Detail: detailOf(p), Auto: p.Auto, Base: p.Base, CreatedAt: Moment(p.Created), FinishedAt: momentOrNull(p.Finished),
		Planned: p.Planned, Done: p.Done, ETA: planETA(p, now), Fingerprint: p.Fingerprint, Held: p.Held(), Run: p.Run, Hold: p.Hold, Moved: p.Moved, Change: planChangeView(p.Change, p.Base),
	}
	if p.Draft != 0 {
		view.Draft = &p.Draft
	}
	if p.Approval != nil {
		view.Approval = &ApprovalView{By: p.Approval.By, Reason: p.Approval.Reason, At: Moment(p.Approval.At)}
	}
	if p.State != provision.PlanReady && p.State != provision.PlanApplied {
		return view
	}
	t := p.Totals
	view.Totals = &PlanTotals{
		Users: t.Users, InUse: t.InUse, Changed: t.Changed, Gaining: t.Gaining, Losing: t.Losing, Everything: t.Everything, Suspended: t.Suspended,
		Restored: t.Restored, New: t.New, AdminsMade: t.AdminsMade, AdminsGone: t.AdminsGone, Mails: t.Mails, Failing: t.Failing,
	}
	view.Seats = convert(p.Seats, func(s provision.PlanSeats) PlanSeatsView {
		n := t.Products[s.Key]
		return PlanSeatsView{
			Key: s.Key, Seats: s.Seats, UsedBefore: s.Before, UsedAfter: s.After.Used, WaitingBefore: n.WasWaiting, WaitingAfter: s.After.Waiting,
			Needed: s.Needed(), Lost: n.Lost, Gained: n.Gained,
		}
	})
	view.Gauges = gaugeViews(p.Gauges)
	if r := p.Change.Rule; r != nil {
		if of, matches := p.Rules[r.ID]; matches {
			view.Effect = new(effectView(r.ID, of))
		}
	}
	return view
}

const (
	detailFull   = "full"
	detailCounts = "counts"
)

func detailOf(p provision.Plan) string {
	if p.Counts {
		return detailCounts
	}
	return detailFull
}

func planChangeView(c provision.PlanChange, base int64) *PlanChangeView {
	view := PlanChangeView{Position: c.Position, Order: c.Order, DeleteRule: c.DeleteRule, SyncOn: c.SyncOn}
	if c.Rule != nil {
		view.Rule = &PlanRuleBody{ID: c.Rule.ID, RuleBody: ruleBody(*c.Rule)}
	}
	if r := c.Rollout; r != nil {
		view.Rollout = &RolloutBody{Group: r.Group, Percent: r.Percent, End: string(r.End)}
	}
	if c.Product != nil {
		product := productBody(*c.Product)
		view.Product = &product
	}
	if c.File != nil {
		file := importView(c.File.Import, base)
		view.File = &file
	}
	if view.File == nil && view.Rule == nil && view.Product == nil && c.Order == nil && c.DeleteRule == "" && c.SyncOn == nil && c.Rollout == nil {
		return nil
	}
	return &view
}

// planETA is how many seconds the rest takes at the speed so far.
func planETA(p provision.Plan, now time.Time) *int {
	if p.Over() {
		return new(0)
	}
	if p.Planned == 0 || p.Done == 0 {
		return nil
	}
	each := now.Sub(p.Created).Seconds() / float64(p.Done)
	return new(int(math.Ceil(max(0, each*float64(p.Planned-p.Done)))))
}

type planOutput struct {
	Location string `header:"Location"`
	Body     PlanView
}

func (s *server) createPlan(ctx context.Context, in *struct{ Body PlanBody }) (*planOutput, error) {
	p, err := s.Plans.Start(ctx, account(ctx), provision.NewPlan{
		Change: in.Body.Change.change(), Counts: in.Body.Detail == detailCounts, By: web.Principal(ctx).Credential,
	})
	if err != nil {
		return nil, err
	}
	return &planOutput{Location: Prefix + "/plans/" + p.ID, Body: planView(p, s.Now())}, nil
}

type getPlanInput struct {
	IDInput
	Wait int `query:"wait" minimum:"1" maximum:"30" doc:"Answer when the plan is worked out, or after so many seconds; absent: at once."`
}

func (s *server) getPlan(ctx context.Context, in *getPlanInput) (*planOutput, error) {
	p, err := s.Plans.Plan(ctx, account(ctx), in.ID)
	for range in.Wait * looks {
		if err != nil || p.Over() || s.Sleep(ctx, lookEvery) != nil {
			break
		}
		p, err = s.Plans.Plan(ctx, account(ctx), in.ID)
	}
	return &planOutput{Body: planView(p, s.Now())}, err
}

func (s *server) listPlans(ctx context.Context, in *PageInput) (*listOutput[PlanView], error) {
	return passed(ctx, *in, s.Plans.Plans, func(p provision.Plan) PlanView { return planView(p, s.Now()) })
}

func (s *server) cancelPlan(ctx context.Context, in *IDInput) (*planOutput, error) {
	p, err := s.Plans.Cancel(ctx, account(ctx), in.ID)
	return &planOutput{Body: planView(p, s.Now())}, err
}

type approvePlanInput struct {
	IDInput
	Body struct {
		Reason string `json:"reason" doc:"1 to 1,000 characters."`
	}
}

func (s *server) approvePlan(ctx context.Context, in *approvePlanInput) (*planOutput, error) {
	p, err := s.Holds.ApprovePlan(ctx, account(ctx), in.ID, web.Principal(ctx).Credential, in.Body.Reason)
	return &planOutput{Body: planView(p, s.Now())}, err
}

func (s *server) applyPlan(ctx context.Context, in *IDInput) (*planOutput, error) {
	p, err := s.Plans.Apply(ctx, account(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &planOutput{Location: Prefix + "/sync/runs/" + p.Run, Body: planView(p, s.Now())}, nil
}

type listChangesInput struct {
	IDInput
	TableInput
	Show    string `query:"show" enum:"gaining,losing,everything,suspended,restored,new,waiting,admins,mails,failing" doc:"Only people of this kind."`
	Product string `query:"product" doc:"Only people whose hold on this product changes."`
	Rule    string `query:"rule" doc:"Only people with a change that this rule decides."`
}

func (s *server) listChanges(ctx context.Context, in *listChangesInput) (*listOutput[ChangeView], error) {
	q := provision.ChangesQuery{Plan: in.ID, Kind: plan.Kind(in.Show), Product: in.Product, Rule: in.Rule}
	return passed(ctx, in.PageInput, func(ctx context.Context, a access.Account, cursor string, limit int) ([]plan.Difference, string, error) {
		q.Cursor, q.Limit = cursor, limit
		return s.Plans.Changes(ctx, a, q)
	}, changeView)
}
