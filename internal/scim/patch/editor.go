package patch

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// editor holds a resource while operations change it. It never writes to a map or list that it did not make: every change
// builds the changed parts anew and shares the rest with the original.
type editor struct {
	rt      *schema.ResourceType
	base    scim.Object // the original
	out     scim.Object // the same map as base until the first change
	owned   bool        // out is ours
	touched []schema.Ref
	stated  []schema.Ref // attributes whose "$ref" the client says
	folds   scim.Folds
	terms   budget
}

// get is the attribute's current value, or nil.
func (e *editor) get(ref schema.Ref) any { return lookup(e.out, ref) }

func lookup(o scim.Object, ref schema.Ref) any {
	if ref.URN == "" {
		return o[ref.Attr.Name]
	}
	ext, _ := o[ref.URN].(scim.Object)
	return ext[ref.Attr.Name]
}

// put sets the attribute to a canonical value; nil, an empty object and an empty list unassign it. Changing an immutable
// attribute fails, setting it for the first time does not (RFC 7644 section 3.5.2).
func (e *editor) put(ref schema.Ref, value any) error {
	old := e.get(ref)
	if isEmpty(value) {
		value = nil
	}
	if old != nil && ref.Attr.Mutability == schema.Immutable && !equal(old, value) {
		return refuse(ref, "is immutable and has a value")
	}
	e.store(ref, value)
	return nil
}

// store writes a value unless it is there already.
func (e *editor) store(ref schema.Ref, value any) {
	if equal(e.get(ref), value) {
		return
	}
	e.own()
	e.touch(schema.Ref{URN: ref.URN, Attr: ref.Attr})
	if ref.URN == "" {
		assign(e.out, ref.Attr.Name, value)
		return
	}
	ext, _ := e.out[ref.URN].(scim.Object)
	e.putExtension(ref.URN, with(ext, ref.Attr.Name, value))
}

// putExtension sets an extension; when nothing is left of it, its URN goes too.
func (e *editor) putExtension(urn string, ext scim.Object) {
	if len(ext) == 0 {
		delete(e.out, urn)
		return
	}
	e.out[urn] = ext
}

// own makes out a map of its own before the first write.
func (e *editor) own() {
	if !e.owned {
		e.out, e.owned = clone(e.base), true
		e.touched = make([]schema.Ref, 0, 8)
	}
}

func (e *editor) touch(ref schema.Ref) {
	if !slices.Contains(e.touched, ref) {
		e.touched = append(e.touched, ref)
	}
}

// finish makes the changed attributes canonical and checks the result. An element may lose its value in one operation and get a new one in
// the next, so only now is it known which elements say nothing and which are there twice.
func (e *editor) finish() error {
	for _, ref := range e.touched { // storing a touched attribute again adds none
		switch value := e.get(ref).(type) {
		case []any:
			tidy, err := e.tidy(ref, withoutRemnants(value))
			if err != nil {
				return err
			}
			e.store(ref, tidy)
		case scim.Object:
			if slices.Contains(e.stated, ref) {
				continue
			}
			before, _ := lookup(e.base, ref).(scim.Object)
			e.store(ref, withoutStaleReference(before, value))
		}
	}
	return e.rt.CheckStillRequired(e.base, e.out)
}

// tidy makes a list of canonical elements canonical as a whole. Most are already.
func (e *editor) tidy(ref schema.Ref, list []any) (any, error) {
	if schema.IsDistinct(ref.Attr, list) {
		return list, nil
	}
	return e.normal(ref, list)
}

// withoutStaleReference drops a "$ref" that belongs to another value, as when a manager is replaced by id alone.
func withoutStaleReference(before, after scim.Object) scim.Object {
	if before["$ref"] == nil || equal(before["value"], after["value"]) || !equal(before["$ref"], after["$ref"]) {
		return after
	}
	return with(after, "$ref", nil)
}

// changed compares what was written to with the original.
func (e *editor) changed() bool {
	return slices.ContainsFunc(e.touched, func(ref schema.Ref) bool {
		return !equal(lookup(e.base, ref), e.get(ref))
	})
}
