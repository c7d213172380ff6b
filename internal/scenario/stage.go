package scenario

import (
	"time"

	"usersync/internal/apptest"
)

// Stage is the product with one new account, on which a story is played.
type Stage interface {
	apptest.Server
	// Settle returns when the product is at rest: messages are worked off, everybody has what the rules say, and mails are out.
	Settle()
	// Pass lets time pass, with everything that the clock starts meanwhile; false where time cannot be moved so far.
	Pass(d time.Duration) bool
	// Crash loses whatever the product has in hand and not in its table; false where nothing can crash.
	Crash() bool
	// Reports says whether the mail service reports each mail that it delivered. Settle waits for it.
	Reports() bool
	// Now is the time on the stage.
	Now() time.Time
}
