package provision

import (
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// GoneStore keeps which directory groups were deleted and not looked at since. Safe for concurrent use; reads are strong.
type GoneStore interface {
	// Departed lists up to limit of them.
	Departed(ctx context.Context, a access.Account, limit int) ([]Departure, error)
	// ForgetDeparted takes some off the list. Doing it twice is harmless.
	ForgetDeparted(ctx context.Context, a access.Account, groups []string) error
	GroupFinder
}

// GroupFinder says which directory groups there are.
type GroupFinder interface {
	// HaveGroups returns those of the ids that the account has a directory group of, read strongly.
	HaveGroups(ctx context.Context, a access.Account, ids []string) (map[string]bool, error)
}

// Departure is a directory group that was deleted.
type Departure struct {
	Group string
	At    time.Time
}

// departuresAtOnce is how many deleted groups one step looks at: they go off the list in one transaction.
const departuresAtOnce = 50

// GoneGroups notes in the policy which of the directory groups that conditions of its rules ask for were deleted: those rules are skipped and reported from then on, for
// everybody. It takes no rule away. A rule whose own group goes needs no note: nobody is in it, and its members were rung. Its fields must be set before the first
// call; it is safe for concurrent use.
type GoneGroups struct {
	Publisher *Publisher
	Store     GoneStore
	Sender    Sender
	Now       func() time.Time

	policies policyCache
}

// Handle does the work of one message: it looks at every group that was deleted since.
func (g *GoneGroups) Handle(ctx context.Context, a access.Account) job.Verdict {
	for {
		list, err := g.Store.Departed(ctx, a, departuresAtOnce)
		if err != nil || len(list) == 0 {
			return Verdict(err)
		}
		groups := make([]string, len(list))
		for i, d := range list {
			groups[i] = d.Group
		}
		if err := g.note(ctx, a, groups); err != nil {
			return Verdict(err)
		}
		if err := g.Store.ForgetDeparted(ctx, a, groups); err != nil {
			return Verdict(err)
		}
	}
}

// Look notes those of all groups that conditions of the live policy ask for: a rule may have been published while its group was deleted.
func (g *GoneGroups) Look(ctx context.Context, a access.Account) error {
	set, err := g.live(ctx, a)
	if err != nil {
		return err
	}
	asked := unnoted(set)
	if len(asked) == 0 {
		return nil
	}
	there, err := g.Store.HaveGroups(ctx, a, asked)
	if err != nil {
		return err
	}
	return g.note(ctx, a, slices.DeleteFunc(asked, func(id string) bool { return there[id] }))
}

func (g *GoneGroups) live(ctx context.Context, a access.Account) (*rule.Set, error) {
	version, err := g.Publisher.Store.LiveVersion(ctx, a)
	if err != nil {
		return nil, err
	}
	return g.policies.compiled(ctx, g.Publisher.Store, a, version)
}

// unnoted are the groups that conditions ask for and that are not known to be gone.
func unnoted(set *rule.Set) []string {
	return slices.DeleteFunc(set.AskedByAny(), func(id string) bool { return slices.Contains(set.Policy().Gone, id) })
}

// note publishes that groups are gone, where conditions ask for them. What no condition asks for any more is forgotten.
func (g *GoneGroups) note(ctx context.Context, a access.Account, gone []string) error {
	set, err := g.live(ctx, a)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(unnoted(set), func(id string) bool { return slices.Contains(gone, id) }) {
		return nil
	}
	_, err = g.Publisher.Publish(ctx, a, 0, func(p *rule.Policy) error {
		p.Gone = slices.DeleteFunc(rule.Compile(p).AskedByAny(), func(id string) bool {
			return !slices.Contains(p.Gone, id) && !slices.Contains(gone, id)
		})
		return nil
	})
	return err
}

// SweepGone sends for deletions that nobody looked at for longer than olderThan.
func (g *GoneGroups) SweepGone(ctx context.Context, a access.Account, olderThan time.Duration) error {
	list, err := g.Store.Departed(ctx, a, departuresAtOnce)
	before := g.Now().Add(-olderThan)
	if err != nil || !slices.ContainsFunc(list, func(d Departure) bool { return !d.At.After(before) }) {
		return err
	}
	p := post{policies: g.Publisher.Store}
	p.add(ctx, Signal{Kind: GroupGone, Account: a})
	return errors.Join(p.err, p.send(ctx, g.Sender))
}

// missing looks up which of some groups that rules name, and that somebody is not in, are gone: a deletion rings the members before the policy says so. Nothing is read
// where no group is named.
func (rec *Record) missing(ctx context.Context, a access.Account, groups GroupFinder, named []string) error {
	named = slices.DeleteFunc(named, func(id string) bool { return slices.Contains(rec.Groups, id) })
	if len(named) == 0 {
		return nil
	}
	there, err := groups.HaveGroups(ctx, a, named)
	if err != nil {
		return err
	}
	rec.Gone = make(map[string]bool)
	for _, id := range named {
		if !there[id] {
			rec.Gone[id] = true
		}
	}
	return nil
}
