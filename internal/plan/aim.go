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
	Frozen   bool   // sync is off: nothing changes; State is what holds today, and Products is empty
	State    State  // Nothing, Suspended, Erased, or Active (which becomes Invited when every product waits)
	Products []Want // by key; empty when suspended

	pinned   bool                 // what the person has stays, but for seats
	stays    bool                 // a suspension that is withheld: nothing else of the person changes
	role     *Assigned[rule.Role] // one that is withheld; nil: what the decision says
	held     []Held
	policy   *rule.Policy
	spared   bool // an admin only because nobody else is one
	person   Person
	decision rule.Decision
	before   *Outcome
}

// Aim works out the target from the decision, the person and the outcome that holds today (nil: no account user).
func Aim(p *rule.Policy, person Person, d rule.Decision, before *Outcome) Target {
	t := Target{policy: p, person: person, decision: d, before: before, State: stateOf(before)}
	switch {
	case t.State == Erased || person.Erased: // an erased person does not come back by themselves
		t.State = Erased
	case !p.SyncOn:
		t.Frozen = true
	case person.Pinned && employed(person) && inUse(t.State):
		t.State, t.pinned = Active, true
		t.Products = kept(before)
	case entitled(person, d):
		t.State = Active
		t.Products = wants(d)
	case t.State != Nothing:
		t.State = Suspended
	}
	return t
}

func stateOf(o *Outcome) State {
	if o == nil {
		return Nothing
	}
	return o.State
}

// entitled reports whether the person shall have an account that is in use. Hand-made grants keep somebody whom no rule matches any more,
// but not somebody whom the directory has let go. Who has only to wait until a domain is verified has one, with nothing in it.
func entitled(person Person, d rule.Decision) bool {
	return employed(person) && (d.AnyMatch() || d.Unverified() || givenByHand(d))
}

// barred reports whether the person has an account only because rules would match if the domain of the address were verified.
func barred(d rule.Decision) bool { return d.Unverified() && !givenByHand(d) }

// employed reports whether the directory has the person and calls them active, and no admin suspended them.
func employed(person Person) bool { return person.Active && !person.Gone && !person.Suspended }

// givenByHand reports whether an admin's word gives something: an explicit "no group" does not.
func givenByHand(d rule.Decision) bool {
	for _, p := range d.Products {
		if p.Owner == rule.FromHand {
			return true
		}
	}
	return d.Role.Source == rule.FromHand ||
		d.UserGroup.Source == rule.FromHand && d.UserGroup.Value != rule.None
}

func wants(d rule.Decision) []Want {
	out := make([]Want, len(d.Products))
	for i, p := range d.Products {
		out[i] = Want{Key: p.Key, Plan: p.Plan, Owner: p.Owner, Rule: p.Rule}
	}
	return out
}

// kept is what somebody has, as wishes.
func kept(o *Outcome) []Want {
	out := make([]Want, len(o.Products))
	for i, p := range o.Products {
		out[i] = Want{Key: p.Key, Plan: p.Plan, Owner: p.Owner, Rule: p.Rule}
	}
	return out
}
