package filter

import (
	"encoding/json"
	"strconv"
	"strings"
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

// And is "left and right".
type And struct{ Left, Right Expr }

// Or is "left or right".
type Or struct{ Left, Right Expr }

// Not is "not (inner)".
type Not struct{ Inner Expr }

// Compare is "attr op value". Value is a string, bool, int64, float64 or nil (null).
type Compare struct {
	Attr  string // as written, with URN prefix and sub-attribute
	Op    Op
	Value any
}

// Present is "attr pr".
type Present struct{ Attr string }

// ValuePath is "attr[inner]", optionally followed by ".sub op value" (a tolerance for Entra, scimapi/testdata/entra/users-legacy.json): then Tail is that comparison, on the sub-attribute. A
// tail ".sub pr" is read as ".sub ne null", which means the same.
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

func (And) expr()       {}
func (Or) expr()        {}
func (Not) expr()       {}
func (Compare) expr()   {}
func (Present) expr()   {}
func (ValuePath) expr() {}

// String is the text that parses to the same tree: chains lean to the left, so a chain on the right needs parentheses.
func (e And) String() string {
	left, right := e.Left.String(), e.Right.String()
	if _, or := e.Left.(Or); or {
		left = "(" + left + ")"
	}
	switch e.Right.(type) {
	case Or, And:
		right = "(" + right + ")"
	}
	return left + " and " + right
}

// String is the text that parses to the same tree.
func (e Or) String() string {
	right := e.Right.String()
	if _, or := e.Right.(Or); or {
		right = "(" + right + ")"
	}
	return e.Left.String() + " or " + right
}

// String is the text that parses to the same tree.
func (e Not) String() string { return "not (" + e.Inner.String() + ")" }

// String is the text that parses to the same tree.
func (e Compare) String() string { return e.Attr + " " + string(e.Op) + " " + literal(e.Value) }

// String is the text that parses to the same tree.
func (e Present) String() string { return e.Attr + " pr" }

// String is the text that parses to the same tree.
func (e ValuePath) String() string {
	text := e.Attr + "[" + e.Inner.String() + "]"
	if e.Tail != nil {
		text += "." + e.Tail.String()
	}
	return text
}

// String is the text that parses to the same path.
func (p Path) String() string {
	text := p.Attr
	if p.Filter != nil {
		text += "[" + p.Filter.String() + "]"
	}
	if p.Sub != "" {
		text += "." + p.Sub
	}
	return text
}

// literal writes a comparison value as JSON.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	default:
		return "null"
	}
}

// quote is JSON without the escapes that are for HTML only.
func quote(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return `""` // cannot happen: a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}
