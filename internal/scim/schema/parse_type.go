package schema

import (
	"slices"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// MaxExtensions is how many extensions a resource type may have that are not built in.
const MaxExtensions = 10

// TypeDocument is a resource type as RFC 7643 section 6 writes it: its schemas are named, not bound.
type TypeDocument struct {
	Name        string
	Endpoint    string // with its slash: "/Devices"
	Description string
	Schema      string // URN of the core schema
	Extensions  []ExtensionDocument
}

// ExtensionDocument names an extension of a resource type.
type ExtensionDocument struct {
	Schema   string // URN
	Required bool
}

// ParseType reads a resource type as RFC 7643 section 6 writes it, from decoded JSON. Names and endpoints are words of the form of an attribute
// name; the slash of the endpoint may be missing, as it is in the RFC. It fails as Parse does.
func ParseType(doc map[string]any) (TypeDocument, error) {
	var p problems
	m := p.members("", doc, "schemas", "id", "name", "endpoint", "description", "schema", "schemaExtensions", "meta")
	m.schemas(scim.TypeSchema)
	t := TypeDocument{Name: m.attributeName("name", false), Description: m.text("description", maxText), Schema: m.urn("schema")}
	if id := m.get("id"); id != nil && id != m.get("name") {
		m.at("id", "Must be the name, or absent.")
	}
	if t.Description == "" {
		t.Description = t.Name
	}
	endpoint, _ := m.get("endpoint").(string)
	if t.Endpoint = "/" + strings.TrimPrefix(endpoint, "/"); !isWord(t.Endpoint[1:]) {
		m.at("endpoint", "Must be one segment of a path that is a name, such as /Devices.")
	}
	for i, v := range m.list("schemaExtensions", MaxExtensions) {
		e := p.members(element("schemaExtensions", i), v, "schema", "required")
		t.Extensions = append(t.Extensions, ExtensionDocument{e.urn("schema"), e.boolean("required")})
	}
	return t, p.fault("The resource type cannot be used as it is. Correct the members that are named.")
}

// reservedNames are resource types of the standard, and reservedEndpoints its addresses; both are taken in any case.
var (
	reservedNames     = []string{"User", "Group", "Schema", "ResourceType", "ServiceProviderConfig"}
	reservedEndpoints = []string{"/Users", "/Groups", "/Me", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig", "/Bulk", "/oauth"}
)

// Bind makes a resource type of its document and the schemas that it names. fault.Invalid (invalid_schema) when a schema is not among them or is
// named twice, or when the name, the endpoint or a schema is one of the standard's own.
func Bind(t TypeDocument, schemas []*Schema) (*ResourceType, error) {
	var p problems
	if containsFold(reservedNames, t.Name) {
		p.at("name", "Is a resource type of the standard, which is built in.")
	}
	if containsFold(reservedEndpoints, t.Endpoint) {
		p.at("endpoint", "Is an address of the standard.")
	}
	rt := &ResourceType{Name: t.Name, Endpoint: t.Endpoint, Description: t.Description, Core: p.named("schema", t.Schema, schemas)}
	taken := []string{t.Schema}
	for i, e := range t.Extensions {
		path := element("schemaExtensions", i) + ".schema"
		if slices.ContainsFunc(taken, func(urn string) bool { return Clash(urn, e.Schema) }) {
			p.at(path, "Is the same as another schema of the type, or begins with it.")
		}
		taken = append(taken, e.Schema)
		rt.Extensions = append(rt.Extensions, Extension{p.named(path, e.Schema, schemas), e.Required})
	}
	if err := p.fault("The resource type cannot be used as it is. Correct the members that are named."); err != nil {
		return nil, err
	}
	return bind(rt), nil
}

func containsFold(words []string, word string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, word) })
}

// named finds a schema by its URN.
func (p *problems) named(path, urn string, schemas []*Schema) *Schema {
	for _, s := range schemas {
		if strings.EqualFold(s.ID, urn) {
			return s
		}
	}
	p.at(path, "Names a schema that there is no document of.")
	return nil
}

// Clash reports whether two schemas cannot be told apart in a name such as urn:...:User:title: their URNs are equal, or one is the
// beginning of the other.
func Clash(a, b string) bool {
	a, b = strings.ToLower(a)+":", strings.ToLower(b)+":"
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// Standard is the URNs of the schemas that are built in.
func Standard() []string {
	return []string{scim.UserSchema, scim.GroupSchema, scim.EnterpriseSchema, scim.SchemaSchema, scim.TypeSchema, scim.ConfigSchema}
}

// CheckURN fails with fault.Conflict (schema_taken) when a schema clashes with one of the standard, with a message of the protocol, or with one
// of those that are taken.
func CheckURN(urn string, taken ...string) error {
	messages := strings.HasPrefix(strings.ToLower(urn), "urn:ietf:params:scim:api:")
	clashes := func(other string) bool { return Clash(urn, other) }
	if messages || slices.ContainsFunc(Standard(), clashes) || slices.ContainsFunc(taken, clashes) {
		return fault.New(fault.Conflict, "schema_taken", "There is a schema of this id already, or the beginning of one is the other. Choose another URN.").
			At("id", "Is taken.")
	}
	return nil
}

// Extended is the resource type with further extensions, in their order. A bare attribute name still means what it meant. With none it is rt itself.
func (rt *ResourceType) Extended(extensions []Extension) *ResourceType {
	if len(extensions) == 0 {
		return rt
	}
	return bind(&ResourceType{
		Name: rt.Name, Endpoint: rt.Endpoint, Description: rt.Description, Core: rt.Core,
		Extensions: slices.Concat(rt.Extensions, extensions),
	})
}
