package patch

import (
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// Apply applies all operations in order, or fails and changes nothing: o itself is never written to. changed is false when
// nothing changed but the order of multi-valued attributes; then the result is o. Otherwise it is canonical, has every
// required attribute that o has, and may share parts with o, so treat both as read-only.
//
// Failures are fault.Invalid: invalidPath (no such attribute), noTarget (a filter that matches nothing), invalidValue (a wrong value, or a
// required attribute is missing in the end), mutability (a path names a readOnly attribute, a required attribute is removed, an
// immutable one is changed); and those of filter.CompileValue for the filter of a path. fault.Scope (tooMany) when the filters of all paths have more than MaxTerms comparisons.
func Apply(rt *schema.ResourceType, o scim.Object, ops []Op) (result scim.Object, changed bool, err error) {
	e := &editor{rt: rt, base: o, out: o, terms: budget{MaxTerms, MaxTerms}}
	for _, op := range ops {
		if err := e.apply(op); err != nil {
			return nil, false, err
		}
	}
	if err := e.finish(); err != nil {
		return nil, false, err
	}
	if !e.changed() {
		return o, false, nil
	}
	return e.out, true, nil
}

// apply does one operation.
func (e *editor) apply(op Op) error {
	if op.Path == nil {
		return e.whole(op)
	}
	if err := e.terms.spend(op.Path.Filter); err != nil {
		return err
	}
	t, err := locate(e.rt, *op.Path)
	if err != nil {
		return err
	}
	return e.at(t, op)
}

// at does one operation on a target that a path, or a key of a path-less value, has named.
func (e *editor) at(t target, op Op) error {
	switch leaf := t.ref.Leaf(); {
	case isSchemas(t.ref), t.ref.Attr.Mutability == schema.WriteOnly, leaf.Mutability == schema.WriteOnly:
		return nil // schemas follow from what the resource holds; a password is accepted and never kept
	case t.ref.IsExtension():
		return e.extension(t.ref, op)
	case t.ref.Attr.Mutability == schema.ReadOnly || leaf.Mutability == schema.ReadOnly:
		return refuse(t.ref, "is readOnly; leave it out")
	case op.Kind == Remove && leaf.Required && (t.where == nil || t.ref.Sub != nil):
		return refuse(t.ref, "is required and cannot be removed; replace it")
	case isNewValue(t, op):
		return e.list(schema.Ref{URN: t.ref.URN, Attr: t.ref.Attr}, op)
	case t.ref.Attr.Multi && (t.where != nil || t.ref.Sub != nil):
		return e.elements(t, op)
	case t.ref.Attr.Multi:
		return e.list(t.ref, op)
	case t.ref.Sub != nil:
		return e.sub(t.ref, op)
	}
	return e.single(t.ref, op)
}

// isSchemas reports whether ref is the common attribute "schemas".
func isSchemas(ref schema.Ref) bool { return ref.URN == "" && ref.Attr.Name == "schemas" }

// isNewValue reports whether the operation adds a bare value to a list, as in add emails.value: that makes a new element and
// overwrites none.
func isNewValue(t target, op Op) bool {
	return op.Kind == Add && t.ref.Attr.Multi && t.where == nil && t.ref.Sub != nil && t.ref.Sub.Name == "value"
}

// refuse is the mutability failure of an attribute.
func refuse(ref schema.Ref, why string) error {
	return fault.New(fault.Invalid, scim.Mutability, "The attribute %s %s.", ref, why).At(ref.String(), why)
}

// invalid is the failure of a value that the attribute cannot have.
func invalid(where, why string) error {
	return fault.New(fault.Invalid, scim.InvalidValue, "The value of %s %s.", where, why).At(where, why)
}
