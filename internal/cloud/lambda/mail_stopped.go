package lambda

import (
	"context"
	"log/slog"
	"time"

	"usersync/internal/notify"
)

// LogMailStopped writes to the log that the mail service takes no mails any more, with the metric MailStopped by service.
func LogMailStopped(log *slog.Logger, now func() time.Time) func(ctx context.Context, c notify.Circuit) {
	return func(ctx context.Context, c notify.Circuit) {
		log.ErrorContext(ctx, "the mail service takes no mails; they wait",
			slog.String("reason", c.Reason), slog.Time("nextTry", c.NextTry), slog.String("Service", "ses"),
			slog.Int("MailStopped", 1), metric(now(), "MailStopped", "Service"))
	}
}
