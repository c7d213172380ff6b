package schema

import (
	"maps"
	"reflect"
	"strings"

	"usersync/internal/scim"
)

// What is stored was written under the schemas of its time. A schema that is not built in can be changed or taken away meanwhile; what then fits it no
// more is hidden, and comes back with it. Nobody's data is lost by a change of a schema.

// Visible is what a stored resource is under this type: without extensions and attributes that the type does not have, and without values of another
// type than their attribute. It is o itself when nothing is hidden, and shares parts with it otherwise.
func (rt *ResourceType) Visible(o scim.Object) scim.Object {
	out := o
	for name, v := range o {
		w := rt.visible(name, v)
		if w != nil && isWhole(v, w) {
			continue
		}
		if isSame(out, o) {
			out = maps.Clone(o)
		}
		assign(out, name, w)
	}
	return out
}

// visible is what is seen of one top-level value; nil when all of it is hidden.
func (rt *ResourceType) visible(name string, v any) any {
	a, checked := rt.stored(name)
	switch {
	case a == nil:
		return nil
	case !checked:
		return v
	}
	return seen(a, v)
}

// stored finds the attribute of a top-level name, spelt as it is stored; an extension counts as one. checked is false for what is built in and cannot
// have changed.
func (rt *ResourceType) stored(name string) (a *Attribute, checked bool) {
	if isExtension := strings.Contains(name, ":"); !isExtension && (rt.Core.ID == scim.UserSchema || rt.Core.ID == scim.GroupSchema) {
		return builtIn, false
	}
	ref, ok := rt.names[name]
	if !ok || ref.Sub != nil || ref.Attr.Name != name {
		return nil, true
	}
	return ref.Attr, name != scim.EnterpriseSchema
}

var builtIn = &Attribute{}

// seen is what of a stored value fits its attribute, or nil; the value itself when all of it does.
func seen(a *Attribute, v any) any {
	if !a.Multi {
		return seenOne(a, v)
	}
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out, whole := make([]any, 0, len(list)), true
	for _, element := range list {
		w := seenOne(a, element)
		whole = whole && w != nil && isWhole(element, w)
		if w != nil {
			out = append(out, w)
		}
	}
	switch {
	case whole:
		return v
	case len(out) == 0:
		return nil
	}
	return out
}

func seenOne(a *Attribute, v any) any {
	o, isObject := v.(scim.Object)
	switch {
	case a.Type == Complex && isObject:
		return seenObject(a, o)
	case a.Type != Complex && fits(a.Type, v):
		return v
	}
	return nil
}

func seenObject(a *Attribute, o scim.Object) any {
	out := o
	for name, v := range o {
		var w any
		if sub := a.exactly(name); sub != nil {
			w = seen(sub, v)
		}
		if w != nil && isWhole(v, w) {
			continue
		}
		if isSame(out, o) {
			out = maps.Clone(o)
		}
		assign(out, name, w)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// exactly is the sub-attribute that is spelt like that, or nil.
func (a *Attribute) exactly(name string) *Attribute {
	for _, sub := range a.Sub {
		if sub.Name == name {
			return sub
		}
	}
	return nil
}

// fits reports whether a simple canonical value is one of the type.
func fits(t Type, v any) bool {
	switch v := v.(type) {
	case bool:
		return t == Boolean
	case int64:
		return t == Integer || t == Decimal
	case float64:
		return t == Decimal
	case string:
		return fitsText(t, v)
	}
	return false
}

func fitsText(t Type, s string) bool {
	if t == DateTime {
		_, ok := ParseTime(s)
		return ok
	}
	if t == Binary {
		_, wrong := binary(&Attribute{MaxLength: len(s)}, s)
		return wrong == nil
	}
	return t == String || t == Reference
}

// isWhole reports whether seen gave back the value itself.
func isWhole(v, seen any) bool {
	switch v := v.(type) {
	case scim.Object:
		w, ok := seen.(scim.Object)
		return ok && isSame(v, w)
	case []any:
		w, ok := seen.([]any)
		return ok && len(v) == len(w) && (len(v) == 0 || &v[0] == &w[0])
	}
	return true
}

// isSame reports whether two objects are one map.
func isSame(a, b scim.Object) bool {
	return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer()
}

func assign(o scim.Object, name string, v any) {
	if v == nil {
		delete(o, name)
		return
	}
	o[name] = v
}
