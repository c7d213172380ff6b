package schema

import (
	"slices"
	"strings"

	"usersync/internal/scim"
)

// commonTable is what every resource has (RFC 7643 sections 3 and 3.1).
var commonTable = []row{
	{name: "schemas", kind: Reference, traits: multi | readOnly | always, text: "The URNs of the schemas of the resource."},
	{name: "id", kind: String, traits: exact | unique | readOnly | always, text: "The id that the service gave to the resource."},
	{name: "externalId", kind: String, traits: exact, text: "The id that the client gave to the resource."},
	{name: "meta", kind: Complex, traits: readOnly, text: "Data about the resource.", sub: []row{
		{name: "resourceType", kind: String, traits: exact | readOnly, text: "The name of the resource type."},
		{name: "created", kind: DateTime, traits: readOnly, text: "When the resource was made."},
		{name: "lastModified", kind: DateTime, traits: readOnly, text: "When the resource was last changed."},
		{name: "location", kind: Reference, traits: readOnly, refers: []string{"uri"}, text: "The address of the resource."},
		{name: "version", kind: String, traits: exact | readOnly, text: "The version of the resource, as in the ETag header."},
	}},
}

// bind builds the name index of a resource type. Behind the URN of an extension a dot is as good as a colon: Microsoft's sample requests set
// the manager so (scimapi/testdata/entra/inbound.json).
func bind(rt *ResourceType) *ResourceType {
	rt.common = attributes(commonTable)
	rt.names, rt.layered = make(map[string]Ref), make(map[*Attribute]bool)
	rt.indexAll("", rt.common, "", rt.Core.ID+":")
	rt.indexAll("", rt.Core.Attributes, "", rt.Core.ID+":")
	for _, extension := range rt.Extensions {
		whole := &Attribute{
			Name: extension.ID, Type: Complex, Description: extension.Description, Mutability: ReadWrite, Returned: Default,
			Uniqueness: "none", Sub: extension.Attributes, MaxItems: maxItems,
		}
		rt.index(extension.ID, Ref{URN: extension.ID, Attr: whole})
		rt.indexAll(extension.ID, extension.Attributes, extension.ID+":", "", extension.ID+".")
		rt.layered[whole] = slices.ContainsFunc(extension.Attributes, rt.isLayer)
	}
	return rt
}

// indexAll enters attributes with their sub-attributes under each prefix. What is entered first stays: a bare name means the core
// schema before an extension.
func (rt *ResourceType) indexAll(urn string, list []*Attribute, prefixes ...string) {
	for _, a := range list {
		rt.note(Ref{URN: urn, Attr: a})
		for _, sub := range a.Sub {
			rt.note(Ref{URN: urn, Attr: a, Sub: sub})
		}
		for _, prefix := range prefixes {
			rt.index(prefix+a.Name, Ref{URN: urn, Attr: a})
			for _, sub := range a.Sub {
				rt.index(prefix+a.Name+"."+sub.Name, Ref{URN: urn, Attr: a, Sub: sub})
			}
		}
	}
}

// isLayer reports whether an attribute of an extension, or a part of it, is not returned by default.
func (rt *ResourceType) isLayer(a *Attribute) bool { return a.Returned != Default || rt.layered[a] }

// note remembers attributes that are treated otherwise than most.
func (rt *ResourceType) note(ref Ref) {
	leaf := ref.Leaf()
	if leaf.Returned == Never || leaf.Returned == OnRequest {
		rt.shy = append(rt.shy, ref)
	}
	if leaf.Mutability == WriteOnly {
		rt.secret = append(rt.secret, ref)
	}
	if leaf.Mutability == Immutable && (ref.Sub == nil || !ref.Attr.Multi && ref.Attr.Mutability != Immutable) {
		rt.immutable = append(rt.immutable, ref)
	}
	if leaf.Uniqueness != "none" && (ref.URN != "" || !isCommon(ref.Attr.Name)) {
		rt.unique = append(rt.unique, ref)
	}
	if ref.Sub != nil && leaf.Returned != Default {
		rt.layered[ref.Attr] = true
	}
}

func (rt *ResourceType) index(name string, ref Ref) {
	for _, key := range []string{name, strings.ToLower(name)} {
		if _, taken := rt.names[key]; !taken {
			rt.names[key] = ref
		}
	}
}

// Resolve finds the attribute that a name addresses, case-insensitively: "userName", "name.givenName",
// "emails.value", "urn:ietf:params:scim:schemas:core:2.0:User:userName",
// "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", and the common attributes schemas, id, externalId, meta.*.
// A bare extension URN resolves to a Ref whose Attr is a synthetic Complex attribute of the extension. The bare name of an
// extension's attribute ("department") resolves too, unless the core schema has one of that name: people write rules that way.
func (rt *ResourceType) Resolve(name string) (Ref, bool) {
	if ref, ok := rt.names[name]; ok {
		return ref, true
	}
	ref, ok := rt.names[strings.ToLower(name)]
	return ref, ok
}

// Value is what ref addresses in a canonical object: the value, nil when there is none, and for a sub-attribute of a multi-valued attribute the list of the values that
// there are. A list must not be changed.
func Value(o scim.Object, ref Ref) any {
	if ref.URN != "" {
		extension, _ := o[ref.URN].(scim.Object)
		if ref.IsExtension() {
			return whole(extension)
		}
		o = extension
	}
	v := o[ref.Attr.Name]
	if ref.Sub == nil {
		return v
	}
	switch v := v.(type) {
	case scim.Object:
		return v[ref.Sub.Name]
	case []any:
		return subValues(v, ref.Sub.Name)
	}
	return nil
}

// whole hides the difference between a nil map and no value.
func whole(extension scim.Object) any {
	if extension == nil {
		return nil
	}
	return extension
}

func subValues(elements []any, name string) any {
	var list []any
	for _, element := range elements {
		if object, ok := element.(scim.Object); ok && object[name] != nil {
			list = append(list, object[name])
		}
	}
	if list == nil {
		return nil
	}
	return list
}
