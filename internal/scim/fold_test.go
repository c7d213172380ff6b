package scim_test

import (
	"testing"

	"usersync/internal/scim"
)

func TestFoldMakesTextsEqualThatDifferInCaseOnly(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		equal bool
	}{
		{"ann@example.com", "ANN@Example.COM", true},
		{"", "", true},
		{"Émile", "éMILE", true},
		{"e\u0301mile", "ÉMILE", true}, // a letter with an accent in one rune or two
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true},   // three sigmas
		{"\u212A", "k", true},          // the sign of Kelvin
		{"straße", "STRASSE", false},   // simple folding keeps lengths
		{"ann", "anna", false},
		{"a_b", "a-b", false},
	} {
		if got := scim.Fold(c.a) == scim.Fold(c.b); got != c.equal {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestNumberKnowsTheGrammarOfJSON(t *testing.T) {
	for text, want := range map[string]any{
		"0": int64(0), "-0": int64(0), "12": int64(12), "-9223372036854775808": int64(-9223372036854775808), "2e2": int64(200), "2E+2": int64(200),
		"9007199254740993.0": int64(9007199254740992), "9223372036854775808": float64(9223372036854775808), "1e-2": 0.01, "0.0": int64(0),
	} {
		if got, ok := scim.Number(text); !ok || got != want {
			t.Errorf("%s: got %v (%T), %v", text, got, got, ok)
		}
	}
	for _, text := range []string{"", "-", "+1", "01", "-01", ".5", "1.", "1e", "1e+", "0x10", "1_000", "Inf", "NaN", "1 ", " 1", "1e400", "--1", "1e5.5"} {
		if got, ok := scim.Number(text); ok {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
