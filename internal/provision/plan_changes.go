package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// ChangesQuery asks for differences of a plan.
type ChangesQuery struct {
	Plan    string
	Kind    plan.Kind // only differences of this kind
	Product string    // only those whose hold on this product changes; "": any
	Rule    string    // only those with a change that this rule decides; "": any
	Cursor  string    // next of the page before
	Limit   int       // at least 1
}

// maxCompared bounds how many differences one page looks at; a page that finds few ends early, with next.
const maxCompared = 5000

// Changes lists the differences of a finished plan, settled, in a stable order; next is "" at the end, and a page may hold fewer than asked for before
// that. fault.NotFound; fault.Conflict (plan_not_ready, plan_counts_only); fault.Malformed (bad_cursor).
func (p *Planner) Changes(ctx context.Context, a access.Account, q ChangesQuery) (list []plan.Difference, next string, err error) {
	of, err := p.Plan(ctx, a, q.Plan)
	if err != nil {
		return nil, "", err
	}
	switch {
	case of.Counts:
		return nil, "", errCountsOnly()
	case of.State != PlanReady && of.State != PlanApplied:
		return nil, "", errNotReady()
	}
	set, err := p.candidates.compiled(ctx, p.Store, a, of.ID)
	if err != nil {
		return nil, "", err
	}
	return p.pick(ctx, a, of, set.Policy(), q)
}

// pick reads on until a page is full, enough was looked at, or nothing is left. It reads no more than it can return, so that next is where the reading stopped.
func (p *Planner) pick(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy, q ChangesQuery) (list []plan.Difference, next string, err error) {
	seats, rank := of.allotments(), rankIn(candidate)
	for at, looked := q.Cursor, 0; ; {
		page, next, err := p.Store.Differences(ctx, a, of.ID, at, q.Limit-len(list))
		if err != nil {
			return nil, "", err
		}
		for _, d := range page {
			if d = of.spared(d).Settle(seats, rank, of.Created); !d.IsZero() && q.wants(d) {
				list = append(list, d)
			}
		}
		looked += len(page) + 1
		if next == "" || len(list) >= q.Limit || looked >= maxCompared {
			return list, next, nil
		}
		at = next
	}
}

func (q ChangesQuery) wants(d plan.Difference) bool {
	return d.Is(q.Kind) && (q.Product == "" || d.Touches(q.Product)) && (q.Rule == "" || d.DecidedBy(q.Rule))
}
