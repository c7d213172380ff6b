package boot

import (
	"context"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
)

var (
	_ provision.Sender = noQueues{}
	_ notify.Mailer    = noMailer{}
)

// noQueues stands where a function has no queue. That it is asked is a mistake in the wiring.
type noQueues struct{ function string }

// Send implements provision.Sender.
func (n noQueues) Send(_ context.Context, q job.Queue, _ ...job.Message) error {
	return fault.New(fault.Internal, "no_queue", "function %s has no queues and was to send to %s", n.function, q)
}

// SendLater implements provision.Sender.
func (n noQueues) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return n.Send(ctx, q, messages...)
}

// noMailer stands where a function sends no mail. It is asked before any mail is handed over, so nothing was sent.
type noMailer struct{ function string }

// Send implements notify.Mailer.
func (n noMailer) Send(context.Context, notify.Message) (string, error) {
	return "", fault.New(fault.TooMany, "no_mailer", "function %s sends no mail", n.function)
}

// Fate implements notify.Mailer.
func (n noMailer) Fate(context.Context, string) (notify.Fate, error) {
	return notify.Unknown, fault.New(fault.Internal, "no_mailer", "function %s sends no mail", n.function)
}
