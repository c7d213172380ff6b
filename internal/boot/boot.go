// Package boot starts the product as a Lambda function: environment in, application out. It makes the AWS clients by hand, since looking for settings in
// files and services costs a cold start its time.
//
// It decides nothing and knows no trigger: each function's main picks one door of the application and hands it to the Lambda runtime.
package boot

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/app"
	"usersync/internal/cloud/lambda"
	"usersync/internal/cloud/queue"
	"usersync/internal/engine/dynamo"
)

// Machine is the product as one function has it.
type Machine struct {
	App    *app.App
	Log    *slog.Logger
	Queues *queue.Queues // nil where the function has none
}

// Start reads the environment of this process and puts the product on it. When a setting is missing or malformed it says so in the
// log and ends the process, as nothing can be done without.
func Start(n Needs) *Machine {
	settings, err := Read(n, os.Getenv)
	log := logger(n.Name, settings.LogLevel)
	if err != nil {
		log.Error("cannot start", "error", err)
		os.Exit(1)
	}
	return New(n, settings, log)
}

// logger writes JSON lines to standard error, where Lambda collects them.
func logger(function string, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})).With("function", function)
}

// scimRate is how many SCIM requests in a second a connection may send to one environment of a function, unless it is set otherwise: twice what identity providers send.
const scimRate = 200

// New puts the product on AWS. It opens no connection: the first request does.
func New(n Needs, s Settings, log *slog.Logger) *Machine {
	c := newClients(s)
	m := &Machine{Log: log}
	config := app.Config{
		DB: dynamo.New(c.dynamoDB(s), s.Tables), Queues: noQueues{n.Name}, Mailer: noMailer{n.Name}, Log: log, URL: s.URL, ConsoleURL: s.ConsoleURL,
		Now: time.Now, NewID: newID, Sleep: sleep, Rand: mathrand.Float64, Random: rand.Reader, AccountOf: lambda.AccountOf,
		Instance: newID(), IndexLag: s.IndexLag, OperatorKey: s.OperatorKey, SCIMRate: scimRate,
		Expiring: lambda.LogExpiring(log, time.Now), MailStopped: lambda.LogMailStopped(log, time.Now),
	}
	if len(n.Queues) > 0 {
		m.Queues = c.queues(s)
		config.Queues = m.Queues
	}
	if n.Mail {
		config.Mailer = c.mailer(s)
	}
	m.App = app.New(config)
	return m
}

// newID mints a ULID.
func newID() string { return ulid.MustNew(ulid.Now(), rand.Reader).String() }

// sleep waits, or returns the context's error as soon as it ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}
