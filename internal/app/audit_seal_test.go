package app_test

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// What admins do is sealed by the sweep; an erasure adds a record and leaves records and seals of before as they are. On both engines, up to a forgery that is found.
func TestAnErasureLeavesTheSealsWhole(t *testing.T) {
	for name, engine := range map[string]func(t *testing.T) table.Table{
		"local": func(t *testing.T) table.Table {
			db := local.Memory()
			t.Cleanup(func() { _ = db.Close() })
			return db
		},
		"dynamo": func(t *testing.T) table.Table { return standin.Dynoxide(t).Open(t) },
	} {
		t.Run(name, func(t *testing.T) { sealAndErase(t, engine(t)) })
	}
}

func sealAndErase(t *testing.T, db table.Table) {
	w := &world{t: t, mailbox: inproc.NewMailbox(""), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	w.db, _ = db.(*local.DB)
	c := w.config(db)
	c.NewID = func() string { return ulid.MustNew(ulid.Timestamp(w.now), rand.Reader).String() }
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	w.app = app.New(c)
	scim, admin, account := w.found()
	user := scim.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann", "active": false})["id"].(string)
	second := admin.call(http.StatusCreated, "POST", "/connections", map[string]any{"name": "Second"})["id"].(string)
	admin.call(http.StatusOK, "POST", "/directory/users/"+user+"/adopt", map[string]any{"connection": second})
	verify := func(path string, segments, unsealed float64) map[string]any {
		t.Helper()
		v := admin.call(http.StatusOK, "GET", "/audit/verify"+path, nil)
		if v["state"] != "intact" || v["segments"] != segments || v["records"] != segments || v["unsealed"] != unsealed {
			t.Errorf("%v", v)
		}
		return v
	}
	verify("", 0, 1)
	w.sweep()
	head := verify("", 1, 0)["head"].(string)
	if !strings.Contains(log.String(), head) {
		t.Errorf("the log does not say %s: %s", head, log.String())
	}

	admin.call(http.StatusAccepted, "POST", "/users/"+user+"/erase", map[string]any{"reason": "Ticket 7", "removeFromDirectory": true})
	verify("?noted="+head, 1, 1)
	for range 4 {
		w.sweep()
	}
	verify("?noted="+head, 2, 0)

	id := admin.call(http.StatusOK, "GET", "/audit", nil)["items"].([]any)[1].(map[string]any)["id"].(string)
	forged := table.Item{Key: table.Key{Table: table.Audit, P: "T#" + account + "#AUDIT", S: id}, Attrs: table.Attrs{"json": table.B([]byte(`{"action":"user.adopt"}`))}}
	if err := db.Transact(t.Context(), []table.Action{table.Put(forged)}); err != nil {
		t.Fatal(err)
	}
	v := admin.call(http.StatusOK, "GET", "/audit/verify", nil)
	if flaw, _ := v["flaw"].(map[string]any); v["state"] != "broken" || flaw["segment"] != 1.0 || flaw["fault"] != "records_changed" {
		t.Errorf("the forgery: %v", v)
	}
}
