package localcloud

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"usersync/internal/cfn"
	"usersync/internal/standin"
)

// stream is an event source mapping from the change stream of a table to a function.
type stream struct {
	cloud     *Cloud
	function  string
	table     string
	arn       string
	batch     int
	retries   int
	partial   bool
	bisect    bool
	filters   []cfn.Pattern
	onFailure *standin.Queue
	pause     time.Duration

	mu       sync.Mutex // held while records are read
	iterator string
	carried  bool // records were read that are not delivered yet
}

// record is a change as the stream has it; Lambda adds the stream's ARN.
type record map[string]any

func (r record) sequence() string {
	body, _ := r["dynamodb"].(map[string]any)
	text, _ := body["SequenceNumber"].(string)
	return text
}

func (c *Cloud) streamMapping(f cfn.Function, e cfn.Event) (func(context.Context), error) {
	p := e.Properties
	source := c.template.Named(p.At("Stream").Text())
	if source == nil || source.At("StreamSpecification", "StreamViewType").Text() != "NEW_AND_OLD_IMAGES" {
		return nil, fmt.Errorf("its table has no stream of new and old images")
	}
	s := &stream{
		cloud: c, function: f.ID, table: c.names[source.ID], arn: c.names[source.ID+".StreamArn"],
		batch: max(1, p.At("BatchSize").Int()), retries: p.At("MaximumRetryAttempts").Int(), bisect: p.At("BisectBatchOnFunctionError").True(),
		partial: slices.Contains(p.At("FunctionResponseTypes").Texts(), "ReportBatchItemFailures"), pause: 100 * time.Millisecond,
	}
	for _, action := range []string{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"} {
		if !c.may(f.ID, action, s.arn, nil) {
			return nil, fmt.Errorf("the function's role does not allow %s", action)
		}
	}
	for _, filter := range p.At("FilterCriteria", "Filters").List() {
		pattern, err := cfn.ParsePattern(filter.At("Pattern").Text())
		if err != nil {
			return nil, err
		}
		s.filters = append(s.filters, pattern)
	}
	if target := c.template.Named(p.At("DestinationConfig", "OnFailure", "Destination").Text()); target != nil {
		s.onFailure = c.queues[target.ID]
		if !c.may(f.ID, "sqs:SendMessage", s.onFailure.ARN, nil) {
			return nil, fmt.Errorf("the function's role does not allow sqs:SendMessage to its destination on failure")
		}
	}
	c.streams = append(c.streams, s)
	return s.run, s.open(c.t.Context(), p.At("StartingPosition").Text())
}

// open finds the table's shard, of which the stand-in has one.
func (s *stream) open(ctx context.Context, position string) error {
	var list struct{ Streams []struct{ StreamArn string } }
	if err := s.cloud.call(ctx, "DynamoDBStreams_20120810.ListStreams", map[string]any{"TableName": s.table}, &list); err != nil {
		return err
	}
	if len(list.Streams) != 1 {
		return fmt.Errorf("table %s has %d streams", s.table, len(list.Streams))
	}
	var described struct {
		StreamDescription struct{ Shards []struct{ ShardId string } } //nolint:revive // the name is Amazon's
	}
	at := map[string]any{"StreamArn": list.Streams[0].StreamArn}
	if err := s.cloud.call(ctx, "DynamoDBStreams_20120810.DescribeStream", at, &described); err != nil {
		return err
	}
	if len(described.StreamDescription.Shards) != 1 {
		return fmt.Errorf("the stream has %d shards", len(described.StreamDescription.Shards))
	}
	at["ShardId"], at["ShardIteratorType"] = described.StreamDescription.Shards[0].ShardId, position
	var out struct{ ShardIterator string }
	err := s.cloud.call(ctx, "DynamoDBStreams_20120810.GetShardIterator", at, &out)
	s.iterator = out.ShardIterator
	return err
}

