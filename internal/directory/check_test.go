package directory

import (
	"strings"
	"testing"
	"unicode"
)

func FuzzIDs(f *testing.F) {
	for _, seed := range []string{"", "01JZ0000000000000000000000", "a-b_c", "a#b", "a/b", "ä", "a b", "\x00", strings.Repeat("x", 65)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if isID(id) && (id == "" || len(id) > 64 || strings.ContainsAny(id, "#/ \x00") || strings.ContainsFunc(id, func(r rune) bool { return r > unicode.MaxASCII })) {
			t.Errorf("%q must never become a key", id)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, seed := range []string{"", " ", "ann@example.com", "a\x00", "a\u202eb", "Änne", "\xff", strings.Repeat("x", 1001)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if checkName("userName", name) == nil && (strings.TrimSpace(name) == "" || len(name) > 1000 || strings.ContainsAny(name, "\x00\n\u202e\ufffd")) {
			t.Errorf("%q was accepted", name)
		}
	})
}
