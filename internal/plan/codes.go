package plan

import (
	"maps"
	"slices"

	"usersync/internal/rule"
)

// problemsBetween is the failure codes that one list of problems has and the other has not, each sorted. Seats are left out: who waits is
// said of each product.
func problemsBetween(before, after []rule.Problem) (raised, cleared []string) {
	was, will := codes(before), codes(after)
	return missingFrom(was, will), missingFrom(will, was)
}

func codes(problems []rule.Problem) map[string]bool {
	out := map[string]bool{}
	for _, p := range problems {
		if p.Code != outOfSeats {
			out[p.Code] = true
		}
	}
	return out
}

// missingFrom is what of the codes is not in known.
func missingFrom(known, all map[string]bool) []string {
	var out []string
	for _, code := range slices.Sorted(maps.Keys(all)) {
		if !known[code] {
			out = append(out, code)
		}
	}
	return out
}
