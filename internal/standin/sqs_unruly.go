package standin

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Unruly is how a standard queue may behave, made frequent: messages come twice, late and out of order.
type Unruly struct {
	Random *rand.Rand
	// Double and Late are how often: one message in so many. 0 means never.
	Double, Late int
	// Most is the longest that a message is late.
	Most time.Duration

	// Doubled and Delayed count what happened.
	Doubled, Delayed int
}

// Misbehave makes all queues unruly from now on; nil makes them orderly again. Counts may be read after that.
func (s *SQS) Misbehave(u *Unruly) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unruly = u
}

// whims is after what delays a message is delivered: once, as was asked for, where queues are orderly. It needs the lock.
func (s *SQS) whims(delay time.Duration) []time.Duration {
	u := s.unruly
	if u == nil {
		return []time.Duration{delay}
	}
	if u.Late > 0 && u.Random.IntN(u.Late) == 0 {
		u.Delayed++
		delay += time.Duration(u.Random.Int64N(int64(u.Most)))
	}
	if u.Double > 0 && u.Random.IntN(u.Double) == 0 {
		u.Doubled++
		return []time.Duration{delay, delay + time.Duration(u.Random.Int64N(int64(u.Most)))}
	}
	return []time.Duration{delay}
}

// line is the messages in the order in which they are received. It needs the lock.
func (q *Queue) line() []*kept {
	line := slices.Clone(q.kept)
	if u := q.sqs.unruly; u != nil {
		u.Random.Shuffle(len(line), func(i, j int) { line[i], line[j] = line[j], line[i] })
	}
	return line
}
