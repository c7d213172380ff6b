package lambdatest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
)

// Fleet is the sandboxes of one function: it starts one when all are busy, up to a maximum, and replaces those that died.
type Fleet struct {
	function Function
	places   chan struct{} // one token per sandbox that may still be taken

	mu      sync.Mutex
	idle    []*Sandbox
	started []*Sandbox
	closed  bool
}

// NewFleet prepares a fleet of at most so many sandboxes; the first starts at the first Invoke.
func NewFleet(f Function, most int) *Fleet {
	fleet := &Fleet{function: f, places: make(chan struct{}, most)}
	for range most {
		fleet.places <- struct{}{}
	}
	return fleet
}

// Invoke delivers an event to a free sandbox, and waits for one while all are busy. Errors are as those of Sandbox.Invoke.
func (f *Fleet) Invoke(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
	select {
	case <-f.places:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { f.places <- struct{}{} }()
	s, err := f.take()
	if err != nil {
		return nil, err
	}
	answer, err := s.Invoke(ctx, event)
	f.give(s)
	return answer, err
}

func (f *Fleet) take() (*Sandbox, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ErrClosed
	}
	for len(f.idle) > 0 {
		s := f.idle[len(f.idle)-1]
		f.idle = f.idle[:len(f.idle)-1]
		if s.Alive() {
			return s, nil
		}
	}
	s, err := Start(f.function)
	if err == nil {
		f.started = append(f.started, s)
	}
	return s, err
}

func (f *Fleet) give(s *Sandbox) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Alive() {
		f.idle = append(f.idle, s)
	}
}

// Kill ends a process that has an event in hand, as kill -9 does. It reports whether there was one.
func (f *Fleet) Kill() bool {
	f.mu.Lock()
	at := slices.IndexFunc(f.started, func(s *Sandbox) bool { return s.Alive() && !slices.Contains(f.idle, s) })
	var busy *Sandbox
	if at >= 0 {
		busy = f.started[at]
	}
	f.mu.Unlock()
	if busy != nil {
		busy.kill()
	}
	return busy != nil
}

// Logs is what all sandboxes wrote, in the order in which they were started.
func (f *Fleet) Logs() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all strings.Builder
	for _, s := range f.started {
		all.WriteString(s.Logs())
	}
	return all.String()
}

// Close ends all sandboxes; events under way fail.
func (f *Fleet) Close() error {
	f.mu.Lock()
	started := f.started
	f.closed = true
	f.mu.Unlock()
	var failed error
	for _, s := range started {
		failed = errors.Join(failed, s.Close())
	}
	return failed
}
