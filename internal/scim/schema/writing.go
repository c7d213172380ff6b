package schema

import (
	"maps"
	"reflect"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// Kept is what is stored of a resource in canonical form: without writeOnly values, which nobody could ever read again. It is o itself when there
// are none.
func (rt *ResourceType) Kept(o scim.Object) scim.Object {
	for _, ref := range rt.secret {
		if Value(o, ref) != nil {
			o = stripped(o, ref)
		}
	}
	return o
}

// stripped is o without one attribute; o stays as it is.
func stripped(o scim.Object, ref Ref) scim.Object {
	out := maps.Clone(o)
	if ref.URN != "" {
		inner, _ := o[ref.URN].(scim.Object)
		inner = stripped(inner, Ref{Attr: ref.Attr, Sub: ref.Sub})
		assign(out, ref.URN, orNothing(inner))
		return out
	}
	if ref.Sub == nil {
		delete(out, ref.Attr.Name)
		return out
	}
	switch v := o[ref.Attr.Name].(type) {
	case scim.Object:
		assign(out, ref.Attr.Name, orNothing(stripped(v, Ref{Attr: ref.Sub})))
	case []any:
		assign(out, ref.Attr.Name, strippedEach(v, Ref{Attr: ref.Sub}))
	}
	return out
}

func strippedEach(list []any, ref Ref) any {
	var out []any
	for _, v := range list {
		if o, ok := v.(scim.Object); ok {
			v = orNothing(stripped(o, ref))
		}
		if v != nil {
			out = append(out, v)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

func orNothing(o scim.Object) any {
	if len(o) == 0 {
		return nil
	}
	return o
}

// Replace is what a resource becomes when a PUT brings after in place of before: an immutable value that is left out stays, and one that is changed
// fails with fault.Invalid (mutability), by RFC 7644 section 3.5.1. It is after itself when nothing has to stay.
func (rt *ResourceType) Replace(before, after scim.Object) (scim.Object, error) {
	for _, ref := range rt.immutable {
		old := Value(before, ref)
		if old == nil {
			continue
		}
		switch now := Value(after, ref); {
		case now == nil:
			after = with(after, ref, old)
		case !reflect.DeepEqual(old, now):
			return nil, fault.New(fault.Invalid, scim.Mutability, "The attribute %s is immutable and has a value.", ref).At(ref.String(), "is immutable and has a value")
		}
	}
	return after, nil
}

// with is o with one attribute set; o stays as it is.
func with(o scim.Object, ref Ref, v any) scim.Object {
	out := clone(o)
	path := []string{ref.Attr.Name}
	if ref.URN != "" {
		path = []string{ref.URN, ref.Attr.Name}
	}
	if ref.Sub != nil {
		path = append(path, ref.Sub.Name)
	}
	inner := out
	for _, name := range path[:len(path)-1] {
		next, _ := inner[name].(scim.Object)
		next = clone(next)
		inner[name] = next
		inner = next
	}
	inner[path[len(path)-1]] = v
	return out
}
