package adminapi

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/rule"
)

// RuleBody is a rule as it is written. A member that is absent or null has no opinion.
type RuleBody struct {
	Description      string         `json:"description,omitempty" doc:"At most 1,000 characters."`
	Enabled          *bool          `json:"enabled,omitempty" doc:"True when absent."`
	Group            string         `json:"group,omitempty" doc:"Needed: a directory group, by id."`
	Condition        string         `json:"condition,omitempty" doc:"A SCIM filter over the directory user, and memberOf with group ids."`
	Products         []ProductGrant `json:"products" required:"false"`
	Role             *RoleBody      `json:"role,omitempty"`
	UserGroup        string         `json:"userGroup,omitempty" doc:"A user group's id, or none: explicitly no group."`
	SettingsTemplate string         `json:"settingsTemplate,omitempty" doc:"A template's id, or default."`
	Language         string         `json:"language,omitempty" doc:"One of en, fr, it, de, es, pt and nl."`
	WelcomeMail      string         `json:"welcomeMail,omitempty" doc:"A template's id, default, or none: no mail."`
}

// ProductGrant names a product and, optionally, one of its plans.
type ProductGrant struct {
	Key  string `json:"key"`
	Plan string `json:"plan,omitempty"`
}

// RoleBody is what a rule says of the role.
type RoleBody struct {
	Kind       string        `json:"kind,omitempty" doc:"Needed: one of member, manager and admin."`
	Privileges []string      `json:"privileges,omitempty" doc:"Of a manager: see /privileges."`
	Managed    *ManagedGroup `json:"managedGroups,omitempty" doc:"Of a manager: ids of user groups, or the word all. Absent or empty means nobody."`
}

// ManagedGroup is a list of user groups, or all of them.
type ManagedGroup struct {
	All bool
	IDs []string
}

const allGroups = "all"

// Schema says that the list may be the word all.
func (ManagedGroup) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}},
		{Type: huma.TypeString, Enum: []any{allGroups}},
	}}
}

// MarshalJSON writes the list or the word.
func (m ManagedGroup) MarshalJSON() ([]byte, error) {
	if m.All {
		return json.Marshal(allGroups)
	}
	return json.Marshal(append([]string{}, m.IDs...))
}

// UnmarshalJSON reads the list or the word.
func (m *ManagedGroup) UnmarshalJSON(text []byte) error {
	*m = ManagedGroup{All: string(text) == `"`+allGroups+`"`}
	if m.All {
		return nil
	}
	return json.Unmarshal(text, &m.IDs)
}

// RuleView is a rule as it is read.
type RuleView struct {
	ID       string `json:"id"`
	Position int    `json:"position" doc:"From 1, the strongest."`
	RuleBody
	Problems []ProblemView `json:"problems,omitempty" doc:"Why the rule gives nothing to anybody, if so: its directory group, or one that its condition names, is gone."`
}

// RuleChange is a rule as PUT and PATCH take it: what was read can be sent back.
type RuleChange struct {
	ID       string `json:"id,omitempty" doc:"As in the address, or absent."`
	Position int    `json:"position,omitempty" minimum:"1" doc:"From 1, the strongest; where the rule is when absent."`
	RuleBody
	Problems []ProblemView `json:"problems,omitempty" doc:"As read; it says nothing here."`
}

// rule is the body as the domain has it.
func (b RuleBody) rule() rule.Rule {
	return rule.Rule{
		Enabled: b.Enabled == nil || *b.Enabled, Description: b.Description, Group: b.Group, Condition: b.Condition,
		Products: convert(b.Products, func(g ProductGrant) rule.ProductGrant { return rule.ProductGrant(g) }),
		Role:     b.Role.role(), UserGroup: rule.Choice(b.UserGroup), SettingsTemplate: rule.Choice(b.SettingsTemplate),
		Language: b.Language, WelcomeMail: rule.Choice(b.WelcomeMail),
	}
}

func (b *RoleBody) role() *rule.Role {
	if b == nil {
		return nil
	}
	r := &rule.Role{Kind: rule.RoleKind(b.Kind), Privileges: b.Privileges}
	if b.Managed != nil {
		r.Managed = rule.GroupList{All: b.Managed.All, IDs: b.Managed.IDs}
	}
	return r
}

func ruleBody(r rule.Rule) RuleBody {
	body := RuleBody{
		Enabled: &r.Enabled, Description: r.Description, Group: r.Group, Condition: r.Condition,
		Products:  convert(r.Products, func(g rule.ProductGrant) ProductGrant { return ProductGrant(g) }),
		UserGroup: string(r.UserGroup), SettingsTemplate: string(r.SettingsTemplate),
		Language: r.Language, WelcomeMail: string(r.WelcomeMail),
	}
	if r.Role != nil {
		role := roleBody(*r.Role)
		body.Role = &role
	}
	return body
}

// roleBody is a role as it is read: a manager always says whom he manages, nobody included.
func roleBody(r rule.Role) RoleBody {
	body := RoleBody{Kind: string(r.Kind), Privileges: r.Privileges}
	if r.Kind == rule.Manager {
		body.Managed = &ManagedGroup{All: r.Managed.All, IDs: r.Managed.IDs}
	}
	return body
}
