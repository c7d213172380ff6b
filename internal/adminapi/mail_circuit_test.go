package adminapi_test

import (
	"testing"
	"time"

	"usersync/internal/notify"
)

func TestTheSyncPageSaysWhyNoMailGoesOut(t *testing.T) {
	w := newWorld(t)
	w.as("GET /sync").ok().has(`{"mailCircuit":null}`)
	c := notify.Circuit{Reason: notify.BlockedQuota, Since: w.now, NextTry: w.now.Add(10 * time.Minute)}
	must(t, w.store.SetMailCircuit(t.Context(), notify.Circuit{}, c))
	w.as("GET /sync").ok().has(`{"mailCircuit":{"reason":"mail_quota","since":"2026-03-02T09:00:00.000Z","nextTry":"2026-03-02T09:10:00.000Z"}}`)
}
