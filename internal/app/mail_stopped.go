package app

import (
	"context"
	"log/slog"

	"usersync/internal/notify"
)

// logMailStopped writes a line to the log.
func (app *App) logMailStopped(ctx context.Context, c notify.Circuit) {
	app.config.Log.LogAttrs(ctx, slog.LevelWarn, "the mail service takes no mails; they wait", slog.String("reason", c.Reason), slog.Time("nextTry", c.NextTry))
}
