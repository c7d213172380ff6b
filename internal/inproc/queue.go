package inproc

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// MaxAttempts is how often a message is delivered before it is parked; the sweeper finds the work again.
const MaxAttempts = 8

// Handler does the work of one message.
type Handler func(ctx context.Context, a access.Account, m job.Message) job.Verdict

// Queues are the in-process queues, each with its own workers. Send never blocks and never fails.
type Queues struct {
	Handle  Handler
	Workers map[job.Queue]int // how many messages of a queue are worked on at once; at least one
	Log     *slog.Logger
	Jitter  func() float64 // in [0, 1)

	mu      sync.Mutex
	lines   map[job.Queue]*line
	closed  bool
	working sync.WaitGroup
}

// line is one queue: what is ready, in order, and a token per waiting worker.
type line struct {
	ready []delivery
	more  *sync.Cond
	delay map[*time.Timer]struct{}
}

type delivery struct {
	message job.Message
	attempt int
}

// Start begins to work. It must be called once, before Send.
func (q *Queues) Start(ctx context.Context) {
	q.lines = map[job.Queue]*line{}
	for _, name := range []job.Queue{job.Hot, job.Bulk, job.Mail} {
		l := &line{more: sync.NewCond(&q.mu), delay: map[*time.Timer]struct{}{}}
		q.lines[name] = l
		for range max(1, q.Workers[name]) {
			q.working.Add(1)
			go q.work(ctx, name, l)
		}
	}
}

// Stop lets the messages under way finish, drops the rest (the sweep at the next start finds it) and returns.
func (q *Queues) Stop() {
	q.mu.Lock()
	q.closed = true
	for _, l := range q.lines {
		for timer := range l.delay {
			timer.Stop()
		}
		l.more.Broadcast()
	}
	q.mu.Unlock()
	q.working.Wait()
}

// Send puts messages at the end of a queue.
func (q *Queues) Send(_ context.Context, name job.Queue, messages ...job.Message) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range messages {
		q.add(name, delivery{message: m})
	}
	return nil
}

// SendLater does the same after a while.
func (q *Queues) SendLater(_ context.Context, name job.Queue, after time.Duration, messages ...job.Message) error {
	for _, m := range messages {
		q.later(name, after, delivery{message: m})
	}
	return nil
}

// Len is how many messages wait in a queue, delayed ones included.
func (q *Queues) Len(name job.Queue) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lines[name]
	return len(l.ready) + len(l.delay)
}

// add needs q.mu.
func (q *Queues) add(name job.Queue, d delivery) {
	if q.closed {
		return
	}
	l := q.lines[name]
	l.ready = append(l.ready, d)
	l.more.Signal()
}

func (q *Queues) later(name job.Queue, after time.Duration, d delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	l := q.lines[name]
	var timer *time.Timer
	timer = time.AfterFunc(after, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		delete(l.delay, timer)
		q.add(name, d)
	})
	l.delay[timer] = struct{}{}
}

func (q *Queues) work(ctx context.Context, name job.Queue, l *line) {
	defer q.working.Done()
	for {
		d, ok := q.next(l)
		if !ok {
			return
		}
		q.settle(name, d, q.run(ctx, d.message))
	}
}

// next waits for a message; ok is false when the queue is closed.
func (q *Queues) next(l *line) (delivery, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(l.ready) == 0 && !q.closed {
		l.more.Wait()
	}
	if q.closed {
		return delivery{}, false
	}
	d := l.ready[0]
	l.ready[0] = delivery{}
	if l.ready = l.ready[1:]; len(l.ready) == 0 {
		l.ready = nil // give a burst's memory back
	}
	return d, true
}

// run contains a panic to the message that caused it.
func (q *Queues) run(ctx context.Context, m job.Message) (v job.Verdict) {
	defer func() {
		if p := recover(); p != nil {
			q.Log.Error("message handler panicked", "kind", m.Kind, "account", m.Account, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v = job.Again(time.Second, "panic")
		}
	}()
	return q.Handle(ctx, access.FromTrigger(m.Account), m)
}

func (q *Queues) settle(name job.Queue, d delivery, v job.Verdict) {
	after, again := v.IsAgain()
	switch {
	case v.IsDone():
	case again && d.attempt+1 < MaxAttempts:
		wait := max(after, job.Deliveries.Wait(d.attempt, q.Jitter()))
		q.Log.Info("message comes again", "kind", d.message.Kind, "account", d.message.Account, "attempt", d.attempt+1, "in", wait, "reason", v.Reason())
		q.later(name, wait, delivery{message: d.message, attempt: d.attempt + 1})
	default:
		q.Log.Error("message parked; the sweeper looks after its work", "kind", d.message.Kind, "account", d.message.Account, "user", d.message.User, "id", d.message.ID, "reason", v.Reason())
	}
}
