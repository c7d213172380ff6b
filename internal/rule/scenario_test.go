package rule_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule"
	"usersync/internal/scim/schema"
)

// Each folder of testdata/scenarios is one judgement: about.txt says what it shows and quotes the sentence of the domain
// description that it follows from; expected.json names the members of the decision that matter, and each is compared
// whole. Refusals and problems that are not expected are never allowed.
func TestScenarios(t *testing.T) {
	folders, err := filepath.Glob("testdata/scenarios/*")
	if err != nil || len(folders) < 100 {
		t.Fatalf("%d scenarios found, error %v", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) { judge(t, folder) })
	}
}

func judge(t *testing.T, folder string) {
	var policy rule.Policy
	read(t, folder, "policy.json", &policy)
	want := map[string]any{}
	read(t, folder, "expected.json", &want)
	decision := rule.Compile(&policy).Evaluate(input(t, folder))
	got := document(t, decision)
	for _, never := range []string{"refused", "problems"} {
		if _, expected := want[never]; !expected {
			want[never] = nil
		}
	}
	for member, value := range want {
		if diff := cmp.Diff(value, got[member]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", member, diff)
		}
	}
	about, err := os.ReadFile(filepath.Join(folder, "about.txt"))
	if err != nil || !bytes.Contains(about, []byte("\n> ")) {
		t.Errorf("about.txt must quote the sentence that the scenario shows: %v", err)
	}
}

// input reads user.json, groups.json and, where it is, input.json.
func input(t *testing.T, folder string) rule.Input {
	t.Helper()
	var user map[string]any
	read(t, folder, "user.json", &user)
	canonical, err := schema.Users().Normalize(user)
	if err != nil {
		t.Fatal(err)
	}
	in := rule.Input{User: canonical}
	read(t, folder, "groups.json", &in.Groups)
	var more struct {
		ID          string       `json:"id"`
		Grants      []rule.Grant `json:"grants"`
		OwnLanguage string       `json:"ownLanguage"`
		Now         time.Time    `json:"now"`
		GoneGroups  []string     `json:"goneGroups"`
	}
	if _, err := os.Stat(filepath.Join(folder, "input.json")); err == nil {
		read(t, folder, "input.json", &more)
	}
	in.ID, in.Grants, in.OwnLanguage, in.Now = more.ID, more.Grants, more.OwnLanguage, more.Now
	in.GoneGroups = map[string]bool{}
	for _, id := range more.GoneGroups {
		in.GoneGroups[id] = true
	}
	return in
}

func read(t *testing.T, folder, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// document is a value as its JSON reads.
func document(t *testing.T, v any) map[string]any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
