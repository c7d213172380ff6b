package plan

import "usersync/internal/rule"

// Stays reports whether a decision in short leaves everything as it is for somebody who has an account in use: then Aim and Outcome come to the same outcome as today, provided
// that every product is held already. It says no where it cannot tell: nobody loses by evaluating them in full. The policy must be one about which there is nothing
// to report (rule.Set.Faultless).
func Stays(p *rule.Policy, person Person, b rule.Brief, before *Outcome) bool {
	return p.SyncOn && employed(person) && !person.Pinned && b.Any && (person.Email != "" || !written(p, b.Welcome.Value)) && before != nil && len(before.Products) == len(b.Products) && Same(before, inShort(person, b))
}

// inShort is the outcome of a decision when every product is held.
func inShort(person Person, b rule.Brief) *Outcome {
	o := &Outcome{
		State: Active, UserName: person.UserName, DisplayName: person.DisplayName, Role: assignedInShort(b.Role),
		UserGroup: assignedInShort(b.UserGroup), Settings: assignedInShort(b.Settings), Language: assignedInShort(b.Language),
	}
	o.Products = make([]Product, len(b.Products))
	for i, product := range b.Products {
		o.Products[i] = Product{Key: product.Key, Plan: product.Plan, State: Granted, Owner: product.Owner, Rule: product.Rule}
	}
	return o
}

func assignedInShort[V any](s rule.BriefSlot[V]) Assigned[V] {
	return Assigned[V]{Value: s.Value, Stated: s.Source != rule.FromDefault, Source: s.Source, Rule: s.Rule}
}
