package patch_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

const enterprise = scim.EnterpriseSchema

// words are what random requests are made of: few, so that operations meet each other's results.
var (
	plainPaths = []string{
		"userName", "title", "TITLE", "active", "name", "name.givenName", "name.familyName", "emails", "emails.display",
		"addresses", "externalId", enterprise, enterprise + ":department", enterprise + ":manager", enterprise + ":manager.value",
	}
	otherPaths = []string{
		`emails[type eq "work"]`, `emails[type eq "work"].value`, `emails[type eq "home"].primary`, `emails[value pr].display`,
		`addresses[type eq "work"].locality`, `roles[primary eq "True"].value`, "emails.value", "emails.type", "id", "wheels", "schemas",
	}
	words = []any{
		nil, "", "x", "Y", "true", "False", true, int64(7),
		[]any{},
		[]any{"x"},
		map[string]any{},
		map[string]any{"value": "x", "type": "work", "primary": true},
		map[string]any{"VALUE": "y", "type": "home", "wheels": "4"},
		map[string]any{"givenName": "Ann", "familyName": nil},
		map[string]any{"department": "Sales", "manager": "m1"},
		[]any{
			map[string]any{"value": "x", "type": "work", "primary": "True"},
			map[string]any{"value": "y", "primary": true},
			map[string]any{"type": "home", "locality": "Bern"},
		},
	}
)

func word() *rapid.Generator[any] { return rapid.SampledFrom(words) }

// resources draws canonical users.
func resources() *rapid.Generator[scim.Object] {
	return rapid.Custom(func(t *rapid.T) scim.Object {
		in := map[string]any{"userName": "ann"}
		for _, name := range []string{"title", "active", "name", "emails", "addresses", "roles", enterprise} {
			one := map[string]any{"userName": "ann", name: word().Draw(t, name)}
			if _, err := schema.Users().Normalize(one); err == nil {
				in[name] = one[name]
			}
		}
		out, err := schema.Users().Normalize(in)
		if err != nil {
			t.Fatalf("the generator made a wrong user: %v", err)
		}
		return out
	})
}

// operations draws a request of 1 to 4 operations on some of the paths.
func operations(kinds []patch.Kind, paths []string) *rapid.Generator[[]patch.Op] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) patch.Op {
		kind, value := rapid.SampledFrom(kinds).Draw(t, "kind"), word().Draw(t, "value")
		name := rapid.SampledFrom(paths).Draw(t, "path")
		if kind != patch.Remove && rapid.Bool().Draw(t, "path-less") {
			return patch.Op{Kind: kind, Value: map[string]any{name: value, "id": "x"}, HasValue: true}
		}
		path, err := filter.ParsePath(name)
		if err != nil {
			t.Fatalf("the generator made a wrong path: %v", err)
		}
		return patch.Op{Kind: kind, Path: &path, Value: value, HasValue: value != nil}
	}), 1, 4)
}

// clone copies a JSON value whole, so that a write to the original shows.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, w := range v {
			out[key] = clone(w)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, w := range v {
			out[i] = clone(w)
		}
		return out
	}
	return v
}

// Whatever is asked of whatever resource: the input stays as it was, a failure leaves nothing behind and is the caller's, and a result is
// canonical and says rightly whether it differs.
func TestApplyIsPureAndCanonical(t *testing.T) {
	anyKind, anyPath := []patch.Kind{patch.Add, patch.Replace, patch.Remove}, slices.Concat(plainPaths, otherPaths)
	rapid.Check(t, func(t *rapid.T) {
		before := resources().Draw(t, "before")
		ops := operations(anyKind, anyPath).Draw(t, "ops")
		copied, values := clone(before), make([]any, len(ops))
		for i, op := range ops {
			values[i] = clone(op.Value)
		}
		after, changed, err := patch.Apply(schema.Users(), before, ops)
		if diff := cmp.Diff(copied, any(before)); diff != "" {
			t.Fatalf("the resource was written to:\n%s", diff)
		}
		for i, op := range ops {
			if diff := cmp.Diff(values[i], op.Value); diff != "" {
				t.Fatalf("the value of operation %d was written to:\n%s", i, diff)
			}
		}
		if wrong := verdict(schema.Users(), before, after, changed, err); wrong != "" {
			t.Fatal(wrong)
		}
	})
}

// verdict says what is wrong with an outcome of Apply, or "".
func verdict(rt *schema.ResourceType, before, after scim.Object, changed bool, err error) string {
	if err != nil {
		switch {
		case after != nil || changed:
			return "a failure left something behind"
		case fault.Code(err) == "" || !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Malformed):
			return "a failure that the caller cannot act on: " + err.Error()
		}
		return ""
	}
	if err := rt.CheckRequired(after); err != nil {
		return "something required is missing: " + err.Error()
	}
	if changed == cmp.Equal(before, after) {
		return "changed is wrong:\n" + cmp.Diff(before, after)
	}
	canonical, err := rt.Normalize(clone(after).(map[string]any))
	if err != nil {
		return "the result is not acceptable: " + err.Error()
	}
	if diff := cmp.Diff(canonical, after); diff != "" {
		return "the result is not canonical (-canonical +got):\n" + diff
	}
	return ""
}

// Replacing is idempotent: a client that repeats its request after a lost answer changes nothing more.
func TestReplaceTwiceIsReplaceOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := resources().Draw(t, "before")
		ops := operations([]patch.Kind{patch.Replace}, plainPaths).Draw(t, "ops")
		once, _, err := patch.Apply(schema.Users(), before, ops)
		if err != nil {
			return
		}
		twice, changed, err := patch.Apply(schema.Users(), once, ops)
		if diff := cmp.Diff(once, twice); diff != "" || changed || err != nil {
			t.Fatalf("changed again (%v, %v):\n%s", changed, err, diff)
		}
	})
}

// One request of many operations does what a request for each of them does, as long as each leaves a whole resource.
func TestRequestsCompose(t *testing.T) {
	kinds := []patch.Kind{patch.Add, patch.Replace, patch.Remove}
	rapid.Check(t, func(t *rapid.T) {
		before := resources().Draw(t, "before")
		ops := operations(kinds, []string{"title", "active", "name.givenName", "externalId", enterprise + ":department"}).Draw(t, "ops")
		together, _, err := patch.Apply(schema.Users(), before, ops)
		if err != nil {
			return
		}
		apart := before
		for _, op := range ops {
			if apart, _, err = patch.Apply(schema.Users(), apart, []patch.Op{op}); err != nil {
				t.Fatalf("fails apart: %v", err)
			}
		}
		if diff := cmp.Diff(together, apart); diff != "" {
			t.Fatalf("(-together +apart):\n%s", diff)
		}
	})
}
