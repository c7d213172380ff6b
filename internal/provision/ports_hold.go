package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/rule"
)

// HoldStore keeps holds. Reads are strong; safe for concurrent use. Who is in a hold is written by Records.Commit, with the outcome that is withheld.
type HoldStore interface {
	HoldBells
	// OpenHold stores a new hold. Nothing happens where there is one of this id, whatever its state.
	OpenHold(ctx context.Context, a access.Account, h Hold) error
	// GetHold reads a hold with how many are in it; ok is false when there is none.
	GetHold(ctx context.Context, a access.Account, id string) (h Hold, ok bool, err error)
	// OpenHolds reads the holds that are not decided, oldest first.
	OpenHolds(ctx context.Context, a access.Account) ([]Hold, error)
	// HoldsBefore lists up to limit holds in a state ("": any) with ids before an id ("" from the newest), newest first. fault.Malformed (bad_cursor).
	HoldsBefore(ctx context.Context, a access.Account, state HoldState, before string, limit int) ([]Hold, error)
	// EndHold stores h, which was open as it was read and has another state now. ErrMoved when somebody changed it meanwhile.
	EndHold(ctx context.Context, a access.Account, h Hold) error
	// EndHoldRinging is EndHold of an approved hold all of whose users are to be rung.
	EndHoldRinging(ctx context.Context, a access.Account, h Hold) error
	// EndHoldPublishing is EndHold together with a publication, as PublishPolicy, and, where it is not nil, a draft in place of another.
	EndHoldPublishing(ctx context.Context, a access.Account, h Hold, next *rule.Policy, run Run, draft *DraftMove) error
	// HeldUsers lists up to limit users of a hold behind a position ("" is the beginning), in a stable order; next is "" at the end, and a page may hold fewer
	// before that. fault.Malformed (bad_cursor).
	HeldUsers(ctx context.Context, a access.Account, id, after string, limit int) (list []HeldUser, next string, err error)
	// PassUsers has a hold withhold nothing from users any more, at most MaxPassed, and rings them: all or none. ErrMoved when one of them does not exist.
	PassUsers(ctx context.Context, a access.Account, id string, users []Passing, now time.Time) error
}

// MaxPassed is how many users one PassUsers can let pass: three actions each.
const MaxPassed = 33

// Passing is one user for whom a hold is approved.
type Passing struct {
	User  string
	Bell  string // a fresh id
	Event Event  // what the history says of it
}

// DraftMove is a draft that takes the place of another.
type DraftMove struct{ Draft, Was Draft }
