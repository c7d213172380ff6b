package code

import (
	"slices"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// named is the rule of an entry with ids in the place of names. What is neither an id nor a name stays as it is, and is found at fault by rule.Check.
func (r *reader) named(e entry, known Known, path string) rule.Rule {
	out := e.rule
	choose := func(member string, v rule.Choice, d directory) rule.Choice {
		return rule.Choice(r.reference(e.node, string(v), d, path+"."+member, member))
	}
	out.UserGroup = choose("userGroup", out.UserGroup, r.has.userGroups)
	out.SettingsTemplate = choose("settingsTemplate", out.SettingsTemplate, r.has.settings)
	out.WelcomeMail = choose("welcomeMail", out.WelcomeMail, r.has.mails)
	if out.Role != nil {
		role := *out.Role
		role.Managed.IDs = slices.Clone(role.Managed.IDs)
		for i, id := range role.Managed.IDs {
			role.Managed.IDs[i] = r.reference(e.node, id, r.has.userGroups, path+".role.managedGroups", "role.managedGroups")
		}
		out.Role = &role
	}
	r.group(e, &out, known, path)
	return out
}

// group finds the directory group of a rule, and says which groups there are not.
func (r *reader) group(e entry, out *rule.Rule, known Known, path string) {
	if e.groupName != "" {
		switch ids := known.Named[e.groupName]; len(ids) {
		case 0:
			r.fail(e.node.find("groupName"), path+".groupName", "The directory has no group of this name.")
			out.Group = e.groupName // not empty, so that nothing more is said of it
		case 1:
			out.Group = ids[0]
		default:
			r.fail(e.node.find("groupName"), path+".groupName", "The directory has several groups of this name. Name one by its id, as group.")
			out.Group = ids[0]
		}
		return
	}
	if known.Gone[out.Group] {
		r.fail(e.node.find("group"), path+".group", "The directory has no such group.")
	}
	for _, id := range rule.ConditionGroups(out.Condition) {
		if known.Gone[id] {
			r.fail(e.node.find("condition"), path+".condition", "The directory has no group that the condition names.")
		}
	}
}

// judge adds what rule.Check finds of a rule, at the places where it was written.
func (r *reader) judge(n *node, err error, path string) {
	if err == nil {
		return
	}
	for _, f := range fault.As(err).Fields {
		r.fail(n.find(f.Path), path+"."+f.Path, f.Detail)
	}
}

// inventory is what an account has that rules name.
type inventory struct{ userGroups, settings, mails directory }

func newInventory(p *rule.Policy) inventory {
	return inventory{userGroups(p), templates(p.SettingsTemplates), templates(p.EmailTemplates)}
}

// directory is the things of one kind by id and by name.
type directory struct {
	names map[string]string   // by id
	ids   map[string][]string // by name
}

func userGroups(p *rule.Policy) directory {
	d := newDirectory()
	for _, g := range p.UserGroups {
		d.add(g.ID, g.Name)
	}
	return d
}

func templates(list []rule.TemplateRef) directory {
	d := newDirectory()
	for _, t := range list {
		d.add(t.ID, t.Name)
	}
	return d
}

func newDirectory() directory {
	return directory{names: map[string]string{}, ids: map[string][]string{}}
}

func (d directory) add(id, name string) {
	d.names[id] = name
	d.ids[name] = append(d.ids[name], id)
}

// reserved are words that are no names.
func reserved(text string) bool {
	return text == "" || text == string(rule.None) || text == string(rule.Default) || text == all
}

// reference is the id that a text means: itself, or the one thing that has it as its name.
func (r *reader) reference(n *node, text string, d directory, path, member string) string {
	if _, isID := d.names[text]; isID || reserved(text) {
		return text
	}
	ids := d.ids[text]
	if len(ids) > 1 {
		r.fail(n.find(member), path, "Several have this name. Name one by its id.")
	}
	if len(ids) > 0 {
		return ids[0]
	}
	return text
}

// label is how a thing is written: by its name where that means nothing else, else by its id.
func (d directory) label(id string) words {
	name := d.names[id]
	if _, isID := d.names[name]; isID || reserved(name) || reserved(id) || len(d.ids[name]) != 1 {
		return words(id)
	}
	return words(name)
}
