package app

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
)

// catchUp is how long after its time a full sync is still started: a laptop may have slept through the night.
const catchUp = 24 * time.Hour

// syncDue starts the account's newest full sync that is due and was not started yet.
func (app *App) syncDue(ctx context.Context, a access.Account) error {
	account, err := app.store.Account(ctx, a)
	if err != nil {
		return err
	}
	now := app.config.Now()
	from := now.Add(-catchUp)
	if from.Before(account.Created) {
		from = account.Created
	}
	at, due := account.Schedule.LastDue(a, from, now)
	if !due {
		return nil
	}
	_, err = app.runner.StartScheduled(ctx, a, scheduledID(a, at))
	return err
}

// scheduledID is the id of the full run of an account that is due at a time: the same wherever and however often it is worked out.
func scheduledID(a access.Account, at time.Time) string {
	var id ulid.ULID
	sum := sha256.Sum256([]byte("full sync of " + a.ID()))
	if id.SetTime(ulid.Timestamp(at)) != nil || id.SetEntropy(sum[:10]) != nil {
		return ulid.Zero.String() // cannot be: the time is within the range of a ULID and the entropy has its length
	}
	return id.String()
}
