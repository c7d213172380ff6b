package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Claim is one person's wish for a seat of a product, as it stands in line.
type Claim struct {
	User  string    `json:"user"`
	Rank  int       `json:"rank"`  // of the rule that gives the product: 0 for a grant by hand, then 1 for the strongest rule
	Since time.Time `json:"since"` // in line since
}

// Compare orders claims as the waiting line is served: strongest rule first, then longest waiting, then by id.
func (c Claim) Compare(other Claim) int {
	return cmp.Or(cmp.Compare(c.Rank, other.Rank), c.Since.Compare(other.Since), strings.Compare(c.User, other.User))
}

// Allotment is how the seats of one product would be given.
type Allotment struct {
	Used    int64  `json:"used"`           // seats in use afterwards
	Waiting int64  `json:"waiting"`        // claims that get none
	Scarce  bool   `json:"scarce"`         // not everybody gets one
	Last    *Claim `json:"last,omitempty"` // when Scarce: the last claim that gets one; nil: none does
}

// Allot gives the seats that are left to claims in the order of the line. seats is how many there are (nil: unlimited), kept how many holders
// keep theirs: nobody is evicted, so kept may be more than seats. line is sorted by Allot.
func Allot(seats *int64, kept int64, line []Claim) Allotment {
	claims := int64(len(line))
	room := claims
	if seats != nil {
		room = min(claims, max(0, *seats-kept))
	}
	a := Allotment{Used: kept + room, Waiting: claims - room, Scarce: room < claims}
	if a.Scarce && room > 0 {
		slices.SortFunc(line, Claim.Compare)
		last := line[room-1]
		a.Last = &last
	}
	return a
}

// Gets reports whether a claim of the line gets a seat.
func (a Allotment) Gets(c Claim) bool {
	return !a.Scarce || a.Last != nil && c.Compare(*a.Last) <= 0
}
