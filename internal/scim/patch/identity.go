package patch

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// identity is what makes two elements of a list the same: type and value (RFC 7643 section 2.4), text without case unless the attribute is caseExact. A request may
// have a thousand operations on a hundred long values, so elements are looked up by it and not compared with each other.
type identity struct {
	complex     bool
	value, kind any // string, bool, int64, float64 or nil
}

// identify is the identity of an element; one without a value, as an address, has none: it is the same as what is equal to it in everything.
func (e *editor) identify(attr *schema.Attribute, element any) (id identity, ok bool) {
	o, isObject := element.(scim.Object)
	if !isObject {
		if !isSimple(element) {
			return identity{}, false
		}
		return identity{value: e.comparable(attr, element)}, true
	}
	if o["value"] == nil || !isSimple(o["value"]) || !isSimple(o["type"]) {
		return identity{}, false
	}
	return identity{true, e.comparable(attr.Find("value"), o["value"]), e.comparable(nil, o["type"])}, true
}

// isSimple reports whether a value can be compared by ==.
func isSimple(v any) bool {
	switch v.(type) {
	case scim.Object, []any:
		return false
	}
	return true
}

// comparable is a simple value in the form in which equal ones are equal.
func (e *editor) comparable(attr *schema.Attribute, v any) any {
	s, ok := v.(string)
	if !ok || attr != nil && attr.CaseExact {
		return v
	}
	return e.folds.Fold(s)
}

// union appends the items that old does not have. The first item that is primary becomes the only primary one.
func (e *editor) union(attr *schema.Attribute, old, items []any) []any {
	out, first := slices.Clone(old), -1
	places := make(map[identity]int, len(old))
	for i, v := range slices.Backward(old) {
		if id, ok := e.identify(attr, v); ok {
			places[id] = i
		}
	}
	for _, item := range items {
		id, known := e.identify(attr, item)
		i, there := places[id]
		if !known {
			i = slices.IndexFunc(out, func(v any) bool { return equal(v, item) })
			there = i >= 0
		}
		if !there {
			out = append(out, item)
			i = len(out) - 1
		}
		if known && !there {
			places[id] = i
		}
		if first < 0 && isPrimary(item) {
			first = i
		}
	}
	return onlyPrimary(out, first)
}

// without is old without the elements that items list: an item means the elements of its value and, if it has one, its type; or, where it has no value, those that
// have all that it has.
func (e *editor) without(attr *schema.Attribute, old, items []any) []any {
	listed, loose := map[identity]bool{}, []scim.Object{}
	for _, item := range items {
		id, ok := e.identify(attr, item)
		if ok {
			listed[id] = true
		} else if o, isObject := item.(scim.Object); isObject {
			loose = append(loose, o)
		}
	}
	return slices.DeleteFunc(slices.Clone(old), func(v any) bool {
		id, ok := e.identify(attr, v)
		anyType := identity{id.complex, id.value, nil}
		return ok && (listed[id] || listed[anyType]) || slices.ContainsFunc(loose, func(item scim.Object) bool { return hasAll(v, item) })
	})
}

// hasAll reports whether an element has all that an item has.
func hasAll(element any, item scim.Object) bool {
	have, ok := element.(scim.Object)
	if !ok {
		return false
	}
	for key, v := range item {
		if !equal(v, have[key]) {
			return false
		}
	}
	return true
}

// sameText compares two simple values, text without case unless the attribute is caseExact.
func sameText(attr *schema.Attribute, a, b any) bool {
	x, ok := a.(string)
	y, both := b.(string)
	if !ok || !both || attr != nil && attr.CaseExact {
		return equal(a, b)
	}
	return x == y || scim.Fold(x) == scim.Fold(y)
}
