package plan

import "usersync/internal/rule"

// Want is a product that the user shall have, seats permitting.
type Want struct {
	Key   string
	Plan  string
	Owner rule.Source
	Rule  string
}

// Target is what shall hold for a user, seats aside.
type Target struct {
	Frozen   bool   // sync is off: nothing changes
	State    State  // Nothing, Suspended, or Active (which becomes Invited when every product waits)
	Products []Want // by key; empty when suspended

	person   Person
	decision rule.Decision
	before   *Outcome
}

// Aim works out the target from the decision, the person and the outcome that holds today (nil: no account user).
func Aim(p *rule.Policy, person Person, d rule.Decision, before *Outcome) Target { panic("pending") }

// Outcome is what holds once it is known which products are granted and which wait (one entry per Target.Products; a missing one counts as waiting). The result is nil when there is no account user; frozen: before.
func (t Target) Outcome(seats map[string]SeatState) *Outcome { panic("pending") }

// Mail is the one decision on the welcome mail.
type Mail struct {
	Template rule.Choice // Default, an id, or None: recorded, nothing sent
	Language string
	Reason   string // why none: "rule", "mail_off", "no_address"; "" when a mail is due
}

// Welcome decides on the welcome mail, once: due is true when after is the first outcome that is active with at least one
// granted product and nothing was decided before.
func Welcome(p *rule.Policy, d rule.Decision, person Person, after *Outcome, decided bool) (m Mail, due bool) {
	panic("pending")
}

// Same reports whether two outcomes (nil allowed) are equal but for Policy, so that only the fence need be written.
func Same(a, b *Outcome) bool { panic("pending") }
