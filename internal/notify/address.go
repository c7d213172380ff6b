package notify

import (
	"net/mail"
	"strings"
	"unicode"
)

const (
	maxAddress = 254 // bytes; RFC 5321 section 4.5.3.1.3, less the angle brackets
	maxValue   = 256 // characters of one value that a mail shows
)

// address reads one bare address strictly (RFC 5322 section 3.4.1) and writes it anew; it must come out as it went in. Names, groups, comments
// and lists of addresses do not, and so nothing gets into a header but what was understood.
func address(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxAddress || strings.ContainsFunc(text, unsafe) {
		return "", false
	}
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return "", false
	}
	again := (&mail.Address{Address: parsed.Address}).String()
	again = strings.TrimSuffix(strings.TrimPrefix(again, "<"), ">")
	return again, again == text
}

// IsAddress reports whether a text is one bare address that a mail can go to.
func (Checker) IsAddress(text string) bool {
	again, ok := address(text)
	return ok && again == text
}

// clean is a value as a mail shows it, in a header or a body: on one line, without what would turn the text around, and not too long.
func clean(value string) string { return cut(oneLine(value), maxValue) }

func oneLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unsafe(r) || unicode.IsSpace(r) }), " ")
}

// unsafe characters end lines, end texts or change the direction of writing.
func unsafe(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// cut keeps at most n characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}
