package directory_test

import (
	"strings"
	"testing"

	"usersync/internal/directory"
)

func TestSortTextIsAPrefixThatAnIndexCanHold(t *testing.T) {
	for in, want := range map[string]string{
		"Ann": "ann", "": " ", strings.Repeat("x", 600): strings.Repeat("x", 512), strings.Repeat("ü", 300): strings.Repeat("ü", 256), "x" + strings.Repeat("ü", 300): "x" + strings.Repeat("ü", 255),
	} {
		if got := directory.SortText(in); got != want {
			t.Errorf("directory.SortText(%.10q...) is %.10q... of %d bytes, want %d", in, got, len(got), len(want))
		}
	}
}
