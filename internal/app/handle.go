package app

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// Handle does the work of one message, whatever queue it came from.
func (app *App) Handle(ctx context.Context, a access.Account, m job.Message) job.Verdict {
	switch m.Kind {
	case job.ResolveUser:
		result, err := app.resolver.Resolve(ctx, a, m.User, m.Version)
		if err == nil && result.Erased {
			err = app.eraser.Continue(ctx, a, m.User)
		}
		return provision.Verdict(err)
	case job.ApplyJournal:
		return provision.Verdict(app.directory.ApplyJournal(ctx, a, m.ID))
	case job.PlanRun, job.PlanShard, job.RunChunk, job.CheckRun:
		return app.runner.Handle(ctx, a, m)
	case job.AutoPlan:
		return app.autopilot.Handle(ctx, a)
	case job.RingHold:
		return provision.Verdict(app.holds.Ring(ctx, a, m.ID))
	case job.NoteGone:
		return app.gone.Handle(ctx, a)
	case job.SendMail:
		return app.mails.Handle(ctx, a, m.User, m.ID)
	default:
		return job.Never("unknown kind of message")
	}
}

// MailReport takes what the mail service says of a mail.
func (app *App) MailReport(ctx context.Context, a access.Account, r notify.Report) job.Verdict {
	return app.feedback.Handle(ctx, a, r)
}

// Relay turns committed changes into messages.
func (app *App) Relay(ctx context.Context, changes []table.Change) error {
	var signals []provision.Signal
	for _, c := range changes {
		if s, ok := store.Signal(c, app.config.AccountOf); ok {
			signals = append(signals, s)
		}
	}
	if len(signals) == 0 {
		return nil
	}
	return app.relay.Relay(ctx, signals)
}

// Sweep finds what has been unfinished for longer than olderThan and sends for it again. One sweep at a time.
func (app *App) Sweep(ctx context.Context, olderThan time.Duration) error {
	return app.sweeper.Sweep(ctx, olderThan)
}

// SyncDue starts the scheduled full syncs that are due, each exactly once however often and wherever this is called.
func (app *App) SyncDue(ctx context.Context) error {
	var failed error
	after := ""
	for {
		ids, err := app.store.AccountIDs(ctx, after, duePage)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, id := range ids {
			failed = errors.Join(failed, app.syncDue(ctx, app.config.AccountOf(id)))
			after = id
		}
		if len(ids) < duePage {
			return failed
		}
	}
}

const duePage = 500
