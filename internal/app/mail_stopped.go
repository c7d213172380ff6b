package app

import (
	"context"
	"errors"
	"log/slog"

	"usersync/internal/notify"
)

// logMailStopped writes a line to the log.
func (app *App) logMailStopped(ctx context.Context, c notify.Circuit) {
	app.config.Log.LogAttrs(ctx, slog.LevelWarn, "the mail service takes no mails; they wait", slog.String("reason", c.Reason), slog.Time("nextTry", c.NextTry))
}

// TryMails has one mail tried at once where the mail service took none, for whoever starts a process anew has often mended what was in the way.
func (app *App) TryMails(ctx context.Context) error {
	was, err := app.store.MailCircuit(ctx)
	if err != nil || !was.Open() {
		return err
	}
	is := was
	is.NextTry = app.config.Now()
	if err := app.store.SetMailCircuit(ctx, was, is); !errors.Is(err, notify.ErrMoved) {
		return err
	}
	return nil
}
