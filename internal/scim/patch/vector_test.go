package patch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// vector is one row of testdata: what stands before a request, the request, and what stands behind it.
type vector struct {
	Name    string
	Type    string          // "User" when left out
	Before  json.RawMessage // the resource, canonical
	Patch   json.RawMessage // the message
	After   json.RawMessage // the resource
	Same    bool            // the resource is as before
	Error   string          // the failure's code
	Members []edit          // the steps on members, of a group
	Once    bool            // doing it twice is not doing it once
}

// edit is a patch.MemberEdit in writing.
type edit struct {
	Kind  string   `json:"kind"`
	IDs   []string `json:"ids,omitempty"`
	All   bool     `json:"all,omitempty"`
	Where string   `json:"where,omitempty"`
}

// Every row is a story: this resource, this request of this client, and what must come of it.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		for _, v := range vectors(t, file) {
			t.Run(filepath.Base(file)+"/"+v.Name, func(t *testing.T) { v.run(t) })
		}
	}
}

func vectors(t testing.TB, file string) []vector {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	var rows []vector
	if err := in.Decode(&rows); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return rows
}

func (v vector) run(t *testing.T) {
	before, message := object(t, v.Before), object(t, v.Patch)
	after, changed, edits, err := request(v.resource(), before, message)
	if diff := cmp.Diff(object(t, v.Before), before); diff != "" {
		t.Errorf("the resource before was written to:\n%s", diff)
	}
	if diff := cmp.Diff(object(t, v.Patch), message); diff != "" {
		t.Errorf("the message was written to:\n%s", diff)
	}
	if v.Error != "" {
		v.failed(t, err, after)
		return
	}
	if err != nil {
		t.Fatalf("failed: %v", err)
	}
	v.succeeded(t, before, after, changed, edits)
	if again, more, _, err := request(v.resource(), after, message); !v.Once && (err != nil || more) {
		t.Errorf("a second time gives %v, %v; want no change", again, err)
	}
}

func (v vector) resource() *schema.ResourceType {
	if v.Type == "Group" {
		return schema.Groups()
	}
	return schema.Users()
}

func (v vector) failed(t *testing.T, err error, after scim.Object) {
	t.Helper()
	if got := fault.Code(err); got != v.Error || after != nil {
		t.Errorf("got code %q (%v) and %v, want code %q and nothing", got, err, after, v.Error)
	}
	if fault.Is(err, fault.Internal) {
		t.Errorf("the failure is not the caller's: %v", err)
	}
}

func (v vector) succeeded(t *testing.T, before, after scim.Object, changed bool, edits []edit) {
	t.Helper()
	want := before
	if !v.Same {
		want = object(t, v.After)
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
	if changed == v.Same {
		t.Errorf("changed is %v", changed)
	}
	if len(edits) > 0 || len(v.Members) > 0 {
		if diff := cmp.Diff(v.Members, edits); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
	}
}

// request does what a server does with a PATCH.
func request(rt *schema.ResourceType, before scim.Object, message map[string]any) (scim.Object, bool, []edit, error) {
	ops, err := patch.Decode(message)
	if err != nil {
		return nil, false, nil, err
	}
	var edits []edit
	if rt.Name == "Group" {
		steps, rest, err := patch.SplitMembers(ops)
		if err != nil {
			return nil, false, nil, err
		}
		edits, ops = written(steps), rest
	}
	after, changed, err := patch.Apply(rt, before, ops)
	return after, changed, edits, err
}

func written(steps []patch.MemberEdit) []edit {
	kinds := map[patch.Kind]string{patch.Add: "add", patch.Replace: "replace", patch.Remove: "remove"}
	out := make([]edit, len(steps))
	for i, s := range steps {
		out[i] = edit{Kind: kinds[s.Kind], IDs: s.IDs, All: s.All, Where: where(s.Where)}
		if len(s.IDs) == 0 && s.Kind == patch.Replace {
			out[i].IDs = []string{}
		}
	}
	return out
}

func where(f *filter.Filter) string {
	if f == nil {
		return ""
	}
	return f.Expr().String()
}

func object(t testing.TB, text []byte) map[string]any {
	t.Helper()
	out, err := scim.Decode(text)
	if err != nil {
		t.Fatalf("%v: %v", err, errors.Unwrap(err))
	}
	return out
}
