package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/cloud/lambda"
	"usersync/internal/job"
)

func done(context.Context, job.Message) job.Verdict { return job.Done() }

func TestEveryRecordStandsForItself(t *testing.T) {
	d := newDesk(func(_ context.Context, m job.Message) job.Verdict {
		switch m.User {
		case "again":
			return job.Again(time.Minute, "lost a race")
		case "never":
			return job.Never("its account is gone")
		case "panic":
			panic("no such thing")
		}
		return job.Done()
	})
	failed := d.failed(t, context.Background(), batchOf(record{"a", 1}, record{"again", 1}, record{"never", 1}, record{"panic", 2}, record{"b", 1}))
	if !slices.Equal(failed, []string{"id-again", "id-panic"}) {
		t.Errorf("failed: %q", failed)
	}
	want := []string{
		"handle a",
		"handle again", "delay arn:aws:sqs:eu-west-1:123456789012:hot receipt-again 1m0s",
		"handle never", "park hot id-never its account is gone",
		"handle panic", "delay arn:aws:sqs:eu-west-1:123456789012:hot receipt-panic 2s",
		"handle b",
	}
	if !slices.Equal(d.steps, want) {
		t.Errorf("steps: %q", d.steps)
	}
	d.log.mentions(t, "message handler panicked", "lost a race", account)
}

func TestABatchWithoutFailuresReportsAnEmptyList(t *testing.T) {
	for _, batch := range []json.RawMessage{batchOf(), batchOf(record{"a", 1}, record{"b", 1})} {
		if failed := newDesk(done).failed(t, context.Background(), batch); len(failed) != 0 {
			t.Errorf("failed: %q", failed)
		}
	}
}

func TestPausesGrowWithEveryDelivery(t *testing.T) {
	for received, want := range map[int]string{1: "1s", 2: "2s", 5: "16s", 8: "2m8s", 100: "5m0s"} {
		d := newDesk(func(context.Context, job.Message) job.Verdict { return job.Again(time.Second, "busy") })
		d.failed(t, context.Background(), batchOf(record{"a", received}))
		if last := d.steps[len(d.steps)-1]; last != "delay arn:aws:sqs:eu-west-1:123456789012:hot receipt-a "+want {
			t.Errorf("received %d times: %s, want %s", received, last, want)
		}
	}
}

func TestWhatMayHaveCrashedTheFunctionComesLastAndAlone(t *testing.T) {
	d := newDesk(done)
	d.options.Concurrency = 1
	d.failed(t, context.Background(), batchOf(record{"worst", 5}, record{"a", 1}, record{"bad", 3}, record{"b", 2}))
	want := []string{
		"handle a", "handle b",
		"delete arn:aws:sqs:eu-west-1:123456789012:hot [receipt-a receipt-b]", "handle bad",
		"delete arn:aws:sqs:eu-west-1:123456789012:hot [receipt-bad]", "handle worst",
	}
	if !slices.Equal(d.steps, want) {
		t.Errorf("steps: %q", d.steps)
	}
}

func TestTheRestGoesBackWhenTimeRunsOut(t *testing.T) {
	now := noon
	d := newDesk(func(context.Context, job.Message) job.Verdict {
		now = now.Add(3 * time.Second)
		return job.Done()
	})
	d.options.Now = func() time.Time { return now }
	ctx, cancel := context.WithDeadline(context.Background(), noon.Add(9*time.Second))
	defer cancel()
	failed := d.failed(t, ctx, batchOf(record{"a", 1}, record{"b", 1}, record{"c", 1}, record{"d", 3}))
	if !slices.Equal(d.handled, []string{"a", "b"}) || !slices.Equal(failed, []string{"id-c", "id-d"}) {
		t.Errorf("handled %q, failed %q", d.handled, failed)
	}
}

