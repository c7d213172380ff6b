package scenario

import (
	"fmt"
	"maps"
	"slices"
)

// anything is expected where only that there is something counts.
const anything = "*"

// match lists what of an answer is not as expected: of an object only the expected members are looked at, a list must be the same from end to end. Null is also
// what is absent.
func match(where string, want, got any) []string {
	switch want := want.(type) {
	case object:
		have, ok := got.(object)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, want %v", where, got, want)}
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(want)) {
			all = append(all, match(where+"."+name, want[name], have[name])...)
		}
		return all
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			return []string{fmt.Sprintf("%s is %v, want %v", where, got, want)}
		}
		var all []string
		for i := range want {
			all = append(all, match(fmt.Sprintf("%s[%d]", where, i), want[i], have[i])...)
		}
		return all
	}
	if want == anything && got != nil && got != "" || equal(want, got) {
		return nil
	}
	return []string{fmt.Sprintf("%s is %v, want %v", where, got, want)}
}

// equal compares two simple values; numbers of YAML and of JSON are the same.
func equal(want, got any) bool {
	if number, ok := want.(int); ok {
		return got == float64(number)
	}
	return want == got
}
