package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.SealStore = (*Store)(nil)

// Attributes of a segment, T#a#SEALS under its number, in the table audit.
const (
	attrSealFirst   = "first"   // S, as is the next
	attrSealLast    = "last"    // S
	attrSealCount   = "n"       // N
	attrSealedAt    = "at"      // S
	attrSealRecords = "records" // B, as is the next
	attrSealSum     = "hash"    // B
)

func sealKey(a access.Account, number int64) table.Key {
	return table.Key{Table: table.Audit, P: accountPrefix(a) + "SEALS", S: sealSort(number)}
}

func sealSort(number int64) string { return fmt.Sprintf("%012d", number) }

// AddSegment implements provision.SealStore.
func (s *Store) AddSegment(ctx context.Context, a access.Account, seg audit.Segment) error {
	item := table.Item{Key: sealKey(a, seg.Number), Attrs: table.Attrs{
		attrSealFirst: table.S(seg.First), attrSealLast: table.S(seg.Last), attrSealCount: table.N(int64(seg.Count)), attrSealedAt: table.S(stamp(seg.At)),
		attrSealRecords: table.B(seg.Records[:]), attrSealSum: table.B(seg.Sum[:]),
	}}
	err := s.transact(ctx, a, []table.Action{table.Put(item, table.NotExists())})
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "segment_taken", "There is a segment of that number.").Because(canceled)
	}
	return err
}

// LastSegment implements provision.SealStore.
func (s *Store) LastSegment(ctx context.Context, a access.Account) (audit.Segment, error) {
	page, err := s.query(ctx, a, table.Query{Table: table.Audit, P: sealKey(a, 0).P, Desc: true, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return audit.Segment{}, err
	}
	return decodeSegment(page.Items[0]), nil
}

// Segments implements provision.SealStore. From the first number on it reads whatever is there.
func (s *Store) Segments(ctx context.Context, a access.Account, from int64, limit int) ([]audit.Segment, error) {
	q := table.Query{Table: table.Audit, P: sealKey(a, 0).P, Limit: limit}
	if from > 1 {
		q.From = sealKey(a, from).S
	}
	page, err := s.query(ctx, a, q)
	var list []audit.Segment
	for _, item := range page.Items {
		list = append(list, decodeSegment(item))
	}
	return list, err
}

// decodeSegment reads what it can: that something is not as it was written is the verification's to say.
func decodeSegment(item table.Item) audit.Segment {
	number, err := strconv.ParseInt(item.Key.S, 10, 64)
	if err != nil || number < 1 || sealSort(number) != item.Key.S {
		number = 0
	}
	return audit.Segment{
		Number: number, First: item.Attrs[attrSealFirst].Str(), Last: item.Attrs[attrSealLast].Str(), Count: int(item.Attrs[attrSealCount].Int()),
		At: parseStamp(item.Attrs[attrSealedAt].Str()), Records: sealSum(item.Attrs[attrSealRecords]), Sum: sealSum(item.Attrs[attrSealSum]),
	}
}

func sealSum(v table.Value) audit.Sum {
	if raw := v.Raw(); len(raw) == len(audit.Sum{}) {
		return audit.Sum(raw)
	}
	return audit.Sum{}
}

// AuditEntries implements provision.SealStore.
func (s *Store) AuditEntries(ctx context.Context, a access.Account, after string, before time.Time, limit int) ([]audit.Entry, error) {
	q := table.Query{Table: table.Audit, P: auditKey(a, "").P, From: after, Limit: limit + 1} // From is inclusive
	if !before.IsZero() {
		q.To = idsBefore(before)
		if q.To < after {
			return nil, nil
		}
	}
	page, err := s.query(ctx, a, q)
	var list []audit.Entry
	for _, item := range page.Items {
		if item.Key.S != after && len(list) < limit {
			list = append(list, audit.Entry{ID: item.Key.S, Body: item.Attrs[attrJSON].Raw()})
		}
	}
	return list, err
}

// idsBefore is what every id made before a time sorts before, and every other id behind.
func idsBefore(t time.Time) string {
	var id ulid.ULID
	if t.UnixMilli() <= 0 || id.SetTime(ulid.Timestamp(t)) != nil {
		return "0"
	}
	const timed = 10 // characters of an id that say when
	return id.String()[:timed]
}
