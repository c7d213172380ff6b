package plan

import (
	"slices"

	"usersync/internal/rule"
)

// outOfSeats is the failure code of a product that waits (domain.md section 8).
const outOfSeats = "out_of_seats"

// Outcome is what holds once it is known which products are granted and which wait (one entry per Target.Products; a missing
// one counts as waiting). The result is nil when there is no account user; frozen: before.
func (t Target) Outcome(seats map[string]SeatState) *Outcome {
	switch {
	case t.Frozen:
		return t.before
	case t.State == Erased:
		return t.erased()
	case t.pinned:
		return t.pin(seats)
	case t.stays:
		return t.spare(t.stay(seats))
	case t.State == Active:
		return t.spare(t.inUse(seats))
	case t.State == Suspended:
		return t.suspended()
	default:
		return nil
	}
}

// inUse depends on nothing that was: who held something yesterday and only waits today is invited again, so that two
// histories with the same end agree.
func (t Target) inUse(seats map[string]SeatState) *Outcome {
	d := t.decision
	o := t.named(Active)
	o.Products = products(t.Products, seats)
	if !holdsAny(o.Products) && (len(o.Products) > 0 || barred(d)) {
		o.State = Invited
	}
	o.Role, o.UserGroup, o.Settings, o.Language = t.roleToBe(), assigned(d.UserGroup), assigned(d.Settings), assigned(d.Language)
	o.Problems = slices.Concat(concerning(d), t.unreachable(o.Products), waits(o.Products))
	o.Held = t.held
	return o
}

// pin leaves everything as it was but the names, and who has a seat by now.
func (t Target) pin(seats map[string]SeatState) *Outcome {
	o := *t.before
	o.Held = nil
	named := t.named(Active)
	o.State, o.UserName, o.DisplayName = named.State, named.UserName, named.DisplayName
	o.Products = products(t.Products, seats)
	if len(o.Products) > 0 && !holdsAny(o.Products) {
		o.State = Invited
	}
	o.Problems = slices.DeleteFunc(slices.Clone(t.before.Problems), func(p rule.Problem) bool { return p.Code == outOfSeats || isSpared(p) || isUnreachable(p) })
	o.Problems = slices.Concat(o.Problems, t.unreachable(o.Products), waits(o.Products))
	return &o
}

// erased leaves nothing but the word itself, and that only of somebody who had an account user.
func (t Target) erased() *Outcome {
	if t.before == nil || t.before.State == Erased {
		return t.before
	}
	return &Outcome{State: Erased, Policy: t.decision.Version}
}

// suspended takes products and role; user group, settings and language stay as they were.
func (t Target) suspended() *Outcome {
	o := t.named(Suspended)
	o.Role = noRole()
	o.UserGroup, o.Settings, o.Language = t.before.UserGroup, t.before.Settings, t.before.Language
	if employed(t.person) {
		o.Problems = concerning(t.decision)
	}
	return o
}

// named is an outcome with the person's names: as last known, when the directory has none any more.
func (t Target) named(s State) *Outcome {
	o := &Outcome{State: s, UserName: t.person.UserName, DisplayName: t.person.DisplayName, Policy: t.decision.Version}
	if o.UserName == "" && t.before != nil {
		o.UserName, o.DisplayName = t.before.UserName, t.before.DisplayName
	}
	return o
}

func products(wants []Want, seats map[string]SeatState) []Product {
	var out []Product
	for _, w := range wants {
		state := Waiting
		if seats[w.Key] == Granted {
			state = Granted
		}
		out = append(out, Product{Key: w.Key, Plan: w.Plan, State: state, Owner: w.Owner, Rule: w.Rule})
	}
	return out
}

func holdsAny(products []Product) bool {
	for _, p := range products {
		if p.State == Granted {
			return true
		}
	}
	return false
}

// concerning lists the problems that touch this person: of grants, of rules that match, and of rules that might
// have matched. What is broken in rules for other people is no failure of theirs, and a rule whose own directory group is gone is for nobody.
func concerning(d rule.Decision) []rule.Problem {
	touching := map[string]bool{"": true}
	for _, m := range d.Matches {
		if m.Matched || m.Reason == rule.Broken {
			touching[m.Rule] = true
		}
	}
	var out []rule.Problem
	for _, p := range d.Problems {
		if touching[p.Rule] && p.Slot != slotOwnGroup {
			out = append(out, p)
		}
	}
	return out
}

func waits(products []Product) []rule.Problem {
	var out []rule.Problem
	for _, p := range products {
		if p.State == Waiting {
			out = append(out, rule.Problem{Code: outOfSeats, Rule: p.Rule, Slot: "products", Subject: p.Key})
		}
	}
	return out
}

func assigned[V any](s rule.Slot[V]) Assigned[V] {
	return Assigned[V]{Value: s.Value, Stated: s.Stated, Source: s.Source, Rule: s.Rule}
}
