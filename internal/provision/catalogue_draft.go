package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// unused fails as inUse does, also with rules of the draft: one that names what is gone could not go live any more.
func (c *Catalogue) unused(ctx context.Context, a access.Account, p *rule.Policy, uses func(rule.Rule) bool) error {
	if err := inUse(p, uses); err != nil {
		return err
	}
	draft, err := c.Drafts.Draft(ctx, a)
	if err != nil || !draft.Open {
		return err
	}
	return inUse(&rule.Policy{Rules: draft.Rules}, uses)
}

// replaceInDraft has replace change each rule of the draft that uses something; a draft that does not use it stays as it is.
func (c *Catalogue) replaceInDraft(ctx context.Context, a access.Account, uses func(rule.Rule) bool, replace func(*rule.Rule)) error {
	for attempt := range publishTries {
		was, err := c.Drafts.Draft(ctx, a)
		if err != nil || !was.Open || !slices.ContainsFunc(was.Rules, uses) {
			return err
		}
		d := was
		d.Revision, d.Rules, d.Modified = was.Revision+1, slices.Clone(was.Rules), c.Publisher.Now()
		for i := range d.Rules {
			if uses(d.Rules[i]) {
				replace(&d.Rules[i])
			}
		}
		if err := c.Drafts.SaveDraft(ctx, a, d, was); err == nil || unlessMoved(err) != nil {
			return err
		}
		if err := c.Publisher.Sleep(ctx, job.Conflicts.Wait(attempt, c.Publisher.Rand())); err != nil {
			return err
		}
	}
	return busy("edit", "rules", ErrMoved)
}
