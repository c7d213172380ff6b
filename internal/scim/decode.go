package scim

import (
	"errors"
	"unicode/utf8"
)

// Limits of one decoded body.
const (
	MaxJSONDepth    = 20     // objects and arrays inside each other
	MaxJSONMembers  = 2_000  // members of one object
	MaxJSONElements = 15_000 // elements of one array
)

// Decode reads a JSON object from an untrusted body: depth at most 20, at most 2,000 members in one object, arrays of at most
// 15,000 elements, no member twice (compared without case, as SCIM names are), numbers as int64 where whole, else float64,
// nothing behind the object. It fails with fault.Malformed, code invalidSyntax, and never echoes the input.
//
// It is one pass of our own because encoding/json cannot see a repeated member without its slow token mode. The texts of the
// result share one copy of the body.
func Decode(body []byte) (map[string]any, error) {
	if !utf8.Valid(body) {
		return nil, malformed("the body is not UTF-8 text")
	}
	d := decoder{text: string(body)}
	return d.whole()
}

// DecodeStored reads what AppendJSON wrote, in a fraction of the time: no name is compared with the others. What cannot be read is no fault of whoever asks.
func DecodeStored(text []byte) (Object, error) {
	d := decoder{text: string(text), trusted: true}
	o, err := d.whole()
	if err != nil {
		return nil, errors.New(err.Error()) // without its kind, which blames a request
	}
	return o, nil
}

// whole reads the text's one object.
func (d *decoder) whole() (map[string]any, error) {
	d.skipSpace()
	if d.peek() != '{' {
		return nil, malformed("the body must be a JSON object")
	}
	object, err := d.object(1)
	if err != nil {
		return nil, err
	}
	d.skipSpace()
	if d.at < len(d.text) {
		return nil, d.syntax("text behind the JSON object")
	}
	return object, nil
}

// decoder reads one body; at is the next byte.
type decoder struct {
	text    string
	at      int
	trusted bool // we wrote it ourselves
}

func (d *decoder) value(depth int) (any, error) {
	d.skipSpace()
	switch c := d.peek(); c {
	case '{':
		return d.object(depth + 1)
	case '[':
		return d.array(depth + 1)
	case '"':
		return d.quoted()
	case 't':
		return true, d.word("true")
	case 'f':
		return false, d.word("false")
	case 'n':
		return nil, d.word("null")
	default:
		return d.number()
	}
}

func (d *decoder) object(depth int) (map[string]any, error) {
	if depth > MaxJSONDepth {
		return nil, d.tooDeep()
	}
	d.at++ // the brace
	object := make(map[string]any)
	if d.skipSpace(); d.accept('}') {
		return object, nil
	}
	var seen *names
	if !d.trusted {
		seen = &names{}
	}
	for {
		if err := d.member(object, seen, depth); err != nil {
			return nil, err
		}
		if more, err := d.more('}'); err != nil || !more {
			return object, err
		}
	}
}

func (d *decoder) member(object map[string]any, seen *names, depth int) error {
	if d.skipSpace(); d.peek() != '"' {
		return d.syntax("a member name in quotes is missing")
	}
	name, err := d.quoted()
	if err != nil {
		return err
	}
	if len(object) == MaxJSONMembers {
		return d.syntax("an object has more than %d members", MaxJSONMembers)
	}
	if seen != nil && !seen.add(name) {
		return d.syntax("an object has a member twice (names are compared without case)")
	}
	if d.skipSpace(); !d.accept(':') {
		return d.syntax("a colon is missing")
	}
	object[name], err = d.value(depth)
	return err
}

func (d *decoder) array(depth int) ([]any, error) {
	if depth > MaxJSONDepth {
		return nil, d.tooDeep()
	}
	d.at++ // the bracket
	list := []any{}
	if d.skipSpace(); d.accept(']') {
		return list, nil
	}
	for {
		if len(list) == MaxJSONElements {
			return nil, d.syntax("an array has more than %d elements", MaxJSONElements)
		}
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if more, err := d.more(']'); err != nil || !more {
			return list, err
		}
	}
}

// more steps over what stands between two members or elements: false at the end of the object or array.
func (d *decoder) more(end byte) (bool, error) {
	d.skipSpace()
	if d.accept(',') {
		return true, nil
	}
	if d.accept(end) {
		return false, nil
	}
	return false, d.syntax("a comma or a closing bracket is missing")
}
