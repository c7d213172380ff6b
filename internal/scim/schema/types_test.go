package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

const (
	deviceType   = `{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "Device", "name": "Device", "endpoint": "/Devices", "schema": "urn:example:2.0:Device"}`
	deviceSchema = `{"id": "urn:example:2.0:Device", "name": "Device", "attributes": [{"name": "serial", "required": true, "uniqueness": "server"}]}`
	phoneSchema  = `{"id": "urn:example:2.0:Phone", "name": "Phone", "attributes": [{"name": "number"}]}`
)

func TestLoadTakesDocumentsInAnyGrouping(t *testing.T) {
	list := `{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 2, "Resources": [` + deviceType + "," + deviceSchema + `]}`
	for name, files := range map[string][]schema.File{
		"a file each":    {{"a.json", []byte(deviceSchema)}, {"b.json", []byte(deviceType)}},
		"an array":       {{"a.json", []byte(" [" + deviceType + "," + deviceSchema + "]\n")}},
		"a ListResponse": {{"a.json", []byte(list)}},
	} {
		t.Run(name, func(t *testing.T) {
			types, err := schema.Load(files)
			if err != nil || len(types) != 1 {
				t.Fatal(types, err)
			}
			want := scim.Object{
				"schemas": []any{scim.TypeSchema}, "id": "Device", "name": "Device", "description": "Device", "endpoint": "/Devices",
				"schema": "urn:example:2.0:Device", "meta": scim.Object{"resourceType": "ResourceType"},
			}
			if diff := cmp.Diff(want, types[0].Document()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoadSaysWhichFileAndWhatIsWrong(t *testing.T) {
	swap := func(text, old, with string) string { return strings.Replace(text, old, with, 1) }
	for name, c := range map[string]struct{ a, b, want string }{
		"no JSON":                     {`{`, `[]`, "a.json: "},
		"a list of something else":    {`[1]`, `[]`, "a.json: Entry 1 of the list is not an object."},
		"a fault within a list":       {`[` + deviceSchema + `, {"id": "x", "attributes": [{"name": "a"}]}]`, `[]`, "a.json, document 2: The schema cannot be used as it is. Correct the members that are named. id: "},
		"a type without its schema":   {deviceType, phoneSchema, "a.json: The resource type cannot be used as it is. Correct the members that are named. schema: Names a schema that there is no document of."},
		"a schema without a type":     {"[" + deviceType + "," + deviceSchema + "]", phoneSchema, "b.json: No resource type uses this schema."},
		"a schema twice":              {deviceSchema, deviceSchema, "b.json: The id is that of another schema in a.json"},
		"a type twice":                {"[" + deviceType + "," + deviceSchema + "]", deviceType, "name: Another resource type has it. endpoint: Another resource type has it."},
		"the users of the standard":   {swap(deviceType, `"id": "Device", "name": "Device"`, `"name": "user"`), deviceSchema, "name: Is a resource type of the standard"},
		"an address of the standard":  {swap(deviceType, "/Devices", "/bulk"), deviceSchema, "endpoint: Is an address of the standard."},
		"an address of two segments":  {swap(deviceType, "/Devices", "/My/Devices"), deviceSchema, "endpoint: Must be one segment"},
		"an id that is not the name":  {swap(deviceType, `"id": "Device"`, `"id": "7"`), deviceSchema, "id: Must be the name, or absent."},
		"a schema of the standard":    {swap(deviceSchema, "urn:example:2.0:Device", scim.UserSchema), deviceType, "a.json: There is a schema of this id already"},
		"a message of the protocol":   {swap(deviceSchema, "urn:example:2.0:Device", scim.ListMessage), deviceType, "a.json: There is a schema of this id already"},
		"within one of the standard":  {swap(deviceSchema, "urn:example:2.0:Device", scim.UserSchema+":title"), deviceType, "a.json: There is a schema of this id already"},
		"an extension that is itself": {swap(deviceType, `"name"`, `"schemaExtensions": [{"schema": "URN:example:2.0:device"}], "name"`), deviceSchema, "schemaExtensions[0].schema: Is the same as another schema of the type"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := schema.Load([]schema.File{{"a.json", []byte(c.a)}, {"b.json", []byte(c.b)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestURNsThatCannotBeToldApartClash(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"urn:a:b:User", "URN:A:B:USER", true},
		{"urn:a:b", "urn:a:b:User", true},
		{"urn:a:b:User:x", "urn:a:b:User", true},
		{"urn:a:b:User", "urn:a:b:Users", false},
	} {
		if got := schema.Clash(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, got)
		}
		if got := fault.Code(schema.CheckURN(c.a, c.b)) == "schema_taken"; got != c.want {
			t.Errorf("%s taken by %s: %v", c.a, c.b, got)
		}
	}
}
