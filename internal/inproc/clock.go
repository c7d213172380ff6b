package inproc

import (
	"context"
	"log/slog"
	"time"
)

// Every calls fn at once and then at each interval until ctx ends. A failure is logged and does not stop the clock.
func Every(ctx context.Context, interval time.Duration, log *slog.Logger, name string, fn func(ctx context.Context) error) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if err := fn(ctx); err != nil && ctx.Err() == nil {
			log.Error("periodic work failed; it is tried again at the next turn", "work", name, "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// Sleep waits, or returns the context's error as soon as it ends.
func Sleep(ctx context.Context, d time.Duration) error {
	pause(ctx, d)
	return ctx.Err()
}
