package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// RulesVersion is one revision of the rules that was live.
type RulesVersion struct {
	Revision  int64
	Version   int64 // the first policy that had it
	Published time.Time
}

// VersionStore lists revisions of rules that were live. Reads are strong.
type VersionStore interface {
	// RulesVersions lists up to limit revisions below before (0: from the newest), newest first.
	RulesVersions(ctx context.Context, a access.Account, before int64, limit int) ([]RulesVersion, error)
	// RulesVersion reads one; ok is false when no policy had that revision.
	RulesVersion(ctx context.Context, a access.Account, revision int64) (v RulesVersion, ok bool, err error)
}

// Versions lists revisions that were live, newest first; before is the last one of the page before, 0 for the first.
func (s *Rules) Versions(ctx context.Context, a access.Account, before int64, limit int) ([]RulesVersion, error) {
	return s.History.RulesVersions(ctx, a, before, limit)
}

// At reads the policy that first had a revision of the rules. fault.NotFound.
func (s *Rules) At(ctx context.Context, a access.Account, revision int64) (*rule.Policy, RulesVersion, error) {
	v, ok, err := s.History.RulesVersion(ctx, a, revision)
	if err != nil {
		return nil, v, err
	}
	if !ok {
		return nil, v, fault.New(fault.NotFound, "version_not_found", "The rules never were live in this revision.")
	}
	p, err := s.Publisher.Store.Policy(ctx, a, v.Version)
	return p, v, err
}

// Restore makes the rules of a revision that was live those of the account again, as any other edit does: by a draft while rules are reviewed. fault.NotFound; fault.Invalid
// when one of them names what there is no more; fault.Stale.
func (s *Rules) Restore(ctx context.Context, a access.Account, ifMatch, revision int64) (*rule.Policy, error) {
	old, _, err := s.At(ctx, a, revision)
	if err != nil {
		return nil, err
	}
	return s.edit(ctx, a, ifMatch, func(p *rule.Policy) error {
		p.Rules = old.Rules
		return checkRules(p)
	})
}

// checkRules fails for the first rule that is not acceptable among the products, groups and templates of today, and names it.
func checkRules(p *rule.Policy) error {
	for i, r := range p.Rules {
		if err := rule.Check(r, p); err != nil {
			return fault.New(fault.Invalid, "invalid_rule", "Rule %d is not acceptable among the products, groups and templates that there are now: see it, and mend or disable it.", i+1).
				At("rules", "Rule "+r.ID+" names something that is gone.").Because(err)
		}
	}
	return nil
}
