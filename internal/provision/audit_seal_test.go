package provision_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// archive is an account with audit records and their seals, on the real store in memory.
type archive struct {
	t       rapid.TB
	db      table.Table
	store   *store.Store
	account access.Account
	now     time.Time
	records int
	told    []audit.Mark
}

func newArchive(t *testing.T) *archive {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	return &archive{t: t, db: db, store: store.New(db), account: access.FromTrigger("A1"), now: noon}
}

// stampID is an id made at a time, the n-th of all.
func stampID(at time.Time, n int) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	text := [10]byte{}
	for i, ms := len(text)-1, at.UnixMilli(); i >= 0; i, ms = i-1, ms/32 {
		text[i] = digits[ms%32]
	}
	return fmt.Sprintf("%s%016d", text, n)
}

func (r *archive) key(id string) table.Key {
	return table.Key{Table: table.Audit, P: "T#A1#AUDIT", S: id}
}

// record has n records made now, and returns their ids.
func (r *archive) record(n int) (ids []string) {
	r.t.Helper()
	for range n {
		r.records++
		id := stampID(r.now, r.records)
		r.put(table.Put(table.Item{Key: r.key(id), Attrs: table.Attrs{"json": table.B(fmt.Appendf(nil, `{"subject":"u%d"}`, r.records))}}))
		ids = append(ids, id)
	}
	return ids
}

func (r *archive) put(actions ...table.Action) {
	r.t.Helper()
	if err := r.db.Transact(context.Background(), actions); err != nil {
		r.t.Fatal(err)
	}
}

func (r *archive) seal() {
	r.t.Helper()
	s := &provision.Sealer{
		Store: r.store, Now: func() time.Time { return r.now },
		Sealed: func(_ context.Context, _ access.Account, s audit.Segment) { r.told = append(r.told, s.Mark()) },
	}
	if err := s.SealAudit(context.Background(), r.account); err != nil {
		r.t.Fatal(err)
	}
}

// later seals after some minutes.
func (r *archive) later(minutes int) {
	r.t.Helper()
	r.now = r.now.Add(time.Duration(minutes) * time.Minute)
	r.seal()
}

func (r *archive) verify(from, noted audit.Mark) provision.AuditVerdict {
	r.t.Helper()
	v, err := (&provision.AuditVerifier{Store: r.store}).Verify(context.Background(), r.account, from, noted)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func TestRecordsAreSealedOnceTheyAreOldEnough(t *testing.T) {
	r := newArchive(t)
	r.seal()
	if v := r.verify(audit.Mark{}, audit.Mark{}); v != (provision.AuditVerdict{}) {
		t.Errorf("nothing: %+v", v)
	}
	r.record(2)
	r.later(4)
	r.record(1)
	if v := r.verify(audit.Mark{}, audit.Mark{}); v.Segments != 0 || v.Unsealed != 3 || v.Flaw != nil {
		t.Errorf("young ones: %+v", v)
	}
	r.later(1) // an id of that very millisecond may come yet
	if len(r.told) != 0 {
		t.Error("sealed too early")
	}
	r.now = r.now.Add(time.Millisecond)
	r.later(0)
	if v := r.verify(audit.Mark{}, audit.Mark{}); v.Segments != 1 || v.Records != 2 || v.Unsealed != 1 || len(r.told) != 1 || v.At != r.told[0] {
		t.Errorf("two of three: %+v", v)
	}
	r.later(9)
	r.later(9) // nothing new: no segment
	if v := r.verify(audit.Mark{}, r.told[0]); v.Segments != 2 || v.Records != 3 || v.Unsealed != 0 || len(r.told) != 2 {
		t.Errorf("all: %+v", v)
	}
}

// A segment has 1,000 records at most, a verification looks at about 5,000 and goes on where it stopped: also right behind the first segment.
func TestALongChainIsVerifiedInParts(t *testing.T) {
	r := newArchive(t)
	r.record(1)
	r.later(6)
	r.record(6500)
	for range 8 {
		r.later(6)
	}
	if v := r.verify(r.told[0], audit.Mark{}); v.Segments != 5 || v.Records != 5000 || !v.More {
		t.Errorf("behind the first: %+v", v)
	}
	v := r.verify(audit.Mark{}, r.told[7])
	if v.Segments != 6 || v.Records != 5001 || !v.More || v.Flaw != nil || v.At != r.told[5] {
		t.Fatalf("the first part: %+v", v)
	}
	r.record(3)
	if v = r.verify(v.At, r.told[7]); v.Segments != 2 || v.Records != 1500 || v.More || v.Unsealed != 3 || v.At != r.told[7] {
		t.Errorf("the second: %+v", v)
	}
	wrong := r.told[3]
	wrong.Sum[0]++
	if v = r.verify(wrong, audit.Mark{}); v.Flaw == nil || v.Flaw.Number != 4 || v.Flaw.Fault != audit.SegmentChanged || v.More {
		t.Errorf("from elsewhere: %+v", v)
	}
	if v = r.verify(audit.Mark{Number: 99}, audit.Mark{}); v.Flaw == nil || v.Flaw.Number != 99 || v.Flaw.Fault != audit.SegmentMissing {
		t.Errorf("from nowhere: %+v", v)
	}
}

// Whatever somebody with the table in hand does to what is sealed is found, by the segment where it was done; what is not sealed may be anything.
func TestWhateverIsDoneToTheTableIsFound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newArchive(t)
		r.t = rt
		type place struct {
			segment int64
			id      string
		}
		var places []place
		for range rapid.IntRange(1, 4).Draw(rt, "segments") {
			for _, id := range r.record(rapid.IntRange(1, 5).Draw(rt, "records")) {
				places = append(places, place{int64(len(r.told) + 1), id})
			}
			r.later(6)
		}
		r.record(rapid.IntRange(0, 2).Draw(rt, "unsealed"))
		at := rapid.SampledFrom(places).Draw(rt, "place")
		segment := table.Key{Table: table.Audit, P: "T#A1#SEALS", S: fmt.Sprintf("%012d", at.segment)}
		last := r.told[len(r.told)-1]
		number, kind := at.segment, rapid.IntRange(0, 6).Draw(rt, "kind")
		switch kind {
		case 0:
			r.put(table.Delete(r.key(at.id)))
		case 1:
			r.put(table.Update(r.key(at.id), []table.Edit{table.Set("json", table.B([]byte(`{"subject":"me"}`)))}))
		case 2:
			r.put(table.Put(table.Item{Key: r.key(at.id[:25] + "/"), Attrs: table.Attrs{"json": table.B([]byte("{}"))}}))
		case 3:
			r.put(table.Delete(segment))
		case 4:
			r.put(table.Update(segment, []table.Edit{table.Set("last", table.S("~"))}))
		case 5:
			r.put(table.Update(segment, []table.Edit{table.Set("hash", table.B([]byte("short")))}))
		case 6: // one that is nobody's
			number = 1
			r.put(table.Put(table.Item{Key: table.Key{Table: table.Audit, P: "T#A1#SEALS", S: "!"}, Attrs: table.Attrs{"n": table.N(-1)}}))
		}
		want := []audit.Fault{
			audit.RecordsMissing, audit.RecordsChanged, audit.RecordsAdded, audit.SegmentMissing, audit.SegmentChanged, audit.SegmentChanged, audit.SegmentMissing,
		}[kind]
		if v := r.verify(audit.Mark{}, last); v.Flaw == nil || v.Flaw.Number != number || v.Flaw.Fault != want || v.At.Number != number-1 || v.More || v.Unsealed != 0 {
			rt.Fatalf("%+v %+v, want %d", v, v.Flaw, number)
		}
	})
}

