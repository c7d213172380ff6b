package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/provision"
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
	return namedID(at, "full sync of "+a.ID())
}

// autoPlanID is the id of the plan of a draft that goes live by itself.
func autoPlanID(a access.Account, d provision.AutoDraft) string {
	return namedID(d.Saved, fmt.Sprintf("plan %d of revision %d of %s", d.Try, d.Revision, a.ID()))
}

// namedID is the id of what a name stands for at a time.
func namedID(at time.Time, name string) string {
	var id ulid.ULID
	sum := sha256.Sum256([]byte(name))
	if id.SetTime(ulid.Timestamp(at)) != nil || id.SetEntropy(sum[:10]) != nil {
		return ulid.Zero.String() // cannot be: the time is within the range of a ULID and the entropy has its length
	}
	return id.String()
}
