package sim

import (
	"context"
	"errors"
	"time"

	"usersync/internal/fault"
	"usersync/internal/job"
)

// queue is all queues: standard ones, which promise to deliver at least once, in no order, most of the time.
type queue struct{ inbox[job.Message] }

type letter = parcel[job.Message]

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
			q.lay(m, due)
		}
	}
}

// settle does to a message what the verdict says.
func (q *queue) settle(l *letter, v job.Verdict) {
	if q.putOff(l, v) {
		return
	}
	if _, again := v.IsAgain(); !again && q.strikes(notDeleted) {
		return
	}
	q.remove(l)
}
