package scimapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/scim"
)

// announcedPaths lists the paths of the attributes in a schema document.
func announcedPaths(a *answer) (paths []string) {
	attributes, _ := a.get("attributes").([]any)
	for _, v := range attributes {
		attribute, _ := v.(map[string]any)
		name := fmt.Sprint(attribute["name"])
		paths = append(paths, name)
		subs, _ := attribute["subAttributes"].([]any)
		for _, v := range subs {
			sub, _ := v.(map[string]any)
			paths = append(paths, name+"."+fmt.Sprint(sub["name"]))
		}
	}
	return paths
}

func TestASchemaIsTrimmedAsTheConnectionWants(t *testing.T) {
	tests := []struct {
		connection provision.Connection
		trimmed    bool
	}{
		{provision.Connection{}, false},
		{provision.Connection{Kind: "okta"}, false},
		{provision.Connection{Kind: "okta", TrimSchema: new(true)}, true},
		{provision.Connection{Kind: "entra"}, true},
		{provision.Connection{Kind: "entra", TrimSchema: new(true)}, true},
		{provision.Connection{Kind: "entra", TrimSchema: new(false)}, false},
	}
	refused := map[string][]string{
		scim.UserSchema: {
			"password", "groups", "roles", "entitlements", "ims", "photos", "x509Certificates",
			"emails.display", "emails.primary", "phoneNumbers.display", "phoneNumbers.primary", "addresses.primary",
		},
		scim.EnterpriseSchema: {"manager.$ref", "manager.displayName"},
		scim.GroupSchema:      {"members.$ref", "members.type", "members.display"},
	}
	kept := map[string][]string{
		scim.UserSchema:       {"userName", "name.givenName", "active", "emails.value", "emails.type", "addresses.country", "phoneNumbers.type"},
		scim.EnterpriseSchema: {"department", "manager.value"},
		scim.GroupSchema:      {"displayName", "members.value"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %t", tt.connection.Kind, tt.trimmed), func(t *testing.T) {
			h := newHouse(t)
			h.served["conn-a"] = tt.connection
			list := h.send("GET", "/Schemas", "").want(200).has(map[string]any{"totalResults": 3.0})
			for urn := range refused {
				one := h.send("GET", "/Schemas/"+urn, "").want(200)
				if !strings.Contains(list.raw, one.raw) {
					t.Errorf("%s differs in the list", urn)
				}
				paths := announcedPaths(one)
				for _, path := range refused[urn] {
					if slices.Contains(paths, path) == tt.trimmed {
						t.Errorf("%s: %s", path, paths)
					}
				}
				for _, path := range kept[urn] {
					if !slices.Contains(paths, path) {
						t.Errorf("%s is gone: %s", path, paths)
					}
				}
			}
		})
	}
}