func TestAHandlerIsToldToStopBeforeLambdaEnds(t *testing.T) {
	end := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	var until time.Time
	d := newDesk(func(ctx context.Context, _ job.Message) job.Verdict {
		until, _ = ctx.Deadline()
		return job.Done()
	})
	d.failed(t, ctx, batchOf(record{"a", 1}))
	if !until.Equal(end.Add(-lambda.Margin)) {
		t.Errorf("until %v of %v", until, end)
	}
}

func TestRecordsAreWorkedOnAtOnceUpToALimit(t *testing.T) {
	var records []record
	for i := range 10 {
		records = append(records, record{fmt.Sprint(i), 1})
	}
	var running, most, came atomic.Int64
	var four sync.WaitGroup
	four.Add(4)
	d := newDesk(func(context.Context, job.Message) job.Verdict {
		now := running.Add(1)
		for high := most.Load(); now > high && !most.CompareAndSwap(high, now); high = most.Load() {
		}
		if came.Add(1) <= 4 { // the first four wait for each other
			four.Done()
			four.Wait()
		}
		running.Add(-1)
		return job.Done()
	})
	d.options.Concurrency = 4
	if failed := d.failed(t, context.Background(), batchOf(records...)); len(failed) != 0 || most.Load() != 4 || len(d.handled) != 10 {
		t.Errorf("failed %q, %d at once, handled %q", failed, most.Load(), d.handled)
	}
}

func TestAQueueThatDoesNotAnswerChangesNothing(t *testing.T) {
	d := newDesk(func(_ context.Context, m job.Message) job.Verdict {
		if m.User == "again" {
			return job.Again(time.Second, "busy")
		}
		return job.Done()
	})
	d.refuse = errors.New("out of order")
	failed := d.failed(t, context.Background(), batchOf(record{"a", 1}, record{"again", 1}, record{"b", 4}))
	if !slices.Equal(failed, []string{"id-again"}) {
		t.Errorf("failed: %q", failed)
	}
	d.log.mentions(t, "finished records stay on the queue", "message comes again when its queue says so")
}

func TestTheSampleBatches(t *testing.T) {
	tests := []struct {
		name    string
		kinds   []job.Kind
		handled int
		parked  int
	}{
		{"resolver-hot", []job.Kind{job.ResolveUser}, 9, 1},
		{"resolver-bulk-run", []job.Kind{job.PlanRun, job.PlanShard, job.RunChunk, job.ApplyJournal}, 4, 0},
		{"mailer-one", []job.Kind{job.SendMail}, 1, 0},
		{"mailer-two", []job.Kind{job.SendMail}, 2, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			seen := map[job.Kind]bool{}
			d := newDesk(func(_ context.Context, m job.Message) job.Verdict {
				seen[m.Kind] = true
				return job.Done()
			})
			parked := 0
			d.options.Park = func(context.Context, lambda.Parked) { parked++ }
			failed := d.failed(t, context.Background(), sample(t, tt.name))
			if len(failed) != 0 || len(d.handled) != tt.handled || parked != tt.parked || len(seen) != len(tt.kinds) {
				t.Errorf("failed %q, handled %d, parked %d, kinds %v", failed, len(d.handled), parked, seen)
			}
			for _, kind := range tt.kinds {
				if !seen[kind] {
					t.Errorf("no %s", kind)
				}
			}
		})
	}
}

func FuzzQueue(f *testing.F) {
	f.Add([]byte(sample(f, "resolver-hot")))
	f.Add([]byte(`{"Records":[{"messageId":"a","body":"{\"k\":\"x\",\"a\":\"` + account + `\"}","eventSource":"aws:sqs","attributes":{"ApproximateReceiveCount":"-1"}},{"eventSource":"aws:sqs"}]}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		d := newDesk(func(context.Context, job.Message) job.Verdict { return job.Again(0, "") })
		if _, err := lambda.Queue(d.handle, d.options)(context.Background(), event); err == nil {
			d.failed(t, context.Background(), event)
		}
	})
}
