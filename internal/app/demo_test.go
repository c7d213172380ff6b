package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"usersync/internal/app"
	"usersync/internal/inproc"
)

func TestDemoFillsACompanyAndTellsWhatItIsAt(t *testing.T) {
	w := newWorld(t)
	config := w.config(w.db)
	config.Sleep = func(ctx context.Context, d time.Duration) error {
		if d == app.DemoPause { // it waits for the product, which works here
			w.settle()
		}
		return ctx.Err()
	}
	w.app = app.New(config)
	_, admin, account := w.found()
	var told []string
	if err := w.app.Demo(t.Context(), account, func(what string) { told = append(told, what) }); err != nil {
		t.Fatalf("stopped at %v: %v", told, err)
	}
	if len(told) != 8 || told[3] != "2000 people" {
		t.Errorf("told %v", told)
	}
	if sync := admin.call(http.StatusOK, "GET", "/sync", nil); sync["users"] != 2014.0 || sync["pending"] != 0.0 || sync["mailPending"] != 0.0 || len(sync["failures"].([]any)) != 3 {
		t.Errorf("sync is %v", sync)
	}
	mails, err := w.mailbox.Items(t.Context(), inproc.AccountOf(account))
	if err != nil || len(mails) != 12 {
		t.Errorf("%d mails, want 12: of fourteen newcomers two have no good address (%v)", len(mails), err)
	}
}
