package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// Explainer says what the rules give to a user, and why. It writes nothing. Its fields must be set; it is safe for concurrent use.
type Explainer struct {
	Policies Policies
	Records  Records
	History  Histories
	Now      func() time.Time
}

// Explain evaluates the live policy for a user as the directory has it now, with every winner, every loser and its reason. It
// says nothing of seats. fault.NotFound when the directory has no such user.
func (e *Explainer) Explain(ctx context.Context, a access.Account, user string) (rule.Decision, error) {
	version, err := e.Policies.LiveVersion(ctx, a)
	if err != nil {
		return rule.Decision{}, err
	}
	policy, err := e.Policies.Policy(ctx, a, version)
	if err != nil {
		return rule.Decision{}, err
	}
	rec, err := e.Records.Record(ctx, a, user)
	if err != nil {
		return rule.Decision{}, err
	}
	if rec.User == nil {
		return rule.Decision{}, fault.New(fault.NotFound, "user_not_found", "The directory has no such user.")
	}
	set := rule.Compile(policy)
	if err := rec.missing(ctx, a, e.Records, set.Named()); err != nil {
		return rule.Decision{}, err
	}
	return set.Evaluate(rec.input(user, e.Now())), nil
}
