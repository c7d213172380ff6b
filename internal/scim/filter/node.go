package filter

import (
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// node is a bound expression. The texts that it folds are remembered in folds; nil remembers none.
type node interface {
	match(o scim.Object, folds *scim.Folds) bool
}

type (
	andNode struct{ left, right node }
	orNode  struct{ left, right node }
	notNode struct{ inner node }
)

func (n andNode) match(o scim.Object, folds *scim.Folds) bool {
	return n.left.match(o, folds) && n.right.match(o, folds)
}

func (n orNode) match(o scim.Object, folds *scim.Folds) bool {
	return n.left.match(o, folds) || n.right.match(o, folds)
}

func (n notNode) match(o scim.Object, folds *scim.Folds) bool { return !n.inner.match(o, folds) }

// place is where an attribute stands in an object.
type place struct {
	urn, name, sub string
	extension      bool // the whole extension is meant
}

func placeOf(ref schema.Ref) place {
	p := place{urn: ref.URN, name: ref.Attr.Name, extension: ref.IsExtension()}
	if ref.Sub != nil {
		p.sub = ref.Sub.Name
	}
	return p
}

// value is the top-level value, or nil.
func (p *place) value(o scim.Object) any {
	if p.urn == "" {
		return o[p.name]
	}
	extension, _ := o[p.urn].(scim.Object)
	if p.extension {
		return extension
	}
	return extension[p.name]
}

// valueNode asks whether a value at a place passes a test.
type valueNode struct {
	place  place
	test   test
	absent bool // the verdict on an attribute without a value
}

func (n *valueNode) match(o scim.Object, folds *scim.Folds) bool {
	value := n.place.value(o)
	list, many := value.([]any)
	if !many {
		return n.one(value, folds)
	}
	for _, v := range list {
		if n.one(v, folds) {
			return true
		}
	}
	return len(list) == 0 && n.absent
}

// one judges one value, or one element of a list.
func (n *valueNode) one(v any, folds *scim.Folds) bool {
	if n.place.sub != "" {
		object, _ := v.(scim.Object)
		v = object[n.place.sub]
	}
	if unassigned(v) {
		return n.absent
	}
	return n.test.pass(v, folds)
}

// unassigned is true for null, "" and empty lists and objects (RFC 7643 section 2.5).
func unassigned(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case scim.Object:
		return len(v) == 0
	}
	return false
}

// elementNode asks whether one element at a place matches a filter.
type elementNode struct {
	place place
	inner node
}

func (n *elementNode) match(o scim.Object, folds *scim.Folds) bool {
	switch v := n.place.value(o).(type) {
	case scim.Object:
		return n.inner.match(v, folds)
	case []any:
		for _, element := range v {
			if object, ok := element.(scim.Object); ok && n.inner.match(object, folds) {
				return true
			}
		}
	}
	return false
}
