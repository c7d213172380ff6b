package schema

import (
	"slices"
	"strings"

	"usersync/internal/scim"
)

// Types is the resource types of the standard as they are for one account: with its own extensions.
type Types struct{ Users, Groups *ResourceType }

// BuiltIn is Types without an extension of an account's own.
func BuiltIn() Types { return Types{users, groups} }

// ExtensionsOf is the URNs of the extensions that a resource has, in the order of their names.
func ExtensionsOf(o scim.Object) []string {
	var urns []string
	for name := range o {
		if strings.Contains(name, ":") { // no attribute has one in its name
			urns = append(urns, name)
		}
	}
	slices.Sort(urns)
	return urns
}

// URNs is the attribute schemas of a resource: its core schema and the extensions that it has.
func URNs(core string, o scim.Object) []any {
	urns := []any{core}
	for _, urn := range ExtensionsOf(o) {
		urns = append(urns, urn)
	}
	return urns
}
