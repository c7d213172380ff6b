package provision

import (
	"context"
	"reflect"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// effectPlans is among how many of the newest plans one of the same rules is looked for.
const effectPlans = 10

// Effects finds the newest plan of exactly these rules, which has counted whom each decides for; ok is false when none of the last 10 is. What moved since is not in it.
func (p *Planner) Effects(ctx context.Context, a access.Account, rules []rule.Rule) (newest Plan, ok bool, err error) {
	plans, err := p.Store.PlansBefore(ctx, a, "", effectPlans)
	if err != nil {
		return Plan{}, false, err
	}
	for _, of := range plans {
		if of.State != PlanReady && of.State != PlanApplied || of.Rules == nil {
			continue
		}
		candidate, err := p.Store.Candidate(ctx, a, of.ID)
		if err != nil {
			return Plan{}, false, err
		}
		if candidate.Rollout == nil && reflect.DeepEqual(candidate.Rules, rules) {
			return of, true, nil
		}
	}
	return Plan{}, false, nil
}
