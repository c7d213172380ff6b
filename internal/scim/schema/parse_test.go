package schema_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// badge is the extension of the tests: one attribute of each kind of trouble.
const badge = "urn:ietf:params:scim:schemas:extension:example:2.0:User"

// badgeText is its document, as an admin would write it.
const badgeText = `{
  "id": "urn:ietf:params:scim:schemas:extension:example:2.0:User", "name": "Badge", "description": "What the badge office knows",
  "attributes": [
    {"name": "number", "type": "string", "required": true, "caseExact": true, "description": "On the badge."},
    {"name": "floors", "type": "integer", "multiValued": true},
    {"name": "issued", "type": "dateTime", "mutability": "immutable"},
    {"name": "pin", "type": "string", "mutability": "writeOnly"},
    {"name": "photo", "type": "binary", "returned": "request"},
    {"name": "office", "type": "complex", "subAttributes": [
      {"name": "building", "type": "string", "canonicalValues": ["north", "south"]},
      {"name": "code", "type": "string", "returned": "never"},
      {"name": "$ref", "type": "reference", "referenceTypes": ["uri"]}]},
    {"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
      {"name": "value", "type": "string", "required": true},
      {"name": "type", "type": "string"},
      {"name": "primary", "type": "boolean"}]}
  ]}`

func parsed(t testing.TB, text string) (*schema.Schema, error) {
	t.Helper()
	doc, err := scim.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Parse(doc)
}

// badges is users with the extension of the tests.
func badges(t testing.TB, required bool) *schema.ResourceType {
	t.Helper()
	s, err := parsed(t, badgeText)
	if err != nil {
		t.Fatal(err)
	}
	return schema.Users().Extended([]schema.Extension{{Schema: s, Required: required}})
}

