package app

import (
	"context"
	"log/slog"

	"usersync/internal/access"
	"usersync/internal/audit"
)

// logSealed writes a line to the log, which is outside of the store: whoever writes the chain anew cannot change what was noted there.
func (app *App) logSealed(ctx context.Context, a access.Account, s audit.Segment) {
	app.config.Log.LogAttrs(
		ctx, slog.LevelInfo, "audit records are sealed",
		slog.String("account", a.ID()), slog.String("mark", s.Mark().String()), slog.Int("records", s.Count),
	)
}
