package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"usersync/internal/table"
)

// StreamOptions are the settings of a function behind the change stream. All must be set.
type StreamOptions struct {
	Log *slog.Logger
	Now func() time.Time
}

var errNoStream = errors.New("the event is no batch of a change stream: check which trigger the function has")

// Stream hands the changes of a batch of DynamoDB stream records to relay. When relay fails it is called for the changes one by one, and the first that
// fails is reported: Lambda goes on from there, with what was relayed behind it. A record that cannot be read is logged and passed over, for
// it would stop its shard and be no more readable the next time; the sweeper finds what it was about.
func Stream(relay func(ctx context.Context, changes []table.Change) error, o StreamOptions) Handler {
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var event struct{ Records []streamRecord }
		if err := json.Unmarshal(raw, &event); err != nil || event.Records == nil || slices.ContainsFunc(event.Records, streamRecord.strange) {
			return nil, errNoStream
		}
		ctx, cancel := within(ctx)
		defer cancel()
		s := &shard{StreamOptions: o, relay: relay}
		s.read(ctx, event.Records)
		return s.answer(s.deliver(ctx)), nil
	}
}

// shard is the readable changes of one batch, with their places in the stream.
type shard struct {
	StreamOptions
	relay   func(ctx context.Context, changes []table.Change) error
	changes []table.Change
	places  []string // sequence numbers
}

func (s *shard) read(ctx context.Context, records []streamRecord) {
	for i := range records {
		change, err := records[i].change()
		if err != nil {
			s.Log.ErrorContext(ctx, "stream record cannot be read; the sweeper looks after its work",
				slog.String("sequence", records[i].Body.SequenceNumber), slog.String("reason", err.Error()),
				slog.String("Stream", "core"), slog.Int("RecordsParked", 1), metric(s.Now(), "RecordsParked", "Stream"))
			continue
		}
		s.changes = append(s.changes, change)
		s.places = append(s.places, records[i].Body.SequenceNumber)
	}
}

// deliver relays the changes and returns the number of the first that could not be relayed, or -1.
func (s *shard) deliver(ctx context.Context) int {
	if len(s.changes) == 0 {
		return -1
	}
	err := s.try(ctx, s.changes)
	for i := 0; err != nil && i < len(s.changes); i++ {
		if one := s.try(ctx, s.changes[i:i+1]); one != nil {
			s.Log.WarnContext(ctx, "stream stands still", "sequence", s.places[i], "behind", len(s.changes)-i, "error", one)
			return i
		}
	}
	return -1
}

var errPanic = errors.New("panic")

// try relays changes, unless the time is over, and contains a panic to them.
func (s *shard) try(ctx context.Context, changes []table.Change) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err := errPanic
	contain(ctx, s.Log, "relay", func() { err = s.relay(ctx, changes) })
	return err
}

// answer reports where to go on. The list is never nil, which would mean from the beginning.
func (s *shard) answer(failed int) events.DynamoDBEventResponse {
	answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	if failed >= 0 {
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: s.places[failed]})
	}
	return answer
}
