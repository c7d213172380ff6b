// Package guard stops accidents before the first write: it looks at what a change would make of everybody, and says whether somebody has to approve it.
//
// It is pure: numbers in, verdict out. It counts nobody (package plan does), keeps no holds and stops nothing by itself.
package guard

import (
	"maps"
	"slices"
	"time"

	"usersync/internal/plan"
)

// Settings are an account's thresholds. The zero Settings stop everything; see Defaults.
type Settings struct {
	Everything Limit `json:"everything"` // users who lose everything, of those in use
	Product    Limit `json:"product"`    // users who lose one product, of its holders
	Group      int   `json:"group"`      // a group of at least so many members that goes empty or away; 0: never
	Mails      int   `json:"mails"`      // welcome mails
	Hourly     Limit `json:"hourly"`     // users from whom one identity provider takes something within an hour, of those in use

	// Days is how long a hold stays open that nobody decides on; 0: DefaultDays.
	Days int `json:"days,omitempty"`

	// Wait says that what a held change gives waits too. Otherwise additions go on and only what it takes away waits.
	Wait bool `json:"wait,omitempty"`
}

// Limit is how many of a number of people may be concerned: the larger of Min and Percent of them.
type Limit struct {
	Min     int `json:"min"`
	Percent int `json:"percent"` // 0 to 50
}

// MaxPercent is as far as a limit can be opened: losing more than half is never let through unseen.
const MaxPercent = 50

// DefaultDays is how long a hold stays open where nothing is set, MaxDays at most.
const (
	DefaultDays = 14
	MaxDays     = 90
)

// HoldLife is how long a hold stays open.
func (s Settings) HoldLife() time.Duration {
	days := s.Days
	if days == 0 {
		days = DefaultDays
	}
	return time.Duration(days) * 24 * time.Hour
}

// Defaults are the thresholds of domain.md section 7.
func Defaults() Settings {
	return Settings{
		Everything: Limit{Min: 10, Percent: 5}, Product: Limit{Min: 10, Percent: 20}, Group: 5, Mails: 1000,
		Hourly: Limit{Min: 20, Percent: 5},
	}
}

// The sizes of a small account, in which the minimum of a limit would let most of the people go: there it is half of them.
const (
	smallFrom = 4
	smallTo   = 20
)

// Of is the limit for a number of people.
func (l Limit) Of(people int) int {
	limit := max(l.Min, people*l.Percent/100)
	if people >= smallFrom && people <= smallTo {
		limit = min(limit, people/2)
	}
	return limit
}

// Name is which gauge looked.
type Name string

// The gauges.
const (
	Everything Name = "everything" // users who lose everything
	Product    Name = "product"    // users who lose one product
	AdminsGone Name = "admins_gone"
	AdminsMade Name = "admins_made"
	AdminRule  Name = "admin_rule" // a rule that grants the role admin is new or wider
	GroupEmpty Name = "group"      // a directory group that rules use went empty or away
	Mails      Name = "mails"
	Hourly     Name = "hourly"
)

// Gauge is one number that was looked at.
type Gauge struct {
	Name    Name   `json:"name"`
	Subject string `json:"subject,omitempty"` // a product's key, a group's id, a rule's id
	Value   int    `json:"value"`
	Limit   int    `json:"limit"` // more than this is held
	Of      int    `json:"of,omitempty"`
	Held    bool   `json:"held"`
}

func gauge(name Name, subject string, value, limit, of int) Gauge {
	return Gauge{Name: name, Subject: subject, Value: value, Limit: limit, Of: of, Held: value > limit}
}

// Facts are what the guard judges beside the totals.
type Facts struct {
	// EmptyGroups are directory groups that rules use and that went empty or away since they last counted, with how many members they had.
	EmptyGroups map[string]int
	// AdminRules are rules that grant the role admin and did not, or not to as many, before.
	AdminRules []string
	// Approvers is how many members could approve: from two on a rule that grants admin needs one who did not make it.
	Approvers int
}

// Judge reads every gauge, in a fixed order. Admins that are made or lost are shown and not limited: the last one is protected elsewhere, and rules
// that make them need a second person.
func (s Settings) Judge(t plan.Totals, f Facts) []Gauge {
	gauges := []Gauge{gauge(Everything, "", t.Everything, s.Everything.Of(t.InUse), t.InUse)}
	for _, key := range slices.Sorted(maps.Keys(t.Products)) {
		p := t.Products[key]
		gauges = append(gauges, gauge(Product, key, p.Lost, s.Product.Of(p.Holders), p.Holders))
	}
	gauges = append(gauges,
		gauge(AdminsGone, "", t.AdminsGone, t.Admins, t.Admins),
		gauge(AdminsMade, "", t.AdminsMade, t.Users, t.Users),
		gauge(Mails, "", t.Mails, s.Mails, 0))
	for _, group := range slices.Sorted(maps.Keys(f.EmptyGroups)) {
		gauges = append(gauges, s.emptyGroup(group, f.EmptyGroups[group]))
	}
	for _, rule := range f.AdminRules {
		g := Gauge{Name: AdminRule, Subject: rule, Value: 1, Limit: 1, Held: f.Approvers >= 2}
		gauges = append(gauges, g)
	}
	return gauges
}

func (s Settings) emptyGroup(group string, members int) Gauge {
	if s.Group == 0 {
		return gauge(GroupEmpty, group, members, members, members)
	}
	return gauge(GroupEmpty, group, members, s.Group-1, members)
}

// Held reports whether any gauge stops the change.
func Held(gauges []Gauge) bool {
	return slices.ContainsFunc(gauges, func(g Gauge) bool { return g.Held })
}
