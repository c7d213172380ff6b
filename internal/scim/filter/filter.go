// Package filter is the filter and path grammar of RFC 7644 sections 3.4.2.2 and 3.5.2: one grammar for queries, PATCH
// paths and the conditions of rules.
//
// Parse gives a syntax tree whose String is the text again; Compile binds it to a resource type; Match evaluates it. The
// package reads no storage.
package filter

import (
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// Filter is an expression bound to a resource type. It is immutable and safe for concurrent use.
type Filter struct {
	expr   Expr
	node   node
	equals []equality
	reads  []string
	terms  int
}

// equality is a text that an attribute must have for an object to match.
type equality struct{ attribute, value string }

// Compile binds an expression to a resource type: unknown attributes, operators that an attribute's type does not have (gt on a boolean) and values of a wrong type fail with fault.Malformed, code invalidFilter.
//
// What a filter means:
//   - A multi-valued attribute matches when any of its values does. A complex attribute means its "value" (emails eq "x").
//   - attr[...] matches when one element fulfils the whole inner filter; attr.a ... and attr.b ... may be fulfilled by two.
//   - ne is true for an attribute without a value (the RFC is silent); eq null means "not present", ne null "present".
//   - Text is compared without case unless the attribute is caseExact; dates compare as instants.
//   - An attribute that is never returned cannot be asked for: the answer would reveal it.
func Compile(e Expr, rt *schema.ResourceType) (*Filter, error) {
	c := &compiler{find: rt.Resolve}
	return c.compile(e)
}

// CompileValue binds the filter of a value path (attr[...]) to the sub-attributes of a complex attribute. It is for Match: Equals and Reads know nothing of it.
func CompileValue(e Expr, attr *schema.Attribute) (*Filter, error) {
	c := &compiler{find: elements(attr)}
	n, err := c.node(e)
	if err != nil {
		return nil, err
	}
	return &Filter{expr: e, node: n}, nil
}

// manyTerms is from how many comparisons on it pays to remember the texts that were folded.
const manyTerms = 5

// Match evaluates the filter on a canonical object (for CompileValue: on one element).
func (f *Filter) Match(o scim.Object) bool {
	if f.terms < manyTerms {
		return f.node.match(o, nil)
	}
	return f.node.match(o, &scim.Folds{})
}

// MatchFolded is Match for who evaluates many filters on the same texts: those that are folded are remembered in folds.
func (f *Filter) MatchFolded(o scim.Object, folds *scim.Folds) bool { return f.node.match(o, folds) }

// Terms is how many comparisons an expression has.
func Terms(e Expr) int {
	switch e := e.(type) {
	case And:
		return Terms(e.Left) + Terms(e.Right)
	case Or:
		return Terms(e.Left) + Terms(e.Right)
	case Not:
		return Terms(e.Inner)
	case ValuePath:
		if e.Tail != nil {
			return Terms(e.Inner) + 1
		}
		return Terms(e.Inner)
	case Compare, Present:
		return 1
	}
	return 0
}

// Expr is the expression that f was compiled from.
func (f *Filter) Expr() Expr { return f.expr }

// Equals reports whether the filter can only match objects whose attribute equals the value: it is `attribute eq "value"`, or
// has that in its top-level and-chain. The attribute is named as the schema spells it, with its sub-attribute
// ("userName", "members.value" also for members eq "x" and members[value eq "x"]). The value is as written: fold it when the attribute is not caseExact.
// The filter may ask for more: what an index finds must still be given to Match.
func (f *Filter) Equals(attribute string) (value string, ok bool) {
	for _, e := range f.equals {
		if e.attribute == attribute {
			return e.value, true
		}
	}
	return "", false
}

// Reads reports whether the filter looks at the (top-level) attribute, so that relations need to be read only for filters that ask for them. The
// attribute is named as the schema spells it; an attribute of an extension counts under the extension's URN.
func (f *Filter) Reads(attribute string) bool {
	for _, name := range f.reads {
		if name == attribute {
			return true
		}
	}
	return false
}
