package sim

import (
	"context"
	"errors"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// oblivious reads policies without what they withhold.
type oblivious struct{ provision.Policies }

func (o oblivious) Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error) {
	p, err := o.Policies.Policy(ctx, a, version)
	if err != nil {
		return nil, err
	}
	bare := *p
	bare.Withhold = nil
	return &bare, nil
}

// uncounted takes from people without claiming an allowance.
type uncounted struct{ provision.Records }

func (u uncounted) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	c.Guard.Claim = nil
	return u.Records.Commit(ctx, a, user, c)
}

// lenient takes every hold that is not of a plan for approved.
type lenient struct{ provision.Records }

func (l lenient) GetHold(ctx context.Context, a access.Account, id string) (provision.Hold, bool, error) {
	h, ok, err := l.Records.GetHold(ctx, a, id)
	if h.Kind != provision.HoldPlan {
		h.State = provision.HoldApproved
	}
	return h, ok, err
}

// quiet approves, and rings nobody.
type quiet struct{ provision.HoldStore }

func (q quiet) EndHoldRinging(ctx context.Context, a access.Account, h provision.Hold) error {
	return q.EndHold(ctx, a, h)
}

// stubborn keeps what was rejected.
type stubborn struct {
	provision.HoldStore
	plant *plant
}

func (s stubborn) EndHoldPublishing(ctx context.Context, a access.Account, h provision.Hold, next *rule.Policy, run provision.Run, draft *provision.DraftMove) error {
	if h.State == provision.HoldRejected || h.State == provision.HoldExpired {
		live, err := s.plant.store.Policy(ctx, a, next.Version-1)
		if err != nil {
			return err
		}
		next.Rules = live.Rules
	}
	return s.HoldStore.EndHoldPublishing(ctx, a, h, next, run, draft)
}

// revocable decides on holds whatever was decided before.
type revocable struct {
	table.Table
	world *world
}

func (r revocable) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if act.Verb == table.UpdateVerb && act.Key.S == "HEAD" && strings.Contains(act.Key.P, "#HOLD#") {
			actions[i].If = nil
			r.world.dawdle() // between the look and the word
		}
	}
	return r.Table.Transact(ctx, actions)
}

// patient never finds a hold that is open.
type patient struct{ provision.HoldStore }

func (patient) OpenHolds(context.Context, access.Account) ([]provision.Hold, error) { return nil, nil }

// ageless takes every plan for one of what is live now.
type ageless struct {
	provision.PlanStore
	plant *plant
}

func (s ageless) GetPlan(ctx context.Context, a access.Account, id string) (provision.Plan, bool, error) {
	p, ok, err := s.PlanStore.GetPlan(ctx, a, id)
	if err == nil && p.State == provision.PlanReady {
		p.Base, err = s.plant.store.LiveVersion(ctx, a)
	}
	return p, ok, err
}

// sketchy keeps all but one of the differences of each chunk.
type sketchy struct{ provision.PlanStore }

func (s sketchy) CloseDiff(ctx context.Context, a access.Account, id string, c provision.Chunk, d provision.ChunkDiff) error {
	if n := len(d.Differences); n > 0 {
		d.Differences = d.Differences[:n-1]
	}
	return s.PlanStore.CloseDiff(ctx, a, id, c, d)
}

// undrafted knows of no draft that goes live by itself.
type undrafted struct{ provision.DraftStore }

func (undrafted) AutoDraft(context.Context, access.Account) (provision.AutoDraft, bool, error) {
	return provision.AutoDraft{}, false, nil
}

// hopeful takes a write that it hears nothing of for one that has happened.
type hopeful struct{ table.Table }

func (h hopeful) Transact(ctx context.Context, actions []table.Action) error {
	err := h.Table.Transact(ctx, actions)
	if _, doubtful := errors.AsType[*table.AmbiguousError](err); doubtful {
		return nil
	}
	return err
}

// crowded lets full runs go on side by side.
type crowded struct {
	table.Table
	world *world
}

func (c crowded) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if strings.HasSuffix(act.Key.P, "#RUNS#OPEN") && act.Key.S == "FULL" {
			actions[i].If = nil
			c.world.dawdle() // between the look and the start
		}
	}
	return c.Table.Transact(ctx, actions)
}

// byChance starts scheduled runs under ids that come by chance.
func byChance(p *plant) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		ids, err := p.store.AccountIDs(ctx, "", 10)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := p.desk.runner.StartScheduled(ctx, access.FromTrigger(id), p.newID()); err != nil {
				return err
			}
		}
		return nil
	}
}
