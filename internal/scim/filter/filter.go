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

// Expr is a node of the syntax tree: And, Or, Not, Compare, Present or ValuePath.
type Expr interface {
	String() string
	expr()
}

// Op is a comparison operator.
type Op string

// The comparison operators.
const (
	Eq Op = "eq"
	Ne Op = "ne"
	Co Op = "co"
	Sw Op = "sw"
	Ew Op = "ew"
	Gt Op = "gt"
	Ge Op = "ge"
	Lt Op = "lt"
	Le Op = "le"
)

// And, Or and Not combine expressions.
type (
	And struct{ Left, Right Expr }
	Or  struct{ Left, Right Expr }
	Not struct{ Inner Expr }
)

// Compare is "attr op value". Value is a string, bool, int64, float64 or nil (null).
type Compare struct {
	Attr  string // as written, with URN prefix and sub-attribute
	Op    Op
	Value any
}

// Present is "attr pr".
type Present struct{ Attr string }

// ValuePath is "attr[inner]", optionally followed by ".sub op value" (a tolerance for Entra): then Tail is that comparison, on the sub-attribute.
type ValuePath struct {
	Attr  string
	Inner Expr
	Tail  *Compare
}

// Path is the target of a PATCH operation: attr, attr.sub, attr[filter] or attr[filter].sub.
type Path struct {
	Attr   string // with URN prefix and, when there is no filter, sub-attribute
	Filter Expr   // nil when there is none
	Sub    string // behind the filter; "" when there is none
}

// Limits of one filter.
const (
	MaxBytes = 2 << 10
	MaxDepth = 16
	MaxTerms = 64
)

// Parse reads a filter. It fails with fault.Malformed, code invalidFilter, saying at which character; it never echoes the input.
func Parse(text string) (Expr, error) { panic("pending") }

// ParseLimited is Parse with other limits (rules allow depth 12 and 200 terms).
func ParseLimited(text string, maxBytes, maxDepth, maxTerms int) (Expr, error) { panic("pending") }

// ParsePath reads a PATCH path (at most 512 bytes). It fails with fault.Malformed, code invalidPath.
func ParsePath(text string) (Path, error) { panic("pending") }

func (p Path) String() string { panic("pending") }

// Filter is an expression bound to a resource type. It is immutable and safe for concurrent use.
type Filter struct{ _ struct{} }

// Compile binds an expression to a resource type: unknown attributes, operators that an attribute's type does not have (gt on a boolean) and values of a wrong type fail with fault.Malformed, code invalidFilter.
func Compile(e Expr, rt *schema.ResourceType) (*Filter, error) { panic("pending") }

// CompileValue binds the filter of a value path (attr[...]) to the sub-attributes of a complex attribute.
func CompileValue(e Expr, attr *schema.Attribute) (*Filter, error) { panic("pending") }

// Match evaluates the filter on a canonical object (for CompileValue: on one element).
func (f *Filter) Match(o scim.Object) bool { panic("pending") }

// Expr is the expression that f was compiled from.
func (f *Filter) Expr() Expr { panic("pending") }
