package app

import (
	"context"
	"log/slog"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// NoticeExpiring tells accounts of credentials of their connections that expire soon. To be called every minute; it does something once an hour.
func (app *App) NoticeExpiring(ctx context.Context) error { return app.expiries.Round(ctx) }

// tellExpiring tells an account: the operator hears of it, and the account's admins get a mail, one however often this is called.
func (app *App) tellExpiring(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
	told := app.config.Expiring
	if told == nil {
		told = app.logExpiring
	}
	if err := told(ctx, a, e, days); err != nil {
		return err
	}
	c, err := app.connections.Get(ctx, a, e.Connection)
	if err != nil {
		return err
	}
	return app.store.DecideNotice(ctx, a, provision.ExpiryNotice(e, c.Name, days, app.config.Now()))
}

// logExpiring writes a line to the log.
func (app *App) logExpiring(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
	app.config.Log.LogAttrs(
		ctx, slog.LevelWarn, "a credential of a connection expires soon",
		slog.String("account", a.ID()), slog.String("connection", e.Connection), slog.String("kind", string(e.Kind)), slog.String("client", e.Client),
		slog.String("credential", e.ID), slog.Time("expires", e.Expires), slog.Int("days", days),
	)
	return nil
}
