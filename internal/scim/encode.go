package scim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends a value of canonical form (see Object) as compact JSON: members in alphabetical order, so that equal values have equal text, and no
// character escaped that need not be. It fails for what JSON has no form for, a function or an infinite number; a value of another type is written as
// encoding/json has it.
func AppendJSON(to []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return AppendText(to, v), nil
	case bool:
		return strconv.AppendBool(to, v), nil
	case int64:
		return strconv.AppendInt(to, v, 10), nil
	case Object:
		return appendObject(to, v)
	case []any:
		return appendList(to, v)
	case float64:
		if whole := math.Trunc(v); v == whole && math.Abs(v) < maxWhole {
			return strconv.AppendInt(to, int64(v), 10), nil
		}
	}
	return appendOther(to, v)
}

func appendObject(to []byte, o Object) (_ []byte, err error) {
	if o == nil {
		return append(to, "null"...), nil
	}
	var few [24]string
	names := few[:0]
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(AppendText(to, name), ':')
		if to, err = AppendJSON(to, o[name]); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

func appendList(to []byte, list []any) (_ []byte, err error) {
	if list == nil {
		return append(to, "null"...), nil
	}
	to = append(to, '[')
	for i, v := range list {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = AppendJSON(to, v); err != nil {
			return nil, err
		}
	}
	return append(to, ']'), nil
}

// AppendText appends a text as a JSON string.
func AppendText(to []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' {
			return appendEscaped(to, s)
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if !ascii && !utf8.ValidString(s) {
		return appendEscaped(to, s)
	}
	to = append(to, '"')
	to = append(to, s...)
	return append(to, '"')
}

// appendEscaped is for the few texts that cannot stand as they are.
func appendEscaped(to []byte, s string) []byte {
	to, _ = appendOther(to, s) // a string always has a form
	return to
}

func appendOther(to []byte, v any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(to, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...), nil
}
