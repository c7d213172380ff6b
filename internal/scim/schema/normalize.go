package schema

import (
	"sort"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// Normalize brings a decoded JSON object into canonical form (see scim.Object): attribute names in the schema's spelling,
// URN-prefixed and nested extension attributes under their URN, dotted names ("name.givenName") nested, booleans and numbers sent as
// strings converted, "", null and empty lists dropped, unknown and readOnly attributes left out. A bare string for a complex value is its
// "value", a single value for a list is a list of one, values that are there twice (same type and value) are
// merged, and of several primary values the first stays primary. A name given twice in different spellings: the qualified or dotted one counts.
//
// It fails with fault.Invalid, code invalidValue, naming the attribute, when a value has the wrong type or size.
func (rt *ResourceType) Normalize(in map[string]any) (scim.Object, error) {
	out := make(scim.Object, len(in))
	known := 0
	for _, list := range [][]*Attribute{rt.common, rt.Core.Attributes} {
		for _, a := range list {
			v, given := in[a.Name]
			if !given {
				continue
			}
			known++
			if err := rt.put(out, Ref{Attr: a}, v); err != nil {
				return nil, err
			}
		}
	}
	if known == len(in) {
		return out, nil
	}
	return out, rt.putOthers(out, in)
}

// putOthers takes the names that are not spelt as the core schema has them, in the order of the alphabet, so that
// the result does not depend on the order of a map.
func (rt *ResourceType) putOthers(out scim.Object, in map[string]any) error {
	var names []string
	for name := range in {
		if ref, ok := rt.Resolve(name); ok && (ref.Sub != nil || ref.URN != "" || ref.Attr.Name != name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		ref, _ := rt.Resolve(name)
		if err := rt.put(out, ref, in[name]); err != nil {
			return err
		}
	}
	return nil
}

// put normalises one value and stores it where ref says.
func (rt *ResourceType) put(out scim.Object, ref Ref, v any) error {
	if ref.Attr.Mutability == ReadOnly || ref.Leaf().Mutability == ReadOnly {
		return nil
	}
	value, ok, err := rt.NormalizeValue(ref, v)
	if err != nil || !ok {
		return err
	}
	if ref.IsExtension() {
		merge(child(out, ref.URN), value.(scim.Object))
		return nil
	}
	if ref.URN != "" {
		out = child(out, ref.URN)
	}
	switch {
	case ref.Sub == nil:
		out[ref.Attr.Name] = value
	case ref.Attr.Multi:
		firstElement(out, ref.Attr.Name)[ref.Sub.Name] = value
	default:
		child(out, ref.Attr.Name)[ref.Sub.Name] = value
	}
	return nil
}

// child is the object of that name in o, made when it is missing.
func child(o scim.Object, name string) scim.Object {
	inner, ok := o[name].(scim.Object)
	if !ok {
		inner = scim.Object{}
		o[name] = inner
	}
	return inner
}

// firstElement is the first element of a list, made when it is missing: "emails.value" as a name can mean no other.
func firstElement(o scim.Object, name string) scim.Object {
	if list, ok := o[name].([]any); ok {
		return list[0].(scim.Object)
	}
	element := scim.Object{}
	o[name] = []any{element}
	return element
}

func merge(into, from scim.Object) {
	for name, v := range from {
		into[name] = v
	}
}

// NormalizeValue does the same for the value of one attribute. ok is false when the value means "unassigned". Whether the attribute
// itself may be changed is for the caller; readOnly sub-attributes inside the value are left out.
func (rt *ResourceType) NormalizeValue(ref Ref, v any) (value any, ok bool, err error) {
	value, wrong := normalize(ref.Leaf(), v)
	if wrong != nil {
		return nil, false, wrong.fault(ref)
	}
	return value, value != nil, nil
}

// NormalizeElement does the same for one element of a multi-valued attribute, such as the value for emails[type eq "work"]. For another
// attribute it is NormalizeValue.
func (rt *ResourceType) NormalizeElement(ref Ref, v any) (value any, ok bool, err error) {
	value, wrong := single(ref.Leaf(), v)
	if wrong != nil {
		return nil, false, wrong.fault(ref)
	}
	return value, value != nil, nil
}

// problem is what is wrong with a value, and where below the attribute that was asked for.
type problem struct {
	path string // "" or ".sub", from the top down
	text string
}

// below says that the problem is in the sub-attribute of that name.
func (p *problem) below(name string) *problem {
	p.path = "." + name + p.path
	return p
}

func (p *problem) fault(ref Ref) error {
	return fault.New(fault.Invalid, scim.InvalidValue, "%s%s %s", ref, p.path, p.text)
}
