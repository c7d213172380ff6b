package schema

import "usersync/internal/scim"

// Users is the resource type of users, with the enterprise extension.
func Users() *ResourceType { panic("pending") }

// Groups is the resource type of groups.
func Groups() *ResourceType { panic("pending") }

// Resolve finds the attribute that a name addresses, case-insensitively: "userName", "name.givenName",
// "emails.value", "urn:ietf:params:scim:schemas:core:2.0:User:userName",
// "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", and the common attributes schemas, id, externalId, meta.*.
// A bare extension URN resolves to a Ref whose Attr is a synthetic Complex attribute of the extension.
func (rt *ResourceType) Resolve(name string) (Ref, bool) { panic("pending") }

// Normalize brings a decoded JSON object into canonical form (see scim.Object): attribute names in the schema's spelling,
// URN-prefixed and nested extension attributes under their URN, booleans and numbers sent as strings converted, "", null and empty
// lists dropped, unknown and readOnly attributes left out. It fails with fault.Invalid, code invalidValue, naming the attribute, when a value has the wrong type or size.
func (rt *ResourceType) Normalize(in map[string]any) (scim.Object, error) { panic("pending") }

// NormalizeValue does the same for the value of one attribute. ok is false when the value means "unassigned".
func (rt *ResourceType) NormalizeValue(ref Ref, v any) (value any, ok bool, err error) {
	panic("pending")
}

// CheckRequired fails with fault.Invalid (invalidValue) when a required attribute is missing.
func (rt *ResourceType) CheckRequired(o scim.Object) error { panic("pending") }

// Projection is which attributes an answer shall have (RFC 7644 section 3.9).
type Projection struct {
	// unexported: filled by rt.Projection
	_ struct{}
}

// Projection reads the attributes and excludedAttributes parameters (comma-separated lists are already split). Unknown names
// are ignored; giving both is fault.Invalid (invalidValue).
func (rt *ResourceType) Projection(attributes, excluded []string) (Projection, error) {
	panic("pending")
}

// Wants reports whether the (top-level) attribute will be in the answer, so that costly ones need not be read.
func (p Projection) Wants(attribute string) bool { panic("pending") }

// Apply returns a copy of o with only what shall be returned: returned=always always, never never, request only when asked for.
func (p Projection) Apply(o scim.Object) scim.Object { panic("pending") }

// Document renders a schema as its RFC 7643 section 7 JSON object (without meta.location).
func (s *Schema) Document() scim.Object { panic("pending") }

// Document renders a resource type as its RFC 7643 section 6 JSON object (without meta.location).
func (rt *ResourceType) Document() scim.Object { panic("pending") }