func (s *stream) run(ctx context.Context) {
	for ctx.Err() == nil {
		records, err := s.read(ctx)
		if err != nil && ctx.Err() == nil {
			s.cloud.t.Errorf("the change stream broke off: %v", err)
			return
		}
		if len(records) == 0 {
			wait(ctx, look)
			continue
		}
		for batch := range slices.Chunk(s.wanted(records), s.batch) {
			s.deliver(ctx, batch)
		}
		s.delivered()
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// read takes what is next in the stream.
func (s *stream) read(ctx context.Context) ([]record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	records, next, err := s.records(ctx)
	if err == nil {
		s.iterator, s.carried = next, len(records) > 0
	}
	return records, err
}

func (s *stream) delivered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.carried = false
}

// drained looks whether everything in the stream is delivered, and takes nothing.
func (s *stream) drained(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.carried {
		return false
	}
	records, _, err := s.records(ctx)
	return err == nil && len(records) == 0
}

// records returns what is next, and where the stream goes on behind it. It needs the lock.
func (s *stream) records(ctx context.Context) (list []record, next string, err error) {
	var out struct {
		Records           []record
		NextShardIterator string
	}
	err = s.cloud.call(ctx, "DynamoDBStreams_20120810.GetRecords", map[string]any{"ShardIterator": s.iterator, "Limit": 1000}, &out)
	return out.Records, out.NextShardIterator, err
}

// wanted is what passes one of the filters; without filters everything does.
func (s *stream) wanted(records []record) []record {
	if len(s.filters) == 0 {
		return records
	}
	return slices.DeleteFunc(records, func(r record) bool {
		return !slices.ContainsFunc(s.filters, func(p cfn.Pattern) bool { return p.Matches(map[string]any(r)) })
	})
}

// deliver tries a batch as often as the mapping says: from where the function says that it failed, or else in halves.
func (s *stream) deliver(ctx context.Context, batch []record) {
	for try := 0; len(batch) > 0 && ctx.Err() == nil; try++ {
		if try > s.retries {
			s.giveUp(batch)
			return
		}
		if try > 0 {
			wait(ctx, s.pause)
		}
		rest, failed := s.invoke(ctx, batch)
		if failed && s.bisect && len(batch) > 1 {
			s.deliver(ctx, batch[:len(batch)/2])
			s.deliver(ctx, batch[len(batch)/2:])
			return
		}
		batch = rest
	}
}

// invoke returns what is left to do of a batch; failed means that the function as a whole did.
func (s *stream) invoke(ctx context.Context, batch []record) (rest []record, failed bool) {
	for _, r := range batch {
		r["eventSourceARN"], r["awsRegion"] = s.arn, region
	}
	answer, err := s.cloud.invoke(ctx, s.function, encode(map[string]any{"Records": batch}))
	if err != nil {
		return batch, true
	}
	ids, ok := itemFailures(answer)
	if !s.partial || ok && len(ids) == 0 {
		return nil, false
	}
	at := slices.IndexFunc(batch, func(r record) bool { return ok && r.sequence() == ids[0] })
	return batch[max(0, at):], false
}

// giveUp notes the positions of a batch where the template says, without its contents.
func (s *stream) giveUp(batch []record) {
	if s.onFailure == nil {
		return
	}
	s.onFailure.Send(string(encode(map[string]any{
		"requestContext": map[string]any{"condition": "RetryAttemptsExhausted"},
		"DDBStreamBatchInfo": map[string]any{
			"startSequenceNumber": batch[0].sequence(), "endSequenceNumber": batch[len(batch)-1].sequence(), "batchSize": len(batch), "streamArn": s.arn,
		},
	})), "", 0)
}

// Unseen does something whose changes no mapping gets to see, as if they had been lost.
func (c *Cloud) Unseen(do func()) error {
	for _, s := range c.streams {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	do()
	for _, s := range c.streams {
		if err := s.open(c.t.Context(), "LATEST"); err != nil {
			return err
		}
	}
	return nil
}
