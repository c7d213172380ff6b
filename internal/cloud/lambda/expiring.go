package lambda

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
)

// LogExpiring writes each credential that expires to the log, with the metric CredentialsExpiring by days.
func LogExpiring(log *slog.Logger, now func() time.Time) provision.Teller {
	return func(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
		log.WarnContext(ctx, "a credential of a connection expires soon",
			slog.String("account", a.ID()), slog.String("connection", e.Connection), slog.String("kind", string(e.Kind)), slog.String("client", e.Client),
			slog.String("credential", e.ID), slog.Time("expires", e.Expires), slog.String("Days", strconv.Itoa(days)),
			slog.Int("CredentialsExpiring", 1), metric(now(), "CredentialsExpiring", "Days"))
		return nil
	}
}
