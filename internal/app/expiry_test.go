package app_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/app"
	"usersync/internal/engine/local"
)

func TestWhatExpiresIsInTheLogOnce(t *testing.T) {
	var log bytes.Buffer
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	w := newWorldOn(t, db)
	config := w.config(db)
	config.Log = slog.New(slog.NewJSONHandler(&log, nil))
	w.app = app.New(config)
	_, admin, account := w.found()
	connection := admin.call(http.StatusCreated, "POST", "/connections", map[string]any{"name": "canary"})["id"].(string)
	token := admin.call(http.StatusCreated, "POST", "/connections/"+connection+"/tokens", map[string]any{"name": "canary", "expiresInDays": 40})

	log.Reset() // what was asked for
	for range 45 * 24 * 2 {
		if err := w.app.NoticeExpiring(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(30 * time.Minute)
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("the log has %d lines:\n%s", len(lines), log.String())
	}
	for i, days := range []string{"30", "14", "7", "1"} {
		for _, part := range []string{`"level":"WARN"`, `"account":"` + account, `"connection":"` + connection, `"credential":"` + token["id"].(string), `"days":` + days + `}`} {
			if !strings.Contains(lines[i], part) {
				t.Errorf("line %d has no %s: %s", i, part, lines[i])
			}
		}
		if strings.Contains(lines[i], "canary") {
			t.Errorf("a line holds what somebody wrote: %s", lines[i])
		}
	}
}
