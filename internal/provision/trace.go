package provision

import (
	"context"
	"maps"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// Supposer works out what follows from an input that is only supposed. Safe for concurrent use.
type Supposer interface {
	// Above lists the groups that some groups are in, directly or not.
	Above(ctx context.Context, a access.Account, groups []string) ([]string, error)
	// PersonOf is what of a directory user's attributes matters besides the rules.
	PersonOf(attributes scim.Object) plan.Person
}

// Tracer says what a resolve would do, and writes nothing. Its fields must be set; it is safe for concurrent use.
type Tracer struct {
	Resolver *Resolver
	Supposer Supposer
	Drafts   DraftReader
}

// DraftReader reads the draft of the rules; a DraftStore does.
type DraftReader interface {
	// Draft reads the draft, or that there is none.
	Draft(ctx context.Context, a access.Account) (Draft, error)
}

// Trace is a resolve that did not happen: what was read, what was decided and what would be written.
type Trace struct {
	Fence      Fence
	Record     Record // the inputs, and what the user has
	Decision   rule.Decision
	Difference plan.Difference
	Change     Change // what would be written, in one transaction or, with many seats, in several
}

// WhatIf is a change of inputs to be tried. What is zero stays as it is.
type WhatIf struct {
	AddGroups    []string
	RemoveGroups []string       // groups that the user is a direct member of
	Attributes   map[string]any // top-level SCIM attributes by name; nil takes one away
	Grants       []rule.Grant   // in addition to those that the user has, without ids
	Draft        bool           // the rules are those of the draft, if there is one
}

// DryRun says what resolving a user now would do. fault.NotFound when there never was such a directory user.
func (t *Tracer) DryRun(ctx context.Context, a access.Account, user string) (Trace, error) {
	return t.trace(ctx, a, user, false, func(*rule.Policy, *Record) error { return nil })
}

// WhatIf says what a user would get if their inputs were others. Seats and waiting lines are those of now. fault.NotFound when the directory has no such user;
// fault.Invalid names what is wrong with a grant.
func (t *Tracer) WhatIf(ctx context.Context, a access.Account, user string, what WhatIf) (Trace, error) {
	return t.trace(ctx, a, user, what.Draft, func(p *rule.Policy, rec *Record) error {
		if rec.User == nil {
			return errNoUser()
		}
		for _, g := range what.Grants {
			if err := rule.CheckGrant(g, p); err != nil {
				return err
			}
			g.ID = "~" // behind every id: what is supposed is newer than what is
			rec.Grants = append(rec.Grants, g)
		}
		t.attributes(rec, what.Attributes)
		return t.groups(ctx, a, rec, what)
	})
}

func (t *Tracer) attributes(rec *Record, change map[string]any) {
	if len(change) == 0 {
		return
	}
	rec.User = maps.Clone(rec.User)
	for name, value := range change {
		if value == nil {
			delete(rec.User, name)
		} else {
			rec.User[name] = value
		}
	}
	person := t.Supposer.PersonOf(rec.User)
	person.Suspended, person.Pinned = rec.Person.Suspended, rec.Person.Pinned
	rec.Person = person
}

func (t *Tracer) groups(ctx context.Context, a access.Account, rec *Record, what WhatIf) error {
	if len(what.AddGroups)+len(what.RemoveGroups) == 0 {
		return nil
	}
	direct := slices.Concat(rec.Groups[:rec.Direct], what.AddGroups)
	direct = slices.DeleteFunc(direct, func(g string) bool { return slices.Contains(what.RemoveGroups, g) })
	above, err := t.Supposer.Above(ctx, a, direct)
	rec.Groups, rec.Direct = slices.Concat(direct, above), len(direct)
	return err
}

// trace reads in the order of a resolve, changes what was read, and decides.
func (t *Tracer) trace(ctx context.Context, a access.Account, user string, draft bool, suppose func(*rule.Policy, *Record) error) (Trace, error) {
	r := t.Resolver
	fence, err := r.Records.Fence(ctx, a, user)
	if err != nil {
		return Trace{}, err
	}
	if !fence.Exists || fence.Erased {
		return Trace{}, errNoUser()
	}
	live, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return Trace{}, err
	}
	set, err := r.policies.atLeast(ctx, r, a, max(live, fence.Rules))
	if err != nil {
		return Trace{}, err
	}
	if draft {
		if set, err = t.drafted(ctx, a, set); err != nil {
			return Trace{}, err
		}
	}
	rec, err := r.Records.Record(ctx, a, user)
	if err != nil {
		return Trace{}, err
	}
	rec.Fence = fence
	if err := suppose(set.Policy(), &rec); err != nil {
		return Trace{}, err
	}
	if err := rec.missing(ctx, a, r.Records, set.Named()); err != nil {
		return Trace{}, err
	}
	c, after, decision, err := r.decide(ctx, a, user, set, rec)
	if err != nil {
		return Trace{}, err
	}
	c.Fence, c.Version = fence, set.Policy().Version
	d := plan.Compare(user, rec.Outcome, after, waitsSince(rec.Seats))
	d.Mail = c.Mail
	return Trace{Fence: fence, Record: rec, Decision: decision, Difference: d, Change: c}, nil
}

// drafted is the live policy with the rules of the draft, if there is one.
func (t *Tracer) drafted(ctx context.Context, a access.Account, live *rule.Set) (*rule.Set, error) {
	draft, err := t.Drafts.Draft(ctx, a)
	if err != nil || !draft.Open {
		return live, err
	}
	return rule.Compile(draft.over(live.Policy())), nil
}

func waitsSince(seats map[string]Seat) map[string]time.Time {
	since := map[string]time.Time{}
	for key, seat := range seats {
		since[key] = seat.Since
	}
	return since
}
