package patch

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// list does an operation on all of a multi-valued attribute.
//
// Add leaves out what is there already; replace replaces everything; remove with a value removes the listed elements only, as Entra ID
// and others mean it (testdata/entra-legacy.json, testdata/authentik.json), though RFC 7644 section 3.5.2.2 knows no value there.
func (e *editor) list(ref schema.Ref, op Op) error {
	if op.Kind == Remove && !op.HasValue {
		return e.put(ref, nil)
	}
	value, err := e.normal(ref, op.Value)
	if err != nil {
		return err
	}
	items, _ := value.([]any)
	old, _ := e.get(ref).([]any)
	switch op.Kind {
	case Replace:
	case Add:
		items = union(ref.Attr, old, items)
	case Remove:
		items = without(ref.Attr, old, items)
	}
	if len(items) > ref.Attr.MaxItems {
		return invalid(ref.String(), "has too many elements")
	}
	return e.put(ref, items)
}

// union appends the items that old does not have. The first item that is primary becomes the only primary one.
func union(attr *schema.Attribute, old, items []any) []any {
	out, first := slices.Clone(old), -1
	for _, item := range items {
		i := slices.IndexFunc(out, func(v any) bool { return same(attr, v, item) })
		if i < 0 {
			out = append(out, item)
			i = len(out) - 1
		}
		if first < 0 && isPrimary(item) {
			first = i
		}
	}
	return onlyPrimary(out, first)
}

// without is old without the elements that items list.
func without(attr *schema.Attribute, old, items []any) []any {
	return slices.DeleteFunc(slices.Clone(old), func(v any) bool {
		return slices.ContainsFunc(items, func(item any) bool { return lists(attr, item, v) })
	})
}

// same reports whether a list must not hold both elements: type and value are equal (RFC 7643 section 2.4) or, where there
// is no value as in an address, everything is.
func same(attr *schema.Attribute, a, b any) bool {
	x, ok := a.(scim.Object)
	y, both := b.(scim.Object)
	switch {
	case !ok || !both:
		return sameText(attr, a, b)
	case x["value"] == nil || y["value"] == nil:
		return equal(x, y)
	}
	return sameText(attr.Find("value"), x["value"], y["value"]) && sameText(nil, x["type"], y["type"])
}

// lists reports whether an item of a remove's value means the element: its value and, if it has one, its type are the element's;
// or, where it has no value, all that it has.
func lists(attr *schema.Attribute, item, element any) bool {
	want, ok := item.(scim.Object)
	have, both := element.(scim.Object)
	switch {
	case !ok || !both:
		return sameText(attr, item, element)
	case want["value"] != nil:
		return sameText(attr.Find("value"), want["value"], have["value"]) &&
			(want["type"] == nil || sameText(nil, want["type"], have["type"]))
	}
	for key, v := range want {
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

func isPrimary(element any) bool {
	o, ok := element.(scim.Object)
	return ok && o["primary"] == true
}

// onlyPrimary makes the element at index i the only primary one (RFC 7644 section 3.5.2); below 0 it changes nothing. The list
// must be the caller's own; its elements are copied.
func onlyPrimary(list []any, i int) []any {
	if i < 0 {
		return list
	}
	for j, element := range list {
		if o, ok := element.(scim.Object); ok && isPrimary(o) != (i == j) {
			list[j] = with(o, "primary", i == j)
		}
	}
	return list
}

// withoutRemnants is the list without the elements that have nothing but their labels, type and primary: what is left when a value
// was cleared.
func withoutRemnants(list []any) []any {
	if !slices.ContainsFunc(list, isRemnant) {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), isRemnant)
}

func isRemnant(v any) bool {
	o, ok := v.(scim.Object)
	if !ok {
		return false
	}
	for key := range o {
		if key != "type" && key != "primary" {
			return false
		}
	}
	return true
}
