package plan

import (
	"slices"

	"usersync/internal/rule"
)

// HeldUnder is what of the target a hold withholds; nil when nothing is.
func (t Target) HeldUnder(hold string) *Held {
	for i := range t.held {
		if t.held[i].Hold == hold {
			return &t.held[i]
		}
	}
	return nil
}

// heldAccount reports whether the account is in use only because a hold is not decided.
func (o *Outcome) heldAccount() bool {
	return slices.ContainsFunc(o.Held, func(h Held) bool { return h.Account })
}

// TakesGuarded reports whether the target takes what an accident may have caused: an account in use, a product, or the role admin, that rules gave and that no
// admin takes by hand.
func (t Target) TakesGuarded(denied rule.Denials) bool {
	const probe = "probe"
	held := t.Withhold(Withholding{Hold: probe, Denied: denied}).HeldUnder(probe)
	switch {
	case held == nil:
		return false
	case len(held.Products) > 0 || held.Role && t.Takes().Admin:
		return true
	default:
		return held.Account && (!employed(t.person) || t.byRule())
	}
}

// byRule reports whether rules gave any of what the person has: else the account was kept by an admin's word alone.
func (t Target) byRule() bool {
	o := t.before
	byRule := func(p Product) bool { return p.Owner == rule.FromRule || p.Rule != "" }
	byHand := func(p Product) bool { return p.Owner == rule.FromHand }
	if slices.ContainsFunc(o.Products, byRule) || slices.Contains([]rule.Source{o.Role.Source, o.UserGroup.Source, o.Settings.Source, o.Language.Source}, rule.FromRule) {
		return true
	}
	return !slices.ContainsFunc(o.Products, byHand) && o.Role.Source != rule.FromHand && o.UserGroup.Source != rule.FromHand
}

// LostRules are the rules that gave what the target takes, each once; nil when the account goes, which any rule may have given.
func (t Target) LostRules() []string {
	taking := t.Takes()
	if taking.Account {
		return nil
	}
	var lost []string
	for _, p := range t.before.Products {
		if slices.Contains(taking.Products, p.Key) && p.Rule != "" && !slices.Contains(lost, p.Rule) {
			lost = append(lost, p.Rule)
		}
	}
	if taking.Admin && t.before.Role.Rule != "" {
		lost = append(lost, t.before.Role.Rule)
	}
	return lost
}
