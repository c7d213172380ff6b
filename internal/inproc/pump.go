package inproc

import (
	"context"
	"log/slog"
	"time"

	"usersync/internal/table"
)

// Pump carries the change stream to the relay, in order, and forgets what was delivered.
type Pump struct {
	Stream table.Stream
	Relay  func(ctx context.Context, changes []table.Change) error
	Log    *slog.Logger
}

const (
	pumpBatch = 100
	pumpPause = 500 * time.Millisecond // after a failed delivery, which is then tried again
)

// Run pumps until ctx ends. A batch that the relay refuses is delivered again: changes arrive at least once.
func (p *Pump) Run(ctx context.Context) {
	var delivered uint64
	for ctx.Err() == nil {
		wake := p.Stream.Wake()
		n, last, err := p.step(ctx, delivered)
		switch {
		case err != nil && ctx.Err() == nil:
			p.Log.Error("change stream stands still", "after", delivered, "error", err)
			pause(ctx, pumpPause)
		case n == 0:
			wait(ctx, wake)
		default:
			delivered = last
		}
	}
}

// step delivers one batch and trims it from the stream.
func (p *Pump) step(ctx context.Context, after uint64) (n int, last uint64, err error) {
	changes, err := p.Stream.Changes(ctx, after, pumpBatch)
	if err != nil || len(changes) == 0 {
		return 0, after, err
	}
	if err := p.Relay(ctx, changes); err != nil {
		return 0, after, err
	}
	last = changes[len(changes)-1].Seq
	return len(changes), last, p.Stream.Trim(ctx, last)
}

func wait(ctx context.Context, wake <-chan struct{}) {
	select {
	case <-wake:
	case <-ctx.Done():
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
