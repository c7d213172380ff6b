// Package plan compares what the rules give to a user with what the user has, and says what has to change.
//
// It is pure: between the reading and the writing of a resolve stand Aim (what shall hold, seats aside),
// Target.Outcome (what holds once the seats are known) and Welcome (is a mail due). It neither reads nor writes, and claims no seats.
package plan

import (
	"usersync/internal/rule"
)

// State of an account user.
type State string

// The states of domain.md section 4. Nothing means that there is no account user.
const (
	Nothing   State = ""
	Invited   State = "invited"
	Active    State = "active"
	Suspended State = "suspended"
	Erased    State = "erased"
)

// SeatState is what has become of one desired product.
type SeatState string

// The states of a product in an outcome.
const (
	Granted SeatState = "granted"
	Waiting SeatState = "waiting"
)

// Person is what of the directory user matters besides the rules.
type Person struct {
	Gone        bool // deleted from the directory
	Active      bool // the directory's word
	Suspended   bool // by an admin
	Erased      bool // by an admin: nothing is kept of the person, whether sync is on or off
	Pinned      bool // by an admin: what the person has stays as it is while they have an account in use
	UserName    string
	DisplayName string
	Email       string // primary, else work, else first; "" when there is none
}

// Product is one product of an outcome.
type Product struct {
	Key   string      `json:"key"`
	Plan  string      `json:"plan,omitempty"`
	State SeatState   `json:"state"`
	Owner rule.Source `json:"owner"`
	Rule  string      `json:"rule,omitempty"`
}

// Assigned is the value of a single-valued slot in an outcome, with its reason.
type Assigned[V any] struct {
	Value  V           `json:"value"`
	Stated bool        `json:"stated"`
	Source rule.Source `json:"source"`
	Rule   string      `json:"rule,omitempty"`
}

// Outcome is an account user: what one person has, and why.
type Outcome struct {
	State       State                 `json:"state"`
	UserName    string                `json:"userName"`
	DisplayName string                `json:"displayName,omitempty"`
	Products    []Product             `json:"products,omitempty"` // by key
	Role        Assigned[rule.Role]   `json:"role"`
	UserGroup   Assigned[rule.Choice] `json:"userGroup"`
	Settings    Assigned[rule.Choice] `json:"settingsTemplate"`
	Language    Assigned[string]      `json:"language"`
	Problems    []rule.Problem        `json:"problems,omitempty"`
	Held        []Held                `json:"held,omitempty"` // what somebody has only because holds are not decided
	Policy      int64                 `json:"policy"`         // version of the snapshot it was worked out with, when it last changed
}
