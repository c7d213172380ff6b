package rule_test

import (
	"slices"
	"strings"

	"usersync/internal/rule"
)

// problems lists what cannot be evaluated, whoever the user is: of enabled rules, of hand-made grants that hold, and the prerequisites that do not exist of
// products that the user has.
func (o oracle) problems(given map[string]string) []string {
	var out []string
	note := func(words ...string) { out = append(out, strings.Join(words, " ")) }
	for _, r := range o.rules {
		if r.Enabled {
			o.faultsOf(r, note)
		}
	}
	if slices.ContainsFunc(o.rules, func(r rule.Rule) bool { return o.why(r) == "unverified" }) {
		subject := "emails"
		if o.in.Email != "" {
			parts := strings.Split("@"+o.in.Email, "@")
			subject = strings.ToLower(parts[len(parts)-1])
			if len(parts) == 2 {
				subject = ""
			}
		}
		note(o.barred(), "", "", subject)
	}
	for _, g := range o.grants(false) {
		if g.Product != "" {
			o.productFaults(g.ID, rule.ProductGrant{Key: g.Product, Plan: g.Plan}, note)
		}
		o.roleFaults(g.ID, g.Role, note)
		choiceFault(g.ID, "group_missing", "userGroup", g.Group, []rule.Choice{"none", "u0", "u1"}, note)
	}
	for key, how := range given {
		parts := strings.Split(how, "/")
		if parts[0] != "prerequisite" && o.lacks(key, nil) {
			note("invalid_value", parts[1], "products", "unknown")
		}
	}
	slices.Sort(out)
	return out
}

func (o oracle) faultsOf(r rule.Rule, note func(...string)) {
	if r.Group == "" || o.gone(r.Group) {
		note("group_missing", r.ID, "group", r.Group)
	}
	for _, id := range named(r.Condition) {
		if o.gone(id) {
			note("group_missing", r.ID, "condition", id)
		}
	}
	if !readable(r.Condition) {
		note("invalid_value", r.ID, "condition", "")
	}
	for i, p := range r.Products {
		if !slices.ContainsFunc(r.Products[:i], func(q rule.ProductGrant) bool { return q.Key == p.Key }) {
			o.productFaults(r.ID, p, note)
		}
	}
	switch {
	case r.Role == nil:
	case r.Role.Kind != "owner" && o.p.AssignableRoles != nil && !slices.Contains(o.p.AssignableRoles, r.Role.Kind):
		note("role_not_assignable", r.ID, "role", string(r.Role.Kind))
	default:
		o.roleFaults(r.ID, r.Role, note)
	}
	choiceFault(r.ID, "group_missing", "userGroup", r.UserGroup, []rule.Choice{"none", "u0", "u1"}, note)
	choiceFault(r.ID, "template_missing", "settingsTemplate", r.SettingsTemplate, []rule.Choice{"default", "s0", "s1"}, note)
	choiceFault(r.ID, "template_missing", "welcomeMail", r.WelcomeMail, []rule.Choice{"default", "none", "m0", "m1"}, note)
	if r.Language == "xx" {
		note("invalid_value", r.ID, "language", "xx")
	}
}

func (o oracle) productFaults(by string, p rule.ProductGrant, note func(...string)) {
	if p.Key == "unknown" || p.Plan == "unknown" {
		note("invalid_value", by, "products", p.Key)
	}
}

func (o oracle) roleFaults(by string, r *rule.Role, note func(...string)) {
	switch {
	case r == nil || r.Kind == rule.Member || r.Kind == rule.Admin:
		return
	case r.Kind != rule.Manager:
		note("invalid_value", by, "role", string(r.Kind))
		return
	case len(r.Privileges) == 0:
		note("invalid_value", by, "role", "manager")
	case slices.Contains(r.Privileges, "fly"):
		note("invalid_value", by, "role", "fly")
	}
	if !r.Managed.All && slices.Contains(r.Managed.IDs, "unknown") {
		note("group_missing", by, "role", "unknown")
	}
}

func choiceFault(by, code, slot string, c rule.Choice, known []rule.Choice, note func(...string)) {
	if c != "" && !slices.Contains(known, c) {
		note(code, by, slot, string(c))
	}
}

// lacks reports whether a product needs, near or far, one that does not exist.
func (o oracle) lacks(key string, seen []string) bool {
	p := o.product(key)
	if p == nil {
		return true
	}
	for _, need := range p.Requires {
		if !slices.Contains(seen, need) && o.lacks(need, append(seen, key)) {
			return true
		}
	}
	return false
}
