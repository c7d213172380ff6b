package scim

import (
	"math"
	"strconv"
)

// maxWhole is the largest number up to which every whole float64 is exact.
const maxWhole = 1 << 53

// Number reads a JSON number (RFC 8259 section 6): an int64 when its value is whole and exact, else a float64.
// ok is false when the text is not a JSON number or is out of range.
func Number(text string) (value any, ok bool) {
	if !isNumber(text) {
		return nil, false
	}
	if whole, err := strconv.ParseInt(text, 10, 64); err == nil {
		return whole, true
	}
	broken, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, false
	}
	if broken == math.Trunc(broken) && math.Abs(broken) <= maxWhole {
		return int64(broken), true
	}
	return broken, true
}

// isNumber checks the grammar of RFC 8259, which is narrower than that of strconv: no "+1", "01", ".5" or "Inf".
func isNumber(text string) bool {
	if text != "" && text[0] == '-' {
		text = text[1:]
	}
	rest := skipDigits(text)
	if whole := text[:len(text)-len(rest)]; whole == "" || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if rest != "" && rest[0] == '.' {
		fraction := rest[1:]
		if rest = skipDigits(fraction); len(rest) == len(fraction) {
			return false
		}
	}
	return rest == "" || isExponent(rest)
}

// isExponent checks "e", an optional sign and at least one digit.
func isExponent(text string) bool {
	if text[0] != 'e' && text[0] != 'E' {
		return false
	}
	text = text[1:]
	if text != "" && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	return text != "" && skipDigits(text) == ""
}

func skipDigits(text string) string {
	for text != "" && text[0] >= '0' && text[0] <= '9' {
		text = text[1:]
	}
	return text
}
