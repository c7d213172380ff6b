package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	runtime "github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/cloud/lambda"
)

func TestASchedulesJobsAreDoneInOrder(t *testing.T) {
	for _, name := range []string{"tick-minute", "tick-scheduler"} {
		var log journal
		var steps string
		step := func(s string) lambda.Job {
			return lambda.Job{Name: s, Run: func(context.Context) error { steps += s; return nil }}
		}
		if answer := play(t, lambda.Schedule(log.logger(), step("a"), step("b")), sample(t, name)); answer != nil || steps != "ab" {
			t.Errorf("%s: %v, %s", name, answer, steps)
		}
	}
}

func TestAJobThatFailsKeepsNoOtherFromBeingDone(t *testing.T) {
	var log journal
	ran := false
	h := lambda.Schedule(
		log.logger(),
		lambda.Job{Name: "sweep", Run: func(context.Context) error { return errors.New("ann@example.com cannot be swept") }},
		lambda.Job{Name: "syncs", Run: func(context.Context) error { panic("no such thing") }},
		lambda.Job{Name: "rest", Run: func(context.Context) error { ran = true; return nil }},
	)
	_, err := h(context.Background(), sample(t, "tick-minute"))
	if err == nil || !ran || !strings.Contains(err.Error(), "sweep failed") || !strings.Contains(err.Error(), "syncs failed") || strings.Contains(err.Error(), "ann@") {
		t.Errorf("err %v, ran %v", err, ran)
	}
	log.mentions(t, "scheduled job panicked", `"job":"sweep"`, `"job":"syncs"`)
}

func TestAJobIsToldToStopBeforeLambdaEnds(t *testing.T) {
	end := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	h := lambda.Schedule((&journal{}).logger(), lambda.Job{Name: "sweep", Run: func(ctx context.Context) error {
		if until, _ := ctx.Deadline(); !until.Equal(end.Add(-lambda.Margin)) {
			t.Errorf("until %v of %v", until, end)
		}
		return nil
	}})
	if _, err := h(ctx, sample(t, "tick-minute")); err != nil {
		t.Error(err)
	}
}

// TestTheRuntimeTakesAHandler: what Lambda's runtime makes of our handlers, bytes in and bytes out.
func TestTheRuntimeTakesAHandler(t *testing.T) {
	log := (&journal{}).logger()
	var r seen
	for name, tt := range map[string]struct {
		handler lambda.Handler
		event   json.RawMessage
		want    string
	}{
		"HTTP":     {lambda.HTTP(watch(t, &r), lambda.HTTPOptions{Log: log}), sample(t, "admin-rules-list"), `"statusCode":204`},
		"queue":    {lambda.Queue(newDesk(done).handle, newDesk(done).options), sample(t, "mailer-one"), `{"batchItemFailures":[]}`},
		"schedule": {lambda.Schedule(log), sample(t, "tick-minute"), `null`},
	} {
		out, err := runtime.NewHandler(tt.handler).Invoke(context.Background(), tt.event)
		if err != nil || !strings.Contains(string(out), tt.want) {
			t.Errorf("%s: %s, %v", name, out, err)
		}
	}
}
