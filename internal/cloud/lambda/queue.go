package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usersync/internal/access"
	"usersync/internal/job"
)

const (
	// StopTaking is the time left under which a function takes no further record: the rest goes back to the queue.
	StopTaking = 4 * time.Second
	// SuspectAfter is how often a record must have been received for it to be suspected of crashing the function.
	SuspectAfter = 3
)

// Receipts is what a function tells a queue of records it has received. Safe for concurrent use.
type Receipts interface {
	// Delay hides a record for a while before it is delivered again.
	Delay(ctx context.Context, queueARN, receipt string, after time.Duration) error
	// Delete takes records off the queue. Lambda does so itself after a batch; deleting twice is harmless.
	Delete(ctx context.Context, queueARN string, receipts ...string) error
}

// QueueOptions are the settings of a function that works off queues. All but Concurrency must be set.
type QueueOptions struct {
	Log      *slog.Logger
	Now      func() time.Time
	Jitter   func() float64 // in [0, 1)
	Receipts Receipts
	// Park keeps what can never succeed for a person to look at: LogParked, for one.
	Park func(ctx context.Context, p Parked)
	// Concurrency is how many records are worked on at once; 0 is 1.
	Concurrency int
}

var errNoBatch = errors.New("the event is no batch of a queue: check which trigger the function has")

// Queue works off batches of queue records, each on its own: what fails (or panics) is reported as failed and comes again after a pause that grows with
// every delivery, what can never succeed is parked, and the rest is done.
//
// A record that was received SuspectAfter times or more may be what crashed the function: such records are handled last and one by one, after everything
// before them was taken off the queue, so that a crash takes no finished work along. When less than StopTaking is left no more records are taken.
func Queue(handle func(ctx context.Context, a access.Account, m job.Message) job.Verdict, o QueueOptions) Handler {
	return workOff(func(body string) (task, bool) {
		m, ok := decodeMessage(body)
		return task{m, func(ctx context.Context) job.Verdict { return handle(ctx, AccountOf(m.Account), m) }}, ok
	}, o)
}

// task is what a record asks for: who is concerned, for the log, and what to do.
type task struct {
	message job.Message
	do      func(ctx context.Context) job.Verdict
}

// workOff is Queue for records of any form.
func workOff(read func(body string) (task, bool), o QueueOptions) Handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var event events.SQSEvent
		if err := json.Unmarshal(raw, &event); err != nil || event.Records == nil || slices.ContainsFunc(event.Records, strange) {
			return nil, errNoBatch
		}
		b := &batch{QueueOptions: o, read: read, records: event.Records, settled: make([]bool, len(event.Records)), released: make([]bool, len(event.Records))}
		b.work(ctx)
		return b.answer(), nil
	}
}

// batch is the records of one invocation.
type batch struct {
	QueueOptions
	read    func(body string) (task, bool)
	records []events.SQSMessage
	// By record: it need not come again, and it was taken off the queue. Every element is written by one goroutine.
	settled, released []bool
}

func strange(r events.SQSMessage) bool { return r.EventSource != "aws:sqs" }

func (b *batch) work(ctx context.Context) {
	fresh, suspects := split(b.records)
	inParallel(len(fresh), max(1, b.Concurrency), func(i int) { b.take(ctx, fresh[i]) })
	for _, i := range suspects {
		b.release(ctx)
		b.take(ctx, i)
	}
}

// inParallel calls do with 0 to n-1, at most limit at once.
func inParallel(n, limit int, do func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, limit) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// take works on one record, if there is time left for it.
func (b *batch) take(ctx context.Context, i int) {
	if end, ok := ctx.Deadline(); ok && end.Sub(b.Now()) < StopTaking {
		return
	}
	b.settled[i] = b.settle(ctx, &b.records[i])
}

// release takes the settled records off the queue, ahead of Lambda. When that fails they may come again, which is harmless.
func (b *batch) release(ctx context.Context) {
	done := map[string][]string{}
	for i, r := range b.records {
		if b.settled[i] && !b.released[i] {
			b.released[i] = true
			done[r.EventSourceARN] = append(done[r.EventSourceARN], r.ReceiptHandle)
		}
	}
	for queue, receipts := range done {
		if err := b.Receipts.Delete(ctx, queue, receipts...); err != nil {
			b.Log.WarnContext(ctx, "finished records stay on the queue", "queue", queueName(queue), "error", err)
		}
	}
}

// answer reports the records that shall come again. The list is never nil, which would mean that all shall.
func (b *batch) answer() events.SQSEventResponse {
	failed := []events.SQSBatchItemFailure{}
	for i, r := range b.records {
		if !b.settled[i] {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: r.MessageId})
		}
	}
	return events.SQSEventResponse{BatchItemFailures: failed}
}
