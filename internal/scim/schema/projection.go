package schema

import (
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// MaxProjectionNames is how many names the attributes or excludedAttributes parameter may have.
const MaxProjectionNames = 100

// Projection is which attributes an answer shall have (RFC 7644 section 3.9). The zero Projection has all, hidden ones too: it is for
// objects that nobody outside sees.
type Projection struct {
	rt    *ResourceType
	mode  mode
	names tree
}

// mode says what the names of a projection mean.
type mode uint8

const (
	everything mode = iota
	only            // nothing but the names
	without         // everything but the names
)

// tree holds names by their parts: URN, attribute, sub-attribute. An empty tree means the whole value.
type tree map[string]tree

// Projection reads the attributes and excludedAttributes parameters (comma-separated lists are already split). A URN alone means all attributes of
// that schema. Unknown names and empty ones are ignored; more than 100 names, or giving both, is fault.Invalid (invalidValue).
func (rt *ResourceType) Projection(attributes, excluded []string) (Projection, error) {
	attributes, excluded = given(attributes), given(excluded)
	p := Projection{rt: rt}
	switch {
	case len(attributes) > 0 && len(excluded) > 0:
		return p, fault.New(fault.Invalid, scim.InvalidValue, "attributes and excludedAttributes must not be given together")
	case len(attributes) > MaxProjectionNames || len(excluded) > MaxProjectionNames:
		return p, fault.New(fault.Invalid, scim.InvalidValue, "at most %d attribute names can be given", MaxProjectionNames)
	case len(attributes) > 0:
		p.mode, p.names = only, rt.tree(attributes)
	case len(excluded) > 0:
		p.mode, p.names = without, rt.tree(excluded)
	}
	return p, nil
}

func given(names []string) []string {
	var list []string
	for _, name := range names {
		if name != "" {
			list = append(list, name)
		}
	}
	return list
}

func (rt *ResourceType) tree(names []string) tree {
	t := tree{}
	for _, name := range names {
		if strings.EqualFold(name, rt.Core.ID) {
			for _, a := range rt.Core.Attributes {
				t.add(a.Name)
			}
			continue
		}
		ref, ok := rt.Resolve(name)
		if !ok {
			continue
		}
		var parts []string
		if ref.URN != "" && !ref.IsExtension() {
			parts = append(parts, ref.URN)
		}
		parts = append(parts, ref.Attr.Name)
		if ref.Sub != nil {
			parts = append(parts, ref.Sub.Name)
		}
		t.add(parts[0], parts[1:]...)
	}
	return t
}

// add enters one name and what of its value is named. The whole value wins over its parts.
func (t tree) add(name string, below ...string) {
	inner, known := t[name]
	if len(below) == 0 || known && inner == nil {
		t[name] = nil
		return
	}
	if !known {
		inner = tree{}
		t[name] = inner
	}
	inner.add(below[0], below[1:]...)
}

// Wants reports whether the (top-level) attribute will be in the answer, so that costly ones need not be read.
func (p Projection) Wants(attribute string) bool {
	if p.mode == everything {
		return true
	}
	ref, ok := p.rt.Resolve(attribute)
	if !ok {
		return false
	}
	name := ref.Attr.Name
	if ref.URN != "" {
		name = ref.URN
	}
	inner, named := p.names[name]
	if p.mode == only {
		return named || ref.Attr.Returned == Always
	}
	return !named || inner != nil || ref.Attr.Returned == Always
}

// Apply returns a copy of o with only what shall be returned: returned=always always, never never, request only when asked for.
// The copy shares values with o, and is o itself when nothing is left out: neither may be changed afterwards.
func (p Projection) Apply(o scim.Object) scim.Object {
	if p.IsWhole(o) {
		return o
	}
	out := make(scim.Object, len(o))
	for name, v := range o {
		if kept := p.apply(name, v); kept != nil {
			out[name] = kept
		}
	}
	return out
}

// IsWhole reports whether all of o is returned.
func (p Projection) IsWhole(o scim.Object) bool { return p.mode == everything && !p.hides(o) }

// hides reports whether o has an attribute that must be asked for or is never returned.
func (p Projection) hides(o scim.Object) bool {
	if p.rt == nil {
		return false
	}
	for _, ref := range p.rt.shy {
		if Value(o, ref) != nil {
			return true
		}
	}
	return false
}

// apply is what the answer has of one top-level attribute, or nil.
func (p Projection) apply(name string, v any) any {
	a := unknown
	ref, ok := p.rt.names[name]
	if ok && ref.Sub == nil {
		a = ref.Attr
	}
	inner, named := p.names[name]
	c := choice{named: named, inner: inner}
	if ok && ref.IsExtension() && p.mode == only && !named {
		if !p.rt.layered[a] {
			return nil
		}
		c = choice{named: true, inner: tree{}} // it may have attributes that are always returned
	}
	return p.value(a, v, c)
}

// unknown stands for an attribute that the schema does not have.
var unknown = &Attribute{Returned: Default}

// choice is what the names of a projection say of one value.
type choice struct {
	named     bool
	inner     tree // nil: the whole value
	inherited bool // the value that it is a part of was chosen whole
}

// value is what the answer has of a value, or nil.
func (p Projection) value(a *Attribute, v any, c choice) any {
	switch {
	case a.Returned == Never:
		return nil
	case a.Returned == OnRequest && (p.mode != only || !c.named):
		return nil
	case a.Returned == Always:
		c.inherited = true
	case p.mode == only && !c.named && !c.inherited:
		return nil
	case p.mode == without && c.named && c.inner == nil:
		return nil
	}
	if c.inner == nil && !p.rt.layered[a] {
		return v
	}
	switch v := v.(type) {
	case scim.Object:
		return p.object(a, v, c)
	case []any:
		return p.list(a, v, c)
	}
	return v
}

func (p Projection) object(a *Attribute, o scim.Object, c choice) any {
	whole := c.inherited || c.named && c.inner == nil
	out := make(scim.Object, len(o))
	for name, v := range o {
		sub := a.exactly(name)
		if sub == nil {
			sub = unknown
		}
		inner, named := c.inner[name]
		if kept := p.value(sub, v, choice{named, inner, whole}); kept != nil {
			out[name] = kept
		}
	}
	return orNothing(out)
}

func (p Projection) list(a *Attribute, list []any, c choice) any {
	var out []any
	for _, v := range list {
		if o, ok := v.(scim.Object); ok {
			v = p.object(a, o, c)
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
