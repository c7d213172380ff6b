package sim

import (
	"iter"
	"sync"
)

// thread is a coroutine that runs one actor after the other. It is kept, since most of what a new one costs is that its stack grows.
type thread struct {
	body   func()
	busy   bool // in the middle of a body
	yield  func(struct{}) bool
	resume func() (struct{}, bool)
}

func newThread() *thread {
	t := &thread{}
	t.resume, _ = iter.Pull(func(yield func(struct{}) bool) {
		t.yield = yield
		for {
			t.body()
			t.busy = false
			if !yield(struct{}{}) {
				return
			}
		}
	})
	return t
}

// goOn begins a body, or goes on with the one it is in the middle of, until it rests or ends. It returns whether it has ended.
func (t *thread) goOn(body func()) (ended bool) {
	if !t.busy {
		t.body, t.busy = body, true
	}
	t.resume()
	return !t.busy
}

// rest stops in the middle of a body until it is told to go on.
func (t *thread) rest() { t.yield(struct{}{}) }

// pool has the threads that nobody uses, for all worlds.
type pool struct {
	mu   sync.Mutex
	free []*thread
}

var threads pool

func (p *pool) take() *thread {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.free) - 1
	if last < 0 {
		return newThread()
	}
	t := p.free[last]
	p.free = p.free[:last]
	return t
}

func (p *pool) give(t *thread) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, t)
}
