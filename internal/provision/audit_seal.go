package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
)

// sealAfter is how old a record is when it is sealed: no transaction lives longer, so none is committed behind a seal with an id from before it.
const sealAfter = 5 * time.Minute

// AuditSealer seals audit records; *Sealer is one.
type AuditSealer interface {
	SealAudit(ctx context.Context, a access.Account) error
}

// Sealer seals audit records in segments, each over the one before. Its fields must be set, Sealed aside; it is safe for concurrent use.
type Sealer struct {
	Store  SealStore
	Sealed func(ctx context.Context, a access.Account, s audit.Segment) // is told of each segment once it is stored; may be nil
	Now    func() time.Time
}

// SealAudit makes one segment of the account's records that are old enough and in none yet, if there are any; what is more than one segment may have comes with the next call.
// Of two at a time one seals.
func (s *Sealer) SealAudit(ctx context.Context, a access.Account) error {
	last, err := s.Store.LastSegment(ctx, a)
	if err != nil {
		return err
	}
	now := s.Now()
	entries, err := s.Store.AuditEntries(ctx, a, last.Last, now.Add(-sealAfter), audit.MaxSegment)
	if err != nil || len(entries) == 0 {
		return err
	}
	next := audit.Seal(a.ID(), last, entries, now)
	err = s.Store.AddSegment(ctx, a, next)
	if fault.Is(err, fault.Stale) { // somebody else has sealed
		return nil
	}
	if err == nil && s.Sealed != nil {
		s.Sealed(ctx, a, next)
	}
	return err
}
