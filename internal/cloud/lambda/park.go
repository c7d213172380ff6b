package lambda

import (
	"context"
	"log/slog"
	"time"

	"usersync/internal/job"
)

// Parked is a record that can never succeed.
type Parked struct {
	Queue   string      // name of the queue
	Record  string      // SQS's id of it
	Message job.Message // zero when it cannot be decoded
	Reason  string
}

// LogParked writes what was parked to the log, with the metric RecordsParked by queue. The body of a record that cannot be decoded is not in it.
func LogParked(log *slog.Logger, now func() time.Time) func(ctx context.Context, p Parked) {
	return func(ctx context.Context, p Parked) {
		m := p.Message
		log.ErrorContext(ctx, "message parked; the sweeper looks after its work",
			slog.String("Queue", p.Queue), slog.String("record", p.Record), slog.Any("kind", m.Kind), slog.String("account", m.Account),
			slog.String("user", m.User), slog.String("id", m.ID), slog.String("reason", p.Reason),
			slog.Int("RecordsParked", 1), metric(now(), "RecordsParked", "Queue"))
	}
}

// metric makes a line of JSON in the log a metric of CloudWatch as well: its value and its one dimension are attributes of the same line. See "Specification: Embedded metric format"
// in the CloudWatch guide.
func metric(at time.Time, name, dimension string) slog.Attr {
	type unit struct{ Name, Unit string }
	type directive struct {
		Namespace  string
		Dimensions [][]string
		Metrics    []unit
	}
	return slog.Group("_aws",
		slog.Int64("Timestamp", at.UnixMilli()),
		slog.Any("CloudWatchMetrics", []directive{{
			Namespace: "usersync", Dimensions: [][]string{{dimension}}, Metrics: []unit{{Name: name, Unit: "Count"}},
		}}))
}
