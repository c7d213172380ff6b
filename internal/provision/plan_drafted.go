package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// drafted is a candidate with a rule that only the draft has, tried as a new one between those of the live rules that it stands between in the draft; nil: it is no such rule.
// The rest of the draft is not tried with it: what it all comes to is what the plan of the draft says.
func (p *Planner) drafted(ctx context.Context, a access.Account, live *rule.Policy, c *PlanChange) (*rule.Policy, error) {
	if c.Rule == nil || c.Rule.ID == "" {
		return nil, nil
	}
	if _, err := findRule(live, c.Rule.ID); err == nil {
		return nil, nil
	}
	draft, err := p.Drafts.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	at, err := findRule(draft.over(live), c.Rule.ID)
	if err != nil {
		return nil, err
	}
	position := c.Position
	if position == 0 {
		position = 1 + known(live, draft.Rules[:at])
	}
	next, _, err := revise(live, func(p *rule.Policy) error { return insertRule(p, *c.Rule, position) })
	return next, err
}

// known is how many of some rules a policy has.
func known(p *rule.Policy, rules []rule.Rule) (n int) {
	for _, r := range rules {
		if _, err := findRule(p, r.ID); err == nil {
			n++
		}
	}
	return n
}
