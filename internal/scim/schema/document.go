package schema

import "usersync/internal/scim"

// Document renders a schema as its RFC 7643 section 7 JSON object (without meta.location).
func (s *Schema) Document() scim.Object {
	return scim.Object{
		"schemas":     []any{scim.SchemaSchema},
		"id":          s.ID,
		"name":        s.Name,
		"description": s.Description,
		"attributes":  attributeDocuments(s.Attributes),
		"meta":        scim.Object{"resourceType": "Schema"},
	}
}

func attributeDocuments(list []*Attribute) []any {
	documents := make([]any, len(list))
	for i, a := range list {
		documents[i] = a.document()
	}
	return documents
}

// document has no empty member: some readers refuse null and [].
func (a *Attribute) document() scim.Object {
	o := scim.Object{
		"name":        a.Name,
		"type":        string(a.Type),
		"multiValued": a.Multi,
		"required":    a.Required,
		"caseExact":   a.CaseExact,
		"mutability":  string(a.Mutability),
		"returned":    string(a.Returned),
		"uniqueness":  a.Uniqueness,
	}
	if a.Description != "" {
		o["description"] = a.Description
	}
	if len(a.Canonical) > 0 {
		o["canonicalValues"] = texts(a.Canonical)
	}
	if len(a.References) > 0 {
		o["referenceTypes"] = texts(a.References)
	}
	if len(a.Sub) > 0 {
		o["subAttributes"] = attributeDocuments(a.Sub)
	}
	return o
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// Document renders a resource type as its RFC 7643 section 6 JSON object (without meta.location).
func (rt *ResourceType) Document() scim.Object {
	o := scim.Object{
		"schemas":     []any{scim.TypeSchema},
		"id":          rt.Name,
		"name":        rt.Name,
		"description": rt.Description,
		"endpoint":    rt.Endpoint,
		"schema":      rt.Core.ID,
		"meta":        scim.Object{"resourceType": "ResourceType"},
	}
	var extensions []any
	for _, extension := range rt.Extensions {
		extensions = append(extensions, scim.Object{"schema": extension.ID, "required": extension.Required})
	}
	if extensions != nil {
		o["schemaExtensions"] = extensions
	}
	return o
}
