package rule_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"usersync/internal/rule"
)

const meetingSettings = `{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"Meeting","additionalProperties":false,"properties":{
	"recording":{"type":"boolean","title":"Recording","description":"Of every meeting."},
	"quality":{"type":"string","enum":["low","high"]},
	"minutes":{"type":"integer","minimum":10,"maximum":600},
	"rooms":{"type":"integer","minimum":1},"depth":{"type":"integer","maximum":3},"any":{"type":"integer"},
	"greeting":{"type":"string","minLength":1,"maxLength":5},"free":{"type":"string"}}}`

func decoded(t interface{ Fatal(...any) }, text string) (doc map[string]any) {
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestSchemasThatAreNotUnderstood(t *testing.T) {
	one := func(setting string) string {
		return `{"additionalProperties":false,"properties":{"a":` + setting + `}}`
	}
	for text, want := range map[string]string{
		`{}`: "additionalProperties properties",
		`{"additionalProperties":false,"properties":{}}`:                                                    "properties",
		`{"additionalProperties":true,"properties":{"a":{"type":"boolean"}}}`:                               "additionalProperties",
		`{"additionalProperties":false,"type":"array","$schema":"x","properties":{"a":{"type":"boolean"}}}`: "$schema type",
		`{"additionalProperties":false,"required":["a"],"title":1,"properties":{"a":{"type":"boolean"}}}`:   "required title",
		`{"additionalProperties":false,"properties":{"a b":{"type":"boolean"}}}`:                            "properties.a b",
		one(`1`):                                                                  "properties.a",
		one(`{}`):                                                                 "properties.a.type",
		one(`{"type":"number"}`):                                                  "properties.a.type",
		one(`{"type":["string","null"]}`):                                         "properties.a.type",
		one(`{"type":"boolean","enum":[true]}`):                                   "properties.a.enum",
		one(`{"type":"integer","multipleOf":2}`):                                  "properties.a.multipleOf",
		one(`{"type":"integer","minimum":1.5}`):                                   "properties.a.minimum",
		one(`{"type":"integer","maximum":1e300}`):                                 "properties.a.maximum",
		one(`{"type":"integer","minimum":2,"maximum":1}`):                         "properties.a.maximum",
		one(`{"type":"string","minLength":-1}`):                                   "properties.a.minLength",
		one(`{"type":"string","maxLength":1001}`):                                 "properties.a.maxLength",
		one(`{"type":"string","pattern":"a"}`):                                    "properties.a.pattern",
		one(`{"type":"string","enum":[]}`):                                        "properties.a.enum",
		one(`{"type":"string","enum":["a","a"]}`):                                 "properties.a.enum",
		one(`{"type":"string","enum":["a",1]}`):                                   "properties.a.enum",
		one(`{"type":"string","enum":"a"}`):                                       "properties.a.enum",
		one(`{"type":"string","description":"` + strings.Repeat("é", 501) + `"}`): "properties.a.description",
		meetingSettings:                                                           "",
	} {
		_, faults := rule.ReadSettingsSchema(decoded(t, text))
		if got := strings.Join(slices.Sorted(maps.Keys(faults)), " "); got != want {
			t.Errorf("%s: %v, want %s", text, faults, want)
		}
	}
}

func TestValuesBySchema(t *testing.T) {
	schema, _ := rule.ReadSettingsSchema(decoded(t, meetingSettings))
	for _, tt := range []struct {
		name  string
		value any
		want  string
	}{
		{"other", true, "The product has no such setting: its settings schema does not list it."},
		{"recording", "true", "Must be true or false."},
		{"quality", "medium", "Must be one of: low, high."},
		{"quality", 1.0, "Must be one of: low, high."},
		{"minutes", 9.0, "Must be a whole number from 10 to 600."},
		{"minutes", 10.5, "Must be a whole number from 10 to 600."},
		{"rooms", 0.0, "Must be a whole number of at least 1."},
		{"depth", 4.0, "Must be a whole number of at most 3."},
		{"any", true, "Must be a whole number."},
		{"greeting", "", "Must be a text of 1 to 5 characters."},
		{"greeting", "ééééé!", "Must be a text of 1 to 5 characters."},
		{"free", 1.0, "Must be a text."},
		{"recording", true, ""},
		{"quality", "low", ""},
		{"minutes", 600.0, ""},
		{"minutes", int64(10), ""},
		{"any", -5.0, ""},
		{"greeting", "ééééé", ""},
		{"free", "", ""},
	} {
		if got := schema.Check(tt.name, tt.value); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.name, tt.value, got, tt.want)
		}
	}
	if got := rule.SettingsSchema(nil).Check("other", 1.5); got != "" {
		t.Errorf("without a schema: %q", got)
	}
}

// The judge is a library that knows all of JSON Schema: the small part that is understood here means the same.
func TestTheSubsetIsJSONSchema(t *testing.T) {
	doc := decoded(t, meetingSettings)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("urn:settings", doc); err != nil {
		t.Fatal(err)
	}
	judge := compiler.MustCompile("urn:settings")
	schema, _ := rule.ReadSettingsSchema(doc)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"recording", "quality", "minutes", "rooms", "depth", "any", "greeting", "free", "other"}).Draw(t, "name")
		value := rapid.OneOf(
			rapid.Just[any](true), rapid.Just[any]("low"), rapid.Just[any](1.5),
			rapid.Map(rapid.IntRange(-2, 700), func(n int) any { return float64(n) }),
			rapid.Map(rapid.StringN(0, 7, -1), func(s string) any { return s }),
		).Draw(t, "value")
		ours, theirs := schema.Check(name, value), judge.Validate(map[string]any{name: value})
		if (ours == "") != (theirs == nil) {
			t.Fatalf("%s %v: %q, but the library %v", name, value, ours, theirs)
		}
	})
}
