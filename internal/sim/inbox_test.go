package sim

import (
	"slices"
	"time"

	"usersync/internal/job"
)

// How long what is being worked on stays hidden, and how often it is tried.
const (
	visibility = 3 * time.Minute
	maxReceive = 8
)

// inbox is what lies ready for the product, or will: it is taken in no order, and stays until whoever took it is done with it. What strikes on the way in is for its
// owners to say.
type inbox[T any] struct {
	*world
	waiting []*parcel[T]
}

type parcel[T any] struct {
	content  T
	due      time.Time
	received int
}

func (b *inbox[T]) lay(content T, due time.Time) {
	b.waiting = append(b.waiting, &parcel[T]{content: content, due: due})
}

// next is when the next one falls due; zero when none will.
func (b *inbox[T]) next() time.Time {
	var next time.Time
	for _, p := range b.waiting {
		if p.due.After(b.clock) {
			next = earlier(next, p.due)
		}
	}
	return next
}

func (b *inbox[T]) isDue(p *parcel[T]) bool { return !p.due.After(b.clock) }

func (b *inbox[T]) ready() bool { return slices.ContainsFunc(b.waiting, b.isDue) }

// take receives any one that is due; nil when none is.
func (b *inbox[T]) take() *parcel[T] {
	var due []*parcel[T]
	for _, p := range b.waiting {
		if b.isDue(p) {
			due = append(due, p)
		}
	}
	if len(due) == 0 {
		return nil
	}
	p := due[b.rng.IntN(len(due))]
	p.received++
	p.due = b.clock.Add(visibility)
	return p
}

// putOff hides one for as long as the verdict says, and reports whether it comes again.
func (b *inbox[T]) putOff(p *parcel[T], v job.Verdict) bool {
	wait, again := v.IsAgain()
	if !again || p.received >= maxReceive {
		return false
	}
	p.due = b.clock.Add(wait)
	return true
}

func (b *inbox[T]) remove(p *parcel[T]) {
	b.waiting = slices.DeleteFunc(b.waiting, func(x *parcel[T]) bool { return x == p })
}
