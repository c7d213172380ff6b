package schema

import "usersync/internal/scim"

// groupTable is the core schema of groups (RFC 7643 sections 4.2 and 8.7.1; displayName is required by the text of 4.2).
var groupTable = []row{
	{name: "displayName", kind: String, traits: required, text: "The name of the group."},
	{name: "members", kind: Complex, traits: multi, items: scim.MaxJSONElements, text: "The members of the group.", sub: []row{
		{name: "value", kind: String, traits: exact | immutable, text: "The member's id."},
		{name: "$ref", kind: Reference, traits: immutable, refers: []string{"User", "Group"}, text: "The member's address."},
		{name: "type", kind: String, traits: immutable, canonical: []string{"User", "Group"}, text: "What kind of resource the member is."},
		{name: "display", kind: String, traits: readOnly, text: "The member's displayName."},
	}},
}

var (
	groupSchema = &Schema{ID: scim.GroupSchema, Name: "Group", Description: "Group", Attributes: attributes(groupTable)}
	groups      = bind(&ResourceType{Name: "Group", Endpoint: "/Groups", Description: "Group", Core: groupSchema})
)

// Groups is the resource type of groups.
func Groups() *ResourceType { return groups }
