package schema

import (
	"strconv"

	"usersync/internal/scim"
)

// UniqueValue is a value that no other resource of the type may have.
type UniqueValue struct {
	Attribute string // as the schema spells it, with its URN and its sub-attribute
	Value     string // in the form in which equal values are equal
}

// UniqueValues are the values of a resource in canonical form whose attributes are unique by the schema (RFC 7643 section 7: uniqueness server or global), each
// once; all values of a multi-valued attribute are.
func (rt *ResourceType) UniqueValues(o scim.Object) []UniqueValue {
	var list []UniqueValue
	seen := map[UniqueValue]bool{}
	for _, ref := range rt.unique {
		v := Value(o, ref)
		several, ok := v.([]any)
		if !ok {
			several = []any{v}
		}
		for _, v := range several {
			u := UniqueValue{ref.String(), UniqueText(ref.Leaf(), v)}
			if v != nil && !seen[u] {
				seen[u] = true
				list = append(list, u)
			}
		}
	}
	return list
}

// UniqueAttributes names the attributes whose values are unique by the schema.
func (rt *ResourceType) UniqueAttributes() []Ref { return rt.unique }

// UniqueText is a simple value in the form in which equal values of the attribute are equal.
func UniqueText(a *Attribute, v any) string {
	switch v := v.(type) {
	case string:
		return comparison(a, v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return ""
}
