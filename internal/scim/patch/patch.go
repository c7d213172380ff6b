// Package patch applies SCIM PATCH requests (RFC 7644 section 3.5.2) to resources.
//
// It is pure: operations in, a new resource out, or an error and nothing changed. Memberships of groups are relations and not
// part of a resource: SplitMembers takes their operations out. The package stores nothing, knows no HTTP, and leaves
// the values of attributes to package schema and the matching of elements to package filter.
//
// Where the RFC and the identity providers differ, the more careful reading wins: a value list of a remove limits it, a
// filter that matches nothing creates an element only where it says plainly which one (see seed), and attributes that
// are unknown or readOnly are refused where a path names them and ignored inside a path-less value.
package patch

import (
	"usersync/internal/scim/filter"
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
