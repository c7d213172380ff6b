package rule

import (
	"time"

	"usersync/internal/scim"
)

// Input is everything about one user that a decision depends on.
type Input struct {
	ID          string          // the user's id; it decides nothing but the side of a staged roll-out
	User        scim.Object     // the directory user's resource
	Groups      []string        // ids of the directory groups that the user is a direct member of, in any order
	Grants      []Grant         // hand-made, expired ones included
	OwnLanguage string          // the user's own choice, or ""
	Email       string          // the address that mails go to, or ""; it decides nothing but whether its domain is verified
	GoneGroups  map[string]bool // directory groups known to be gone, beside those of Policy.Gone; may be nil
	Now         time.Time
}

// Source says where a slot's value comes from.
type Source string

// The sources, strongest first for languages: own, rule, directory, account, default.
const (
	FromHand      Source = "hand"
	FromOwn       Source = "own"
	FromRule      Source = "rule"
	FromDirectory Source = "directory"
	FromAccount   Source = "account"
	FromDefault   Source = "default"
	FromRequired  Source = "prerequisite"
)

// Reason is why something lost, or why a rule did not match.
type Reason string

// The reasons.
const (
	LowerPriority Reason = "lower_priority" // a stronger rule states this slot
	SameValue     Reason = "same_value"     // a stronger rule states the same
	Overridden    Reason = "overridden"     // a hand-made grant or the user's own choice stands above rules
	Denied        Reason = "denied"         // an admin denied it by hand
	Excluded      Reason = "excluded"       // a stronger product excludes it; Loser.By names that product
	NotMember     Reason = "not_member"     // the user is not in the rule's group
	NotMatching   Reason = "condition"      // the condition is false
	Disabled      Reason = "disabled"
	Unverified    Reason = "unverified"    // the domain of the user's address is not among the verified ones: see Problems
	InPilot       Reason = "pilot_group"   // the candidate of a roll-out: the user is in the pilot group
	InShare       Reason = "percent"       // the candidate of a roll-out: the user is of the share that gets it
	OutsidePilot  Reason = "outside_pilot" // the base of a roll-out: neither
	Broken        Reason = "broken"        // the rule, or this part of it, cannot be evaluated: see Problems
)

// Loser is a word that did not decide: a rule's, or an admin's.
type Loser struct {
	Rule   string `json:"rule,omitempty"`
	Grant  string `json:"grant,omitempty"` // a hand-made grant's id, instead of Rule
	Value  string `json:"value"`           // as the winner's value would read; of a product its plan
	Reason Reason `json:"reason"`
	By     string `json:"by,omitempty"` // what it lost against: a rule id, grant id or product key
}

// Slot is the outcome of one single-valued slot.
type Slot[V any] struct {
	Value  V       `json:"value"`
	Stated bool    `json:"stated"` // false: nobody states it, Value is the default of the slot
	Source Source  `json:"source"`
	Rule   string  `json:"rule,omitempty"`  // the winning rule's id, when Source is rule
	Grant  string  `json:"grant,omitempty"` // the winning grant's id, when Source is hand
	Losers []Loser `json:"losers,omitempty"`
}

// ProductDecision is one product that the user shall have, seats permitting.
type ProductDecision struct {
	Key    string  `json:"key"`
	Plan   string  `json:"plan,omitempty"`
	Owner  Source  `json:"owner"`           // rule, hand or prerequisite
	Rule   string  `json:"rule,omitempty"`  // the strongest rule that names it; for a prerequisite the rule of the product that needs it
	Grant  string  `json:"grant,omitempty"` // the same for a hand-made grant
	Losers []Loser `json:"losers,omitempty"`
}

// Refusal is a product that somebody names and the user does not get.
type Refusal struct {
	Key    string `json:"key"`
	Rule   string `json:"rule,omitempty"`
	Grant  string `json:"grant,omitempty"`
	Reason Reason `json:"reason"` // excluded, denied, or broken: there is no such product
	By     string `json:"by,omitempty"`
}

// Match is the verdict on one rule.
type Match struct {
	Rule    string `json:"rule"`
	Matched bool   `json:"matched"`
	Reason  Reason `json:"reason,omitempty"` // why not
}

// Problem is something that could not be evaluated; it is reported and skipped.
type Problem struct {
	Code    string `json:"code"` // a failure code of domain.md section 8: group_missing, template_missing, role_not_assignable, invalid_value ...
	Rule    string `json:"rule,omitempty"`
	Grant   string `json:"grant,omitempty"`
	Slot    string `json:"slot,omitempty"`
	Subject string `json:"subject,omitempty"` // the id that is missing
}

// Decision is what the rules give to one user. It says nothing of seats in use or of what the user has today.
type Decision struct {
	Version   int64             `json:"version"`           // of the policy
	Rollout   *Side             `json:"rollout,omitempty"` // which of two rule lists decided; nil: there is one
	Matches   []Match           `json:"matches"`           // every rule of the list that decided, in order
	Products  []ProductDecision `json:"products"`          // by key
	Refused   []Refusal         `json:"refused,omitempty"` // strongest first
	Role      Slot[Role]        `json:"role"`              // default: member
	UserGroup Slot[Choice]      `json:"userGroup"`         // default: NoOpinion
	Settings  Slot[Choice]      `json:"settingsTemplate"`  // default: Default
	Language  Slot[string]      `json:"language"`
	Welcome   Slot[Choice]      `json:"welcomeMail"` // default: Default
	Problems  []Problem         `json:"problems,omitempty"`
}

// AnyMatch reports whether at least one enabled rule matched.
func (d Decision) AnyMatch() bool {
	for _, m := range d.Matches {
		if m.Matched {
			return true
		}
	}
	return false
}
