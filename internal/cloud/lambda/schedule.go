package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// Job is something that is done on a schedule. Doing it twice, or at the same time elsewhere, must be harmless: schedules fire at least once.
type Job struct {
	Name string
	Run  func(ctx context.Context) error
}

var errNoSchedule = errors.New("the event is of no schedule: check which trigger the function has, and that its schedule sets no input of its own")

// Schedule does the jobs, in order, each time a rule of EventBridge or a schedule of EventBridge Scheduler fires. A job that fails or panics keeps no other from
// being done; then the invocation fails, so that Lambda counts it and tries again.
func Schedule(log *slog.Logger, jobs ...Job) Handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var event struct {
			DetailType string `json:"detail-type"`
		}
		if err := json.Unmarshal(raw, &event); err != nil || event.DetailType != "Scheduled Event" {
			return nil, errNoSchedule
		}
		ctx, cancel := within(ctx)
		defer cancel()
		var failed error
		for _, j := range jobs {
			if err := j.do(ctx, log); err != nil {
				log.ErrorContext(ctx, "scheduled job failed", "job", j.Name, "error", err)
				failed = errors.Join(failed, fmt.Errorf("%s failed: see the log", j.Name)) // the error itself may name data
			}
		}
		return nil, failed
	}
}

func (j Job) do(ctx context.Context, log *slog.Logger) error {
	err := errPanic
	contain(ctx, log, "scheduled job", func() { err = j.Run(ctx) })
	return err
}
