// Package queue puts messages into Amazon SQS and tells it of records that a function has received.
//
// It receives nothing (Lambda does, and package cloud/lambda reads what it hands over), reads no message and decides on no retry.
package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/provision"
)

const (
	// MaxDelay is how long SQS holds a message back at most; longer waits are cut to it. Messages may come early, and whoever handles them looks at the clock.
	MaxDelay = 15 * time.Minute

	batchSize = 10 // entries of one batch request
)

// Queues are the product's queues. They are standard queues; every message carries its account as group, which is what fair queues go by. Safe for
// concurrent use.
type Queues struct {
	Client *sqs.Client
	URLs   map[job.Queue]string
}

var _ provision.Sender = (*Queues)(nil)

// Send implements provision.Sender. It fails with fault.Unavailable when SQS did not take all messages; some may have been sent.
func (q *Queues) Send(ctx context.Context, name job.Queue, messages ...job.Message) error {
	return q.SendLater(ctx, name, 0, messages...)
}

// SendLater implements provision.Sender; after is cut to MaxDelay.
func (q *Queues) SendLater(ctx context.Context, name job.Queue, after time.Duration, messages ...job.Message) error {
	url, ok := q.URLs[name]
	if !ok {
		return fmt.Errorf("send messages: no address of the queue %q is set", name)
	}
	for len(messages) > 0 {
		n := min(batchSize, len(messages))
		entries, err := encode(messages[:n], seconds(after, MaxDelay))
		if err == nil {
			err = q.send(ctx, url, entries)
		}
		if err != nil {
			return err
		}
		messages = messages[n:]
	}
	return nil
}

// seconds is a wait in whole seconds, rounded up, from 0 to limit.
func seconds(d, limit time.Duration) int32 {
	d = min(max(d, 0), limit)
	return int32((d + time.Second - 1) / time.Second)
}

// encode makes the entries of one batch; an entry's id is its place in it.
func encode(messages []job.Message, delay int32) ([]types.SendMessageBatchRequestEntry, error) {
	entries := make([]types.SendMessageBatchRequestEntry, len(messages))
	for i, m := range messages {
		body, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("encode message: %w", err)
		}
		entries[i] = types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body)),
			MessageGroupId: aws.String(m.Account), DelaySeconds: delay,
		}
	}
	return entries, nil
}

// send sends one batch, and what SQS refused of it once more.
func (q *Queues) send(ctx context.Context, url string, entries []types.SendMessageBatchRequestEntry) error {
	for range 2 {
		out, err := q.Client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: entries})
		if err != nil {
			return unavailable("Messages could not be sent.").Because(err)
		}
		if entries = refused(entries, out.Failed); len(entries) == 0 {
			return nil
		}
	}
	return unavailable("Some messages could not be sent.")
}

// refused is the entries that are among the failed.
func refused(entries []types.SendMessageBatchRequestEntry, failed []types.BatchResultErrorEntry) []types.SendMessageBatchRequestEntry {
	ids := map[string]bool{}
	for _, f := range failed {
		ids[aws.ToString(f.Id)] = true
	}
	var again []types.SendMessageBatchRequestEntry
	for _, e := range entries {
		if ids[*e.Id] {
			again = append(again, e)
		}
	}
	return again
}

func unavailable(detail string) *fault.Error {
	return fault.New(fault.Unavailable, "queue", "%s", detail+" Try again.")
}
