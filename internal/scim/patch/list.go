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
		items = e.union(ref.Attr, old, items)
	case Remove:
		items = e.without(ref.Attr, old, items)
	}
	if len(items) > ref.Attr.MaxItems {
		return invalid(ref.String(), "has too many elements")
	}
	return e.put(ref, items)
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
