package scim

import (
	"encoding/json"
	"fmt"
	"strings"

	"usersync/internal/fault"
)

func (d *decoder) peek() byte {
	if d.at < len(d.text) {
		return d.text[d.at]
	}
	return 0
}

func (d *decoder) accept(c byte) bool {
	if d.peek() != c || d.at == len(d.text) {
		return false
	}
	d.at++
	return true
}

func (d *decoder) skipSpace() {
	for d.at < len(d.text) {
		switch d.text[d.at] {
		case ' ', '\t', '\n', '\r':
			d.at++
		default:
			return
		}
	}
}

func (d *decoder) word(word string) error {
	if !strings.HasPrefix(d.text[d.at:], word) {
		return d.syntax("a value is missing or misspelt")
	}
	d.at += len(word)
	return nil
}

func (d *decoder) number() (any, error) {
	start := d.at
	for d.at < len(d.text) && strings.IndexByte("+-.0123456789Ee", d.text[d.at]) >= 0 {
		d.at++
	}
	value, ok := Number(d.text[start:d.at])
	if !ok {
		d.at = start
		return nil, d.syntax("a value is missing, misspelt or out of range")
	}
	return value, nil
}

func (d *decoder) quoted() (string, error) {
	literal, ok := QuotedPrefix(d.text[d.at:])
	if !ok {
		return "", d.syntax("a text is not closed or has a control character in it")
	}
	text, ok := Unquote(literal)
	if !ok {
		return "", d.syntax("a text has an escape that JSON does not know")
	}
	d.at += len(literal)
	return text, nil
}

// QuotedPrefix cuts the JSON string literal, quotes included, that text begins with. ok is false when there is none, it is not closed,
// or a control character stands in it. Escapes are not checked: see Unquote.
func QuotedPrefix(text string) (literal string, ok bool) {
	if text == "" || text[0] != '"' {
		return "", false
	}
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return text[:i+1], true
		case c == '\\':
			i++
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

// Unquote is the value of a JSON string literal cut by QuotedPrefix. ok is false when it has an unknown escape.
func Unquote(literal string) (value string, ok bool) {
	inner := literal[1 : len(literal)-1]
	if strings.IndexByte(inner, '\\') < 0 {
		return inner, true
	}
	return unescape(literal)
}

// unescape is apart because taking the address of the result costs memory even where there is no escape.
func unescape(literal string) (value string, ok bool) {
	err := json.Unmarshal([]byte(literal), &value)
	return value, err == nil
}

// syntax is a failure at the current place.
func (d *decoder) syntax(format string, args ...any) error {
	return malformed("%s, near byte %d of the body", fmt.Sprintf(format, args...), d.at+1)
}

func (d *decoder) tooDeep() error {
	return d.syntax("objects and arrays are nested more than %d deep", MaxJSONDepth)
}

func malformed(format string, args ...any) error {
	return fault.New(fault.Malformed, InvalidSyntax, format, args...)
}
