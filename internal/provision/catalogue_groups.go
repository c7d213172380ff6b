package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// AddUserGroup stores a new user group under a fresh id. fault.Invalid, Stale.
func (c *Catalogue) AddUserGroup(ctx context.Context, a access.Account, ifMatch int64, g rule.UserGroup) (rule.UserGroup, *rule.Policy, error) {
	g.ID = c.Publisher.NewID()
	policy, err := c.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		if len(p.UserGroups) >= MaxUserGroups {
			return errLimit("user groups", MaxUserGroups)
		}
		p.UserGroups = append(p.UserGroups, g)
		return checkUserGroup(p, g)
	})
	return g, policy, err
}

// ChangeUserGroup applies change to one user group. fault.NotFound, Invalid (an unknown parent, or a circle), Stale.
func (c *Catalogue) ChangeUserGroup(ctx context.Context, a access.Account, ifMatch int64, id string, change func(rule.UserGroup) (rule.UserGroup, error)) (rule.UserGroup, *rule.Policy, error) {
	var g rule.UserGroup
	policy, err := c.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		at, err := findUserGroup(p, id)
		if err != nil {
			return err
		}
		if g, err = change(p.UserGroups[at]); err != nil {
			return err
		}
		g.ID = id
		p.UserGroups[at] = g
		return checkUserGroup(p, g)
	})
	return g, policy, err
}

// DeleteUserGroup takes a user group away. fault.NotFound, Stale, and Conflict when a rule or a hand-made grant uses it or it is a parent.
func (c *Catalogue) DeleteUserGroup(ctx context.Context, a access.Account, ifMatch int64, id string) (*rule.Policy, error) {
	return c.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		at, err := findUserGroup(p, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(p.UserGroups, func(g rule.UserGroup) bool { return g.Parent == id }) {
			return fault.New(fault.Conflict, "has_children", "Other user groups are below it. Move or delete them first.")
		}
		p.UserGroups = slices.Delete(p.UserGroups, at, at+1)
		used := c.unused(ctx, a, p, func(r rule.Rule) bool {
			return r.UserGroup == rule.Choice(id) || r.Role != nil && slices.Contains(r.Role.Managed.IDs, id)
		})
		if used != nil {
			return used
		}
		return c.userGroupUnheld(ctx, a, id)
	})
}

// FindUserGroup returns a user group of a policy. fault.NotFound.
func FindUserGroup(p *rule.Policy, id string) (rule.UserGroup, error) {
	at, err := findUserGroup(p, id)
	if err != nil {
		return rule.UserGroup{}, err
	}
	return p.UserGroups[at], nil
}

func findUserGroup(p *rule.Policy, id string) (int, error) {
	return indexOf(p.UserGroups, func(g rule.UserGroup) bool { return g.ID == id }, "user_group_not_found", "There is no such user group.")
}

// checkUserGroup judges a group that is in the policy already: walking up from it must end.
func checkUserGroup(p *rule.Policy, g rule.UserGroup) error {
	if err := checkName(g.Name); err != nil {
		return err
	}
	for at, steps := g, 0; at.Parent != ""; steps++ {
		parent, err := FindUserGroup(p, at.Parent)
		if err != nil {
			return fault.New(fault.Invalid, "parent_missing", "The parent must be a user group of this account.").At("parent", "No such user group.")
		}
		if parent.ID == g.ID || steps > len(p.UserGroups) {
			return fault.New(fault.Invalid, "parent_circle", "A user group cannot be above itself.").At("parent", "Makes a circle.")
		}
		at = parent
	}
	return nil
}
