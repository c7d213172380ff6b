package schema

import (
	"slices"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// CheckRequired fails with fault.Invalid (invalidValue) when a required attribute is missing: of the core schema, of an extension that the
// resource has or must have, or of a complex value that it has. What is readOnly is not the client's to give.
func (rt *ResourceType) CheckRequired(o scim.Object) error {
	return missing(rt.missing(o))
}

// CheckStillRequired is CheckRequired for a change: what was missing before, because it became required later, does not stand in its way.
func (rt *ResourceType) CheckStillRequired(before, after scim.Object) error {
	now := rt.missing(after)
	if len(now) == 0 {
		return nil
	}
	was := rt.missing(before)
	return missing(slices.DeleteFunc(now, func(name string) bool { return slices.Contains(was, name) }))
}

func missing(names []string) error {
	if len(names) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, scim.InvalidValue, "%s is required", names[0])
}

// missing names what is required and not there.
func (rt *ResourceType) missing(o scim.Object) []string {
	names := missingOf(nil, "", rt.Core.Attributes, o)
	for _, e := range rt.Extensions {
		extension, has := o[e.ID].(scim.Object)
		switch {
		case has:
			names = missingOf(names, e.ID+":", e.Attributes, extension)
		case e.Required:
			names = append(names, e.ID)
		}
	}
	return names
}

func missingOf(names []string, prefix string, list []*Attribute, o scim.Object) []string {
	for _, a := range list {
		v := o[a.Name]
		switch {
		case v != nil && a.demands():
			names = missingIn(names, prefix+a.Name+".", a.Sub, v)
		case v != nil:
		case a.Required && a.Mutability != ReadOnly:
			names = append(names, prefix+a.Name)
		}
	}
	return names
}

// demands reports whether a has a part that is required.
func (a *Attribute) demands() bool {
	return slices.ContainsFunc(a.Sub, func(sub *Attribute) bool { return sub.Required })
}

// missingIn looks into a complex value, or into each of several.
func missingIn(names []string, prefix string, subs []*Attribute, v any) []string {
	switch v := v.(type) {
	case scim.Object:
		return missingOf(names, prefix, subs, v)
	case []any:
		for _, element := range v {
			if o, ok := element.(scim.Object); ok {
				names = missingOf(names, prefix, subs, o)
			}
		}
	}
	return names
}
