package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// moved are the people whose inputs are not what they were when the plan looked.
func (p *Planner) moved(ctx context.Context, a access.Account, of Plan) ([]string, error) {
	var moved []string
	err := p.Store.ChunkDiffs(ctx, a, of.ID, func(c ChunkDiff) error {
		standings, err := p.People.Standings(ctx, a, c.Users)
		for i, user := range c.Users {
			if standings[user].Want != c.Wants[i] {
				moved = append(moved, user)
			}
		}
		return err
	})
	return moved, err
}

// maxMoved bounds how many people may move before a plan is old: each is looked at again while somebody waits.
const maxMoved = 1000

// checkMoved looks again at those who moved, and fails when what the change would make of them now alarms the guard where it did not before.
func (p *Planner) checkMoved(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy) (int, error) {
	moved, err := p.moved(ctx, a, of)
	if err != nil || len(moved) == 0 {
		return 0, err
	}
	if len(moved) > maxMoved {
		return 0, errPlanStale("More than a thousand people moved since the plan was made.")
	}
	set := rule.Compile(candidate)
	again, err := p.differences(ctx, a, of, set, moved)
	if err != nil {
		return 0, err
	}
	totals, err := p.withMoved(ctx, a, of, candidate, again)
	if err != nil {
		return 0, err
	}
	for i, g := range of.Guard.Judge(totals, guard.Facts{}) {
		if g.Held && (i >= len(of.Gauges) || !heldBefore(of, g)) {
			return 0, errPlanStale("People moved since the plan was made, and the guard would hold it now.")
		}
	}
	return len(moved), nil
}

func heldBefore(of Plan, now guard.Gauge) bool {
	for _, g := range of.Gauges {
		if g.Name == now.Name && g.Subject == now.Subject {
			return g.Held
		}
	}
	return false
}

// withMoved counts the plan again with the new differences of some people in place of the old ones.
func (p *Planner) withMoved(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy, again ChunkDiff) (plan.Totals, error) {
	fresh := make(map[string]bool, len(again.Users))
	for _, user := range again.Users {
		fresh[user] = true
	}
	sum, seats, rank := of.Totals.Today(), of.allotments(), rankIn(candidate)
	for _, d := range again.Differences {
		sum.AddChange(d.Settle(seats, rank, of.Created))
	}
	err := p.eachDifference(ctx, a, of.ID, func(d plan.Difference) {
		if !fresh[d.User] {
			sum.AddChange(of.spared(d).Settle(seats, rank, of.Created))
		}
	})
	return sum, err
}
