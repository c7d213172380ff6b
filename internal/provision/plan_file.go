package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/rule"
	"usersync/internal/rule/code"
)

// FileChange is a whole rule set that a plan tries. What is kept of it is how it differs from what is live; the rules are in the plan's candidate.
type FileChange struct {
	Import

	rules []rule.Rule
}

func (c *FileChange) apply(p *rule.Policy) error {
	c.Import = compare(p.Rules, c.rules)
	p.Rules = c.rules
	return checkRules(p)
}

// StartFile is Start for the rules of a file, in place of all that are live; no draft is looked at or made. Rules without an id get one as Rules.Import gives it; applying
// the plan keeps it. fault.Malformed, Invalid and TooLarge as code.Parse and code.File.Rules, and whatever Start fails with.
func (p *Planner) StartFile(ctx context.Context, a access.Account, text []byte, format code.Format, want NewPlan) (Plan, error) {
	file, err := code.Parse(text, format)
	if err != nil {
		return Plan{}, err
	}
	known, err := knownTo(ctx, a, p.Groups, file)
	if err != nil {
		return Plan{}, err
	}
	version, err := p.Policies.LiveVersion(ctx, a)
	if err != nil {
		return Plan{}, err
	}
	if known.Policy, err = p.Policies.Policy(ctx, a, version); err != nil {
		return Plan{}, err
	}
	rules, err := file.Rules(known)
	if err != nil {
		return Plan{}, err
	}
	identify(rules, known.Policy.Rules, p.NewID)
	want.Change = PlanChange{File: &FileChange{rules: rules}}
	return p.Start(ctx, a, want)
}
