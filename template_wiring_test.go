package usersync_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// wiring is the product as functions on one table.
type wiring struct {
	t     *testing.T
	db    *local.DB
	now   time.Time
	seen  uint64
	queue []parcel
	parts map[string]*part

	handling func(m job.Message) (lost bool) // before each message
}

// part is what one function has of the product, and what it did.
type part struct {
	table.Table
	wiring *wiring
	app    *app.App
	done   grants
	cut    func(actions []table.Action) bool // refuses a transaction
}

// parcel is a message on its way.
type parcel struct {
	queue   job.Queue
	message job.Message
}

func newWiring(t *testing.T) *wiring {
	t.Helper()
	w := &wiring{t: t, db: local.Memory(), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), parts: map[string]*part{}}
	t.Cleanup(func() { _ = w.db.Close() })
	mailbox := refusing{inproc.NewMailbox("")}
	pause := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	for _, id := range []string{"Founder", "Scim", "Admin", "Relay", "Resolver", "Mailer", "Mailevents", "Tick"} {
		p := &part{Table: w.db, wiring: w, done: grants{}}
		p.app = app.New(app.Config{
			DB: p, Queues: p, Mailer: mailbox, Log: slog.New(slog.DiscardHandler), URL: "https://usersync.test",
			Now: func() time.Time { return w.now }, NewID: func() string { return ulid.Make().String() },
			Sleep: pause, Wait: pause, Rand: func() float64 { return 0.5 }, Random: rand.Reader,
			AccountOf: inproc.AccountOf, Instance: id,
		})
		w.parts[id] = p
	}
	return w
}

func (p *part) did(resource, action string) {
	if !slices.Contains(p.done[resource], action) {
		p.done.add(resource, action)
	}
}

func (p *part) on(name table.Name, action string, below ...string) {
	p.did("${"+strings.ToUpper(name.String()[:1])+name.String()[1:]+".Arn}"+strings.Join(below, ""), "dynamodb:"+action)
}

// Get implements table.Table.
func (p *part) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	p.on(key.Table, "GetItem")
	return p.Table.Get(ctx, key)
}

// BatchGet implements table.Table.
func (p *part) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	for _, key := range keys {
		p.on(key.Table, "BatchGetItem")
	}
	return p.Table.BatchGet(ctx, keys)
}

// Query implements table.Table.
func (p *part) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if q.Index {
		p.on(q.Table, "Query", "/index/G1-index")
	} else {
		p.on(q.Table, "Query")
	}
	return p.Table.Query(ctx, q)
}

// Transact implements table.Table.
func (p *part) Transact(ctx context.Context, actions []table.Action) error {
	names := map[table.Verb]string{table.PutVerb: "PutItem", table.UpdateVerb: "UpdateItem", table.DeleteVerb: "DeleteItem", table.CheckVerb: "ConditionCheckItem"}
	for _, a := range actions {
		p.on(a.Key.Table, names[a.Verb])
	}
	if p.cut != nil && p.cut(actions) {
		return &table.ThrottledError{Cause: errors.New("the function stopped here")}
	}
	return p.Table.Transact(ctx, actions)
}

// Send implements provision.Sender.
func (p *part) Send(_ context.Context, q job.Queue, messages ...job.Message) error {
	p.did("${"+queueID(q)+".Arn}", "sqs:SendMessage")
	for _, m := range messages {
		p.wiring.queue = append(p.wiring.queue, parcel{q, m})
	}
	return nil
}

// SendLater implements provision.Sender; later is when the test gets to it.
func (p *part) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return p.Send(ctx, q, messages...)
}

// refusing is a mail service that knows better than to write to one address.
type refusing struct{ *inproc.Mailbox }

// Send implements notify.Mailer.
func (r refusing) Send(ctx context.Context, m notify.Message) (string, error) {
	if m.To == "u2@example.com" {
		return "", fault.New(fault.Invalid, "mail_rejected", "This address is refused.")
	}
	return r.Mailbox.Send(ctx, m)
}

// settle relays changes and works off messages until there are none.
func (w *wiring) settle() {
	w.t.Helper()
	for range 1000 {
		if w.relay(); len(w.queue) == 0 {
			return
		}
		w.workOff()
	}
	w.t.Fatal("the product does not come to rest")
}

func (w *wiring) relay() {
	w.t.Helper()
	changes, err := w.db.Changes(w.t.Context(), w.seen, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	if len(changes) > 0 {
		w.seen = changes[len(changes)-1].Seq
	}
	if err := w.parts["Relay"].app.Relay(w.t.Context(), changes); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wiring) workOff() {
	batch := w.queue
	w.queue = nil
	for _, p := range batch {
		function := "Resolver"
		if p.queue == job.Mail {
			function = "Mailer"
		}
		if w.handling != nil && w.handling(p.message) {
			continue
		}
		v := w.parts[function].app.Handle(w.t.Context(), inproc.AccountOf(p.message.Account), p.message)
		if _, again := v.IsAgain(); again {
			w.queue = append(w.queue, p)
			w.now = w.now.Add(time.Second)
		}
	}
}

// tick is a minute of the clock, hours after all that was on its way was lost.
func (w *wiring) tick() {
	w.t.Helper()
	w.queue = nil
	w.now = w.now.Add(9 * time.Hour)
	tick := w.parts["Tick"].app
	if err := tick.SyncDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	if err := tick.Sweep(w.t.Context(), time.Minute); err != nil {
		w.t.Fatal(err)
	}
}

// caller speaks to a door.
type caller struct {
	w         *wiring
	door, key string
	header    string
	mayFail   bool
}

// call makes a request ("POST /Users") and returns the decoded answer.
func (c caller) call(request string, body string) map[string]any {
	c.w.t.Helper()
	handler, base := c.w.parts[c.door].app.SCIM(), "/scim/v2"
	if c.door == "Admin" {
		handler, base = c.w.parts[c.door].app.Admin(), "/api/v1"
	}
	method, path, _ := strings.Cut(request, " ")
	var reader io.Reader
	if body != "" {
		reader = bytes.NewReader([]byte(body))
	}
	r := httptest.NewRequest(method, base+path, reader)
	r.Header.Set("Authorization", "Bearer "+c.key)
	r.Header.Set("Content-Type", "application/json")
	if c.header != "" {
		r.Header.Set("Idempotency-Key", c.header)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	if answer.Code >= 400 && !c.mayFail {
		c.w.t.Fatalf("%s: %d %s", request, answer.Code, answer.Body)
	}
	var object map[string]any
	_ = json.Unmarshal(answer.Body.Bytes(), &object)
	return object
}

// id makes something and returns its id.
func (c caller) id(request, body string) string {
	c.w.t.Helper()
	answer := c.call(request, body)
	id, ok := answer["id"].(string)
	if !ok {
		c.w.t.Fatalf("%s: %v", request, answer)
	}
	return id
}

// first is the id of the first in a list.
func (c caller) first(path string) string {
	c.w.t.Helper()
	list, _ := c.call("GET "+path, "")["items"].([]any)
	if len(list) == 0 {
		c.w.t.Fatalf("%s lists nothing", path)
	}
	id, _ := list[0].(map[string]any)["id"].(string)
	return id
}
