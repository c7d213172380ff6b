package code_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/rule/code"
)

//go:generate go test . -run TestTheSchemaIsUpToDate -update

var update = flag.Bool("update", false, "write api/rules.schema.json")

// schemaFile is the schema as it is kept for others.
const schemaFile = "../../../api/rules.schema.json"

func TestTheSchemaIsUpToDate(t *testing.T) {
	got, err := code.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("api/rules.schema.json is not what the code says: run go generate ./internal/rule/code (%v)", err)
	}
}

// The schema names exactly the members that are written, at every level: a rule with a word on everything shows them all.
func TestTheSchemaNamesWhatIsWritten(t *testing.T) {
	p := policy()
	p.Rules = everything()
	body, err := code.Encode(p, map[string]string{"G1": "Sales"}, code.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(body, &file); err != nil {
		t.Fatal(err)
	}
	written := map[string][]string{}
	collect(written, "", file)
	text, err := code.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	described := map[string][]string{}
	describe(described, "", schema)
	if diff := cmp.Diff(described, written); diff != "" {
		t.Errorf("(-described +written)\n%s", diff)
	}
}

// collect notes the names of members by path; elements of a list are taken together.
func collect(found map[string][]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if !slices.Contains(found[path], name) {
				found[path] = append(found[path], name)
			}
			collect(found, path+"/"+name, value)
		}
		slices.Sort(found[path])
	case []any:
		for _, item := range v {
			collect(found, path, item)
		}
	}
}

func describe(found map[string][]string, path string, schema map[string]any) {
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		found[path] = append(found[path], name)
		describe(found, path+"/"+name, properties[name].(map[string]any))
	}
	if items, ok := schema["items"].(map[string]any); ok {
		describe(found, path, items)
	}
}

// Absent, null and empty are told apart as the schema says: null is absent everywhere but in format and rules.
func TestNullIsAbsent(t *testing.T) {
	nulls := strings.ReplaceAll(`{"format":"usersync/rules/1","rules":[{"id":NIL,"description":NIL,"enabled":NIL,"group":"G1","groupName":NIL,"condition":NIL,"products":NIL,
		"role":NIL,"userGroup":NIL,"settingsTemplate":NIL,"language":NIL,"welcomeMail":NIL}]}`, "NIL", "null")
	with, err := code.Decode([]byte(nulls), code.JSON, known())
	if err != nil {
		t.Fatal(err)
	}
	without, err := code.Decode([]byte(`{"format":"usersync/rules/1","rules":[{"group":"G1"}]}`), code.JSON, known())
	if err != nil || !reflect.DeepEqual(with, without) {
		t.Errorf("%v: %+v, %+v", err, with, without)
	}
}
