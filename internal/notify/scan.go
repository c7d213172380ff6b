package notify

import (
	"strings"
	"unicode/utf8"
)

// scanner finds the tags of a template as Mustache does (mustache(5)), as long as the delimiters are never changed.
type scanner struct {
	text     string
	at       int    // behind the last tag
	start    int    // of the last tag
	kind     byte   // of the last tag: one of #^/!>=&{, or 0 for a variable
	name     string // of the last tag
	unclosed bool
}

// next goes to the next tag and returns the text before it; found is false at the end, or at a tag that is not closed.
func (s *scanner) next() (before string, found bool) {
	rest := s.text[s.at:]
	open := strings.Index(rest, "{{")
	if open < 0 {
		s.start, s.at = len(s.text), len(s.text)
		return rest, false
	}
	s.start = s.at + open
	inner := s.text[s.start+2:]
	end := strings.Index(inner, "}}")
	if end < 0 {
		s.unclosed = true
		return rest[:open], false
	}
	s.at = s.start + 2 + end + 2
	s.kind, s.name = 0, strings.TrimSpace(inner[:end])
	if s.name != "" && strings.IndexByte("#^/!>=&{", s.name[0]) >= 0 {
		s.kind, s.name = s.name[0], strings.TrimSpace(s.name[1:])
	}
	return rest[:open], true
}

// position is the line and column, in characters, of a place in a text.
func position(text string, i int) (line, column int) {
	before := text[:i]
	line = 1 + strings.Count(before, "\n")
	return line, 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}
