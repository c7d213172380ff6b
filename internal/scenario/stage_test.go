package scenario_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/apptest"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/scenario"
	"usersync/internal/table"
)

// house is one application with its doors, which take long to make. The stories of this package are played in it one after the other, each on a table, with a mailbox
// and at a time of its own.
type house struct {
	app         *app.App
	admin, scim *httptest.Server

	mu      sync.Mutex
	table   *local.DB
	mailbox *inproc.Mailbox
	now     time.Time
	queue   []job.Message
	seen    uint64
}

// noon is when every story begins: a Monday, UTC.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var theHouse = sync.OnceValue(func() *house {
	h := &house{}
	chance := &ulid.LockedMonotonicReader{MonotonicReader: ulid.Monotonic(rand.Reader, 0)} // ids of one moment are in the order in which they were made
	pause := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	h.app = app.New(app.Config{
		DB: store{h}, Queues: h, Mailer: post{h}, Log: slog.New(slog.DiscardHandler), URL: "http://usersync.test",
		Now: h.clock, NewID: func() string { return ulid.MustNew(ulid.Timestamp(h.clock()), chance).String() },
		Sleep: pause, Rand: func() float64 { return 0.5 }, Random: rand.Reader, AccountOf: inproc.AccountOf, Instance: "test", Sole: true,
	})
	h.admin, h.scim = httptest.NewServer(h.app.Admin()), httptest.NewServer(h.app.SCIM())
	return h
})

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// Send implements provision.Sender.
func (h *house) Send(_ context.Context, _ job.Queue, messages ...job.Message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = append(h.queue, messages...)
	return nil
}

// SendLater implements provision.Sender; later is when the story gets to it.
func (h *house) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return h.Send(ctx, q, messages...)
}

// store is the table of the story that is played.
type store struct{ *house }

func (s store) current() *local.DB {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.table
}

func (s store) Get(ctx context.Context, k table.Key) (table.Item, bool, error) {
	return s.current().Get(ctx, k)
}

func (s store) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	return s.current().BatchGet(ctx, keys)
}

func (s store) Query(ctx context.Context, q table.Query) (table.Page, error) {
	return s.current().Query(ctx, q)
}

func (s store) Transact(ctx context.Context, actions []table.Action) error {
	return s.current().Transact(ctx, actions)
}

// post is the mailbox of the story that is played.
type post struct{ *house }

func (p post) current() *inproc.Mailbox {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mailbox
}

func (p post) Send(ctx context.Context, m notify.Message) (string, error) {
	return p.current().Send(ctx, m)
}

func (p post) Fate(ctx context.Context, intent string) (notify.Fate, error) {
	return p.current().Fate(ctx, intent)
}

// stage is the house while one story is played in it.
type stage struct {
	*house
	t       testing.TB
	founded app.Founded
}

var _ scenario.Stage = (*stage)(nil)

func newStage(t testing.TB) *stage {
	t.Helper()
	h, db := theHouse(), local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	h.mu.Lock()
	h.table, h.mailbox, h.now, h.queue, h.seen = db, inproc.NewMailbox(""), noon, nil, 0
	h.mu.Unlock()
	founded, err := h.app.Found(t.Context(), "Example Ltd", true)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{h, t, founded}
}

func (s *stage) Now() time.Time { return s.clock() }

func (s *stage) Admin() *apptest.Client {
	return &apptest.Client{T: s.t, Base: s.admin.URL + "/api/v1", Key: s.founded.AdminKey.Reveal(), Media: "application/json"}
}

func (s *stage) SCIM() *apptest.Client {
	return &apptest.Client{T: s.t, Base: s.scim.URL + "/scim/v2", Key: s.founded.SCIMToken.Reveal(), Media: "application/scim+json"}
}

func (s *stage) Mails() []apptest.Mail {
	items, err := s.mailbox.Items(s.t.Context(), inproc.AccountOf(s.founded.Account.ID))
	if err != nil {
		s.t.Fatal(err)
	}
	var mails []apptest.Mail
	for _, m := range items {
		mails = append(mails, apptest.Mail{To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Template: m.Template, Language: m.Language})
	}
	return mails
}

// Settle relays changes and works off messages until there are none.
func (s *stage) Settle() {
	s.t.Helper()
	for range 1000 {
		changes := s.changes()
		if err := s.app.Relay(s.t.Context(), changes); err != nil {
			s.t.Fatal(err)
		}
		batch := s.take()
		if len(changes) == 0 && len(batch) == 0 {
			return
		}
		for _, m := range batch {
			s.handle(m)
		}
	}
	s.t.Fatal("the product does not come to rest")
}

// changes is what came out of the table since the last time.
func (s *stage) changes() []table.Change {
	s.t.Helper()
	changes, err := s.table.Changes(s.t.Context(), s.seen, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(changes) > 0 {
		s.seen = changes[len(changes)-1].Seq
	}
	return changes
}

func (s *stage) take() []job.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := s.queue
	s.queue = nil
	return batch
}

func (s *stage) handle(m job.Message) {
	s.t.Helper()
	v := s.app.Handle(s.t.Context(), inproc.AccountOf(m.Account), m)
	if _, again := v.IsAgain(); again {
		_ = s.Send(s.t.Context(), "", m)
		return
	}
	if !v.IsDone() {
		s.t.Fatalf("%s: %s", m.Kind, v.Reason())
	}
}

// Crash loses all messages.
func (s *stage) Crash() bool {
	s.t.Helper()
	_, _ = s.take(), s.changes()
	return true
}

// Reports is false: a mailbox says nothing of mails.
func (s *stage) Reports() bool { return false }

// ticks is in how many steps time passes at most; a step is never shorter than the clocks of the product.
const ticks = 60

// Pass lets time pass in steps, each with what the clocks start: syncs that are due, and a sweep.
func (s *stage) Pass(d time.Duration) bool {
	s.t.Helper()
	tick := max(time.Minute, d/ticks)
	for d > 0 {
		tick = min(tick, d)
		d -= tick
		s.mu.Lock()
		s.now = s.now.Add(tick)
		s.mu.Unlock()
		for _, clock := range []func() error{
			func() error { return s.app.SyncDue(s.t.Context()) },
			func() error { return s.app.NoticeExpiring(s.t.Context()) },
			func() error { return s.app.Sweep(s.t.Context(), time.Minute) },
		} {
			if err := clock(); err != nil {
				s.t.Fatal(err)
			}
			s.Settle()
		}
	}
	return true
}
