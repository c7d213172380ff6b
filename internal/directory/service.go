package directory

import (
	"context"
	"time"
)

// Service is the use cases. Its fields but Settings and Schemas must be set; it is safe for concurrent use.
type Service struct {
	Now   func() time.Time
	NewID func() string                                    // ULIDs
	Sleep func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Rand  func() float64                                   // in [0, 1), for jitter
	Store Store
	// Settings may be nil: then a displayName is unique among the groups of a connection, and unknown members are refused.
	Settings GroupSettings
	// Schemas may be nil: then no account has extensions of its own.
	Schemas Schemas
}

// Store is all ports together; package store implements them.
type Store interface {
	Users
	Groups
	Adoptions
	Memberships
	Journals
	Lists
	Resources
}
