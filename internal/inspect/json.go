package inspect

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxNesting is how deep a body may be nested; no door of ours takes one that is deeper than 20.
const maxNesting = 64

var (
	errCut    = errors.New("the text ends too early")
	errBroken = errors.New("the text is no JSON")
)

// Mask makes of a body what may be kept of it. raw is its first Window bytes or more, or all; size is how long it was as a whole.
//
// A member whose name is that of a secret loses its value, and so does the value of an object that names a secret elsewhere, such as the path of a PATCH
// operation. Of an object whose end is not there any value is taken out: its path may come later.
func Mask(raw []byte, size int64) Body {
	b := Body{Size: size}
	if len(bytes.TrimSpace(raw)) == 0 {
		b.Cut = size > int64(len(raw))
		return b
	}
	s := masker{in: raw[:min(len(raw), Window)]}
	err := s.document()
	whole := size <= int64(len(s.in))
	if errors.Is(err, errBroken) || errors.Is(err, errCut) && whole {
		b.Hidden = true
		return b
	}
	b.Text = cut(string(s.out), MaxBody)
	b.Cut = !whole || len(b.Text) < len(s.out)
	return b
}

// masker copies JSON without blanks and without secrets.
type masker struct {
	in    []byte
	at    int
	out   []byte
	depth int
}

// document copies an object or an array, behind which nothing may follow.
func (s *masker) document() error {
	switch c, err := s.peek(); {
	case err != nil:
		return err
	case c != '{' && c != '[':
		return errBroken
	}
	if _, err := s.value(); err != nil {
		return err
	}
	if _, err := s.peek(); err == nil {
		return errBroken
	}
	return nil
}

// peek is the next byte that is no blank.
func (s *masker) peek() (byte, error) {
	for ; s.at < len(s.in); s.at++ {
		if c := s.in[s.at]; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, nil
		}
	}
	return 0, errCut
}

// take copies the next byte, which must be one of those wanted.
func (s *masker) take(wanted string) (byte, error) {
	c, err := s.peek()
	if err != nil {
		return 0, err
	}
	if strings.IndexByte(wanted, c) < 0 {
		return 0, errBroken
	}
	s.at++
	s.out = append(s.out, c)
	return c, nil
}

// value copies a value; of a string it also returns the text.
func (s *masker) value() (text string, err error) {
	c, err := s.peek()
	if err != nil {
		return "", err
	}
	if s.depth++; s.depth > maxNesting {
		return "", errBroken
	}
	defer func() { s.depth-- }()
	switch c {
	case '{':
		return "", s.object()
	case '[':
		return "", s.array()
	case '"':
		return s.text()
	default:
		return "", s.literal()
	}
}

func (s *masker) array() error {
	if _, err := s.take("["); err != nil {
		return err
	}
	if c, err := s.peek(); err != nil || c == ']' {
		_, err = s.take("]")
		return err
	}
	for {
		if _, err := s.value(); err != nil {
			return err
		}
		if c, err := s.take(",]"); err != nil || c == ']' {
			return err
		}
	}
}

// literal copies a number, true, false or null.
func (s *masker) literal() error {
	begin := s.at
	for s.at < len(s.in) && strings.IndexByte("+-.0123456789abcdefghijklmnopqrstuvwxyzE", s.in[s.at]) >= 0 {
		s.at++
	}
	word := s.in[begin:s.at]
	if s.at == len(s.in) {
		return errCut
	}
	if !json.Valid(word) {
		return errBroken
	}
	s.out = append(s.out, word...)
	return nil
}

// text copies a string, with what is a secret by its form taken out, and returns what it said.
func (s *masker) text() (string, error) {
	begin := s.at
	for s.at++; s.at < len(s.in) && s.in[s.at] != '"'; s.at++ {
		if s.in[s.at] == '\\' {
			s.at++
		}
	}
	if s.at >= len(s.in) {
		return "", errCut
	}
	s.at++
	raw := s.in[begin:s.at]
	said, ok := unquote(raw)
	if !ok {
		return "", errBroken
	}
	if masked := maskText(said); masked != said {
		s.out = appendText(s.out, masked)
	} else {
		s.out = append(s.out, raw...)
	}
	return said, nil
}

// unquote is what a JSON string says. Most say what they are.
func unquote(raw []byte) (text string, ok bool) {
	for _, c := range raw[1 : len(raw)-1] {
		if c < ' ' || c == '\\' || c >= utf8.RuneSelf {
			return unquoteEscaped(raw)
		}
	}
	return string(raw[1 : len(raw)-1]), true
}

// unquoteEscaped is apart because taking the address of the result costs memory even where there is no escape.
func unquoteEscaped(raw []byte) (text string, ok bool) {
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

func appendText(out []byte, text string) []byte {
	quoted, _ := json.Marshal(text) // a string always can be
	return append(out, quoted...)
}

// span is a part of the output.
type span struct{ from, to int }

// hide replaces a part of the output, unless it says nothing.
func (s *masker) hide(p span) {
	switch string(s.out[p.from:p.to]) {
	case "true", "false", "null":
	default:
		s.out = slices.Replace(s.out, p.from, p.to, []byte(`"`+hidden+`"`)...)
	}
}
