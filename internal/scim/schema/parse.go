package schema

import (
	"slices"
	"strings"

	"usersync/internal/scim"
)

// Limits of a schema that is not built in (RFC 7643 sets none).
const (
	MaxAttributes    = 100  // of a schema
	MaxSubAttributes = 50   // of one complex attribute
	MaxURN           = 200  // characters of a schema's id
	maxWord          = 100  // characters of a name
	maxText          = 1000 // characters of a description
	maxCanonical     = 100  // canonical values, and reference types, of one attribute
)

// Parse reads a schema as RFC 7643 section 7 writes it, from decoded JSON (scim.Decode). What is absent is as section 2.2 says; member names
// are compared without case; schemas and meta may be there or not. It fails with fault.Invalid (invalid_schema), one Field for each member at
// fault ("attributes[2].type"): a member that the RFC does not know, a wrong type or value, a name that is none by section 2.1, that is there twice or
// that all resources have, and a number above the limits of this package.
func Parse(doc map[string]any) (*Schema, error) {
	var p problems
	m := p.members("", doc, "schemas", "id", "name", "description", "attributes", "meta")
	m.schemas(scim.SchemaSchema)
	s := &Schema{ID: m.urn("id"), Name: m.text("name", maxWord), Description: m.text("description", maxText)}
	if s.Name == "" {
		s.Name = s.ID[strings.LastIndexByte(s.ID, ':')+1:]
	}
	if s.Description == "" {
		s.Description = s.Name
	}
	list := m.list("attributes", MaxAttributes)
	if len(list) == 0 {
		p.at("attributes", "Must be a list of at least one attribute.")
	}
	s.Attributes = p.attributes("attributes", list, false)
	for i, a := range s.Attributes {
		if isCommon(a.Name) {
			p.at(element("attributes", i)+".name", "Every resource has schemas, id, externalId and meta already.")
		}
	}
	return s, p.fault("The schema cannot be used as it is. Correct the members that are named.")
}

func isCommon(name string) bool {
	return slices.ContainsFunc(commonTable, func(r row) bool { return strings.EqualFold(r.name, name) })
}

// attributes reads a list of attributes, or of sub-attributes.
func (p *problems) attributes(path string, list []any, sub bool) []*Attribute {
	var all []*Attribute
	seen := map[string]bool{}
	for i, v := range list {
		at := element(path, i)
		a := p.attribute(at, v, sub)
		folded := strings.ToLower(a.Name)
		if a.Name != "" && seen[folded] {
			p.at(at+".name", "There is such an attribute already; names are compared without case.")
		}
		seen[folded] = true
		all = append(all, a)
	}
	return all
}

var (
	types        = []string{"string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"}
	mutabilities = []string{"readWrite", "readOnly", "immutable", "writeOnly"}
	returns      = []string{"default", "always", "never", "request"}
	uniqueness   = []string{"none", "server", "global"}
)

func (p *problems) attribute(path string, v any, sub bool) *Attribute {
	m := p.members(path, v, "name", "type", "multiValued", "description", "required", "caseExact", "mutability", "returned",
		"uniqueness", "canonicalValues", "referenceTypes", "subAttributes")
	a := &Attribute{
		Name:        m.attributeName("name", sub),
		Type:        Type(m.choice("type", types)),
		Multi:       m.boolean("multiValued"),
		Description: m.text("description", maxText),
		Required:    m.boolean("required"),
		CaseExact:   m.boolean("caseExact"),
		Mutability:  Mutability(m.choice("mutability", mutabilities)),
		Returned:    Returned(m.choice("returned", returns)),
		Uniqueness:  m.choice("uniqueness", uniqueness),
		Canonical:   m.texts("canonicalValues", maxCanonical),
		References:  m.texts("referenceTypes", maxCanonical),
		MaxItems:    maxItems,
	}
	a.MaxLength = row{kind: a.Type}.maxLength()
	a.CaseExact = a.CaseExact || a.Type == Reference || a.Type == Binary // RFC 7643 sections 2.3.6 and 2.3.7
	if a.Mutability == WriteOnly {
		m.neverReturned(a)
	}
	m.checkParts(a, sub)
	m.checkCombination(a)
	return a
}

// neverReturned makes a writeOnly attribute one that no answer has, as RFC 7643 section 7 demands.
func (m members) neverReturned(a *Attribute) {
	if _, said := m.object["returned"]; said && a.Returned != Never {
		m.at("returned", "Must be never, or absent, where mutability is writeOnly.")
	}
	a.Returned = Never
}

// checkParts reads the sub-attributes, which complex attributes have and no others, and which are not complex themselves.
func (m members) checkParts(a *Attribute, sub bool) {
	list := m.list("subAttributes", MaxSubAttributes)
	switch {
	case a.Type == Complex && sub:
		m.at("type", "A sub-attribute cannot be complex.")
	case a.Type == Complex && len(list) == 0:
		m.at("subAttributes", "A complex attribute needs at least one.")
	case a.Type != Complex && len(list) > 0:
		m.at("subAttributes", "Only an attribute of the type complex has some.")
	case a.Type == Complex:
		a.Sub = m.problems.attributes(join(m.path, "subAttributes"), list, true)
	}
}

// checkCombination refuses characteristics that promise what cannot be kept.
func (m members) checkCombination(a *Attribute) {
	if len(a.References) > 0 && a.Type != Reference {
		m.at("referenceTypes", "Only an attribute of the type reference has some.")
	}
	if len(a.Canonical) > 0 && (a.Type == Complex || a.Type == Boolean) {
		m.at("canonicalValues", "An attribute of this type has none.")
	}
	if a.Uniqueness != "none" && (a.Type == Complex || a.Type == Boolean || a.Type == Binary) {
		m.at("uniqueness", "Must be none for an attribute of this type.")
	}
	if a.Uniqueness != "none" && a.Mutability == WriteOnly {
		m.at("uniqueness", "Must be none where mutability is writeOnly: nothing of it is kept.")
	}
}
