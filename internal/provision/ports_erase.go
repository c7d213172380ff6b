package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// Erasable is what an erasure must know of a user before it begins.
type Erasable struct {
	Fence  Fence
	Gone   bool     // the directory has the person no more
	Admin  bool     // has the role admin
	Name   string   // userName, as last known; "" where nothing has it any more
	Naming []string // every text that names the person: names, addresses, externalId
}

// Erasure is one that is not over.
type Erasure struct {
	User string
	At   time.Time // when it was asked for
	Last bool      // everything was looked through once, and only what was under way at that moment is looked for once more
	Dry  bool      // the runs are looked through, and now it is the turn of dry runs
	Run  string    // the run that was looked through last; "": none
}

// ErasureStart is what begins an erasure.
type ErasureStart struct {
	Erasure

	Admin  AdminMove    // of an admin: off the list, with another as witness
	Fence  Fence        // as it was read: its want may not have moved
	Bell   string       // a fresh id to ring the user with
	Record audit.Record // of ids alone, but for the reason
	Tomb   string       // keyed hash of the userName; "": there is no name
	Until  time.Time    // how long Tomb is kept
}

// EraseStore finds and deletes what is kept of a person. Every call may be repeated: what is gone is gone. Reads are strong; safe for concurrent use.
type EraseStore interface {
	// Erasable reads a user, the fence first. Fence.Exists is false when there never was such a user.
	Erasable(ctx context.Context, a access.Account, user string) (Erasable, error)
	// Admins reads up to limit of those who have the role admin.
	Admins(ctx context.Context, a access.Account, limit int) (AdminList, error)
	// BeginErasure marks the fence of a user whom the directory does not have, rings the user, and enters the erasure, the record and the hash, in one transaction. ErrMoved
	// when the fence moved, when the directory has the person, when an erasure was begun, or when the witness is no admin any more.
	BeginErasure(ctx context.Context, a access.Account, s ErasureStart) error
	// Erasure reads one that is not over.
	Erasure(ctx context.Context, a access.Account, user string) (e Erasure, ok bool, err error)
	// Erasures lists those that are not over, at most limit.
	Erasures(ctx context.Context, a access.Account, limit int) ([]Erasure, error)
	// MoveErasure stores how far one has come; nothing happens when it is over.
	MoveErasure(ctx context.Context, a access.Account, e Erasure) error
	// EndErasure takes the entry away: nothing but the fence is left.
	EndErasure(ctx context.Context, a access.Account, user string) error

	// ForgetOwn deletes everything in the user's own partitions but the fence, and the failures. fault.Unavailable (erase_early) while the user holds a seat: the resolver gives it back.
	ForgetOwn(ctx context.Context, a access.Account, user string, failures []string) error
	// ForgetTraces takes the user out of kept answers, connections, and what plans spare.
	ForgetTraces(ctx context.Context, a access.Account, user string) error
	// ForgetInPlan takes the user out of what a plan found.
	ForgetInPlan(ctx context.Context, a access.Account, plan, user string) error
	// ForgetInRun takes the user out of the chunks of a run that is over.
	ForgetInRun(ctx context.Context, a access.Account, run Run, user string) error
	// InJournals reports whether a journal that is not applied to its end names the user.
	InJournals(ctx context.Context, a access.Account, user string) (bool, error)
	// RunsBehind lists up to limit runs, dry ones or the others, older than the id before ("" from the newest), newest first.
	RunsBehind(ctx context.Context, a access.Account, dry bool, before string, limit int) ([]Run, error)
}

// Discarder takes people out of the directory.
type Discarder interface {
	// DiscardUser removes an inactive directory user. fault.NotFound; fault.Conflict (still_in_directory).
	DiscardUser(ctx context.Context, a access.Account, user string) error
}

// Keepsake is something beside the store that keeps what names people.
type Keepsake interface {
	// ForgetUser deletes what is kept of a user. It may be called again.
	ForgetUser(ctx context.Context, a access.Account, user string) error
}
