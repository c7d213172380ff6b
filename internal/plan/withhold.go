package plan

import (
	"slices"
	"strings"

	"usersync/internal/rule"
)

// Held is what somebody has only because a hold is not decided.
type Held struct {
	Hold     string   `json:"hold"`
	Account  bool     `json:"account,omitempty"`  // would be suspended
	Products []string `json:"products,omitempty"` // would go; keys, sorted
	Role     bool     `json:"role,omitempty"`     // would be a lesser one
	Barred   []string `json:"barred,omitempty"`   // not given meanwhile, for they exclude a product that stays, or need one that is barred; keys, sorted
}

func (h Held) equal(o Held) bool {
	return h.Hold == o.Hold && h.Account == o.Account && h.Role == o.Role && slices.Equal(h.Products, o.Products) && slices.Equal(h.Barred, o.Barred)
}

// Withholding says what a hold keeps from being taken. What an admin took or denied by hand is never withheld, nor the end of what one gave.
type Withholding struct {
	Hold string
	// Base is what shall hold by the policy that is not in question: only what it gives is withheld, so that a change of rules waits and the directory's word
	// does not. nil, or frozen because sync was off: all is withheld, even from somebody who left the directory.
	Base   *Target
	Denied rule.Denials
}

// Taking is what a target takes from somebody whose account is in use.
type Taking struct {
	Account  bool     // is suspended
	Products []string // granted ones that go; keys, sorted
	Role     bool     // a lesser one comes
	Admin    bool     // the role that goes is admin
}

// Any reports whether anything is taken.
func (t Taking) Any() bool { return t.Account || t.Role || len(t.Products) > 0 }

// Takes says what the target takes. Of somebody who is erased nothing counts as taken: it is an admin's word. Places in lines, user groups, settings and languages are not counted, and neither is another plan of a product.
func (t Target) Takes() Taking {
	if t.before == nil || !inUse(t.before.State) || t.Frozen || t.pinned || t.State == Erased {
		return Taking{}
	}
	taking := Taking{Account: t.State == Suspended, Role: !t.roleToBe().Value.Covers(t.before.Role.Value)}
	taking.Admin = taking.Role && t.before.IsAdmin()
	for _, p := range t.before.Products {
		if p.State == Granted && !wanted(t.Products, p.Key) {
			taking.Products = append(taking.Products, p.Key)
		}
	}
	return taking
}

// Withhold is the target that gives what t gives and does not take what a hold keeps. Nothing new is given to somebody whose suspension is withheld. A target that
// takes nothing of that comes back as it is.
func (t Target) Withhold(w Withholding) Target {
	taking := t.Takes()
	if !taking.Any() || t.person.Suspended || taking.Account && !w.entitles() {
		return t
	}
	held := Held{Hold: w.Hold, Account: taking.Account}
	if role := t.roleToKeep(w); taking.Role && role != nil {
		t.role, held.Role = role, true
	}
	stay := t.productsToKeep(w, taking.Products)
	for _, p := range stay {
		held.Products = append(held.Products, p.Key)
	}
	if !held.Account && !held.Role && len(stay) == 0 {
		return t
	}
	if held.Account {
		t.State, t.stays = Active, true
	}
	t.Products, held.Barred = t.besides(stay)
	t.held = append(slices.Clone(t.held), held)
	return t
}

// entitles reports whether the account is in use by the policy that is not in question.
func (w Withholding) entitles() bool { return w.all() || w.Base.State == Active }

// all reports whether everything is withheld.
func (w Withholding) all() bool { return w.Base == nil || w.Base.Frozen }

// productsToKeep are those of the products that would go which stay.
func (t Target) productsToKeep(w Withholding, going []string) []Want {
	var stay []Want
	for _, p := range kept(t.before) {
		byRule := p.Owner == rule.FromRule || p.Owner == rule.FromRequired && p.Rule != ""
		if byRule && slices.Contains(going, p.Key) && !w.Denied.Products[p.Key] && (w.all() || wanted(w.Base.Products, p.Key)) {
			stay = append(stay, p)
		}
	}
	return stay
}

// roleToKeep is the role that stays: the one of before, or what of it the base still gives; nil when none is withheld.
func (t Target) roleToKeep(w Withholding) *Assigned[rule.Role] {
	was := t.before.Role
	if was.Source != rule.FromRule || w.Denied.Roles[was.Value.Kind] || t.decision.Role.Source == rule.FromHand {
		return nil
	}
	if w.all() {
		return &was
	}
	base := w.Base.roleToBe()
	switch {
	case base.Value.Covers(was.Value):
		return &was
	case was.Value.Covers(base.Value) && !t.roleToBe().Value.Covers(base.Value):
		return &base
	default:
		return nil
	}
}

// roleToBe is the role that shall hold.
func (t Target) roleToBe() Assigned[rule.Role] {
	switch {
	case t.role != nil:
		return *t.role
	case t.State == Active && !t.stays:
		return assigned(t.decision.Role)
	default:
		return noRole()
	}
}

func noRole() Assigned[rule.Role] {
	return Assigned[rule.Role]{Value: rule.Role{Kind: rule.Member}, Source: rule.FromDefault}
}

// besides is what is wanted beside products that stay, with them; barred is what is left out for their sake.
func (t Target) besides(stay []Want) (all []Want, barred []string) {
	fresh := func(key string) bool { return !t.had(key) }
	all = slices.Concat(t.Products, stay)
	for more := true; more; {
		n := len(barred)
		all = slices.DeleteFunc(all, func(w Want) bool {
			out := fresh(w.Key) && t.barredBy(w.Key, stay, barred)
			if out {
				barred = append(barred, w.Key)
			}
			return out
		})
		more = len(barred) > n
	}
	slices.SortFunc(all, func(a, b Want) int { return strings.Compare(a.Key, b.Key) })
	slices.Sort(barred)
	return all, barred
}

// had reports whether the person has a seat of the product.
func (t Target) had(key string) bool {
	return slices.ContainsFunc(t.before.Products, func(p Product) bool { return p.Key == key && p.State == Granted })
}

// barredBy reports whether a product excludes one that stays, either way, or needs one that is barred.
func (t Target) barredBy(key string, stay []Want, barred []string) bool {
	for _, p := range t.policy.Products {
		if p.Key == key && slices.ContainsFunc(p.Requires, func(k string) bool { return slices.Contains(barred, k) }) {
			return true
		}
		for _, w := range stay {
			if p.Key == key && slices.Contains(p.Excludes, w.Key) || p.Key == w.Key && slices.Contains(p.Excludes, key) {
				return true
			}
		}
	}
	return false
}

func wanted(wants []Want, key string) bool {
	return slices.ContainsFunc(wants, func(w Want) bool { return w.Key == key })
}

// stay is what holds while a suspension is withheld: as it was, but for places in lines and what is not withheld.
func (t Target) stay(seats map[string]SeatState) *Outcome {
	o := t.named(t.before.State)
	o.Products = products(t.Products, seats)
	if len(o.Products) > 0 {
		o.State = Invited
	}
	if holdsAny(o.Products) {
		o.State = Active
	}
	o.Role, o.UserGroup, o.Settings, o.Language = t.roleToBe(), t.before.UserGroup, t.before.Settings, t.before.Language
	if employed(t.person) {
		o.Problems = concerning(t.decision)
	}
	o.Problems = append(o.Problems, waits(o.Products)...)
	o.Held = t.held
	return o
}
