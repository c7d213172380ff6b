package code

import (
	"fmt"
	"regexp"
	"slices"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// The members of a file and its parts, in the order in which they are written.
var (
	fileMembers    = []string{"format", "rules"}
	ruleMembers    = []string{"id", "description", "enabled", "group", "groupName", "condition", "products", "role", "userGroup", "settingsTemplate", "language", "welcomeMail"}
	productMembers = []string{"key", "plan"}
	roleMembers    = []string{"kind", "privileges", "managedGroups"}
)

// reader turns nodes into rules and collects what is wrong.
type reader struct {
	faults []fault.Field
	ids    map[string]bool // of rules, as far as read
	has    inventory       // for names
}

func (r *reader) fail(at *node, path, detail string) {
	r.failAt(at.line, at.column, path, detail)
}

func (r *reader) failAt(line, column int, path, detail string) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, fault.Field{Path: path, Detail: fmt.Sprintf("Line %d, column %d: %s", line, column, detail)})
	}
}

func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "invalid_rules", "The file is no rule set that could be used. Nothing was changed: correct what is named by line and column.")
	e.Fields = r.faults
	return e
}

// object reports whether a node is an object of members that there are; unknown ones are reported.
func (r *reader) object(n *node, path string, members []string) bool {
	if n.kind != object {
		r.fail(n, path, "Must be an object.")
		return false
	}
	for _, m := range n.names {
		if !slices.Contains(members, m.text) {
			r.failAt(m.line, m.column, path, "There is no member of this name here.")
		}
	}
	return true
}

// list is the elements of a member; absent and null have none.
func (r *reader) list(n *node, member, path string) []*node {
	m := n.member(member)
	if m == nil || m.kind == null {
		return nil
	}
	if m.kind != list {
		r.fail(m, path+"."+member, "Must be a list.")
	}
	return m.items
}

// text is a member that is a text; absent and null are "".
func (r *reader) text(n *node, member, path string) string {
	m := n.member(member)
	if m == nil {
		return ""
	}
	return r.plain(m, path+"."+member)
}

func (r *reader) plain(n *node, path string) string {
	if n.kind != text && n.kind != null {
		r.fail(n, path, "Must be a text: put it into quotes.")
	}
	return n.text
}

func (r *reader) file(root *node) *File {
	f := &File{}
	r.ids = map[string]bool{}
	if !r.object(root, "", fileMembers) {
		return f
	}
	if m := root.member("format"); m == nil || m.text != Mark {
		at := root
		if m != nil {
			at = m
		}
		r.fail(at, "format", "A file of rules begins with the member format, "+Mark+".")
	}
	m := root.member("rules")
	switch {
	case m == nil || m.kind == null:
		r.fail(root, "rules", "The list of rules is missing. An empty one is written as [].")
		return f
	case m.kind != list:
		r.fail(m, "rules", "Must be a list.")
		return f
	case len(m.items) > rule.MaxRules:
		r.fail(m, "rules", fmt.Sprintf("An account has at most %d rules.", rule.MaxRules))
		return f
	}
	for i, n := range m.items {
		f.entries = append(f.entries, r.rule(n, fmt.Sprintf("rules[%d]", i)))
	}
	return f
}

// idPattern is what the id of a rule can be; those that this product mints are of it.
var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (r *reader) rule(n *node, path string) entry {
	e := entry{node: n}
	if !r.object(n, path, ruleMembers) {
		return e
	}
	e.rule = rule.Rule{
		ID: r.id(n, path), Enabled: r.enabled(n, path), Description: r.text(n, "description", path),
		Group: r.text(n, "group", path), Condition: r.text(n, "condition", path),
		Products: r.products(n, path), Role: r.role(n, path),
		UserGroup: rule.Choice(r.text(n, "userGroup", path)), SettingsTemplate: rule.Choice(r.text(n, "settingsTemplate", path)),
		Language: r.text(n, "language", path), WelcomeMail: rule.Choice(r.text(n, "welcomeMail", path)),
	}
	if name := r.text(n, "groupName", path); e.rule.Group == "" {
		e.groupName = name
	}
	return e
}

func (r *reader) id(n *node, path string) string {
	id := r.text(n, "id", path)
	if id == "" {
		return ""
	}
	switch m := n.member("id"); {
	case !idPattern.MatchString(id):
		r.fail(m, path+".id", "Must be 1 to 64 letters, digits, hyphens and underscores; leave it out for a new rule.")
	case r.ids[id]:
		r.fail(m, path+".id", "A rule above has the same id.")
	}
	r.ids[id] = true
	return id
}

// enabled is true unless it says false.
func (r *reader) enabled(n *node, path string) bool {
	m := n.member("enabled")
	switch {
	case m == nil || m.kind == null:
		return true
	case m.kind != flag:
		r.fail(m, path+".enabled", "Must be true or false.")
	}
	return m.flag
}

func (r *reader) products(n *node, path string) []rule.ProductGrant {
	var out []rule.ProductGrant
	for i, p := range r.list(n, "products", path) {
		at := fmt.Sprintf("%s.products[%d]", path, i)
		if r.object(p, at, productMembers) {
			out = append(out, rule.ProductGrant{Key: r.text(p, "key", at), Plan: r.text(p, "plan", at)})
		}
	}
	return out
}

func (r *reader) role(n *node, path string) *rule.Role {
	m := n.member("role")
	path += ".role"
	if m == nil || m.kind == null || !r.object(m, path, roleMembers) {
		return nil
	}
	role := &rule.Role{Kind: rule.RoleKind(r.text(m, "kind", path)), Privileges: r.texts(m, "privileges", path)}
	if managed := m.member("managedGroups"); managed != nil && managed.kind == text {
		role.Managed.All = managed.text == all
		if !role.Managed.All {
			r.fail(managed, path+".managedGroups", `Must be a list of user groups, or the word "all".`)
		}
		return role
	}
	role.Managed.IDs = r.texts(m, "managedGroups", path)
	return role
}

// all is the word for every user group.
const all = "all"

func (r *reader) texts(n *node, member, path string) []string {
	var out []string
	for i, m := range r.list(n, member, path) {
		out = append(out, r.plain(m, fmt.Sprintf("%s.%s[%d]", path, member, i)))
	}
	return out
}
