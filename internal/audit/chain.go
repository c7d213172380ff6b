package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// MaxSegment is how many records a segment has at most.
const MaxSegment = 1000

// Sum is a SHA-256.
type Sum [sha256.Size]byte

func (h Sum) String() string { return hex.EncodeToString(h[:]) }

// Entry is a record as it is stored, byte for byte.
type Entry struct {
	ID   string
	Body []byte
}

// Segment is a seal on an account's records: on all that come behind the last one of the segment before, up to its own last one. Segments are numbered from 1 on
// without a gap, and none ever changes.
type Segment struct {
	Number  int64
	First   string // id of the first record
	Last    string
	Count   int       // from 1 to MaxSegment
	At      time.Time // of the seal; counts by the millisecond
	Records Sum       // over ids and bytes of the records
	Sum     Sum       // over all of the above, the account, and the Sum of the segment before
}

// Mark names a segment by its number and Sum: all that is sealed up to there hangs on it. The zero Mark is the beginning.
type Mark struct {
	Number int64
	Sum    Sum
}

// Mark names the segment.
func (s Segment) Mark() Mark { return Mark{s.Number, s.Sum} }

// String is the mark as somebody may note it, such as 12:9f86...; "" of the beginning.
func (m Mark) String() string {
	if m == (Mark{}) {
		return ""
	}
	return strconv.FormatInt(m.Number, 10) + ":" + m.Sum.String()
}

// ParseMark is the reverse of String. ok is false of a text that String never gave.
func ParseMark(text string) (m Mark, ok bool) {
	if text == "" {
		return m, true
	}
	number, hash, _ := strings.Cut(text, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	sum, bad := hex.DecodeString(hash)
	if err != nil || bad != nil || n < 1 || len(sum) != len(m.Sum) {
		return Mark{}, false
	}
	m = Mark{n, Sum(sum)}
	return m, m.String() == text
}

// Seal makes the segment that follows another (the zero Segment: none) of the records that come next, in the order of their ids: of the first MaxSegment of them. There must be one.
func Seal(account string, before Segment, entries []Entry, at time.Time) Segment {
	entries = entries[:min(len(entries), MaxSegment)]
	s := Segment{
		Number: before.Number + 1, First: entries[0].ID, Last: entries[len(entries)-1].ID, Count: len(entries), At: at.UTC().Truncate(time.Millisecond),
		Records: hashEntries(entries),
	}
	s.Sum = s.link(account, before.Sum)
	return s
}

// link is the Sum that the segment must have behind one that has the sum before.
func (s Segment) link(account string, before Sum) Sum {
	text := field([]byte("usersync audit segment"), []byte(account))
	text = append(text, before[:]...)
	for _, n := range []int64{s.Number, int64(s.Count), s.At.UnixMilli()} {
		text = binary.BigEndian.AppendUint64(text, uint64(n))
	}
	text = append(field(text, []byte(s.First), []byte(s.Last)), s.Records[:]...)
	return sha256.Sum256(text)
}

func hashEntries(entries []Entry) Sum {
	h := sha256.New()
	for _, e := range entries {
		_, _ = h.Write(field(nil, []byte(e.ID), e.Body)) // a hash never fails
	}
	return Sum(h.Sum(nil))
}

// field appends values, each behind its length, so that no two lists of values are the same bytes.
func field(text []byte, values ...[]byte) []byte {
	for _, v := range values {
		text = append(binary.BigEndian.AppendUint32(text, uint32(len(v))), v...)
	}
	return text
}
