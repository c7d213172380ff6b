package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// Seen tells whether an account and its live policy still say what the author of a change has seen of them; nil: whatever they say.
type Seen func(account Account, live *rule.Policy) bool

// seenAccount is what a change was made of: an account and its policy as they were just before.
type seenAccount struct {
	seen    Seen
	account Account
	policy  *rule.Policy
}

// see reads what a change is made of. fault.Stale when its author has seen something else; then nothing was changed.
func (s *Accounts) see(ctx context.Context, a access.Account, seen Seen) (now seenAccount, err error) {
	if seen == nil {
		return now, nil
	}
	now.seen = seen
	if now.account, err = s.Store.Account(ctx, a); err != nil {
		return now, err
	}
	if now.policy, err = s.Publisher.Live(ctx, a); err != nil {
		return now, err
	}
	if !seen(now.account, now.policy) {
		return now, errStale()
	}
	return now, nil
}

// sameAccount fails with fault.Stale when the account was changed since it was looked at.
func (n seenAccount) sameAccount(account Account) error {
	if n.seen != nil && !n.seen(account, n.policy) {
		return errStale()
	}
	return nil
}

// samePolicy is sameAccount for a policy. Only what the author looks at counts: rules may have been published since.
func (n seenAccount) samePolicy(p *rule.Policy) error {
	if n.seen != nil && !n.seen(n.account, p) {
		return errStale()
	}
	return nil
}
