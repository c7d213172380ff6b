package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// AllowanceKey names from how many users something may be taken: by a connection within an hour, or by a version of the policy that nobody planned.
type AllowanceKey struct {
	Connection string    // "" where nobody knows whose the user was
	Hour       time.Time // cut to the hour; zero: of Version
	Version    int64
}

// Allowance is how much of one is used. Its zero value has not been opened.
type Allowance struct {
	Used, Limit int
}

// Claim is one user's part of an allowance.
type Claim struct {
	Key   AllowanceKey
	Limit int  // as it was read
	Open  bool // it was not there: it is made before the claim
}

// GuardRecords is what a resolve that takes something reads and writes beside the record. Safe for concurrent use; reads are strong.
type GuardRecords interface {
	GroupMarks
	// Allowance reads one; ok is false when it was not opened.
	Allowance(ctx context.Context, a access.Account, key AllowanceKey) (al Allowance, ok bool, err error)
	// OpenAllowance opens one. Nothing happens where it is open already, with whatever limit.
	OpenAllowance(ctx context.Context, a access.Account, key AllowanceKey, limit int) error
	// Account reads the account's settings.
	Account(ctx context.Context, a access.Account) (Account, error)
	// GetHold and OpenHold are those of HoldStore.
	GetHold(ctx context.Context, a access.Account, id string) (h Hold, ok bool, err error)
	OpenHold(ctx context.Context, a access.Account, h Hold) error
}

// Guarded is what the guard makes of one resolve. Its zero value is nothing: the user loses nothing, or somebody approved it.
type Guarded struct {
	Claim *Claim // the change is within an allowance
	Under string // the change withholds under this hold, which must be open when it is written; "": none
	Opens *Hold  // the hold is made first
}
