package scim_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/scim"
)

func TestFoldsFoldsAsFoldDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.String().Draw(t, "text"), rapid.IntRange(1, 50).Draw(t, "times"))
		var folds, none *scim.Folds
		folds = &scim.Folds{}
		want := scim.Fold(text)
		for _, by := range []*scim.Folds{folds, folds, none} {
			if got := by.Fold(text); got != want {
				t.Errorf("%q is folded to %q", text, got)
			}
		}
	})
}

func TestFoldsFoldsALongTextOnce(t *testing.T) {
	text := strings.Repeat("É", 1000)
	folds := &scim.Folds{}
	folds.Fold(text)
	if again := testing.AllocsPerRun(10, func() { folds.Fold(text) }); again > 0 {
		t.Errorf("%v allocations", again)
	}
}
