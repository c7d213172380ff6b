package localcloud

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"usersync/internal/cfn"
	"usersync/internal/standin"
)

// look is how often a mapping looks for messages whose time has come.
const look = 50 * time.Millisecond

// queueMapping is an event source mapping from a queue to a function.
type queueMapping struct {
	cloud    *Cloud
	function string
	queue    *standin.Queue
	batch    int
	partial  bool
}

// queueMapping prepares a mapping. The role of the function must let Lambda work the queue off for it.
func (c *Cloud) queueMapping(f cfn.Function, e cfn.Event) (func(context.Context), error) {
	source := c.template.Named(e.Properties.At("Queue").Text())
	if source == nil || c.queues[source.ID] == nil {
		return nil, fmt.Errorf("its queue does not exist")
	}
	m := &queueMapping{cloud: c, function: f.ID, queue: c.queues[source.ID], batch: 10}
	for _, action := range []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"} {
		if !c.may(f.ID, action, m.queue.ARN, nil) {
			return nil, fmt.Errorf("the function's role does not allow %s", action)
		}
	}
	if n := e.Properties.At("BatchSize").Int(); n > 0 {
		m.batch = n
	}
	m.partial = slices.Contains(e.Properties.At("FunctionResponseTypes").Texts(), "ReportBatchItemFailures")
	pollers := sandboxes
	if most := e.Properties.At("ScalingConfig", "MaximumConcurrency").Int(); most > 0 {
		pollers = min(most, sandboxes)
	}
	c.mapped = append(c.mapped, m.queue)
	return func(ctx context.Context) { m.run(ctx, pollers) }, nil
}

func (m *queueMapping) run(ctx context.Context, pollers int) {
	var running sync.WaitGroup
	for range pollers {
		running.Go(func() {
			for ctx.Err() == nil {
				m.poll(ctx)
			}
		})
	}
	running.Wait()
}

// poll delivers one batch, or waits for a while.
func (m *queueMapping) poll(ctx context.Context) {
	wake := m.queue.Wake()
	messages := m.queue.Receive(m.batch)
	if len(messages) > 0 {
		m.deliver(ctx, messages)
		return
	}
	select {
	case <-wake:
	case <-time.After(look):
	case <-ctx.Done():
	}
}

// deliver takes off the queue what the function has dealt with; the rest becomes visible again in its time.
func (m *queueMapping) deliver(ctx context.Context, messages []standin.Message) {
	m.cloud.inHand.Add(1)
	answer, err := m.cloud.invoke(ctx, m.function, queueEvent(m.queue.ARN, messages))
	m.cloud.inHand.Add(-1)
	if err != nil {
		return
	}
	failed, whole := m.failures(answer, messages)
	for _, message := range messages {
		if !whole && !failed[message.ID] {
			m.queue.Delete(message.Receipt)
		}
	}
}

// failures reads a partial batch response; whole means that all count as failed, as they do when the response cannot be understood.
func (m *queueMapping) failures(answer json.RawMessage, messages []standin.Message) (failed map[string]bool, whole bool) {
	if !m.partial {
		return nil, false
	}
	ids, ok := itemFailures(answer)
	failed = map[string]bool{}
	for _, id := range ids {
		known := slices.ContainsFunc(messages, func(message standin.Message) bool { return message.ID == id })
		failed[id], ok = true, ok && known
	}
	return failed, !ok
}

// itemFailures reads the list of a partial batch response. An answer without any list means that nothing failed.
func itemFailures(answer json.RawMessage) (ids []string, ok bool) {
	var out struct {
		BatchItemFailures []struct {
			ItemIdentifier string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if json.Unmarshal(answer, &out) != nil {
		return nil, false
	}
	for _, f := range out.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return ids, true
}

func queueEvent(queueARN string, messages []standin.Message) json.RawMessage {
	records := make([]any, 0, len(messages))
	for _, m := range messages {
		attributes := map[string]string{
			"ApproximateReceiveCount": strconv.Itoa(m.Received), "SenderId": "AROALOCAL:local",
			"SentTimestamp": millis(m.Sent), "ApproximateFirstReceiveTimestamp": millis(m.First),
		}
		if m.Group != "" {
			attributes["MessageGroupId"] = m.Group
		}
		records = append(records, map[string]any{
			"messageId": m.ID, "receiptHandle": m.Receipt, "body": m.Body, "attributes": attributes, "messageAttributes": map[string]any{},
			"eventSource": "aws:sqs", "eventSourceARN": queueARN, "awsRegion": region,
		})
	}
	return encode(map[string]any{"Records": records})
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// encode writes what this package has made itself, which cannot fail.
func encode(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
