package boot

import (
	"context"
	mathrand "math/rand/v2"
	"net/http"
	"time"

	"usersync/internal/cloud/lambda"
	"usersync/internal/cloud/mail"
	"usersync/internal/scimapi"
	"usersync/internal/web"
)

// sweepAfter is how long something is unfinished before the sweep looks after it: longer than a queue is ever behind in good health.
const sweepAfter = 5 * time.Minute

// recordsAtOnce is how many records of a batch a function works on at a time: they wait for the database, not for the processor.
const recordsAtOnce = 10

// HTTP is the function that answers requests of API Gateway by a handler.
func (m *Machine) HTTP(handler http.Handler) lambda.Handler {
	return lambda.HTTP(handler, lambda.HTTPOptions{Log: m.Log})
}

// SCIM is the function that answers identity providers: what never reaches the door is refused in SCIM's words as well.
func (m *Machine) SCIM() lambda.Handler {
	return lambda.HTTP(m.App.SCIM(), lambda.HTTPOptions{Log: m.Log, Refuse: scimapi.Refuse})
}

// AdminDoor is the admin API, and at /healthz whether the function is there at all.
func (m *Machine) AdminDoor() http.Handler {
	rest := http.NewServeMux()
	rest.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	return web.Mount(rest, map[string]http.Handler{"/api": m.App.Admin()})
}

// Stream is the function that relays the change stream.
func (m *Machine) Stream() lambda.Handler {
	return lambda.Stream(m.App.Relay, lambda.StreamOptions{Log: m.Log, Now: time.Now})
}

// Queue is the function that works off queues.
func (m *Machine) Queue() lambda.Handler {
	return lambda.Queue(m.App.Handle, m.queueOptions())
}

// MailReports is the function that takes what SES says became of mails.
func (m *Machine) MailReports() lambda.Handler {
	return lambda.Reports(mail.ReadEvent, m.App.MailReport, m.queueOptions())
}

func (m *Machine) queueOptions() lambda.QueueOptions {
	return lambda.QueueOptions{
		Log: m.Log, Now: time.Now, Jitter: mathrand.Float64, Receipts: m.Queues,
		Park: lambda.LogParked(m.Log, time.Now), Concurrency: recordsAtOnce,
	}
}

// Schedule is the function behind the clock.
func (m *Machine) Schedule() lambda.Handler {
	return lambda.Schedule(
		m.Log,
		lambda.Job{Name: "start syncs that are due", Run: m.App.SyncDue},
		lambda.Job{Name: "tell of credentials that expire", Run: m.App.NoticeExpiring},
		lambda.Job{Name: "sweep", Run: func(ctx context.Context) error { return m.App.Sweep(ctx, sweepAfter) }},
	)
}
