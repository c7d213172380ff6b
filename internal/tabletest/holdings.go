package tabletest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"usersync/internal/table"
)

// Holdings is every item of Core whose partition begins with the prefix ("" is all of them), one a line, key and attributes in order and every byte of them: two
// moments at which a part of the database is the same have the same text. It reads the change stream, which must not have been trimmed.
func Holdings(t testing.TB, s table.Stream, prefix string) string {
	t.Helper()
	const everything = 1 << 30
	changes, err := s.Changes(t.Context(), 0, everything)
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]table.Attrs{}
	for _, c := range changes {
		if strings.HasPrefix(c.Key.P, prefix) {
			items[fmt.Sprintf("%q %q", c.Key.P, c.Key.S)] = c.New
		}
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(items)) {
		if items[key] != nil {
			text.WriteString(key + attributes(items[key]) + "\n")
		}
	}
	return text.String()
}

func attributes(a table.Attrs) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(a)) {
		v := a[name]
		fmt.Fprintf(&text, " %s=%d:%q:%d:%t:%x", name, v.Type(), v.Str(), v.Int(), v.True(), v.Raw())
	}
	return text.String()
}
