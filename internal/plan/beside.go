package plan

import "usersync/internal/rule"

// Beside reports whether a pin keeps something for a person that is other than what the rules give. Seats aside: who waits for what the rules give has it.
func Beside(p *rule.Policy, person Person, d rule.Decision, before *Outcome) bool {
	if !person.Pinned || before == nil {
		return false
	}
	held := map[string]SeatState{}
	for _, product := range before.Products {
		held[product.Key] = product.State
	}
	person.Pinned = false
	target := Aim(p, person, d, before)
	if target.Frozen || target.State == Erased {
		return false
	}
	given, has := *target.Outcome(held), *before
	given.Problems, has.Problems, given.Held, has.Held = nil, nil, nil, nil
	return !Same(&given, &has)
}
