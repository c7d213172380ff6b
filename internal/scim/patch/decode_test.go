package patch_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
)

func TestDecode(t *testing.T) {
	got, err := patch.Decode(object(t, []byte(`{"schemas": ["anything"], "OPERATIONS": [
		{"op": "Add", "path": "emails[type eq \"work\"].value", "value": "a@x.example"},
		{"Op": "REPLACE", "Value": {"active": false}},
		{"op": "replace", "path": "title", "value": null},
		{"op": "remove", "path": "title"},
		{"op": "remove", "path": "members", "value": []}
	]}`)))
	want := []patch.Op{
		{
			Kind:  patch.Add,
			Path:  &filter.Path{Attr: "emails", Filter: filter.Compare{Attr: "type", Op: filter.Eq, Value: "work"}, Sub: "value"},
			Value: "a@x.example", HasValue: true,
		},
		{Kind: patch.Replace, Value: map[string]any{"active": false}, HasValue: true},
		{Kind: patch.Replace, Path: &filter.Path{Attr: "title"}},
		{Kind: patch.Remove, Path: &filter.Path{Attr: "title"}},
		{Kind: patch.Remove, Path: &filter.Path{Attr: "members"}, Value: []any{}, HasValue: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestDecodeLimitsOperations(t *testing.T) {
	for n, code := range map[int]string{patch.MaxOps: "", patch.MaxOps + 1: scim.InvalidSyntax} {
		list := make([]any, n)
		for i := range list {
			list[i] = map[string]any{"op": "remove", "path": "title"}
		}
		ops, err := patch.Decode(map[string]any{"Operations": list})
		if fault.Code(err) != code || code == "" && len(ops) != n {
			t.Errorf("%d operations: %d, %v; want code %q", n, len(ops), err, code)
		}
	}
}

// A door shows what cannot be read as 400 invalidSyntax and the like, and what can be read but not done by its own code.
func TestDecodeKinds(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		kind fault.Kind
	}{
		"syntax":   {`{"Operations": []}`, fault.Malformed},
		"path":     {`{"Operations": [{"op": "remove", "path": "a b"}]}`, fault.Malformed},
		"noTarget": {`{"Operations": [{"op": "remove"}]}`, fault.Invalid},
		"no value": {`{"Operations": [{"op": "add", "path": "title"}]}`, fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := patch.Decode(object(t, []byte(tt.body))); !fault.Is(err, tt.kind) {
				t.Errorf("got %v, want kind %v", err, tt.kind)
			}
		})
	}
}

// Names that differ in case only never reach Decode from scim.Decode; but if they do, the exact one counts, always.
func TestDecodePrefersExactNames(t *testing.T) {
	ops, err := patch.Decode(map[string]any{
		"operations": "x",
		"Operations": []any{map[string]any{"op": "remove", "OP": "add", "path": "title"}},
	})
	if err != nil || len(ops) != 1 || ops[0].Kind != patch.Remove {
		t.Errorf("got %v, %v", ops, err)
	}
}
