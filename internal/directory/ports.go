package directory

import (
	"context"
	"time"
)

// Service is the use cases. Its fields must be set; it is safe for concurrent use.
type Service struct {
	Now   func() time.Time
	NewID func() string                                    // ULIDs
	Sleep func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Rand  func() float64                                   // in [0, 1), for jitter
	// Ports: declared here by the owner of this package, implemented by store.
}