// brokenSeals is a store of seals of which one call fails.
type brokenSeals struct {
	*store.Store
	fails string
	with  error
}

func (b *brokenSeals) of(call string) error {
	if call == b.fails {
		return b.with
	}
	return nil
}

func (b *brokenSeals) LastSegment(ctx context.Context, a access.Account) (audit.Segment, error) {
	s, err := b.Store.LastSegment(ctx, a)
	return s, errors.Join(err, b.of("last"))
}

func (b *brokenSeals) Segments(ctx context.Context, a access.Account, from int64, limit int) ([]audit.Segment, error) {
	list, err := b.Store.Segments(ctx, a, from, limit)
	return list, errors.Join(err, b.of("segments"))
}

func (b *brokenSeals) AddSegment(ctx context.Context, a access.Account, s audit.Segment) error {
	if err := b.of("add"); err != nil {
		return err
	}
	return b.Store.AddSegment(ctx, a, s)
}

func (b *brokenSeals) AuditEntries(ctx context.Context, a access.Account, after string, before time.Time, limit int) ([]audit.Entry, error) {
	list, err := b.Store.AuditEntries(ctx, a, after, before, limit)
	return list, errors.Join(err, b.of("entries"))
}

func TestAStoreThatFailsIsNoVerdict(t *testing.T) {
	r := newArchive(t)
	r.record(2)
	r.later(6)
	r.record(1)
	r.now = r.now.Add(time.Hour)
	down := errors.New("down")
	for _, call := range []string{"last", "entries", "add"} {
		s := &provision.Sealer{Store: &brokenSeals{r.store, call, down}, Now: func() time.Time { return r.now }}
		if err := s.SealAudit(t.Context(), r.account); !errors.Is(err, down) {
			t.Errorf("sealing without %s: %v", call, err)
		}
	}
	for _, call := range []string{"segments", "entries"} {
		for _, from := range []audit.Mark{{}, r.told[0]} {
			v := &provision.AuditVerifier{Store: &brokenSeals{r.store, call, down}}
			if got, err := v.Verify(t.Context(), r.account, from, audit.Mark{}); !errors.Is(err, down) || got != (provision.AuditVerdict{}) {
				t.Errorf("verifying without %s from %s: %+v %v", call, from, got, err)
			}
		}
	}
	lost := &provision.Sealer{Store: &brokenSeals{r.store, "add", fault.New(fault.Stale, "segment_taken", "")}, Now: func() time.Time { return r.now }}
	if err := lost.SealAudit(t.Context(), r.account); err != nil {
		t.Errorf("somebody else was first: %v", err)
	}
}
