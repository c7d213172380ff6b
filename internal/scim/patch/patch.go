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
	"usersync/internal/fault"
	"usersync/internal/scim"
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

// Limits of the work that the filters in the paths of one request may ask for. A path that only names members by their ids (value eq) is not counted.
const (
	MaxTerms       = 1000 // comparisons in all paths, a search inside of texts (co) as ten: each is made on every element of an attribute
	MaxMemberTerms = 50   // comparisons in the paths that pick members: each is made on every member of the group
)

// Op is one operation.
type Op struct {
	Kind     Kind
	Path     *filter.Path // nil: the whole resource
	Value    any          // decoded JSON, not yet normalised
	HasValue bool         // false: there was no value member (null counts as none)
}

// budget is how many comparisons the paths of a request may still have.
type budget struct{ left, most int }

// spend takes the comparisons of an expression. fault.Scope (tooMany) when there are too many.
func (b *budget) spend(e filter.Expr) error {
	if b.left -= work(e); b.left < 0 {
		return fault.New(fault.Scope, scim.TooMany, "The filters in the paths of the request have more than %d comparisons together, each co counted as ten. Send the operations in several requests.", b.most)
	}
	return nil
}

// work is how many comparisons an expression asks for; looking for a text in a long one is worth ten.
func work(e filter.Expr) int {
	switch e := e.(type) {
	case filter.And:
		return work(e.Left) + work(e.Right)
	case filter.Or:
		return work(e.Left) + work(e.Right)
	case filter.Not:
		return work(e.Inner)
	case filter.Compare:
		if e.Op == filter.Co {
			return 10
		}
		return 1
	}
	return filter.Terms(e)
}
