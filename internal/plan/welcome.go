package plan

import "usersync/internal/rule"

// Mail is the one decision on the welcome mail.
type Mail struct {
	Template rule.Choice // Default, an id, or None: recorded, nothing sent
	Language string
	Reason   string // why none: "rule", "mail_off", "quiet"; "" when a mail is due
}

// The reasons why no mail is sent.
const (
	noneByRule = "rule"
	mailOff    = "mail_off"
	quiet      = "quiet"
)

// Welcome decides on the welcome mail, once: due is true when after is the first outcome that is active with at least one
// granted product and nothing was decided before. A decision for None is due as well: it has to be recorded, so that no later rule sends.
// For somebody who is to be written to and has no address it is not due before there is one: until then that is a failure, see unreachable.
func Welcome(p *rule.Policy, d rule.Decision, person Person, after *Outcome, decided bool) (m Mail, due bool) {
	if decided || !welcomed(p, after) {
		return Mail{}, false
	}
	m = Mail{Template: d.Welcome.Value, Language: d.Language.Value}
	switch {
	case m.Template == rule.None:
		m.Reason = noneByRule
	case !p.MailOn:
		m.Template, m.Reason = rule.None, mailOff
	case p.Quiet:
		m.Template, m.Reason = rule.None, quiet
	case person.Email == "":
		return Mail{}, false
	}
	return m, true
}

// WelcomeAgain reports whether a mail that was due is due again: it was withdrawn unsent (asleep), because its turn came while the user was switched off or suspended,
// and now the user is back. What was decided then still holds.
func WelcomeAgain(p *rule.Policy, after *Outcome, asleep bool) bool {
	return asleep && welcomed(p, after)
}

// welcomed reports whether somebody with this outcome is greeted at all. Who keeps an account only because nobody else is an admin, or because a hold
// is not decided, is not.
func welcomed(p *rule.Policy, after *Outcome) bool {
	return p.SyncOn && stateOf(after) == Active && !after.SparedAdmin() && !after.heldAccount() && holdsAny(after.Products)
}
