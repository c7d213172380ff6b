package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

func TestResolveFindsEveryNameOfAnAttribute(t *testing.T) {
	const enterprise = scim.EnterpriseSchema
	for name, want := range map[string]string{
		"userName":                        "userName",
		"USERNAME":                        "userName",
		"name.givenName":                  "name.givenName",
		"emails.Value":                    "emails.value",
		"members":                         "",
		"id":                              "id",
		"externalid":                      "externalId",
		"meta.LastModified":               "meta.lastModified",
		"schemas":                         "schemas",
		"groups.$ref":                     "groups.$ref",
		scim.UserSchema + ":userName":     "userName",
		scim.UserSchema + ":meta.created": "meta.created",
		"URN:ietf:params:SCIM:schemas:core:2.0:user:EMAILS.type": "emails.type",
		enterprise:                        enterprise,
		strings.ToUpper(enterprise):       enterprise,
		enterprise + ":department":        enterprise + ":department",
		enterprise + ":manager.value":     enterprise + ":manager.value",
		enterprise + ".department":        enterprise + ":department",
		enterprise + ".shoe":              "",
		"department":                      enterprise + ":department",
		"manager.displayname":             enterprise + ":manager.displayName",
		scim.UserSchema:                   "",
		scim.UserSchema + ":":             "",
		scim.GroupSchema + ":displayName": "",
		enterprise + ":userName":          "",
		"":                                "",
		"name.":                           "",
		"name.givenName.x":                "",
		"memberOf":                        "",
		"__proto__":                       "",
	} {
		got := ""
		ref, ok := schema.Users().Resolve(name)
		if ok {
			got = ref.String()
		}
		if got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if ref, ok := schema.Groups().Resolve("Members.Value"); !ok || ref.Leaf().Mutability != schema.Immutable {
		t.Error("members.value")
	}
	if ref, ok := schema.RuleUsers().Resolve("memberof"); !ok || !ref.Attr.Multi || !ref.Attr.CaseExact {
		t.Error("rules know memberOf")
	}
}

func TestAnExtensionIsAnAttributeOfItsOwn(t *testing.T) {
	ref, ok := schema.Users().Resolve(scim.EnterpriseSchema)
	if !ok || !ref.IsExtension() || ref.Leaf().Type != schema.Complex || ref.Leaf().Find("MANAGER") == nil || ref.Leaf().Find("userName") != nil {
		t.Error(ref)
	}
	ref, _ = schema.Users().Resolve("department")
	if ref.IsExtension() || ref.URN != scim.EnterpriseSchema {
		t.Error(ref)
	}
}

func TestValueReadsCanonicalObjects(t *testing.T) {
	o := scim.Object{
		"userName":            "ann",
		"name":                scim.Object{"givenName": "Ann"},
		"emails":              []any{scim.Object{"value": "a", "type": "work"}, scim.Object{"value": "b"}},
		"title":               nil,
		scim.EnterpriseSchema: scim.Object{"department": "Sales", "manager": scim.Object{"value": "m"}},
	}
	for name, want := range map[string]any{
		"userName":            "ann",
		"name.givenName":      "Ann",
		"name.familyName":     nil,
		"title":               nil,
		"nickName":            nil,
		"userType":            nil,
		"emails.value":        []any{"a", "b"},
		"emails.type":         []any{"work"},
		"emails.display":      nil,
		"roles.value":         nil,
		"department":          "Sales",
		"manager.value":       "m",
		"costCenter":          nil,
		scim.EnterpriseSchema: o[scim.EnterpriseSchema],
	} {
		ref, _ := schema.Users().Resolve(name)
		if diff := cmp.Diff(want, schema.Value(o, ref)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range []string{scim.EnterpriseSchema, "department"} {
		ref, _ := schema.Users().Resolve(name)
		if got := schema.Value(scim.Object{}, ref); got != nil {
			t.Errorf("%s of nothing is %v", name, got)
		}
	}
}
