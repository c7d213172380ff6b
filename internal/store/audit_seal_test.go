package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/store"
	"usersync/internal/table"
)

func TestASegmentIsStoredOnceAndReadAsItWas(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	if last, err := s.LastSegment(t.Context(), a); err != nil || last != (audit.Segment{}) {
		t.Errorf("none: %+v %v", last, err)
	}
	var all []audit.Segment
	before := audit.Segment{}
	for i := range 12 {
		before = audit.Seal("A1", before, []audit.Entry{{ID: fmt.Sprintf("R%02d", i), Body: []byte("{}")}}, bellTime.Add(time.Duration(i)*time.Millisecond))
		must(t, s.AddSegment(t.Context(), a, before))
		all = append(all, before)
	}
	if err := s.AddSegment(t.Context(), a, audit.Segment{Number: 12, First: "x", Last: "x"}); !fault.Is(err, fault.Stale) {
		t.Errorf("the same number: %v", err)
	}
	if last, err := s.LastSegment(t.Context(), a); err != nil || last != all[11] {
		t.Errorf("the last: %+v %v", last, err)
	}
	for _, tt := range []struct {
		from  int64
		limit int
		want  []audit.Segment
	}{{1, 100, all}, {1, 3, all[:3]}, {10, 2, all[9:11]}, {12, 5, all[11:]}, {13, 5, nil}} {
		got, err := s.Segments(t.Context(), a, tt.from, tt.limit)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) || err != nil {
			t.Errorf("from %d: %d, %v", tt.from, len(got), err)
		}
	}
	if other, err := s.Segments(t.Context(), access.FromTrigger("A2"), 1, 100); err != nil || len(other) != 0 {
		t.Errorf("another account's: %v %v", other, err)
	}
}

// What somebody wrote into the table is read as nothing, so that a verification says which segment it is.
func TestASegmentThatCannotBeReadIsNothing(t *testing.T) {
	db := local.Memory()
	s, a := store.New(db), access.FromTrigger("A1")
	for _, sort := range []string{"1", "00000000000x", "-00000000001"} {
		key := table.Key{Table: table.Audit, P: "T#A1#SEALS", S: sort}
		must(t, db.Transact(t.Context(), []table.Action{table.Put(table.Item{Key: key, Attrs: table.Attrs{"n": table.S("many"), "at": table.S("noon"), "hash": table.B([]byte("short"))}})}))
	}
	list, err := s.Segments(t.Context(), a, 1, 100)
	if must(t, err); len(list) != 3 {
		t.Fatal(len(list))
	}
	for _, got := range list {
		if got != (audit.Segment{}) {
			t.Errorf("%+v", got)
		}
	}
}

func TestRecordsAsTheyAreStored(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	ids := []string{"01KE000000ZZZZZZZZZZZZZZZZ", "01KE0000010000000000000000", "01KE000001ZZZZZZZZZZZZZZZZ", "01KE0000020000000000000000"}
	for _, id := range ids {
		record(t, s, a, user, audit.Record{ID: id, At: bellTime, Action: audit.EraseUser})
	}
	second := time.UnixMilli(idTime(t, ids[3]))
	for name, tt := range map[string]struct {
		after  string
		before time.Time
		limit  int
		want   []string
	}{
		"all":                           {"", time.Time{}, 9, ids},
		"as many as asked for":          {"", time.Time{}, 2, ids[:2]},
		"behind one":                    {ids[0], time.Time{}, 2, ids[1:3]},
		"behind one that is not there":  {"01KE0000005", time.Time{}, 9, ids},
		"made before a time":            {"", second, 9, ids[:3]},
		"made before, behind one":       {ids[1], second, 9, ids[2:3]},
		"behind all made before a time": {ids[3], second, 9, nil},
		"before anything was":           {"", time.Unix(-1, 0), 9, nil},
	} {
		entries, err := s.AuditEntries(t.Context(), a, tt.after, tt.before, tt.limit)
		must(t, err)
		var got []string
		for _, e := range entries {
			if got = append(got, e.ID); len(e.Body) == 0 {
				t.Errorf("%s: %s has no bytes", name, e.ID)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// idTime is when an id was made, in milliseconds since 1970.
func idTime(t *testing.T, id string) int64 {
	t.Helper()
	parsed, err := ulid.ParseStrict(id)
	must(t, err)
	return parsed.Timestamp().UnixMilli()
}
