package rule

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// known is what a policy has, by id: what the words of rules and grants can refer to.
type known struct {
	roles      []RoleKind
	products   catalogue
	userGroups map[string]bool
	settings   map[string]bool
	mails      map[string]bool
	person     *schema.ResourceType // what conditions are written about
}

func newKnown(p *Policy) known {
	k := known{
		roles:      p.AssignableRoles,
		products:   newCatalogue(p.Products),
		userGroups: map[string]bool{},
		settings:   ids(p.SettingsTemplates),
		mails:      ids(p.EmailTemplates),
		person:     p.person(),
	}
	if k.roles == nil {
		k.roles = []RoleKind{Member, Manager, Admin}
	}
	for _, g := range p.UserGroups {
		k.userGroups[g.ID] = true
	}
	return k
}

func ids(templates []TemplateRef) map[string]bool {
	out := map[string]bool{}
	for _, t := range templates {
		out[t.ID] = true
	}
	return out
}

func (k *known) userGroup(c Choice) bool        { return c == None || k.userGroups[string(c)] }
func (k *known) settingsTemplate(c Choice) bool { return c == Default || k.settings[string(c)] }
func (k *known) welcomeMail(c Choice) bool {
	return c == None || c == Default || k.mails[string(c)]
}

// assignable reports whether rules may give a role; admins may give any by hand.
func (k *known) assignable(kind RoleKind) bool { return slices.Contains(k.roles, kind) }

// grant looks a product and its plan up; an unknown plan reads as none.
func (k *known) grant(g ProductGrant) (plan string, product, planKnown bool) {
	item, ok := k.products[g.Key]
	if !ok {
		return g.Plan, false, true
	}
	if g.Plan == "" || slices.Contains(item.plans, g.Plan) {
		return g.Plan, true, true
	}
	return "", true, false
}

// roleFault is a part of a role that had to be left out.
type roleFault struct{ code, subject string }

// role brings a role into its one canonical form, without what is unknown: that never widens it. A manager
// who would be left without privileges is not usable.
func (k *known) role(r Role) (Role, []roleFault) {
	switch r.Kind {
	case Member, Admin:
		return Role{Kind: r.Kind}, nil
	case Manager:
	default:
		return Role{Kind: r.Kind}, []roleFault{{codeInvalid, string(r.Kind)}}
	}
	var faults []roleFault
	out := Role{Kind: Manager, Managed: GroupList{All: r.Managed.All}}
	for _, p := range r.Privileges {
		if !slices.Contains(privileges, p) {
			faults = append(faults, roleFault{codeInvalid, p})
		}
	}
	for _, p := range privileges {
		if slices.Contains(r.Privileges, p) {
			out.Privileges = append(out.Privileges, p)
		}
	}
	if len(out.Privileges) == 0 && len(faults) == 0 {
		faults = append(faults, roleFault{codeInvalid, string(Manager)})
	}
	if !r.Managed.All {
		ids, missing := k.managed(r.Managed.IDs)
		out.Managed.IDs, faults = ids, append(faults, missing...)
	}
	return out, faults
}

func (k *known) managed(ids []string) (found []string, missing []roleFault) {
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if k.userGroups[id] {
			found = append(found, id)
		} else {
			missing = append(missing, roleFault{codeGroupMissing, id})
		}
	}
	return found, missing
}

// visible is a user as the policy's schemas show it: what was stored under another schema says nothing.
func (k *known) visible(user scim.Object) scim.Object {
	if user == nil || k.person == schema.RuleUsers() {
		return user
	}
	return k.person.Visible(user)
}
