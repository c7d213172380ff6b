package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// TestDistinctListsAreCanonical: of what IsDistinct lets pass, Normalize would change nothing.
func TestDistinctListsAreCanonical(t *testing.T) {
	rt := schema.Users()
	emails, _ := rt.Resolve("emails")
	rapid.Check(t, func(r *rapid.T) {
		var list []any
		for range rapid.IntRange(0, 10).Draw(r, "values") {
			element := scim.Object{"value": rapid.SampledFrom([]string{"a", "A", "b", "c", "d", "e"}).Draw(r, "value")}
			if kind := rapid.SampledFrom([]string{"", "work", "Work", "home"}).Draw(r, "type"); kind != "" {
				element["type"] = kind
			}
			if rapid.IntRange(0, 4).Draw(r, "primary") == 0 {
				element["primary"] = true
			}
			list = append(list, element)
		}
		if !schema.IsDistinct(emails.Attr, list) {
			return
		}
		normal, ok, err := rt.NormalizeValue(emails, list)
		if diff := cmp.Diff(list, normal); diff != "" || !ok || err != nil {
			r.Fatalf("%v %v\n%s", ok, err, diff)
		}
	})
}

func TestIsDistinct(t *testing.T) {
	emails, _ := schema.Users().Resolve("emails")
	work, home := scim.Object{"type": "work", "value": "a", "primary": true}, scim.Object{"type": "home", "value": "a"}
	for name, c := range map[string]struct {
		list []any
		want bool
	}{
		"nothing":             {nil, false},
		"one":                 {[]any{work}, true},
		"two types":           {[]any{work, home}, true},
		"twice":               {[]any{home, work, scim.Object{"type": "Work", "value": "A"}}, false},
		"two primary ones":    {[]any{work, scim.Object{"value": "b", "primary": true}}, false},
		"too many to look at": {make([]any, 9), false},
	} {
		if got := schema.IsDistinct(emails.Attr, c.list); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
