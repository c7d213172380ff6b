package scimapi

import (
	"slices"

	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// refusedAttributes and refusedSubAttributes name, for the schemas of the standard, the attributes that a trimmed schema leaves out. "Test Schema" in the portal of Microsoft Entra takes
// each attribute that is announced for one that provisioning writes, and fails on the first that it does not know, though RFC 7643 has it. It is known to
// fail on password, emails.display and emails.primary (scimmyjs/scimmy-routers#10, sourcegraph/sourcegraph-public-snapshot#62185), and on what it calls [type
// eq "untyped"]. The others are those that Entra knows no path for, or that no client can write.
var (
	refusedAttributes = map[string][]string{
		scim.UserSchema: {"password", "groups", "ims", "photos", "entitlements", "roles", "x509Certificates"},
	}
	refusedSubAttributes = map[string][]string{
		scim.UserSchema:       {"display", "primary"},
		scim.EnterpriseSchema: {"$ref", "displayName"},
		scim.GroupSchema:      {"$ref", "type", "display"},
	}
)

// trimmed is a schema without what Entra's portal refuses, for discovery alone: what requests may hold does not change. Schemas that are not of the standard stay as
// they are.
func trimmed(s *schema.Schema) *schema.Schema {
	out := *s
	out.Attributes = nil
	for _, a := range without(s.Attributes, refusedAttributes[s.ID]) {
		b := *a
		b.Sub = without(a.Sub, refusedSubAttributes[s.ID])
		out.Attributes = append(out.Attributes, &b)
	}
	return &out
}

func without(list []*schema.Attribute, names []string) []*schema.Attribute {
	return slices.DeleteFunc(slices.Clone(list), func(a *schema.Attribute) bool { return slices.Contains(names, a.Name) })
}
