package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// withheld is the target with what the hold of the policy keeps from being taken. Of somebody who loses nothing, nothing more is read.
func (c *policyCache) withheld(ctx context.Context, r *Resolver, a access.Account, user string, policy *rule.Policy, rec Record, t plan.Target, now time.Time) (plan.Target, error) {
	if !withholds(policy, rec, t) {
		return t, nil
	}
	base, err := c.compiled(ctx, r.Policies, a, policy.Withhold.Base)
	if err != nil {
		return plan.Target{}, err
	}
	return withhold(policy, base, user, rec, t, now), nil
}

// withholds reports whether a policy keeps anything of somebody.
func withholds(policy *rule.Policy, rec Record, t plan.Target) bool {
	return policy.Withhold != nil && !rec.Passed[policy.Withhold.Hold] && t.Takes().Any()
}

// withhold is the target with what the base gives and the policy may not take. A group that went since the base was live is gone for its rules, too.
func withhold(policy *rule.Policy, base *rule.Set, user string, rec Record, t plan.Target, now time.Time) plan.Target {
	rec.Gone = policy.GoneBeside(rec.Gone)
	aim := plan.Aim(base.Policy(), rec.Person, base.Evaluate(rec.input(user, now)), rec.Outcome)
	return t.Withhold(plan.Withholding{Hold: policy.Withhold.Hold, Base: &aim, Denied: rule.DenialsIn(rec.Grants, now)})
}