func TestParseRefusesByTheMember(t *testing.T) {
	attribute := func(text string) string { return `{"id": "urn:a:b:C", "attributes": [` + text + `]}` }
	many := func(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }
	numbered := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"name": "a%d"}`, i))
		}
		return strings.Join(list, ",")
	}
	for name, c := range map[string]struct{ text, at string }{
		"nothing":                              {`{}`, "attributes id"},
		"an id that is no URN":                 {`{"id": "User", "attributes": [{"name": "a"}]}`, "id"},
		"a URN with a sign that no path holds": {`{"id": "urn:a:b%20c:User", "attributes": [{"name": "a"}]}`, "id"},
		"a URN that ends with neither":         {`{"id": "urn:a:b:-x", "attributes": [{"name": "a"}]}`, "id"},
		"a URN that is too long":               {`{"id": "urn:a:` + strings.Repeat("b", 200) + `", "attributes": [{"name": "a"}]}`, "id"},
		"schemas of something else":            {`{"schemas": ["urn:a:b:C"], "id": "urn:a:b:C", "attributes": [{"name": "a"}]}`, "schemas"},
		"a member that the RFC does not know":  {`{"id": "urn:a:b:C", "attribute": [], "attributes": [{"name": "a"}]}`, ""},
		"a name that is too long":              {`{"id": "urn:a:b:C", "name": "` + strings.Repeat("n", 101) + `", "attributes": [{"name": "a"}]}`, "name"},
		"no attributes":                        {attribute(``), "attributes"},
		"attributes that are no list":          {`{"id": "urn:a:b:C", "attributes": {}}`, "attributes attributes"},
		"too many attributes":                  {attribute(numbered(101)), "attributes attributes"},
		"an attribute that is no object":       {attribute(`7`), "attributes[0] attributes[0].name"},
		"no name":                              {attribute(`{"type": "string"}`), "attributes[0].name"},
		"a name that begins with a digit":      {attribute(`{"name": "1st"}`), "attributes[0].name"},
		"a name with a dot":                    {attribute(`{"name": "a.b"}`), "attributes[0].name"},
		"a name with another letter":           {attribute(`{"name": "größe"}`), "attributes[0].name"},
		"$ref outside of a complex attribute":  {attribute(`{"name": "$ref"}`), "attributes[0].name"},
		"a name twice, in another case":        {attribute(`{"name": "tag"}, {"name": "TAG"}`), "attributes[1].name"},
		"a name that every resource has":       {attribute(`{"name": "a"}, {"name": "ExternalID"}`), "attributes[1].name"},
		"a type that there is not":             {attribute(`{"name": "a", "type": "number"}`), "attributes[0].type"},
		"a misspelt characteristic":            {attribute(`{"name": "a", "multivalue": true}`), "attributes[0]"},
		"a boolean as text":                    {attribute(`{"name": "a", "required": "true"}`), "attributes[0].required"},
		"a returned that there is not":         {attribute(`{"name": "a", "returned": "sometimes"}`), "attributes[0].returned"},
		"a mutability that there is not":       {attribute(`{"name": "a", "mutability": 1}`), "attributes[0].mutability"},
		"a secret that is returned":            {attribute(`{"name": "a", "mutability": "writeOnly", "returned": "default"}`), "attributes[0].returned"},
		"a secret that is unique":              {attribute(`{"name": "a", "mutability": "writeOnly", "uniqueness": "server"}`), "attributes[0].uniqueness"},
		"a boolean that is unique":             {attribute(`{"name": "a", "type": "boolean", "uniqueness": "global"}`), "attributes[0].uniqueness"},
		"complex without parts":                {attribute(`{"name": "a", "type": "complex"}`), "attributes[0].subAttributes"},
		"parts of what is not complex":         {attribute(`{"name": "a", "subAttributes": [{"name": "b"}]}`), "attributes[0].subAttributes"},
		"complex within complex":               {attribute(`{"name": "a", "type": "complex", "subAttributes": [{"name": "b", "type": "complex"}]}`), "attributes[0].subAttributes[0].type"},
		"too many parts":                       {attribute(`{"name": "a", "type": "complex", "subAttributes": [` + many(51, `{"name": "b"}`) + `]}`), "attributes[0].subAttributes attributes[0].subAttributes"},
		"reference types of a text":            {attribute(`{"name": "a", "referenceTypes": ["User"]}`), "attributes[0].referenceTypes"},
		"canonical values of a boolean":        {attribute(`{"name": "a", "type": "boolean", "canonicalValues": ["yes"]}`), "attributes[0].canonicalValues"},
		"a canonical value that is no text":    {attribute(`{"name": "a", "canonicalValues": ["x", 1]}`), "attributes[0].canonicalValues[1]"},
		"a description with a control sign":    {attribute(`{"name": "a", "description": "\u0000"}`), "attributes[0].description"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parsed(t, c.text)
			f := fault.As(err)
			if err == nil || f.Kind != fault.Invalid || f.Code != "invalid_schema" {
				t.Fatalf("got %v", err)
			}
			var at []string
			for _, field := range f.Fields {
				at = append(at, field.Path)
			}
			if got := strings.Join(at, " "); !sameWords(got, c.at) {
				t.Errorf("the fault is at %q, want %q", got, c.at)
			}
		})
	}
}

func sameWords(a, b string) bool {
	left, right := map[string]int{}, map[string]int{}
	for _, w := range strings.Split(a, " ") {
		left[w]++
	}
	for _, w := range strings.Split(b, " ") {
		right[w]++
	}
	return cmp.Equal(left, right)
}

func TestParseTellsTwentyFaultsAtMost(t *testing.T) {
	_, err := parsed(t, `{"id": "urn:a:b:C", "attributes": [`+strings.TrimSuffix(strings.Repeat("1,", 50), ",")+`]}`)
	if n := len(fault.As(err).Fields); n != 20 {
		t.Errorf("%d faults", n)
	}
}

// What is parsed and rendered is the document again, with every characteristic that was left out as RFC 7643 section 2.2 says.
func TestParseReadsWhatDocumentWrites(t *testing.T) {
	s, err := parsed(t, badgeText)
	if err != nil {
		t.Fatal(err)
	}
	first := s.Document()
	checkAttributeForms(t, first)
	again, err := schema.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again.Document()); diff != "" {
		t.Error(diff)
	}
	for _, built := range []*schema.Schema{schema.Users().Core, schema.Users().Extensions[0].Schema, schema.Groups().Core} {
		again, err := schema.Parse(built.Document())
		if err != nil {
			t.Errorf("%s: %v", built.ID, fault.As(err).Fields)
			continue
		}
		if diff := cmp.Diff(built.Document(), again.Document()); diff != "" {
			t.Error(diff)
		}
	}
}

func checkAttributeForms(t *testing.T, doc scim.Object) {
	t.Helper()
	number := doc["attributes"].([]any)[0].(scim.Object)
	want := scim.Object{
		"name": "number", "type": "string", "multiValued": false, "required": true, "caseExact": true, "description": "On the badge.",
		"mutability": "readWrite", "returned": "default", "uniqueness": "none",
	}
	if diff := cmp.Diff(want, number); diff != "" {
		t.Error(diff)
	}
}

func TestMembersAndWordsInAnyCase(t *testing.T) {
	s, err := parsed(t, `{"SCHEMAS": ["URN:ietf:params:scim:schemas:core:2.0:Schema"], "Id": "urn:a:1.0", "Attributes": [{"NAME": "a$b", "Type": "DATETIME", "MultiValued": null}], "meta": {"version": 1}}`)
	if err != nil {
		t.Fatal(fault.As(err).Fields)
	}
	if a := s.Attributes[0]; s.Name != "1.0" || a.Name != "a$b" || a.Type != schema.DateTime || a.Multi {
		t.Errorf("%+v", a)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(badgeText))
	f.Add([]byte(`{"name": "Device", "endpoint": "/Devices", "schema": "urn:a:b:Device", "schemaExtensions": [{"schema": "urn:a:c:Device", "required": true}]}`))
	f.Add([]byte(`[{"id": "urn:a:b:C", "attributes": [{"name": "a", "type": "complex", "subAttributes": [{"name": "$ref", "type": "reference"}]}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if types, err := schema.Load([]schema.File{{Name: "a.json", Body: body}}); err == nil {
			for _, rt := range types {
				if rt.Core == nil || rt.Name == "" {
					t.Fatal("half a type")
				}
			}
		}
		doc, err := scim.Decode(body)
		if err != nil {
			return
		}
		if _, err := schema.ParseType(doc); err != nil && fault.As(err).Kind != fault.Invalid {
			t.Fatalf("type: %v", err)
		}
		s, err := schema.Parse(doc)
		if err != nil {
			if fault.As(err).Kind != fault.Invalid || len(fault.As(err).Fields) == 0 {
				t.Fatalf("schema: %v", err)
			}
			return
		}
		written := s.Document()
		again, err := schema.Parse(written)
		if err != nil {
			t.Fatalf("not read again: %v", fault.As(err).Fields)
		}
		before, _ := json.Marshal(written)
		after, _ := json.Marshal(again.Document())
		if string(before) != string(after) {
			t.Fatalf("%s\n%s", before, after)
		}
	})
}
