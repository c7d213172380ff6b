package rule

import "slices"

// ruling are the privileges that let a manager change what other users are or have.
var ruling = []string{"manage_users", "manage_licenses", "manage_user_settings", "manage_user_groups"}

// roles reports rules that give power over users to whoever is put into a directory group.
func (l *linter) roles() {
	for _, at := range l.enabled() {
		c := &l.set.rules[at]
		if c.role.stated && !c.role.broken && l.escalates(c) {
			l.report(FindEscalation, at, slotRole, string(c.role.value.Kind))
		}
	}
}

// escalates is true of an admin, of a manager who rules over everybody, and of one who rules over the user group that the rule itself puts people into: they
// rule over themselves.
func (l *linter) escalates(c *compiled) bool {
	role := c.role.value
	if role.Kind == Admin {
		return true
	}
	rules := slices.ContainsFunc(role.Privileges, func(p string) bool { return slices.Contains(ruling, p) })
	return rules && (role.Managed.All || l.within(string(c.userGroup.value), role.Managed.IDs))
}

// within reports whether a user group, or one that it is part of, is among others.
func (l *linter) within(group string, others []string) bool {
	parents := map[string]string{}
	for _, g := range l.policy.UserGroups {
		parents[g.ID] = g.Parent
	}
	for range l.policy.UserGroups { // not longer than that, should they run in a circle
		if slices.Contains(others, group) {
			return true
		}
		group = parents[group]
	}
	return false
}
