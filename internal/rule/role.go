package rule

import (
	"slices"
	"strings"
)

// privileges is the closed list of domain.md section 2, in its order.
var privileges = []string{
	"manage_users", "manage_licenses", "manage_user_settings", "manage_user_groups", "manage_settings_templates",
	"manage_email_templates", "view_reports", "export_reports", "view_activity", "manage_billing",
}

// Privileges is the closed list of what a manager can be given.
func Privileges() []string { return slices.Clone(privileges) }

func (k RoleKind) known() bool { return k == Member || k == Manager || k == Admin }

// usable reports whether a canonical role can be given: a manager without a privilege cannot.
func (r Role) usable() bool {
	return r.Kind == Member || r.Kind == Admin || r.Kind == Manager && len(r.Privileges) > 0
}

// Equal reports whether two roles are the same, member by member.
func (r Role) Equal(other Role) bool {
	return r.Kind == other.Kind && r.Managed.All == other.Managed.All &&
		slices.Equal(r.Privileges, other.Privileges) && slices.Equal(r.Managed.IDs, other.Managed.IDs)
}

// Covers reports whether whoever has the role may do all that another one allows.
func (r Role) Covers(other Role) bool {
	if r.Kind != other.Kind {
		return r.Kind.rank() > other.Kind.rank()
	}
	return r.Kind != Manager || contains(r.Privileges, other.Privileges) && r.Managed.covers(other.Managed)
}

func (k RoleKind) rank() int { return slices.Index([]RoleKind{Member, Manager, Admin}, k) }

func (l GroupList) covers(other GroupList) bool {
	return l.All || !other.All && contains(l.IDs, other.IDs)
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// String is the role in one line: "member", "admin", or "manager of all: manage_users, view_reports".
func (r Role) String() string {
	if r.Kind != Manager {
		return string(r.Kind)
	}
	return "manager of " + r.Managed.String() + ": " + strings.Join(r.Privileges, ", ")
}

// String is "all", "nobody", or the ids.
func (l GroupList) String() string {
	switch {
	case l.All:
		return "all"
	case len(l.IDs) == 0:
		return "nobody"
	default:
		return strings.Join(l.IDs, " and ")
	}
}
