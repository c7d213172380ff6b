package lambda_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
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
