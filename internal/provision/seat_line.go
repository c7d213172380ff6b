package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// MaxLine is how far a waiting line is read to say who stands where.
const MaxLine = 10_000

// Line reads waiting lines; Seats says what its methods promise.
type Line interface {
	LineHeads(ctx context.Context, a access.Account, product string) ([]Waiter, error)
	Waiters(ctx context.Context, a access.Account, product, rule string, limit int) ([]Waiter, error)
}

// ReadLine reads a product's waiting line in the order in which it is served, up to MaxLine users. The line is kept by rule and waiting time and
// ranked here, so that a re-order of rules rewrites nothing.
func ReadLine(ctx context.Context, from Line, a access.Account, p *rule.Policy, product string) ([]Waiter, error) {
	heads, err := from.LineHeads(ctx, a, product)
	if err != nil {
		return nil, err
	}
	var line []Waiter
	for _, head := range byStrength(p, heads) {
		waiters, err := from.Waiters(ctx, a, product, head.Rule, MaxLine-len(line))
		if err != nil {
			return nil, err
		}
		if line = append(line, waiters...); len(line) >= MaxLine {
			break
		}
	}
	return line, nil
}

// strongest picks who is next of the heads of a line.
func strongest(p *rule.Policy, heads []Waiter) (Waiter, bool) {
	if len(heads) == 0 {
		return Waiter{}, false
	}
	return byStrength(p, heads)[0], true
}

// byStrength puts the heads of a line in the order in which they are served: a grant by hand before all rules, then the strongest rule; rules that are no longer in
// the policy come last, longest waiting first.
func byStrength(p *rule.Policy, heads []Waiter) []Waiter {
	rank := rankIn(p)
	claim := func(w Waiter) plan.Claim { return plan.Claim{User: w.User, Rank: rank(w.Rule), Since: w.Since} }
	sorted := slices.Clone(heads)
	slices.SortFunc(sorted, func(x, y Waiter) int { return claim(x).Compare(claim(y)) })
	return sorted
}
