package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// SealStore keeps an account's audit records and the segments over them. All reads are strong.
type SealStore interface {
	// LastSegment reads the segment with the highest number; the zero Segment when there is none.
	LastSegment(ctx context.Context, a access.Account) (audit.Segment, error)
	// Segments lists up to limit segments from a number on, in the order of their numbers. What of one cannot be read is zero.
	Segments(ctx context.Context, a access.Account, from int64, limit int) ([]audit.Segment, error)
	// AddSegment stores a segment. fault.Stale when there is one of its number: segments never change.
	AddSegment(ctx context.Context, a access.Account, s audit.Segment) error
	// AuditEntries lists up to limit records behind an id ("": from the first on) as they are stored, in the order of their ids; with a time only those whose id was made before it.
	AuditEntries(ctx context.Context, a access.Account, after string, before time.Time, limit int) ([]audit.Entry, error)
}
