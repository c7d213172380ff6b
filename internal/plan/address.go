package plan

import "usersync/internal/rule"

// The failure of somebody whose welcome mail has nowhere to go (domain.md section 8), and the attribute that it is for want of.
const (
	missingAttribute = "missing_attribute"
	slotWelcome      = "welcomeMail"
	attributeEmails  = "emails"
)

// written reports whether a welcome mail goes to somebody who gets a product, if there is an address to send it to.
func written(p *rule.Policy, template rule.Choice) bool {
	return p.MailOn && !p.Quiet && template != rule.None
}

// unreachable is the failure of somebody who has a product and no address to welcome them at. It depends on nothing that was: who was welcomed and has lost the address
// since cannot be reached either.
func (t Target) unreachable(products []Product) []rule.Problem {
	if t.person.Email != "" || !written(t.policy, t.decision.Welcome.Value) || !holdsAny(products) {
		return nil
	}
	return []rule.Problem{{Code: missingAttribute, Rule: t.decision.Welcome.Rule, Slot: slotWelcome, Subject: attributeEmails}}
}

// isUnreachable reports whether a failure is one of unreachable.
func isUnreachable(p rule.Problem) bool { return p.Code == missingAttribute && p.Slot == slotWelcome }
