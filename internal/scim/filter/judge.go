package filter

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// test judges a value that is there.
type test interface {
	pass(v any, folds *scim.Folds) bool
}

// presence is passed by every value that is there.
type presence struct{}

func (presence) pass(any, *scim.Folds) bool { return true }

// newTest binds an operator and a constant to the type of an attribute.
func newTest(ref schema.Ref, op Op, value any) (test, error) {
	switch leaf := ref.Leaf(); leaf.Type {
	case schema.Boolean:
		return newBoolTest(ref, op, value)
	case schema.Integer, schema.Decimal:
		return newNumberTest(ref, op, value)
	case schema.DateTime:
		return newTimeTest(ref, op, value)
	case schema.Binary:
		if isOrder(op) {
			return nil, invalid("%s is binary and has no order; use eq, ne, co, sw, ew or pr", ref)
		}
		return newTextTest(ref, op, value)
	default:
		return newTextTest(ref, op, value)
	}
}

func isOrder(op Op) bool     { return op == Gt || op == Ge || op == Lt || op == Le }
func isSubstring(op Op) bool { return op == Co || op == Sw || op == Ew }

// boolTest compares booleans; only eq and ne make sense (RFC 7644 table 3).
type boolTest struct{ want bool }

func (t boolTest) pass(v any, _ *scim.Folds) bool { return v == t.want }

// newBoolTest takes the texts "True" and "False" too: Entra ID asks roles[primary eq "True"]
// (scimapi/testdata/entra/users-current.json).
func newBoolTest(ref schema.Ref, op Op, value any) (test, error) {
	want, ok := schema.ParseBoolean(value)
	if !ok {
		return nil, wrongValue(ref, "true", "false")
	}
	if op != Eq && op != Ne {
		return nil, invalid("%s is a boolean; use eq, ne or pr", ref)
	}
	return boolTest{want == (op == Eq)}, nil
}

// numberTest compares numbers of either type.
type numberTest struct {
	op   Op
	want any // int64 or float64
}

func (t numberTest) pass(v any, _ *scim.Folds) bool {
	a, aWhole := v.(int64)
	b, bWhole := t.want.(int64)
	if aWhole && bWhole {
		return holds(t.op, cmp.Compare(a, b))
	}
	x, ok := float(v)
	y, _ := float(t.want)
	return ok && holds(t.op, cmp.Compare(x, y))
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func newNumberTest(ref schema.Ref, op Op, value any) (test, error) {
	if _, ok := float(value); !ok {
		return nil, wrongValue(ref, "a number")
	}
	if isSubstring(op) {
		return nil, invalid("%s is a number; use eq, ne, gt, ge, lt, le or pr", ref)
	}
	return numberTest{op, value}, nil
}

// timeTest compares instants, not texts.
type timeTest struct {
	op   Op
	want time.Time
}

func (t timeTest) pass(v any, _ *scim.Folds) bool {
	s, _ := v.(string)
	at, ok := schema.ParseTime(s)
	return ok && holds(t.op, at.Compare(t.want))
}

func newTimeTest(ref schema.Ref, op Op, value any) (test, error) {
	s, _ := value.(string)
	want, ok := schema.ParseTime(s)
	if !ok {
		return nil, wrongValue(ref, "a date and time such as \"2024-05-01T12:00:00Z\"")
	}
	if isSubstring(op) {
		return nil, invalid("%s is a date and time; use eq, ne, gt, ge, lt, le or pr", ref)
	}
	return timeTest{op, want}, nil
}

// textTest compares texts, folded unless exact.
type textTest struct {
	op    Op
	text  string // folded unless exact
	want  []byte // the same
	exact bool
}

// stackBytes is how long a text may be to be folded without memory from the heap.
const stackBytes = 128

func (t *textTest) pass(v any, folds *scim.Folds) bool {
	s, ok := v.(string)
	if !ok {
		return false
	}
	if t.exact {
		return t.holds(s)
	}
	if len(s) > stackBytes {
		return t.holds(folds.Fold(s))
	}
	var space [stackBytes]byte
	have := appendFolded(space[:0], s)
	switch t.op {
	case Co:
		return bytes.Contains(have, t.want)
	case Sw:
		return bytes.HasPrefix(have, t.want)
	case Ew:
		return bytes.HasSuffix(have, t.want)
	default:
		return holds(t.op, bytes.Compare(have, t.want))
	}
}

// holds judges a text that is folded already, or need not be.
func (t *textTest) holds(have string) bool {
	switch t.op {
	case Co:
		return strings.Contains(have, t.text)
	case Sw:
		return strings.HasPrefix(have, t.text)
	case Ew:
		return strings.HasSuffix(have, t.text)
	default:
		return holds(t.op, strings.Compare(have, t.text))
	}
}

// appendFolded is scim.Fold without a new string where the text is ASCII, as most are.
func appendFolded(to []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return append(to[:0], scim.Fold(s)...)
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		to = append(to, c)
	}
	return to
}

func newTextTest(ref schema.Ref, op Op, value any) (test, error) {
	s, ok := value.(string)
	if !ok {
		return nil, wrongValue(ref, "a text in double quotes")
	}
	exact := ref.Leaf().CaseExact
	if !exact {
		s = scim.Fold(s)
	}
	return &textTest{op: op, text: s, want: []byte(s), exact: exact}, nil
}

// holds reports whether an order (negative, 0, positive) satisfies an operator.
func holds(op Op, order int) bool {
	switch op {
	case Eq:
		return order == 0
	case Ne:
		return order != 0
	case Gt:
		return order > 0
	case Ge:
		return order >= 0
	case Lt:
		return order < 0
	case Le:
		return order <= 0
	default:
		return false
	}
}
