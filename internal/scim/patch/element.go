package patch

import (
	"slices"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// elements does an operation on those elements of a multi-valued complex attribute that the target's filter selects; without
// a filter on all. A value is merged into each of them.
func (e *editor) elements(t target, op Op) error {
	ref := schema.Ref{URN: t.ref.URN, Attr: t.ref.Attr}
	old, _ := e.get(ref).([]any)
	out, found, primary := slices.Clone(old), false, -1
	for i, v := range old {
		element, ok := v.(scim.Object)
		if !ok || t.where != nil && !t.where.MatchFolded(element, &e.folds) {
			continue
		}
		edited, err := e.edit(t.ref, op, element)
		if err != nil {
			return err
		}
		if out[i], found = edited, true; primary < 0 && isPrimary(edited) {
			primary = i
		}
	}
	if !found && op.Kind != Remove {
		return e.create(t, op, old)
	}
	out = onlyPrimary(out, primary)
	return e.put(ref, slices.DeleteFunc(out, isEmpty))
}

// edit is a copy of the element with the operation done; nothing is left of it when it is removed.
func (e *editor) edit(ref schema.Ref, op Op, element scim.Object) (scim.Object, error) {
	raw := lone(op.Value)
	if op.Kind == Remove {
		raw = nil
	}
	if ref.Sub != nil {
		return e.setSub(ref, element, raw)
	}
	if in, ok := raw.(map[string]any); ok {
		return e.merge(ref, element, in)
	}
	if isBlank(raw) {
		return nil, nil
	}
	if ref.Sub = ref.Attr.Find("value"); ref.Sub == nil {
		return nil, invalid(ref.String(), "must be an object")
	}
	return e.setSub(ref, element, raw)
}

// create appends the element that the target describes, filled by the operation. A value that clears creates nothing and does
// not fail, so that a request that cleared something can be sent again.
func (e *editor) create(t target, op Op, old []any) error {
	if isBlank(lone(op.Value)) {
		return nil
	}
	start, ok := e.seed(t, op.Kind)
	if !ok {
		return fault.New(fault.Invalid, scim.NoTarget, "No element of %s matches the filter of the path; add one first.", t.ref.Attr.Name).
			At(t.ref.Attr.Name, "matches nothing")
	}
	element, err := e.edit(t.ref, op, start)
	if err != nil || len(element) <= len(start) {
		return err
	}
	out, primary := append(slices.Clone(old), element), -1
	if isPrimary(element) {
		primary = len(out) - 1
	}
	return e.put(schema.Ref{URN: t.ref.URN, Attr: t.ref.Attr}, onlyPrimary(out, primary))
}

// seed is the start of an element that does not exist yet, and whether it may be created.
//
// Add creates what the filter says plainly: eq, also several joined by and. Replace must fail when nothing matches (RFC 7644 section 3.5.2.3);
// but Entra ID replaces emails[type eq "work"].value whether or not there is one, so a sub-attribute of the element with a canonical type, or
// of the primary one, is created all the same (testdata/entra-legacy.json).
func (e *editor) seed(t target, kind Kind) (scim.Object, bool) {
	out := scim.Object{}
	if t.where == nil {
		return out, true
	}
	if !e.plant(t.ref, t.expr, out) || !t.where.Match(out) {
		return nil, false
	}
	if kind == Replace {
		_, one := t.expr.(filter.Compare)
		return out, one && t.ref.Sub != nil && (hasCanonicalType(t.ref.Attr, out) || isPrimary(out))
	}
	return out, true
}

// plant writes what the expression says plainly into out; false when it says anything else.
func (e *editor) plant(ref schema.Ref, expr filter.Expr, out scim.Object) bool {
	switch x := expr.(type) {
	case filter.And:
		return e.plant(ref, x.Left, out) && e.plant(ref, x.Right, out)
	case filter.Compare:
		ref.Sub = ref.Attr.Find(x.Attr)
		if ref.Sub == nil || ref.Sub.Mutability == schema.ReadOnly || x.Op != filter.Eq {
			return false
		}
		value, err := e.normal(ref, x.Value)
		if err != nil || value == nil {
			return false
		}
		out[ref.Sub.Name] = canonical(ref.Sub, value)
		return true
	}
	return false
}

// canonical is the value as the attribute's canonical values spell it.
func canonical(attr *schema.Attribute, value any) any {
	for _, c := range attr.Canonical {
		if sameText(nil, c, value) {
			return c
		}
	}
	return value
}

func hasCanonicalType(attr *schema.Attribute, element scim.Object) bool {
	sub := attr.Find("type")
	text, ok := element["type"].(string)
	return ok && sub != nil && slices.Contains(sub.Canonical, text)
}
