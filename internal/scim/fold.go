package scim

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold maps text to the form in which values that are not case-exact are compared:
// Unicode NFC, then simple case folding. Fold(a) == Fold(b) is "equal but for case".
func Fold(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(foldRune, norm.NFC.String(s))
}

// isPlain reports whether folding would change nothing: ASCII without capitals.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// foldRune picks the same rune of every orbit of runes that differ in case only: the lower-case one.
func foldRune(r rune) rune {
	smallest := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		smallest = min(smallest, next)
	}
	return unicode.ToLower(smallest)
}
