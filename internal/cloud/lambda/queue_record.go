package lambda

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/oklog/ulid/v2"

	"usersync/internal/job"
)

// settle handles one record and reports whether it need not come again.
func (b *batch) settle(ctx context.Context, r *events.SQSMessage) bool {
	t, ok := b.read(r.Body)
	if !ok {
		b.Park(ctx, Parked{Queue: queueName(r.EventSourceARN), Record: r.MessageId, Reason: "undecodable"})
		return true
	}
	m, verdict := t.message, b.run(ctx, t)
	after, again := verdict.IsAgain()
	switch {
	case verdict.IsDone():
		return true
	case again:
		b.delay(ctx, r, m, after, verdict.Reason())
		return false
	default:
		b.Park(ctx, Parked{Queue: queueName(r.EventSourceARN), Record: r.MessageId, Message: m, Reason: verdict.Reason()})
		return true
	}
}

// decodeMessage refuses what no sender of ours can have sent: an account's id becomes part of keys.
func decodeMessage(body string) (m job.Message, ok bool) {
	if json.Unmarshal([]byte(body), &m) != nil || m.Kind == "" {
		return job.Message{}, false
	}
	_, err := ulid.ParseStrict(m.Account)
	return m, err == nil
}

// run contains a panic to the message that caused it, and leaves time to say what came of it.
func (b *batch) run(ctx context.Context, t task) job.Verdict {
	ctx, cancel := within(ctx)
	defer cancel()
	verdict := job.Again(time.Second, "panic")
	contain(ctx, b.Log.With("kind", t.message.Kind, "account", t.message.Account), "message handler", func() {
		verdict = t.do(ctx)
	})
	return verdict
}

// delay hides a record until it is time to try again. When that fails it comes back after the queue's own visibility timeout.
func (b *batch) delay(ctx context.Context, r *events.SQSMessage, m job.Message, after time.Duration, reason string) {
	attempt := received(r)
	wait := max(after, job.Deliveries.Wait(attempt-1, b.Jitter()))
	b.Log.InfoContext(ctx, "message comes again", "kind", m.Kind, "account", m.Account, "attempt", attempt, "in", wait, "reason", reason)
	if err := b.Receipts.Delay(ctx, r.EventSourceARN, r.ReceiptHandle, wait); err != nil {
		b.Log.WarnContext(ctx, "message comes again when its queue says so", "queue", queueName(r.EventSourceARN), "error", err)
	}
}

// split parts the records by whether they were received often. The suspects come with the least received first: the worst one has the last word.
func split(records []events.SQSMessage) (fresh, suspects []int) {
	for i := range records {
		if received(&records[i]) < SuspectAfter {
			fresh = append(fresh, i)
		} else {
			suspects = append(suspects, i)
		}
	}
	slices.SortStableFunc(suspects, func(i, j int) int { return cmp.Compare(received(&records[i]), received(&records[j])) })
	return fresh, suspects
}

// received is how often a record was delivered, this time included.
func received(r *events.SQSMessage) int {
	n, err := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
	if err != nil {
		return 1
	}
	return max(1, n)
}

// queueName is the last part of a queue's ARN.
func queueName(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }
