package table

import "context"

// Stream is the change stream of the Core table of an engine that keeps it itself
// (engine/local; on DynamoDB the platform delivers changes instead). It is durable: what
// was not trimmed is delivered again after a restart.
type Stream interface {
	// Changes returns up to limit changes with Seq > after in commit order. It returns
	// none, without waiting, when there are none.
	Changes(ctx context.Context, after uint64, limit int) ([]Change, error)

	// Wake returns a channel that is closed at the next commit that changes Core.
	// Take it before reading Changes, then wait on it: nothing is missed.
	Wake() <-chan struct{}

	// Trim forgets all changes with Seq <= upTo.
	Trim(ctx context.Context, upTo uint64) error
}
