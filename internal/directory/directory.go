// Package directory is the use cases on directory users and groups: what an identity provider pushes.
//
// It keeps unique names unique, memberships on both sides, PATCH all-or-nothing at any size, and marks every user whose inputs changed
// (want) in the same transaction. It knows neither HTTP nor keys, and nothing of rules.
package directory

import (
	"time"

	"usersync/internal/scim"
)

// User is a directory user.
type User struct {
	ID         string
	Connection string // the connection that owns it: it created or adopted it
	Version    int64  // counts changes, from 1; the ETag
	Created    time.Time
	Modified   time.Time
	Attrs      scim.Object // canonical; without id, meta, groups, schemas
	Groups     []GroupRef  // only where asked for
}

// GroupRef is a group as its member sees it.
type GroupRef struct {
	ID, Display string
	Indirect    bool // only by way of a group that is a member of it
}

// Group is a directory group. Its members are a relation and read apart.
type Group struct {
	ID         string
	Connection string // as of User
	Version    int64
	Created    time.Time
	Modified   time.Time
	Attrs      scim.Object // canonical; without id, meta, members, schemas
	SharedName bool        // other groups of the connection may have its displayName
	Nested     bool        // it is in the Nesting of the account, or was: whoever reads or changes its members looks there
	Size       Size        // as stored
	Members    []MemberRef // only where asked for, by ID
	Omitted    bool        // asked for, but there are more than MaxListedMembers: Members is empty
}

// MemberRef is a member as its group sees it.
type MemberRef struct {
	ID, Display string
	IsGroup     bool // else a user
}

// MaxListedMembers is how many members an answer holds; above it they are left out whole, never truncated.
const MaxListedMembers = 1000

// Precondition is an If-Match: the version that the caller believes to be current; 0 accepts any.
type Precondition int64

// List is one page of a query.
type List[T any] struct {
	Total int // exact, unless Uncounted
	Start int // 1-based index of the first item
	Items []T
	More  bool // for a query with After: there are resources behind the last item

	// Uncounted says that Total is not known: to count would cost more than the page.
	Uncounted bool

	keys map[string]string // of a list that was sorted for this query alone: by id, what the items were sorted by (see Behind)
}
