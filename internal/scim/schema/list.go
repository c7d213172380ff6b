package schema

import (
	"fmt"
	"slices"

	"usersync/internal/scim"
)

// several normalises the values of a multi-valued attribute. A single value is a list of one
// (scimapi/testdata/general/leniency.json).
func several(a *Attribute, v any) (any, *problem) {
	in, ok := v.([]any)
	if !ok {
		in = []any{v}
	}
	if len(in) > a.MaxItems {
		return nil, &problem{text: fmt.Sprintf("must not have more than %d values", a.MaxItems)}
	}
	out := make([]any, 0, len(in))
	for _, element := range in {
		value, wrong := single(a, element)
		if wrong != nil {
			return nil, wrong
		}
		if value != nil {
			out = append(out, value)
		}
	}
	if out = Distinct(a, out); len(out) == 0 {
		return nil, nil
	}
	onePrimary(out)
	return out, nil
}

// Distinct merges the values of a multi-valued attribute that are there twice: the same "type" and "value", or for simple
// values the same value (RFC 7643 section 2.4). The first one stays and takes over what only later ones have. Elements without a value
// are never the same. values must be canonical; it is overwritten.
func Distinct(a *Attribute, values []any) []any {
	if len(values) < 2 {
		return values
	}
	first := make(map[identity]any, len(values))
	kept := values[:0]
	for _, v := range values {
		id, ok := identify(a, v)
		if !ok {
			kept = append(kept, v)
			continue
		}
		if twin, known := first[id]; known {
			takeOver(twin, v)
			continue
		}
		first[id] = v
		kept = append(kept, v)
	}
	return kept
}

// fewValues is how many values are compared one by one.
const fewValues = 8

// IsDistinct reports whether canonical values of a multi-valued attribute need no merging: there are some, but a few, none twice, and at most one is primary. Of
// many values it says no without looking.
func IsDistinct(a *Attribute, values []any) bool {
	if len(values) == 0 || len(values) > min(fewValues, a.MaxItems) {
		return false
	}
	var seen [fewValues]identity
	primary := false
	for i, v := range values {
		id, ok := identify(a, v)
		if ok && slices.Contains(seen[:i], id) {
			return false
		}
		if ok {
			seen[i] = id
		}
		object, _ := v.(scim.Object)
		if object["primary"] == true {
			if primary {
				return false
			}
			primary = true
		}
	}
	return true
}

// identity is what makes two values the same.
type identity struct{ kind, value string }

func identify(a *Attribute, v any) (id identity, ok bool) {
	object, isObject := v.(scim.Object)
	if !isObject {
		s, isText := v.(string)
		return identity{value: comparison(a, s)}, isText
	}
	value := a.Find("value")
	if value == nil {
		return identity{}, false
	}
	s, ok := object["value"].(string)
	kind, _ := object["type"].(string)
	return identity{kind: scim.Fold(kind), value: comparison(value, s)}, ok
}

// comparison is the form of a text in which equal values are equal.
func comparison(a *Attribute, s string) string {
	if a.CaseExact {
		return s
	}
	return scim.Fold(s)
}

func takeOver(into, from any) {
	a, ok := into.(scim.Object)
	if !ok {
		return
	}
	b, _ := from.(scim.Object)
	for name, v := range b {
		if a[name] == nil || name == "primary" && v == true {
			a[name] = v
		}
	}
}

// onePrimary leaves at most one value primary (RFC 7643 section 2.4): the first that says so.
func onePrimary(values []any) {
	found := false
	for _, v := range values {
		object, ok := v.(scim.Object)
		if !ok || object["primary"] != true {
			continue
		}
		if found {
			object["primary"] = false
		}
		found = true
	}
}
