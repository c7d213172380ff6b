// Package patch applies SCIM PATCH requests (RFC 7644 section 3.5.2) to resources.
//
// It is pure: operations in, a new resource out, or an error and nothing changed. Memberships of groups are relations and not
// part of a resource: SplitMembers takes their operations out.
package patch

import (
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// Kind is what an operation does.
type Kind uint8

// The kinds of operations.
const (
	Add Kind = iota
	Replace
	Remove
)

// MaxOps is how many operations one request may have.
const MaxOps = 1000

// Op is one operation.
type Op struct {
	Kind     Kind
	Path     *filter.Path // nil: the whole resource
	Value    any          // decoded JSON, not yet normalised
	HasValue bool         // false: there was no value member (null counts as none)
}

// Decode reads a PatchOp message. Operation names come in any case, "schemas" may be missing. It
// fails with fault.Malformed: invalidSyntax, invalidPath; or fault.Invalid: noTarget (remove without path).
func Decode(body map[string]any) ([]Op, error) { panic("pending") }

// Apply applies all operations in order to a copy of o, or fails and changes nothing. changed is false when the result
// equals o. Failures: fault.Invalid with code invalidPath, noTarget, invalidValue, mutability.
func Apply(rt *schema.ResourceType, o scim.Object, ops []Op) (result scim.Object, changed bool, err error) {
	panic("pending")
}

// MemberEdit is one step on the members of a group.
type MemberEdit struct {
	Kind  Kind
	IDs   []string       // Add, Replace: these; Remove: these, unless All or Where
	All   bool           // Remove without value: everybody
	Where *filter.Filter // Remove members[...] with a filter other than value eq: those that match (compiled on the members attribute)
}

// SplitMembers separates the steps on "members" (by path, or as a member of a path-less value) from the rest, each in its order. It
// fails with fault.Invalid when a member has no value.
func SplitMembers(ops []Op) (edits []MemberEdit, rest []Op, err error) { panic("pending") }
