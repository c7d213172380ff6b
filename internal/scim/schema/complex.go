package schema

import (
	"sort"

	"usersync/internal/scim"
)

// complexValue normalises an object. A bare string means its "value", as Entra ID sends the manager (scimapi/testdata/entra/users-legacy.json)
// and Microsoft's Postman collection members (scimapi/testdata/postman/microsoft.json).
func complexValue(a *Attribute, v any) (any, *problem) {
	switch v := v.(type) {
	case scim.Object:
		return object(a, v)
	case string:
		if value := a.Find("value"); value != nil {
			return object(a, scim.Object{value.Name: v})
		}
	}
	return nil, &problem{text: "must be an object"}
}

func object(a *Attribute, in scim.Object) (any, *problem) {
	out := make(scim.Object, len(in))
	known := 0
	for _, sub := range a.Sub {
		v, given := in[sub.Name]
		if !given {
			continue
		}
		known++
		if wrong := putSub(out, sub, v); wrong != nil {
			return nil, wrong
		}
	}
	if known < len(in) {
		if wrong := putOtherSubs(a, out, in); wrong != nil {
			return nil, wrong
		}
	}
	if len(out) == 0 || a.Multi && onlyLabels(out) && !onlyLabels(in) {
		return nil, nil // nothing is left of it, or nothing but its labels: the client cleared emails[type eq "work"].value
	}
	return out, nil
}

// putOtherSubs takes the names in another case, in the order of the alphabet.
func putOtherSubs(a *Attribute, out, in scim.Object) *problem {
	var names []string
	for name := range in {
		if sub := a.Find(name); sub != nil && sub.Name != name {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		if wrong := putSub(out, a.Find(name), in[name]); wrong != nil {
			return wrong
		}
	}
	return nil
}

func putSub(out scim.Object, sub *Attribute, v any) *problem {
	if sub.Mutability == ReadOnly {
		return nil
	}
	value, wrong := normalize(sub, v)
	if wrong != nil {
		return wrong.below(sub.Name)
	}
	if value != nil {
		out[sub.Name] = value
	}
	return nil
}

// onlyLabels reports whether an element has nothing but "type" and "primary".
func onlyLabels(element scim.Object) bool {
	for name := range element {
		if name != "type" && name != "primary" {
			return false
		}
	}
	return true
}
