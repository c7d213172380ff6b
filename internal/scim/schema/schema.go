// Package schema describes SCIM resource types: which attributes there are and what may be done with them (RFC 7643 section 2).
//
// It brings decoded JSON into canonical form, resolves attribute names, and projects resources for answers.
// It stores nothing and knows neither HTTP nor PATCH.
package schema

import "strings"

// Type is an attribute's data type (RFC 7643 section 2.3).
type Type string

// The data types.
const (
	String    Type = "string"
	Boolean   Type = "boolean"
	Decimal   Type = "decimal"
	Integer   Type = "integer"
	DateTime  Type = "dateTime"
	Reference Type = "reference"
	Binary    Type = "binary"
	Complex   Type = "complex"
)

// Mutability says who may change an attribute (RFC 7643 section 7).
type Mutability string

// The mutabilities.
const (
	ReadWrite Mutability = "readWrite"
	ReadOnly  Mutability = "readOnly"
	Immutable Mutability = "immutable"
	WriteOnly Mutability = "writeOnly"
)

// Returned says when an attribute is in an answer.
type Returned string

// The return rules.
const (
	Always    Returned = "always"
	Never     Returned = "never"
	Default   Returned = "default"
	OnRequest Returned = "request"
)

// Attribute is one attribute or sub-attribute.
type Attribute struct {
	Name        string
	Type        Type
	Multi       bool
	Description string
	Required    bool
	CaseExact   bool
	Mutability  Mutability
	Returned    Returned
	Uniqueness  string // "none", "server" or "global"
	Canonical   []string
	References  []string
	Sub         []*Attribute // of a Complex
	MaxLength   int          // characters of one text
	MaxItems    int          // values of a multi-valued attribute in one request
}

// Find is the sub-attribute of that name, compared without case, or nil.
func (a *Attribute) Find(name string) *Attribute {
	for _, sub := range a.Sub {
		if strings.EqualFold(sub.Name, name) {
			return sub
		}
	}
	return nil
}

// Schema is a set of attributes under a URN.
type Schema struct {
	ID          string
	Name        string
	Description string
	Attributes  []*Attribute
}

// Extension is a schema whose attributes nest under its URN in a resource.
type Extension struct {
	*Schema
	Required bool // every resource of the type must have it (RFC 7643 section 6)
}

// ResourceType is a kind of resource: a core schema, and extensions whose attributes nest under their URN.
// It is made by Users, Groups, RuleUsers, Bind or Extended and must not be changed.
type ResourceType struct {
	Name        string // "User"
	Endpoint    string // "/Users"
	Description string
	Core        *Schema
	Extensions  []Extension

	common []*Attribute   // schemas, id, externalId, meta
	names  map[string]Ref // by folded name, and by the name as the schema spells it

	shy       []Ref               // what an answer has on request only, or never
	secret    []Ref               // what is writeOnly
	unique    []Ref               // what is unique, but for the id
	immutable []Ref               // what is immutable, but for parts of multi-valued attributes
	layered   map[*Attribute]bool // attributes whose parts are not all returned by default
}

// Ref is an attribute, or one of its sub-attributes, as addressed in a resource type.
type Ref struct {
	URN  string     // the extension's URN; "" for core and common attributes
	Attr *Attribute // the attribute
	Sub  *Attribute // its sub-attribute, or nil
}

// Leaf is the attribute that Ref ends at.
func (r Ref) Leaf() *Attribute {
	if r.Sub != nil {
		return r.Sub
	}
	return r.Attr
}

// IsExtension reports whether r addresses a whole extension, by its bare URN.
func (r Ref) IsExtension() bool { return r.URN != "" && r.Attr.Name == r.URN }

// String is the name in the schema's spelling: "name.givenName", "urn:...:User:manager.value".
func (r Ref) String() string {
	name := r.Attr.Name
	if r.Sub != nil {
		name += "." + r.Sub.Name
	}
	if r.URN == "" || r.IsExtension() {
		return name
	}
	return r.URN + ":" + name
}
