package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/audit"
)

var sealed = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// ledger is records with the segments over them.
type ledger struct {
	entries  []audit.Entry
	segments []audit.Segment
}

func (l ledger) clone() ledger {
	return ledger{slices.Clone(l.entries), slices.Clone(l.segments)}
}

// ledgerOf seals records in segments of some sizes; what is left over is not sealed.
func ledgerOf(account string, records int, sizes ...int) ledger {
	var l ledger
	for i := range records {
		l.entries = append(l.entries, audit.Entry{ID: fmt.Sprintf("R%05d", 10*(i+1)), Body: fmt.Appendf(nil, `{"subject":"u%d"}`, i)})
	}
	rest, last := l.entries, audit.Segment{}
	for i, size := range sizes {
		last = audit.Seal(account, last, rest[:size], sealed.Add(time.Duration(i)*time.Minute))
		l.segments, rest = append(l.segments, last), rest[size:]
	}
	return l
}

// follow walks a ledger as the product does; unsealed is how many records no segment covers.
func (l ledger) follow(c audit.Chain) (at audit.Mark, unsealed int, flaw *audit.Flaw) {
	rest := l.entries
	for _, s := range l.segments {
		n := 0
		for n < len(rest) && rest[n].ID <= s.Last {
			n++
		}
		if flaw = c.Follow(s, rest[:n]); flaw != nil {
			return c.Mark, 0, flaw
		}
		rest = rest[n:]
	}
	return c.Mark, len(rest), c.End()
}

func anyLedger(t *rapid.T) ledger {
	sizes := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 6).Draw(t, "sizes")
	records := rapid.IntRange(0, 3).Draw(t, "unsealed")
	for _, n := range sizes {
		records += n
	}
	return ledgerOf("A1", records, sizes...)
}

// What nobody touched verifies, to its end, and what is not sealed yet is counted and not blamed.
func TestAnUntouchedChainVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := anyLedger(t)
		last := l.segments[len(l.segments)-1]
		at, unsealed, flaw := l.follow(audit.Chain{Account: "A1", Noted: rapid.SampledFrom(l.segments).Draw(t, "noted").Mark()})
		if flaw != nil || at != last.Mark() || len(l.entries)-unsealed != slices.IndexFunc(l.entries, func(e audit.Entry) bool { return e.ID == last.Last })+1 {
			t.Fatalf("%+v, up to %s, %d unsealed", flaw, at, unsealed)
		}
	})
}

// Whatever is done to sealed records or to segments, a walk that knows the last segment of before finds it, at the segment where it was done or right behind it.
func TestWhateverIsTouchedIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := anyLedger(t)
		noted := before.segments[len(before.segments)-1]
		l := before.clone()
		i := rapid.IntRange(0, slices.IndexFunc(l.entries, func(e audit.Entry) bool { return e.ID == noted.Last })).Draw(t, "record")
		k := rapid.IntRange(0, len(l.segments)-1).Draw(t, "segment")
		at := int64(1 + slices.IndexFunc(before.segments, func(s audit.Segment) bool { return s.Last >= before.entries[i].ID })) // of the record
		switch kind := rapid.SampledFrom([]string{"change", "rename", "drop", "add", "swap", "no segment", "segment twice", "swapped segments", "another number", "another end", "another beginning", "another count", "another time", "another sum", "another hash", "all anew"}).Draw(t, "kind"); kind {
		case "change":
			l.entries[i].Body = append(slices.Clone(l.entries[i].Body), ' ')
		case "rename":
			l.entries[i].ID = l.entries[i].ID[:5] + "5"
			if l.entries[i].ID > noted.Last {
				l.entries[i].ID = l.entries[i].ID[:5] + "/"
			}
			slices.SortFunc(l.entries, func(x, y audit.Entry) int { return compare(x.ID, y.ID) })
		case "drop":
			l.entries = slices.Delete(l.entries, i, i+1)
		case "add":
			l.entries = slices.Insert(l.entries, i, audit.Entry{ID: l.entries[i].ID[:5] + "/", Body: []byte("{}")}) // sorts before its neighbour
		case "swap":
			j := (i + 1) % len(l.entries)
			if i == j {
				return
			}
			l.entries[i].Body, l.entries[j].Body = l.entries[j].Body, l.entries[i].Body
			at = min(at, int64(1+slices.IndexFunc(before.segments, func(s audit.Segment) bool { return s.Last >= before.entries[min(i, j)].ID })))
		default:
			if !touch(&l, k, kind) {
				return
			}
			at = 0 // the segment, or the one behind
		}
		_, _, flaw := l.follow(audit.Chain{Account: "A1", Noted: noted.Mark()})
		if flaw == nil || at != 0 && flaw.Number != at {
			t.Fatalf("%+v, want segment %d", flaw, at)
		}
	})
}

func compare(x, y string) int {
	if x < y {
		return -1
	}
	return 1
}

// touch does something to a segment; false when that cannot be done.
func touch(l *ledger, k int, kind string) bool {
	s := &l.segments[k]
	switch kind {
	case "no segment":
		l.segments = slices.Delete(l.segments, k, k+1)
	case "segment twice":
		l.segments = slices.Insert(l.segments, k, *s)
	case "swapped segments":
		if k == 0 {
			return false
		}
		l.segments[k-1], l.segments[k] = l.segments[k], l.segments[k-1]
	case "another number":
		s.Number++
	case "another beginning":
		s.First += "0"
	case "another end":
		s.Last += "0"
	case "another count":
		s.Count++
	case "another time":
		s.At = s.At.Add(time.Millisecond)
	case "another sum":
		s.Records[7]++
	case "another hash":
		s.Sum[7]++
	case "all anew": // by somebody who knows how, with a record changed
		l.entries[0].Body = []byte("{}")
		last := audit.Segment{}
		rest := l.entries
		for i, was := range l.segments {
			last = audit.Seal("A1", last, rest[:was.Count], was.At)
			l.segments[i], rest = last, rest[was.Count:]
		}
	}
	return true
}

