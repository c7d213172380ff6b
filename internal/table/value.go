package table

import (
	"bytes"
	"maps"
	"strconv"
)

// Type is what a Value holds.
type Type uint8

// The types of values. The zero Value is Absent and cannot be stored.
const (
	Absent Type = iota
	String
	Number
	Boolean
	Bytes
)

// Value is one attribute: a string, a whole number, a boolean or bytes. Nested data
// is stored as JSON in Bytes. Values are comparable by Equal and must be treated as immutable.
type Value struct {
	typ Type
	s   string
	n   int64
	b   []byte
}

// S is a string value.
func S(s string) Value { return Value{typ: String, s: s} }

// N is a whole number. DynamoDB keeps 38 digits, we keep what an int64 holds.
func N(n int64) Value { return Value{typ: Number, n: n} }

// Bool is a boolean value.
func Bool(b bool) Value {
	if b {
		return Value{typ: Boolean, n: 1}
	}
	return Value{typ: Boolean}
}

// B is a value of bytes; the caller must not change them afterwards.
func B(b []byte) Value { return Value{typ: Bytes, b: b} }

// Type says what v holds.
func (v Value) Type() Type { return v.typ }

// Str returns the string, or "" when v holds something else.
func (v Value) Str() string { return v.s }

// Int returns the number, or 0 when v holds something else.
func (v Value) Int() int64 {
	if v.typ != Number {
		return 0
	}
	return v.n
}

// True reports whether v is the boolean true.
func (v Value) True() bool { return v.typ == Boolean && v.n == 1 }

// Raw returns the bytes, or nil when v holds something else; the caller must not change them.
func (v Value) Raw() []byte { return v.b }

// Equal reports whether both hold the same.
func (v Value) Equal(o Value) bool {
	return v.typ == o.typ && v.s == o.s && v.n == o.n && bytes.Equal(v.b, o.b)
}

// size counts as DynamoDB does: UTF-8 bytes, raw bytes, 1 for a boolean, and for a
// number one byte per two digits plus one.
func (v Value) size() int {
	switch v.typ {
	case String:
		return len(v.s)
	case Bytes:
		return len(v.b)
	case Number:
		return numberSize(v.n)
	default:
		return 1
	}
}

func numberSize(n int64) int {
	text := strconv.FormatInt(n, 10)
	size := 1
	if text[0] == '-' {
		text, size = text[1:], 2
	}
	for len(text) > 1 && text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	return size + (len(text)+1)/2
}

// Size is the item's size in bytes by DynamoDB's rules: key attribute names (P and S), attribute names and values.
func (i Item) Size() int {
	size := len("P") + len(i.Key.P) + len("S") + len(i.Key.S)
	for name, v := range i.Attrs {
		size += len(name) + v.size()
	}
	return size
}

// Clone copies the attributes.
func (a Attrs) Clone() Attrs { return maps.Clone(a) }

// Equal reports whether both hold the same attributes with the same values.
func (a Attrs) Equal(o Attrs) bool { return maps.EqualFunc(a, o, Value.Equal) }
