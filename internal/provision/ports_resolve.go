package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/plan"
)

// ErrMoved says that a write was conditioned on something that has changed since it was read. Nothing was written: start over.
var ErrMoved = errors.New("what was read has changed")

// Records is what a resolve reads and writes of one user. Safe for concurrent use; reads are strongly consistent.
type Records interface {
	AdminRecords
	GuardRecords
	HistoryRecords
	GroupFinder

	// Fence reads the user's fence; Exists is false when there never was such a user.
	Fence(ctx context.Context, a access.Account, user string) (Fence, error)
	// Record reads everything else about the user, groups that it is in by way of other groups included. It must be read after the fence.
	Record(ctx context.Context, a access.Account, user string) (Record, error)
	// Unapplied reports whether a mass change of members is not carried out to its end.
	Unapplied(ctx context.Context, a access.Account) (bool, error)
	// Commit writes the change in one transaction, or fails with ErrMoved when the fence or a seat is not as it was read.
	Commit(ctx context.Context, a access.Account, user string, c Change) error
}

// Seats is the seat counters and waiting lines. Safe for concurrent use; reads are strongly consistent.
type Seats interface {
	// Shards reads a product's counters by number; none when the product has no seats yet.
	Shards(ctx context.Context, a access.Account, product string) ([]Shard, error)
	// Waited reports whether anybody waits for the product.
	Waited(ctx context.Context, a access.Account, product string) (bool, error)
	// LineHeads reads the longest waiting of each rule that somebody waits under, in no order of strength.
	LineHeads(ctx context.Context, a access.Account, product string) ([]Waiter, error)
	// Waiters reads up to limit users who wait under one rule, longest waiting first.
	Waiters(ctx context.Context, a access.Account, product, rule string, limit int) ([]Waiter, error)
	// Promote gives waiters (at most MaxPromotions) seats of a shard and rings them, all or none: ErrMoved when the counter has no
	// room for them or one of them waits no longer.
	Promote(ctx context.Context, a access.Account, product string, to Shard, waiters []Waiter, now time.Time) error
	// Resize replaces the capacities old by next, which may be longer: ErrMoved when a capacity is not as in old, or more of a shard is
	// in use than next allows.
	Resize(ctx context.Context, a access.Account, product string, old, next []Shard) error
	// Gather closes the counters old and marks them as gathering since a time: ErrMoved when a capacity is not as in old.
	Gather(ctx context.Context, a access.Account, product string, old []Shard, since time.Time) error
	// EndGathering takes the mark away; the counters stay closed until they are resized. Nothing happens where there is none.
	EndGathering(ctx context.Context, a access.Account, product string) error
}

// MaxPromotions is how many waiters one Promote can seat: three actions each.
const MaxPromotions = 25

// Shard is one of a product's seat counters.
type Shard struct {
	N    int
	Cap  int64
	Used int64
	// Gathering is since when everybody who wants a seat stands in line, so that a plan's order is kept while it is applied; zero: they do not. Such counters are
	// closed.
	Gathering time.Time
}

// Room is how many more seats the shard has; never negative.
func (s Shard) Room() int64 { return max(0, s.Cap-s.Used) }

// Waiter is a user in the waiting line of a product.
type Waiter struct {
	User  string
	Rule  string // whose place in the order counts; "" for a grant by hand, which is the strongest
	Since time.Time
	Bell  string // a fresh id to ring the user with, set by whoever promotes
}

// Change is what one resolve writes.
type Change struct {
	Fence   Fence // as it was read: nothing of it may have moved
	Version int64 // of the policy that was used
	Now     time.Time
	Steps   []SeatStep
	Partial bool // only the seat steps: the fence stays as it is and the rest follows in another transaction

	// Keep says that the user is deleted from the directory and keeps what they had, because sync is off: no run would find them
	// any more, so they are listed apart. Kept is whether they are.
	Keep, Kept bool

	Outcome *plan.Outcome // to be stored; nil: the stored one stays; that of an erased person: none is kept
	Raised  []string      // failure codes that are new
	Cleared []string      // failure codes that are gone
	Holds   []HoldStep    // what changes of the user's places in holds; only with Outcome
	Event   *Event        // what the history says of it; nil where the outcome stays
	Forget  []Event       // entries of the history that are too old
	Mail    *plan.Mail    // the decision on the welcome mail; nil: none is made now
	Wake    bool          // the welcome mail that is asleep is due again
	Mended  *MailTrouble  // what the last welcome mail failed of, and what is over because the address is another now; nil: nothing
	Admin   AdminMove
	Guard   Guarded

	Beside bool // a pin keeps something other than what the rules give
	Drift  bool // see Result.Drift

	Returned *audit.Record // somebody of this userName was erased before; nil: nobody was
}

// SeatStep is one change of a user's hold on a product.
type SeatStep struct {
	Product string
	Was     *Seat   // as it was read; nil: none
	Now     *Seat   // as it shall be; nil: none
	Counter *Shard  // the counter that a claim or release counts in, as it was read; nil for a release whose counter is gone
	Heir    *Waiter // Release: the head of the line, who gets the seat in its place
}
