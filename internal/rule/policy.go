// Package rule works out what the rules of an account give to one directory user.
//
// Compile turns an immutable policy snapshot into a Set; Set.Evaluate is a pure function of
// (policy, directory user, memberships, hand-made grants, the user's own choices, now) and returns, per slot, the
// winner and every loser with its reason. The package reads nothing, writes nothing and knows neither seats in use nor what the user has today (that
// is package plan).
package rule

import "time"

// Limits of a policy (domain: "A rule").
const (
	MaxRules          = 1000
	MaxDescription    = 1000 // characters
	MaxConditionBytes = 2 << 10
	MaxConditionDepth = 12
	MaxConditionNodes = 200
)

// Languages are the seven that users can be written to in, English first.
var Languages = []string{"en", "fr", "it", "de", "es", "pt", "nl"}

// Policy is an immutable snapshot of everything that decides outcomes and is not per user. Any change makes a new
// version; going back makes version n+2, never n again.
type Policy struct {
	Version           int64         `json:"version"`
	Revision          int64         `json:"revision,omitempty"` // of the rules: see RulesRevision
	SyncOn            bool          `json:"syncOn"`
	MailOn            bool          `json:"mailOn"`
	Quiet             bool          `json:"quiet,omitempty"`  // whoever is new gets no welcome mail, now or later
	MailTo            string        `json:"mailTo,omitempty"` // the one address that all mails to people go to instead; "": theirs
	DefaultLanguage   string        `json:"defaultLanguage"`
	AssignableRoles   []RoleKind    `json:"assignableRoles"`           // by rules; nil: all three, empty: none
	VerifiedDomains   []string      `json:"verifiedDomains,omitempty"` // rules give to nobody else; of e-mail addresses, in lower case; empty: to everybody
	Rules             []Rule        `json:"rules"`                     // strongest first
	Products          []Product     `json:"products"`
	UserGroups        []UserGroup   `json:"userGroups"`
	SettingsTemplates []TemplateRef `json:"settingsTemplates"` // without the built-in "default"
	EmailTemplates    []TemplateRef `json:"emailTemplates"`    // without the built-in "default"
	Rollout           *Rollout      `json:"rollout,omitempty"` // nil: Rules are everybody's
	Extensions        []Extension   `json:"extensions,omitempty"`
	ExtensionsSince   int64         `json:"extensionsSince,omitempty"` // the version that changed Extensions last; 0: they were never changed
	Planned           int64         `json:"planned,omitempty"`         // the last version that a plan, or the decision on one, made live; 0: none did
	Withhold          *Withhold     `json:"withhold,omitempty"`        // nil: what the rules do not give any more is taken
	Gone              []string      `json:"gone,omitempty"`            // directory groups that conditions of rules ask for and that were deleted; their ids never come back
}

// Withhold says that the policy gives and does not take: what Base gives to people stays with them until somebody has decided on a hold.
type Withhold struct {
	Hold string `json:"hold"` // its id
	Base int64  `json:"base"` // the version of the policy whose gifts stay; it withholds nothing itself
}

// Extension is a schema extension of an account's own: attributes that its directory users or groups have beside those of the standard.
type Extension struct {
	ResourceType string         `json:"resourceType"`       // "User" or "Group"
	Required     bool           `json:"required,omitempty"` // every new resource must have it
	Schema       map[string]any `json:"schema"`             // as schema.Schema.Document writes it
}

// The resource types that can be extended.
const (
	ExtendsUser  = "User"
	ExtendsGroup = "Group"
)

// RulesRevision counts changes of the rules, drafts included, where Version counts publications of anything. A policy from before revisions were counted has its version.
func (p *Policy) RulesRevision() int64 {
	if p.Revision == 0 {
		return p.Version
	}
	return p.Revision
}

// Rule is one rule. Absent and explicitly none are different: see Choice.
type Rule struct {
	ID               string         `json:"id"`
	Enabled          bool           `json:"enabled"`
	Description      string         `json:"description,omitempty"`
	Group            string         `json:"group"`               // directory group id
	Condition        string         `json:"condition,omitempty"` // SCIM filter over the directory user, plus memberOf
	Products         []ProductGrant `json:"products,omitempty"`
	Role             *Role          `json:"role,omitempty"` // nil: no opinion
	UserGroup        Choice         `json:"userGroup,omitempty"`
	SettingsTemplate Choice         `json:"settingsTemplate,omitempty"`
	Language         string         `json:"language,omitempty"` // "" or one of Languages
	WelcomeMail      Choice         `json:"welcomeMail,omitempty"`
}

// Choice is a rule's word on a slot: "" has no opinion, "none" is explicitly none, "default" the built-in one, anything else an id.
type Choice string

// The choices that are not ids.
const (
	NoOpinion Choice = ""
	None      Choice = "none"
	Default   Choice = "default"
)

// Stated reports whether the rule has an opinion.
func (c Choice) Stated() bool { return c != NoOpinion }

// ProductGrant names a product and, optionally, one of its plans.
type ProductGrant struct {
	Key  string `json:"key"`
	Plan string `json:"plan,omitempty"`
}

// RoleKind is a role in the products.
type RoleKind string

// The roles.
const (
	Member  RoleKind = "member"
	Manager RoleKind = "manager"
	Admin   RoleKind = "admin"
)

// Role is what a rule says of the role.
type Role struct {
	Kind       RoleKind  `json:"kind"`
	Privileges []string  `json:"privileges,omitempty"`   // Manager only; of the closed list Privileges
	Managed    GroupList `json:"managedGroups,omitzero"` // Manager only; empty means nobody
}

// GroupList is a list of user groups, or all of them. The zero GroupList is nobody.
type GroupList struct {
	All bool     `json:"all,omitempty"`
	IDs []string `json:"ids,omitempty"`
}

// Product is something that the account sells or owns.
type Product struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Seats    *int64   `json:"seats"` // nil: unlimited
	Plans    []string `json:"plans,omitempty"`
	Requires []string `json:"requires,omitempty"` // product keys that come with it
	Excludes []string `json:"excludes,omitempty"` // product keys that cannot be held with it

	SettingsSchema map[string]any `json:"settingsSchema,omitempty"` // as ReadSettingsSchema takes it; nil: settings templates may say anything of it
}

// UserGroup is one of the account's own groups.
type UserGroup struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"`
}

// TemplateRef says that a template exists.
type TemplateRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Grant is something an admin gave or denied by hand.
type Grant struct {
	ID      string    `json:"id"`
	Deny    bool      `json:"deny,omitempty"`
	Product string    `json:"product,omitempty"` // one of Product, Role, UserGroup is set
	Plan    string    `json:"plan,omitempty"`
	Role    *Role     `json:"role,omitempty"`
	Group   Choice    `json:"userGroup,omitempty"`
	Until   time.Time `json:"until,omitzero"` // zero: for ever; holds while now < Until
	Note    string    `json:"note,omitempty"`
}
