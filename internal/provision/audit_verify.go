package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// How much one verification looks at: so many segments and records, or a few more. What is not sealed is counted up to as many.
const (
	verifySegments = 500
	verifyRecords  = 5000
)

// AuditVerifier holds an account's audit records against their segments. Its fields must be set; it is safe for concurrent use.
type AuditVerifier struct{ Store SealStore }

// AuditVerdict is what a verification found.
type AuditVerdict struct {
	Segments int         // that it looked at
	Records  int         // in these
	At       audit.Mark  // up to here all is as it was sealed
	Flaw     *audit.Flaw // nil where nothing is wrong
	More     bool        // there are further segments: At is where to go on
	Unsealed int         // records behind the last segment, where that was reached: 5,000 at most are counted
}

// Verify goes on behind a mark (the zero Mark: from the beginning), until something is wrong, the last segment is reached, or enough was looked at. With noted it is also wrong that
// the segment of that number is another, or gone.
func (v *AuditVerifier) Verify(ctx context.Context, a access.Account, from, noted audit.Mark) (AuditVerdict, error) {
	w := &auditWalk{store: v.Store, account: a, chain: audit.Chain{Account: a.ID(), Noted: noted}}
	if err := w.resume(ctx, from); err != nil {
		return AuditVerdict{}, err
	}
	if w.verdict.Flaw == nil {
		if err := w.walk(ctx); err != nil {
			return AuditVerdict{}, err
		}
	}
	w.verdict.At = w.chain.Mark
	return w.verdict, nil
}

// auditWalk is one verification. The records that were read are ahead of the chain.
type auditWalk struct {
	store   SealStore
	account access.Account
	chain   audit.Chain
	ahead   []audit.Entry
	end     bool // there are no records behind those
	verdict AuditVerdict
}

// resume stands behind the segment that a mark names.
func (w *auditWalk) resume(ctx context.Context, at audit.Mark) error {
	if at == (audit.Mark{}) {
		return nil
	}
	list, err := w.store.Segments(ctx, w.account, max(1, at.Number-1), 2)
	if err != nil {
		return err
	}
	list = append(list, audit.Segment{}, audit.Segment{})
	if at.Number == 1 {
		list = append([]audit.Segment{{}}, list...)
	}
	w.verdict.Flaw = w.chain.Resume(at, list[0], list[1])
	return nil
}

// walk follows the next segments. They are read once, before any record: whatever they seal is then there to be read.
func (w *auditWalk) walk(ctx context.Context) error {
	list, err := w.store.Segments(ctx, w.account, w.chain.Number+1, verifySegments)
	if err != nil {
		return err
	}
	for i, s := range list {
		if err := w.follow(ctx, s); err != nil || w.verdict.Flaw != nil {
			return err
		}
		if w.verdict.Records >= verifyRecords && i+1 < len(list) {
			w.verdict.More = true
			return nil
		}
	}
	if w.verdict.More = len(list) == verifySegments; w.verdict.More {
		return nil
	}
	if w.verdict.Flaw = w.chain.End(); w.verdict.Flaw != nil {
		return nil
	}
	return w.countUnsealed(ctx)
}

func (w *auditWalk) follow(ctx context.Context, s audit.Segment) error {
	entries, err := w.upTo(ctx, s.Last, min(s.Count, audit.MaxSegment)+1)
	if err != nil {
		return err
	}
	if w.verdict.Flaw = w.chain.Follow(s, entries); w.verdict.Flaw == nil {
		w.ahead = w.ahead[len(entries):]
		w.verdict.Segments++
		w.verdict.Records += len(entries)
	}
	return nil
}

// upTo is the next records up to an id, so many at most.
func (w *auditWalk) upTo(ctx context.Context, last string, most int) ([]audit.Entry, error) {
	for n := 0; ; n++ {
		if n == len(w.ahead) {
			if err := w.read(ctx); err != nil {
				return nil, err
			}
		}
		if n == len(w.ahead) || n >= most || w.ahead[n].ID > last {
			return w.ahead[:n], nil
		}
	}
}

// read reads a page of records behind those that were read.
func (w *auditWalk) read(ctx context.Context) error {
	if w.end {
		return nil
	}
	after := w.chain.Last
	if n := len(w.ahead); n > 0 {
		after = w.ahead[n-1].ID
	}
	page, err := w.store.AuditEntries(ctx, w.account, after, time.Time{}, audit.MaxSegment)
	w.ahead, w.end = append(w.ahead, page...), len(page) < audit.MaxSegment
	return err
}

// countUnsealed counts the records that no segment has yet.
func (w *auditWalk) countUnsealed(ctx context.Context) error {
	for !w.end && len(w.ahead) < verifyRecords {
		if err := w.read(ctx); err != nil {
			return err
		}
	}
	w.verdict.Unsealed = min(len(w.ahead), verifyRecords)
	return nil
}
