package sim

import (
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
)

// queue is all queues: standard ones, which promise to deliver at least once, in no order, most of the time.
type queue struct {
	*world
	messages []*letter
}

type letter struct {
	job.Message
	due      time.Time
	received int
}

// How long a message that is being worked on stays hidden, and how often it is tried.
const (
	visibility = 3 * time.Minute
	maxReceive = 8
)

func (q *queue) Send(ctx context.Context, name job.Queue, messages ...job.Message) error {
	return q.SendLater(ctx, name, 0, messages...)
}

func (q *queue) SendLater(_ context.Context, _ job.Queue, after time.Duration, messages ...job.Message) error {
	q.call("send")
	switch {
	case q.strikes(notSent):
		return errSend()
	case len(messages) > 1 && q.strikes(partlySent):
		q.put(after, messages[:q.rng.IntN(len(messages))])
		return errSend()
	}
	q.put(after, messages)
	q.maybeCrash(crashAfter)
	if q.strikes(sentAfterAll) {
		return errSend()
	}
	return nil
}

func errSend() error {
	return fault.New(fault.Unavailable, "queue", "The queue did not answer.").Because(errors.New("simulated"))
}

func (q *queue) put(after time.Duration, messages []job.Message) {
	for _, m := range messages {
		if q.strikes(dropped) {
			continue
		}
		copies := 1
		if q.strikes(doubled) {
			copies = 2
		}
		for range copies {
			due := q.clock.Add(after)
			if q.strikes(delayed) {
				due = due.Add(time.Duration(q.rng.IntN(600)) * time.Second)
			}
			q.messages = append(q.messages, &letter{Message: m, due: due})
		}
	}
}

// next is when the next message falls due; zero when none will.
func (q *queue) next() time.Time {
	var next time.Time
	for _, l := range q.messages {
		if l.due.After(q.clock) {
			next = earlier(next, l.due)
		}
	}
	return next
}

// take receives any message that is due.
func (q *queue) take() *letter {
	var due []*letter
	for _, l := range q.messages {
		if !l.due.After(q.clock) {
			due = append(due, l)
		}
	}
	if len(due) == 0 {
		return nil
	}
	l := due[q.rng.IntN(len(due))]
	l.received++
	l.due = q.clock.Add(visibility)
	return l
}

// settle does to a message what the verdict says.
func (q *queue) settle(l *letter, v job.Verdict) {
	wait, again := v.IsAgain()
	switch {
	case again && l.received < maxReceive:
		l.due = q.clock.Add(wait)
	case !again && q.strikes(notDeleted):
	default:
		q.messages = slices.DeleteFunc(q.messages, func(x *letter) bool { return x == l })
	}
}

func (q *queue) ready() bool {
	return slices.ContainsFunc(q.messages, func(l *letter) bool { return !l.due.After(q.clock) })
}
