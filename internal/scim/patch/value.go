package patch

import (
	"cmp"
	"maps"
	"slices"

	"usersync/internal/scim"
)

// equal compares two canonical values. Lists are equal when they hold the same elements in any order: multi-valued
// attributes have none (RFC 7643 section 2.4).
func equal(a, b any) bool {
	switch a := a.(type) {
	case scim.Object:
		b, ok := b.(scim.Object)
		return ok && equalObjects(a, b)
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	}
	switch b.(type) {
	case scim.Object, []any:
		return false
	}
	return a == b
}

func equalObjects(a, b scim.Object) bool {
	if len(a) != len(b) {
		return false
	}
	for key, v := range a {
		if w, ok := b[key]; !ok || !equal(v, w) {
			return false
		}
	}
	return true
}

// equalLists pairs every element of a with one of b that is not paired yet; most often they stand at the same place.
func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	paired := make([]bool, len(b))
	for i, v := range a {
		at := i
		if paired[i] || !equal(v, b[i]) {
			at = unpaired(v, b, paired)
		}
		if at < 0 {
			return false
		}
		paired[at] = true
	}
	return true
}

// unpaired finds an element equal to v that is not paired yet, or -1.
func unpaired(v any, list []any, paired []bool) int {
	for i, w := range list {
		if !paired[i] && equal(v, w) {
			return i
		}
	}
	return -1
}

// isEmpty reports whether a canonical value says nothing.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case scim.Object:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// isBlank reports whether a value as sent means "unassigned" (RFC 7643 section 2.5).
func isBlank(v any) bool { return v == nil || v == "" || isEmpty(v) }

// lone unwraps a list of one: Entra ID sends such lists for single-valued attributes too (testdata/entra-legacy.json).
func lone(v any) any {
	if list, ok := v.([]any); ok && len(list) == 1 {
		return list[0]
	}
	return v
}

// with is a copy of o in which key has the value, or is gone when the value is nil.
func with(o scim.Object, key string, value any) scim.Object {
	out := clone(o)
	assign(out, key, value)
	return out
}

// clone is a shallow copy that can be written to.
func clone(o scim.Object) scim.Object {
	if o == nil {
		return scim.Object{}
	}
	return maps.Clone(o)
}

func assign(o scim.Object, key string, value any) {
	if value == nil {
		delete(o, key)
		return
	}
	o[key] = value
}

// sortedKeys gives the keys of a decoded object in an order that does not depend on the map: by folded name, so that an
// attribute stands before its sub-attributes.
func sortedKeys(in map[string]any) []string {
	type name struct{ folded, key string }
	names := make([]name, 0, len(in))
	for key := range in {
		names = append(names, name{scim.Fold(key), key})
	}
	if len(names) > 1 {
		slices.SortFunc(names, func(a, b name) int {
			return cmp.Or(cmp.Compare(a.folded, b.folded), cmp.Compare(a.key, b.key))
		})
	}
	keys := make([]string, len(names))
	for i, n := range names {
		keys[i] = n.key
	}
	return keys
}
