package filter

import (
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// compiler binds attribute names. The element of a value path has a compiler of its own.
type compiler struct {
	find  func(name string) (schema.Ref, bool)
	reads *[]string // nil: nobody asks

	foreign func(name string) bool // attributes of other resource types; nil: there are none
}

func (c *compiler) compile(e Expr) (*Filter, error) {
	f := &Filter{expr: e, terms: Terms(e)}
	c.reads = &f.reads
	var err error
	if f.node, err = c.node(e); err != nil {
		return nil, err
	}
	c.equalities(e, "", &f.equals)
	return f, nil
}

// elements finds the sub-attributes of a complex attribute as if they stood alone.
func elements(attr *schema.Attribute) func(string) (schema.Ref, bool) {
	return func(name string) (schema.Ref, bool) {
		sub := attr.Find(name)
		return schema.Ref{Attr: sub}, sub != nil
	}
}

func (c *compiler) node(e Expr) (node, error) {
	if n, ok := c.foreignNode(e); ok {
		return n, nil
	}
	switch e := e.(type) {
	case And:
		left, right, err := c.both(e.Left, e.Right)
		return andNode{left, right}, err
	case Or:
		left, right, err := c.both(e.Left, e.Right)
		return orNode{left, right}, err
	case Not:
		inner, err := c.node(e.Inner)
		return notNode{inner}, err
	case Present:
		return c.present(e.Attr)
	case Compare:
		return c.compare(e)
	case ValuePath:
		return c.valuePath(e)
	}
	return nil, invalid("an expression is missing")
}

func (c *compiler) both(left, right Expr) (l, r node, err error) {
	if l, err = c.node(left); err != nil {
		return nil, nil, err
	}
	r, err = c.node(right)
	return l, r, err
}

// resolve finds an attribute that may be asked for.
func (c *compiler) resolve(name string) (schema.Ref, error) {
	ref, ok := c.find(name)
	if !ok {
		return ref, invalid("the filter names an attribute that the schema does not have")
	}
	if ref.Attr.Returned == schema.Never || ref.Leaf().Returned == schema.Never {
		return ref, invalid("%s is never returned and cannot be asked for", ref)
	}
	if c.reads == nil {
		return ref, nil
	}
	top := ref.Attr.Name
	if ref.URN != "" {
		top = ref.URN
	}
	*c.reads = append(*c.reads, top)
	return ref, nil
}

func (c *compiler) present(name string) (node, error) {
	ref, err := c.resolve(name)
	if err != nil {
		return nil, err
	}
	return &valueNode{place: placeOf(ref), test: presence{}}, nil
}

func (c *compiler) compare(e Compare) (node, error) {
	ref, err := c.resolve(e.Attr)
	if err != nil {
		return nil, err
	}
	if e.Value == nil {
		return compareNull(ref, e.Op)
	}
	if ref, err = simple(ref); err != nil {
		return nil, err
	}
	t, err := newTest(ref, e.Op, e.Value)
	if err != nil {
		return nil, err
	}
	return &valueNode{place: placeOf(ref), test: t, absent: e.Op == Ne}, nil
}

// compareNull reads eq null as "not present" (RFC 7643 section 2.5: null means unassigned).
func compareNull(ref schema.Ref, op Op) (node, error) {
	n := &valueNode{place: placeOf(ref), test: presence{}}
	switch op {
	case Eq:
		return notNode{n}, nil
	case Ne:
		return n, nil
	default:
		return nil, invalid("%s can be compared with null by eq and ne only", ref)
	}
}

// simple takes a complex attribute as its "value".
func simple(ref schema.Ref) (schema.Ref, error) {
	if ref.Leaf().Type != schema.Complex {
		return ref, nil
	}
	if ref.Sub == nil && !ref.IsExtension() {
		if ref.Sub = ref.Attr.Find("value"); ref.Sub != nil {
			return ref, nil
		}
	}
	return ref, invalid("%s has several parts; name one of them", ref)
}

func (c *compiler) valuePath(e ValuePath) (node, error) {
	ref, err := c.resolve(e.Attr)
	if err != nil {
		return nil, err
	}
	if ref.Sub != nil || ref.Attr.Type != schema.Complex || ref.IsExtension() {
		return nil, invalid("%s cannot have brackets", ref)
	}
	element := &compiler{find: elements(ref.Attr)}
	inner, err := element.node(e.Inner)
	if err != nil {
		return nil, err
	}
	if e.Tail == nil {
		return &elementNode{place: placeOf(ref), inner: inner}, nil
	}
	tail, err := element.node(*e.Tail)
	if err != nil {
		return nil, err
	}
	return &elementNode{place: placeOf(ref), inner: andNode{inner, tail}}, nil
}

// equalities collects what an object must equal to match, from the top-level and-chain. The prefix is the attribute that the
// brackets around e belong to.
func (c *compiler) equalities(e Expr, prefix string, list *[]equality) {
	switch e := e.(type) {
	case And:
		c.equalities(e.Left, prefix, list)
		c.equalities(e.Right, prefix, list)
	case Compare:
		c.equality(e, prefix, list)
	case ValuePath:
		if ref, ok := c.find(e.Attr); ok {
			element := &compiler{find: elements(ref.Attr)}
			element.equalities(e.Inner, ref.String()+".", list)
			if e.Tail != nil {
				element.equality(*e.Tail, ref.String()+".", list)
			}
		}
	}
}

func (c *compiler) equality(e Compare, prefix string, list *[]equality) {
	text, isText := e.Value.(string)
	ref, ok := c.find(e.Attr)
	if !ok || !isText || e.Op != Eq {
		return
	}
	if ref, err := simple(ref); err == nil && isTextual(ref.Leaf().Type) {
		*list = append(*list, equality{prefix + ref.String(), text})
	}
}

func isTextual(t schema.Type) bool { return t == schema.String || t == schema.Reference }

func invalid(format string, args ...any) error {
	return fault.New(fault.Malformed, scim.InvalidFilter, format, args...)
}

// wrongValue says what a value must be, naming the attribute and not the value.
func wrongValue(ref schema.Ref, must ...string) error {
	return invalid("%s must be compared with %s", ref, strings.Join(must, " or "))
}
