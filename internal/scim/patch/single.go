package patch

import (
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// single does an operation on a single-valued attribute.
func (e *editor) single(ref schema.Ref, op Op) error {
	if op.Kind == Remove {
		return e.put(ref, nil)
	}
	raw := lone(op.Value)
	in, ok := raw.(map[string]any)
	if !ok || ref.Attr.Type != schema.Complex {
		value, err := e.normal(ref, raw)
		if err != nil {
			return err
		}
		return e.put(ref, value)
	}
	old, _ := e.get(ref).(scim.Object)
	merged, err := e.merge(ref, old, in)
	if err != nil {
		return err
	}
	return e.put(ref, merged)
}

// sub does an operation on a sub-attribute of a single-valued attribute.
func (e *editor) sub(ref schema.Ref, op Op) error {
	whole := schema.Ref{URN: ref.URN, Attr: ref.Attr}
	old, _ := e.get(whole).(scim.Object)
	raw := op.Value
	if op.Kind == Remove {
		raw = nil
	}
	out, err := e.setSub(ref, old, raw)
	if err != nil {
		return err
	}
	return e.put(whole, out)
}

// merge sets the sub-attributes that in has and leaves the others as they are (RFC 7644 sections 3.5.2.1 and 3.5.2.3). Unknown
// and readOnly ones are ignored.
func (e *editor) merge(ref schema.Ref, old scim.Object, in map[string]any) (scim.Object, error) {
	out := old
	for _, key := range sortedKeys(in) {
		sub := ref.Attr.Find(key)
		if sub == nil || sub.Mutability == schema.ReadOnly {
			continue
		}
		var err error
		if out, err = e.setSub(schema.Ref{URN: ref.URN, Attr: ref.Attr, Sub: sub}, out, in[key]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// setSub is a copy of o with one sub-attribute set, or o itself when that changes nothing.
func (e *editor) setSub(ref schema.Ref, o scim.Object, raw any) (scim.Object, error) {
	value, err := e.normal(ref, lone(raw))
	if err != nil {
		return nil, err
	}
	if ref.Sub.Name == "$ref" && value != nil {
		e.stated = append(e.stated, schema.Ref{URN: ref.URN, Attr: ref.Attr})
	}
	old := o[ref.Sub.Name]
	switch {
	case equal(old, value):
		return o, nil
	case old != nil && ref.Sub.Mutability == schema.Immutable:
		return nil, refuse(ref, "is immutable and has a value")
	}
	return with(o, ref.Sub.Name, value), nil
}

// normal is the canonical form of a value as sent, or nil when it means "unassigned".
func (e *editor) normal(ref schema.Ref, raw any) (any, error) {
	if isBlank(raw) {
		return nil, nil
	}
	value, ok, err := e.rt.NormalizeValue(ref, raw)
	if err != nil || !ok {
		return nil, err
	}
	return value, nil
}
