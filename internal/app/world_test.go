package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/table"
)

// world is the product on an engine, with queues that a test works off by hand.
type world struct {
	t       *testing.T
	app     *app.App
	db      *local.DB // nil on an engine without a change stream: there the sweep has to find everything
	mailbox *inproc.Mailbox
	now     time.Time
	queue   []job.Message
	seen    uint64
}

// pause waits in no time.
func pause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func newWorld(t *testing.T) *world {
	t.Helper()
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	w := newWorldOn(t, db)
	w.db = db
	return w
}

func newWorldOn(t *testing.T, db table.Table) *world {
	t.Helper()
	w := &world{t: t, mailbox: inproc.NewMailbox(""), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	w.app = app.New(w.config(db))
	return w
}

func (w *world) config(db table.Table) app.Config {
	return app.Config{
		DB: db, Queues: w, Mailer: w.mailbox, Log: slog.New(slog.DiscardHandler), URL: "http://usersync.test",
		Now: func() time.Time { return w.now }, NewID: func() string { return ulid.Make().String() },
		Sleep: pause, Rand: func() float64 { return 0.5 }, Random: rand.Reader,
		AccountOf: inproc.AccountOf, Instance: "test", Sole: true,
	}
}

// Send implements provision.Sender.
func (w *world) Send(_ context.Context, _ job.Queue, messages ...job.Message) error {
	w.queue = append(w.queue, messages...)
	return nil
}

// SendLater implements provision.Sender; later is when the test gets to it.
func (w *world) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return w.Send(ctx, q, messages...)
}

// settle relays changes and works off messages until there are none.
func (w *world) settle() {
	w.t.Helper()
	for range 1000 {
		changes := w.changes()
		if err := w.app.Relay(w.t.Context(), changes); err != nil {
			w.t.Fatal(err)
		}
		if len(changes) == 0 && len(w.queue) == 0 {
			return
		}
		batch := w.queue
		w.queue = nil
		for _, m := range batch {
			if v := w.app.Handle(w.t.Context(), inproc.AccountOf(m.Account), m); !v.IsDone() {
				if _, again := v.IsAgain(); !again {
					w.t.Fatalf("%s: %s", m.Kind, v.Reason())
				}
				w.queue = append(w.queue, m)
			}
		}
	}
	w.t.Fatal("the product does not come to rest")
}

// changes is what came since the last time.
func (w *world) changes() []table.Change {
	w.t.Helper()
	if w.db == nil {
		return nil
	}
	changes, err := w.db.Changes(w.t.Context(), w.seen, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(changes) > 0 {
		w.seen = changes[len(changes)-1].Seq
	}
	return changes
}

// sweep lets ten minutes pass, sweeps, and works off what was found.
func (w *world) sweep() {
	w.t.Helper()
	w.now = w.now.Add(10 * time.Minute)
	if err := w.app.Sweep(w.t.Context(), 5*time.Minute); err != nil {
		w.t.Fatal(err)
	}
	w.settle()
}

// found makes an account and returns a caller for each door.
func (w *world) found() (scim, admin caller, account string) {
	w.t.Helper()
	f, err := w.app.Found(w.t.Context(), "Example Ltd", true)
	if err != nil {
		w.t.Fatal(err)
	}
	admin = caller{w, w.app.Admin(), "/api/v1", f.AdminKey.Reveal()}
	admin.call(http.StatusOK, "PATCH", "/account/settings", map[string]any{"reviewRules": false})
	return caller{w, w.app.SCIM(), "/scim/v2", f.SCIMToken.Reveal()}, admin, f.Account.ID
}

type caller struct {
	world *world
	door  http.Handler
	base  string
	key   string
}

// call makes a request and returns the decoded answer; the test fails unless it has the status.
func (c caller) call(status int, method, path string, body any) map[string]any {
	c.world.t.Helper()
	return c.with(status, method, path, body, "")
}

// once is call under an Idempotency-Key of its own.
func (c caller) once(status int, method, path string, body any) map[string]any {
	c.world.t.Helper()
	return c.with(status, method, path, body, ulid.Make().String())
}

func (c caller) with(status int, method, path string, body any, idempotency string) map[string]any {
	c.world.t.Helper()
	w := c.send(method, path, body, idempotency)
	if w.Code != status {
		c.world.t.Fatalf("%s %s: status %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	var answer map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &answer)
	return answer
}

// try makes a request and returns the status.
func (c caller) try(method, path string, body any) int {
	c.world.t.Helper()
	return c.send(method, path, body, "").Code
}

func (c caller) send(method, path string, body any, idempotency string) *httptest.ResponseRecorder {
	c.world.t.Helper()
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			c.world.t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, c.base+path, reader)
	r.Header.Set("Authorization", "Bearer "+c.key)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if idempotency != "" {
		r.Header.Set("Idempotency-Key", idempotency)
	}
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	return w
}
