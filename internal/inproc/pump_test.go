package inproc_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"usersync/internal/inproc"
	"usersync/internal/table"
)

// tape is a stream of a fixed list of changes that can be extended.
type tape struct {
	mu      sync.Mutex
	changes []table.Change
	trimmed uint64
	wake    chan struct{}
}

func (s *tape) Changes(_ context.Context, after uint64, limit int) ([]table.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []table.Change
	for _, c := range s.changes {
		if c.Seq > after && c.Seq > s.trimmed && len(out) < limit {
			out = append(out, c)
		}
	}
	return out, nil
}

func (s *tape) Wake() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wake
}

func (s *tape) Trim(_ context.Context, upTo uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trimmed = upTo
	return nil
}

func (s *tape) add(seqs ...uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range seqs {
		s.changes = append(s.changes, table.Change{Seq: n})
	}
	close(s.wake)
	s.wake = make(chan struct{})
}

func TestPumpDeliversInOrderAndAgainAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stream := &tape{wake: make(chan struct{})}
		var got []uint64
		failures := 2
		pump := &inproc.Pump{Stream: stream, Log: slog.New(slog.DiscardHandler), Relay: func(_ context.Context, changes []table.Change) error {
			if failures > 0 {
				failures--
				return errors.New("queue is away")
			}
			for _, c := range changes {
				got = append(got, c.Seq)
			}
			return nil
		}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { pump.Run(ctx); close(done) }()

		stream.add(1, 2)
		time.Sleep(5 * time.Second)
		stream.add(3)
		synctest.Wait()
		cancel()
		<-done
		if !slices.Equal(got, []uint64{1, 2, 3}) || stream.trimmed != 3 {
			t.Fatalf("delivered %v, trimmed to %d", got, stream.trimmed)
		}
	})
}

func TestEveryGoesOnAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		turns := 0
		done := make(chan struct{})
		go func() {
			inproc.Every(ctx, time.Minute, slog.New(slog.DiscardHandler), "sweep", func(context.Context) error {
				turns++
				return errors.New("no luck")
			})
			close(done)
		}()
		time.Sleep(150 * time.Second)
		cancel()
		<-done
		if turns != 3 {
			t.Fatalf("%d turns in 150 s, want 3: at once and each minute", turns)
		}
	})
}
