package patch_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

const (
	fuzzUser = `{"userName": "ann", "active": true, "name": {"givenName": "Ann"},
		"emails": [{"type": "work", "value": "ann@work.example", "primary": true}, {"type": "home", "value": "ann@home.example"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "m1", "$ref": "https://x.example/Users/m1"}}}`
	fuzzGroup = `{"displayName": "Sales", "externalId": "x1"}`
)

// No request, however made, may panic, write to the resource, or leave one that is not canonical; and none may bring members
// into a group's own attributes.
func FuzzPatch(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for _, v := range vectors(f, file) {
			f.Add([]byte(v.Patch))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		message, err := scim.Decode(body)
		if err != nil {
			return
		}
		ops, err := patch.Decode(message)
		if err != nil {
			return
		}
		if after := outcome(t, schema.Users(), fuzzUser, ops); after != nil && len(ops) == 1 && repeatable(ops[0]) {
			twice(t, schema.Users(), after, ops)
		}
		if _, rest, err := patch.SplitMembers(ops); err == nil {
			if after := outcome(t, schema.Groups(), fuzzGroup, rest); after["members"] != nil {
				t.Errorf("members are in the group: %v", after)
			}
		}
	})
}

func outcome(t *testing.T, rt *schema.ResourceType, resource string, ops []patch.Op) scim.Object {
	before := object(t, []byte(resource))
	after, changed, err := patch.Apply(rt, before, ops)
	if diff := cmp.Diff(object(t, []byte(resource)), before); diff != "" {
		t.Errorf("the resource was written to:\n%s", diff)
	}
	if wrong := verdict(rt, before, after, changed, err); wrong != "" {
		t.Error(wrong)
	}
	for name, v := range after {
		ref, _ := rt.Resolve(name)
		if list, many := v.([]any); many && len(list) > ref.Attr.MaxItems {
			t.Errorf("%s has %d values", name, len(list))
		}
	}
	return after
}

// repeatable reports whether an operation, sent again after a lost answer, must change nothing: all but those of a filter, which may match what they made.
func repeatable(op patch.Op) bool {
	if op.Path != nil {
		return op.Path.Filter == nil
	}
	in, _ := op.Value.(map[string]any)
	for key := range in {
		if strings.Contains(key, "[") {
			return false
		}
	}
	return true
}

func twice(t *testing.T, rt *schema.ResourceType, once scim.Object, ops []patch.Op) {
	again, changed, err := patch.Apply(rt, once, ops)
	if diff := cmp.Diff(once, again); err == nil && (changed || diff != "") {
		t.Errorf("once more changes again:\n%s", diff)
	}
}
