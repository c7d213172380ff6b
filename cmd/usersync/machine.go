package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/app"
	"usersync/internal/console"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/scim/schema"
)

// machine is the product in one process: the embedded engine, the in-process queues and clocks, and the application on them.
type machine struct {
	url     string
	log     *slog.Logger
	db      *local.DB
	queues  *inproc.Queues
	mailbox *inproc.Mailbox
	app     *app.App
	closing chan struct{} // closed as soon as no new requests are taken
}

// How often the clocks of a laptop tick.
const (
	sweepEvery  = time.Minute // what has been unfinished for as long is looked after
	dueEvery    = 30 * time.Second
	noticeEvery = time.Minute
	expireEvery = 10 * time.Minute
)

// newMachine puts the product on an engine. Nothing runs yet.
func newMachine(db *local.DB, url string, c *serveCommand, types []*schema.ResourceType, log *slog.Logger) *machine {
	m := &machine{url: url, log: log, db: db, closing: make(chan struct{})}
	workers := 4 * runtime.GOMAXPROCS(0) // they wait for one disk together: more of them share a commit
	m.queues = &inproc.Queues{
		Handle:  func(ctx context.Context, a access.Account, j job.Message) job.Verdict { return m.app.Handle(ctx, a, j) },
		Workers: map[job.Queue]int{job.Hot: workers, job.Bulk: workers, job.Mail: workers},
		Log:     log,
		Jitter:  mathrand.Float64,
	}
	m.mailbox = inproc.NewMailbox(filepath.Join(c.Data, "mail"))
	var mailer notify.Mailer = m.mailbox
	if c.SMTP != "" {
		mailer = relayed{Mailbox: m.mailbox, server: c.SMTP, from: c.SMTPFrom, log: log}
	}
	m.app = app.New(app.Config{
		DB: db, Queues: m.queues, Mailer: mailer, Log: log, URL: url, ConsoleURL: url + strings.TrimSuffix(console.Prefix, "/"), Mailbox: mailbox{m.mailbox}, ResourceTypes: types,
		Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Wait: m.wait, Rand: mathrand.Float64, Random: rand.Reader, AccountOf: inproc.AccountOf,
		Instance: newID(), Sole: true, SCIMRate: c.ScimRate,
	})
	return m
}

// wait pauses a request that waits for something. Ctrl-C ends the waiting, so that it does not hold up the end.
func (m *machine) wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-m.closing:
		return context.Canceled
	}
}

// newID mints a ULID.
func newID() string {
	return ulid.MustNew(ulid.Now(), rand.Reader).String()
}

// open founds the account of a new data folder, or finds the one that is there.
func (m *machine) open(ctx context.Context, newKeys bool) (opening, error) {
	id, err := m.app.FirstAccount(ctx)
	if err != nil {
		return opening{}, err
	}
	o := opening{Account: id, URL: m.url}
	switch {
	case id == "":
		founded, err := m.app.Found(ctx, "My company", true)
		if err != nil {
			return opening{}, err
		}
		o.Account, o.Secrets, o.Fresh = founded.Account.ID, founded.Secrets, true
	case newKeys:
		if o.Secrets, err = m.app.Renew(ctx, id); err != nil {
			return opening{}, err
		}
		o.Fresh = true
	}
	o.Code, err = m.app.OneTimeCode(o.Account)
	return o, err
}

// start sets the pump and the clocks going. The first sweep finds what the process before left unfinished.
func (m *machine) start(ctx context.Context, running *sync.WaitGroup) {
	pump := &inproc.Pump{Stream: m.db, Relay: m.app.Relay, Log: m.log}
	running.Go(func() { pump.Run(ctx) })
	olderThan := time.Duration(0)
	running.Go(func() {
		if err := m.app.TryMails(ctx); err != nil {
			m.log.WarnContext(ctx, "mails that wait are tried later", "error", err)
		}
		inproc.Every(ctx, sweepEvery, m.log, "sweep", func(ctx context.Context) error {
			defer func() { olderThan = sweepEvery }()
			return m.app.Sweep(ctx, olderThan)
		})
	})
	running.Go(func() { inproc.Every(ctx, dueEvery, m.log, "start syncs that are due", m.app.SyncDue) })
	running.Go(func() { inproc.Every(ctx, noticeEvery, m.log, "tell of credentials that expire", m.app.NoticeExpiring) })
	running.Go(func() {
		inproc.Every(ctx, expireEvery, m.log, "expire", func(ctx context.Context) error {
			if _, err := m.db.Expire(ctx, time.Now()); err != nil {
				return fmt.Errorf("expire: %w", err)
			}
			return nil
		})
	})
}
