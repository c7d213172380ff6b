package audit

// Fault is what is wrong with a segment.
type Fault string

// The faults. Which of them a change of the store comes to is a matter of what is looked at first; each of them means that something was changed.
const (
	// SegmentMissing is that the number is not there, or that another stands in its place.
	SegmentMissing Fault = "segment_missing"
	// SegmentChanged is that the hash of the segment does not follow from what it says and the segment before.
	SegmentChanged Fault = "segment_changed"
	// NotAsNoted is that the segment is not the one that somebody noted: all from the beginning may have been written anew.
	NotAsNoted Fault = "not_as_noted"
	// RecordsMissing is that there are fewer records than were sealed.
	RecordsMissing Fault = "records_missing"
	// RecordsAdded is that there are more.
	RecordsAdded Fault = "records_added"
	// RecordsChanged is that there are as many, and they are not those that were sealed.
	RecordsChanged Fault = "records_changed"
)

// Flaw is the first segment of which something is wrong. All before it is as it was sealed.
type Flaw struct {
	Number int64
	Fault  Fault
	First  string // ids of its first and last record, as far as the segment is there
	Last   string
}

// Chain is how far an account's records were followed from the first on: up to its Mark.
type Chain struct {
	Account string
	Mark
	Last  string // id of the last record up to there
	Noted Mark   // what somebody noted of the chain before; zero: nothing
}

// Follow goes one segment on. entries are all records behind Last up to the segment's last one; of more than its Count one more is enough. It returns nil when all is as it
// was sealed, and otherwise stays where it is.
func (c *Chain) Follow(s Segment, entries []Entry) *Flaw {
	if fault := c.fault(s, entries); fault != "" {
		return &Flaw{c.Number + 1, fault, s.First, s.Last}
	}
	c.Mark, c.Last = s.Mark(), s.Last
	return nil
}

func (c *Chain) fault(s Segment, entries []Entry) Fault {
	switch {
	case s.Number != c.Number+1:
		return SegmentMissing
	case s.Sum != s.link(c.Account, c.Sum):
		return SegmentChanged
	case s.Number == c.Noted.Number && s.Sum != c.Noted.Sum:
		return NotAsNoted
	case len(entries) < s.Count:
		return RecordsMissing
	case len(entries) > s.Count:
		return RecordsAdded
	case hashEntries(entries) != s.Records:
		return RecordsChanged
	}
	return ""
}

// Resume goes on behind a segment that was followed before, of which before is the predecessor (the zero Segment: none): s must be the one that at names.
func (c *Chain) Resume(at Mark, before, s Segment) *Flaw {
	switch {
	case s.Number != at.Number:
		return &Flaw{Number: at.Number, Fault: SegmentMissing}
	case s.Sum != at.Sum, s.link(c.Account, before.Sum) != s.Sum:
		return &Flaw{at.Number, SegmentChanged, s.First, s.Last}
	}
	c.Mark, c.Last = at, s.Last
	return nil
}

// End says what is wrong where there is no further segment: one that was noted is not there any more.
func (c *Chain) End() *Flaw {
	if c.Number < c.Noted.Number {
		return &Flaw{Number: c.Number + 1, Fault: SegmentMissing}
	}
	return nil
}
