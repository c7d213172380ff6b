package rule

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Check says what is wrong with the value of a setting, in a sentence; "" where nothing is. A nil schema takes everything.
func (s SettingsSchema) Check(name string, value any) string {
	if s == nil {
		return ""
	}
	setting, known := s[name]
	if !known {
		return "The product has no such setting: its settings schema does not list it."
	}
	switch setting.Type {
	case "boolean":
		if _, ok := value.(bool); !ok {
			return "Must be true or false."
		}
	case "integer":
		if n, ok := wholeNumber(value); !ok || outside(n, setting) {
			return "Must be a whole number" + setting.bounds() + "."
		}
	default:
		return setting.checkText(value)
	}
	return ""
}

func (s Setting) checkText(value any) string {
	text, ok := value.(string)
	if s.Enum != nil && (!ok || !slices.Contains(s.Enum, text)) {
		return "Must be one of: " + strings.Join(s.Enum, ", ") + "."
	}
	if !ok || outside(int64(utf8.RuneCountInString(text)), s) {
		length := s.bounds()
		if length != "" {
			length += " characters"
		}
		return "Must be a text" + strings.Replace(length, " from ", " of ", 1) + "."
	}
	return ""
}

func outside(n int64, s Setting) bool {
	return s.Min != nil && n < *s.Min || s.Max != nil && n > *s.Max
}

// bounds is the bounds of a setting as the end of a sentence.
func (s Setting) bounds() string {
	switch {
	case s.Min != nil && s.Max != nil:
		return fmt.Sprintf(" from %d to %d", *s.Min, *s.Max)
	case s.Min != nil:
		return fmt.Sprintf(" of at least %d", *s.Min)
	case s.Max != nil:
		return fmt.Sprintf(" of at most %d", *s.Max)
	}
	return ""
}

// wholeNumber is a number of JSON that has no fraction and that every reader keeps exactly.
func wholeNumber(v any) (int64, bool) {
	switch n := v.(type) {
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) <= MaxSettingInt
	case int64:
		return n, n >= -MaxSettingInt && n <= MaxSettingInt
	}
	return 0, false
}
