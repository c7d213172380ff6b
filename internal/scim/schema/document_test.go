package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

func TestSchemaDocumentsHaveEveryCharacteristicAndNothingEmpty(t *testing.T) {
	for _, s := range []*schema.Schema{schema.Users().Core, schema.Users().Extensions[0].Schema, schema.Groups().Core} {
		document := s.Document()
		if document["id"] != s.ID || document["name"] != s.Name {
			t.Errorf("%s: %v", s.ID, document["name"])
		}
		if diff := cmp.Diff([]any{scim.SchemaSchema}, document["schemas"]); diff != "" {
			t.Error(diff)
		}
		checkAttributes(t, document["attributes"].([]any))
	}
}

func checkAttributes(t *testing.T, list []any) {
	t.Helper()
	for _, v := range list {
		a := v.(scim.Object)
		for _, name := range []string{"name", "type", "multiValued", "description", "required", "caseExact", "mutability", "returned", "uniqueness"} {
			if a[name] == nil || a[name] == "" {
				t.Errorf("%v has no %s", a["name"], name)
			}
		}
		for _, name := range []string{"canonicalValues", "referenceTypes", "subAttributes"} {
			if inner, has := a[name]; has && len(inner.([]any)) == 0 {
				t.Errorf("%v has an empty %s", a["name"], name)
			}
		}
		if inner, ok := a["subAttributes"].([]any); ok != (a["type"] == "complex") {
			t.Errorf("%v: parts and type do not fit", a["name"])
		} else {
			checkAttributes(t, inner)
		}
	}
}

// The characteristics that clients rely on (RFC 7643 section 8.7.1 and the text of sections 2.3, 3.1 and 4).
func TestCharacteristics(t *testing.T) {
	type traits struct {
		Required, CaseExact bool
		Mutability          schema.Mutability
		Returned            schema.Returned
		Uniqueness          string
	}
	for name, want := range map[string]traits{
		"id":                     {false, true, schema.ReadOnly, schema.Always, "server"},
		"externalId":             {false, true, schema.ReadWrite, schema.Default, "none"},
		"schemas":                {false, true, schema.ReadOnly, schema.Always, "none"},
		"meta.version":           {false, true, schema.ReadOnly, schema.Default, "none"},
		"userName":               {true, false, schema.ReadWrite, schema.Default, "server"},
		"password":               {false, true, schema.WriteOnly, schema.Never, "none"},
		"groups":                 {false, false, schema.ReadOnly, schema.Default, "none"},
		"emails.value":           {false, false, schema.ReadWrite, schema.Default, "none"},
		"profileUrl":             {false, true, schema.ReadWrite, schema.Default, "none"},
		"x509Certificates.value": {false, true, schema.ReadWrite, schema.Default, "none"},
		"manager.displayName":    {false, false, schema.ReadOnly, schema.Default, "none"},
	} {
		ref, _ := schema.Users().Resolve(name)
		a := ref.Leaf()
		if diff := cmp.Diff(want, traits{a.Required, a.CaseExact, a.Mutability, a.Returned, a.Uniqueness}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if ref, _ := schema.Groups().Resolve("displayName"); !ref.Attr.Required {
		t.Error("a group needs a displayName")
	}
}

func TestResourceTypeDocuments(t *testing.T) {
	want := scim.Object{
		"schemas": []any{scim.TypeSchema}, "id": "User", "name": "User", "description": "User Account", "endpoint": "/Users", "schema": scim.UserSchema,
		"schemaExtensions": []any{scim.Object{"schema": scim.EnterpriseSchema, "required": false}},
		"meta":             scim.Object{"resourceType": "ResourceType"},
	}
	if diff := cmp.Diff(want, schema.Users().Document()); diff != "" {
		t.Error(diff)
	}
	if _, has := schema.Groups().Document()["schemaExtensions"]; has {
		t.Error("groups have no extension, and an empty list confuses clients")
	}
}
