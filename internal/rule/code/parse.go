package code

import (
	"bytes"
	"unicode/utf8"
)

// parse reads a file of either format into nodes.
func parse(body []byte, format Format) (*node, error) {
	if len(body) > MaxBytes {
		return nil, tooLarge()
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if at := invalidUTF8(body); at >= 0 {
		line, column := position(body, at)
		return nil, unreadable(line, column, "This is not UTF-8.")
	}
	if format == JSON {
		return parseJSON(body)
	}
	return parseYAML(body)
}

// invalidUTF8 is where the first byte is that is no UTF-8, or -1.
func invalidUTF8(body []byte) int {
	if utf8.Valid(body) {
		return -1
	}
	for at := 0; at < len(body); {
		r, size := utf8.DecodeRune(body[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// position is the line and column of a byte.
func position(body []byte, at int) (line, column int) {
	before := body[:min(at, len(body))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}