func TestWhatAFlawIsCalled(t *testing.T) {
	whole := ledgerOf("A1", 6, 2, 2, 1)
	for name, tt := range map[string]struct {
		do   func(l *ledger, c *audit.Chain)
		want audit.Flaw
	}{
		"a record that says something else":  {func(l *ledger, _ *audit.Chain) { l.entries[2].Body = []byte("{}") }, audit.Flaw{Number: 2, Fault: audit.RecordsChanged, First: "R00030", Last: "R00040"}},
		"a record that is gone":              {func(l *ledger, _ *audit.Chain) { l.entries = slices.Delete(l.entries, 1, 2) }, audit.Flaw{Number: 1, Fault: audit.RecordsMissing, First: "R00010", Last: "R00020"}},
		"a record that came":                 {func(l *ledger, _ *audit.Chain) { l.entries = slices.Insert(l.entries, 2, audit.Entry{ID: "R00025"}) }, audit.Flaw{Number: 2, Fault: audit.RecordsAdded, First: "R00030", Last: "R00040"}},
		"a segment that is gone":             {func(l *ledger, _ *audit.Chain) { l.segments = slices.Delete(l.segments, 1, 2) }, audit.Flaw{Number: 2, Fault: audit.SegmentMissing, First: "R00050", Last: "R00050"}},
		"a segment that says something else": {func(l *ledger, _ *audit.Chain) { l.segments[2].Count = 2 }, audit.Flaw{Number: 3, Fault: audit.SegmentChanged, First: "R00050", Last: "R00050"}},
		"the chain of another account":       {func(_ *ledger, c *audit.Chain) { c.Account = "A2" }, audit.Flaw{Number: 1, Fault: audit.SegmentChanged, First: "R00010", Last: "R00020"}},
		"the last segment is gone, which was noted": {
			func(l *ledger, c *audit.Chain) { c.Noted, l.segments = l.segments[2].Mark(), l.segments[:2] }, audit.Flaw{Number: 3, Fault: audit.SegmentMissing},
		},
		"another was noted": {func(_ *ledger, c *audit.Chain) { c.Noted.Number = 2 }, audit.Flaw{Number: 2, Fault: audit.NotAsNoted, First: "R00030", Last: "R00040"}},
	} {
		l, c := whole.clone(), audit.Chain{Account: "A1"}
		tt.do(&l, &c)
		if _, _, flaw := l.follow(c); flaw == nil || *flaw != tt.want {
			t.Errorf("%s: %+v", name, flaw)
		}
	}
}

func TestAWalkGoesOnWhereItWas(t *testing.T) {
	l := ledgerOf("A1", 5, 2, 2, 1)
	second := l.segments[1]
	for name, tt := range map[string]struct {
		at        audit.Mark
		before, s audit.Segment
		want      audit.Fault
	}{
		"where it was":                   {second.Mark(), l.segments[0], second, ""},
		"behind the first":               {l.segments[0].Mark(), audit.Segment{}, l.segments[0], ""},
		"what was there is gone":         {second.Mark(), l.segments[0], audit.Segment{}, audit.SegmentMissing},
		"it has another hash now":        {audit.Mark{Number: 2}, l.segments[0], second, audit.SegmentChanged},
		"it ends elsewhere now":          {second.Mark(), l.segments[0], audit.Segment{Number: 2, Last: "R00030", Sum: second.Sum}, audit.SegmentChanged},
		"what was before it has changed": {second.Mark(), audit.Segment{}, second, audit.SegmentChanged},
	} {
		c := audit.Chain{Account: "A1"}
		flaw := c.Resume(tt.at, tt.before, tt.s)
		if (flaw == nil) != (tt.want == "") || flaw != nil && (flaw.Fault != tt.want || flaw.Number != tt.at.Number) {
			t.Errorf("%s: %+v", name, flaw)
		}
		if flaw == nil && (c.Mark != tt.at || c.Last != tt.s.Last) {
			t.Errorf("%s: at %+v", name, c)
		}
	}
}

func TestASegmentHasNotTooManyRecords(t *testing.T) {
	if s := ledgerOf("A1", audit.MaxSegment+1, audit.MaxSegment+1).segments[0]; s.Count != audit.MaxSegment || s.Last != "R10000" {
		t.Errorf("%d up to %s", s.Count, s.Last)
	}
}

func TestMarksAreNotedAndRead(t *testing.T) {
	whole := ledgerOf("A1", 1, 1).segments[0].Mark().String()
	for text, ok := range map[string]bool{
		"": true, whole: true,
		whole[1:]: false, "0" + whole[1:]: false, "-" + whole: false, "+" + whole: false, "0" + whole: false, whole + "0": false, whole[:len(whole)-2]: false, "1": false, "1:": false, ":": false, "2:XY": false,
	} {
		if m, good := audit.ParseMark(text); good != ok || ok && m.String() != text {
			t.Errorf("%q: %+v %t", text, m, good)
		}
	}
}

func FuzzParseMark(f *testing.F) {
	f.Add("")
	f.Add(ledgerOf("A1", 1, 1).segments[0].Mark().String())
	f.Add("1:00")
	f.Fuzz(func(t *testing.T, text string) {
		if m, ok := audit.ParseMark(text); ok && m.String() != text {
			t.Errorf("%q is read as %q", text, m)
		}
	})
}
