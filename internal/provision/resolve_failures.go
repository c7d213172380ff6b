package provision

import (
	"slices"

	"usersync/internal/plan"
)

// outOfSeats is the failure code of a product that waits; it is counted as waiting, not as failed.
const outOfSeats = "out_of_seats"

// problemCodes lists the failure codes of an outcome, each once, sorted.
func problemCodes(o *plan.Outcome) []string {
	if o == nil {
		return nil
	}
	var codes []string
	for _, p := range o.Problems {
		codes = append(codes, p.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// difference says what is in after only, and what is in before only.
func difference(before, after []string) (raised, cleared []string) {
	for _, code := range after {
		if !slices.Contains(before, code) {
			raised = append(raised, code)
		}
	}
	for _, code := range before {
		if !slices.Contains(after, code) {
			cleared = append(cleared, code)
		}
	}
	return raised, cleared
}
