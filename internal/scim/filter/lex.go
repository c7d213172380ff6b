package filter

import (
	"strings"
	"unicode/utf8"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// lexer cuts the text into words, literals and brackets; at is the next byte. The code is what its failures carry.
type lexer struct {
	text string
	at   int
	code string
}

func (l *lexer) skipSpace() {
	for l.at < len(l.text) && isSpace(l.text[l.at]) {
		l.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (l *lexer) peek() byte {
	if l.at < len(l.text) {
		return l.text[l.at]
	}
	return 0
}

// accept steps over c when it is next, white space in front of it included.
func (l *lexer) accept(c byte) bool {
	l.skipSpace()
	return l.acceptHere(c)
}

// acceptHere is accept without white space.
func (l *lexer) acceptHere(c byte) bool {
	if l.at == len(l.text) || l.text[l.at] != c {
		return false
	}
	l.at++
	return true
}

// word is the next run of letters, digits and the signs of attribute names and URNs; it may be empty.
func (l *lexer) word() string {
	l.skipSpace()
	start := l.at
	for l.at < len(l.text) && wordSigns[l.text[l.at]] {
		l.at++
	}
	return l.text[start:l.at]
}

// wordSigns are the bytes that attribute names with their URN are made of (RFC 7644 figure 1, RFC 8141).
var wordSigns = signs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:$/+%~")

func signs(text string) (set [256]bool) {
	for i := range len(text) {
		set[text[i]] = true
	}
	return set
}

// keyword steps over the word when it is next, in any case, and stands alone.
func (l *lexer) keyword(word string) bool {
	l.skipSpace()
	end := l.at + len(word)
	if end > len(l.text) || !strings.EqualFold(l.text[l.at:end], word) {
		return false
	}
	if end < len(l.text) && wordSigns[l.text[end]] {
		return false
	}
	l.at = end
	return true
}

// attribute is an attribute name: a URN prefix or none, a name, a sub-attribute or none.
func (l *lexer) attribute() (string, error) {
	l.skipSpace()
	start := l.at
	name := l.word()
	if !isAttribute(name) {
		l.at = start
		return "", l.fail("an attribute name is missing or misspelt")
	}
	return name, nil
}

func isAttribute(text string) bool {
	if colon := strings.LastIndexByte(text, ':'); colon >= 0 {
		if !strings.EqualFold(text[:min(4, len(text))], "urn:") {
			return false
		}
		if text = text[colon+1:]; isVersion(text) {
			return true // a whole extension whose URN ends with its version
		}
	}
	name, sub, hasSub := strings.Cut(text, ".")
	return isName(name) && (!hasSub || isName(sub))
}

// isName checks ATTRNAME of RFC 7643 section 2.1, and "$ref".
func isName(text string) bool {
	if len(text) > 1 && text[0] == '$' {
		text = text[1:]
	}
	if text == "" || !isLetter(text[0]) {
		return false
	}
	for i := range len(text) {
		if c := text[i]; !isLetter(c) && (c < '0' || c > '9') && c != '-' && c != '_' && c != '$' {
			return false
		}
	}
	return true
}

// isVersion reports whether a text is numbers with dots between them, as in "2.0".
func isVersion(text string) bool {
	for part := range strings.SplitSeq(text, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// literal is a comparison value (RFC 7644: a JSON string, number, true, false or null).
func (l *lexer) literal() (any, error) {
	l.skipSpace()
	start := l.at
	if l.peek() == '"' {
		return l.quoted()
	}
	word := l.word()
	switch {
	case strings.EqualFold(word, "true"):
		return true, nil
	case strings.EqualFold(word, "false"):
		return false, nil
	case strings.EqualFold(word, "null"):
		return nil, nil
	}
	if number, ok := scim.Number(word); ok {
		return number, nil
	}
	l.at = start
	return nil, l.fail(`a value is missing; texts must be in double quotes`)
}

func (l *lexer) quoted() (any, error) {
	literal, ok := scim.QuotedPrefix(l.text[l.at:])
	if !ok {
		return nil, l.fail("a text is not closed or has a control character in it")
	}
	value, ok := scim.Unquote(literal)
	if !ok {
		return nil, l.fail("a text has an escape that JSON does not know")
	}
	l.at += len(literal)
	if l.at < len(l.text) && wordSigns[l.text[l.at]] {
		return nil, l.fail("a space is missing")
	}
	return value, nil
}

// fail says what is wrong at the current place, by character.
func (l *lexer) fail(what string) error {
	return fault.New(fault.Malformed, l.code, "%s, at character %d", what, utf8.RuneCountInString(l.text[:l.at])+1)
}
