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

	"github.com/aws/aws-lambda-go/events"

	"usersync/internal/access"
	"usersync/internal/cloud/lambda"
	"usersync/internal/job"
)

// desk is a queue function with what it does noted down.
type desk struct {
	log     journal
	options lambda.QueueOptions
	verdict func(ctx context.Context, m job.Message) job.Verdict

	mu      sync.Mutex
	handled []string // users, in order
	steps   []string // handled users, delays, deletions and parkings, in order
	refuse  error    // what Receipts answer
}

func newDesk(verdict func(ctx context.Context, m job.Message) job.Verdict) *desk {
	d := &desk{verdict: verdict}
	d.options = lambda.QueueOptions{
		Log: d.log.logger(), Now: atNoon, Jitter: func() float64 { return 0.5 }, Receipts: d,
		Park: func(_ context.Context, p lambda.Parked) { d.note("park %s %s %s", p.Queue, p.Record, p.Reason) },
	}
	return d
}

func (d *desk) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, fmt.Sprintf(format, args...))
}

func (d *desk) Delay(_ context.Context, queue, receipt string, after time.Duration) error {
	d.note("delay %s %s %v", queue, receipt, after)
	return d.refuse
}

func (d *desk) Delete(_ context.Context, queue string, receipts ...string) error {
	d.note("delete %s %v", queue, receipts)
	return d.refuse
}

func (d *desk) handle(ctx context.Context, a access.Account, m job.Message) job.Verdict {
	if a.ID() != m.Account {
		panic("the account of another")
	}
	d.note("handle %s", m.User)
	d.mu.Lock()
	d.handled = append(d.handled, m.User)
	d.mu.Unlock()
	return d.verdict(ctx, m)
}

// failed plays a batch and returns the ids that are reported, which must be ids of the batch and a list.
func (d *desk) failed(t testing.TB, ctx context.Context, event json.RawMessage) []string {
	t.Helper()
	answer, err := lambda.Queue(d.handle, d.options)(ctx, event)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		BatchItemFailures *[]struct{ ItemIdentifier string }
	}
	if err := json.Unmarshal(raw, &report); err != nil || report.BatchItemFailures == nil {
		t.Fatalf("Lambda would take the whole batch as failed: %s", raw)
	}
	var batch events.SQSEvent
	if err := json.Unmarshal(event, &batch); err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, f := range *report.BatchItemFailures {
		if !slices.ContainsFunc(batch.Records, func(r events.SQSMessage) bool { return r.MessageId == f.ItemIdentifier }) {
			t.Errorf("no record has the id %q: Lambda would take the whole batch as failed", f.ItemIdentifier)
		}
		ids = append(ids, f.ItemIdentifier)
	}
	return ids
}

// record is a message to resolve a user, received some times.
type record struct {
	user     string
	received int
}

// batchOf is a batch of the queue "hot" whose records are called by their users.
func batchOf(records ...record) json.RawMessage {
	batch := events.SQSEvent{Records: []events.SQSMessage{}}
	for _, r := range records {
		body, _ := json.Marshal(job.Message{Kind: job.ResolveUser, Account: account, User: r.user, Version: 3})
		batch.Records = append(batch.Records, events.SQSMessage{
			MessageId: "id-" + r.user, ReceiptHandle: "receipt-" + r.user, Body: string(body), EventSource: "aws:sqs", EventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:hot",
			Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(r.received)},
		})
	}
	event, _ := json.Marshal(batch)
	return event
}

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

func TestWhatNobodyOfOursSentIsParked(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON": "hello", "half": `{"k":"resolve"`, "nothing": ``, "no kind": `{"a":"` + account + `"}`, "no account": `{"k":"resolve"}`,
		"the keys of another account": `{"k":"resolve","a":"01JD8Q3V5TBC4X7N2M6R9K0HW#"}`, "a wrong type": `{"k":"resolve","a":7}`,
	} {
		d := newDesk(done)
		event, _ := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{MessageId: "m", Body: body, EventSource: "aws:sqs", EventSourceARN: "arn:hot"}}})
		if failed := d.failed(t, context.Background(), event); len(failed) != 0 || !slices.Equal(d.steps, []string{"park hot m undecodable"}) {
			t.Errorf("%s: failed %q, steps %q", name, failed, d.steps)
		}
	}
}

func TestParkingIsLoggedAndCounted(t *testing.T) {
	var log journal
	message := job.Message{Kind: job.ResolveUser, Account: account, User: "u"}
	lambda.LogParked(log.logger(), atNoon)(context.Background(), lambda.Parked{Queue: "hot", Record: "m", Message: message, Reason: "gone"})
	var line struct {
		Level, Queue, Record, Kind, Account, User, Reason string
		RecordsParked                                     int
		AWS                                               struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		} `json:"_aws"`
	}
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line.Level != "ERROR" || line.Record != "m" || line.Kind != "resolve" || line.Account != account || line.User != "u" || line.Reason != "gone" {
		t.Errorf("line %s", log.String())
	}
	m := line.AWS.CloudWatchMetrics
	if line.AWS.Timestamp != noon.UnixMilli() || len(m) != 1 || m[0].Namespace != "usersync" || m[0].Dimensions[0][0] != "Queue" ||
		m[0].Metrics[0].Name != "RecordsParked" || line.RecordsParked != 1 || line.Queue != "hot" {
		t.Errorf("no metric: %s", log.String())
	}
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
