package sim

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"usersync/internal/engine/local"
	"usersync/internal/job"
	"usersync/internal/provision"
)

// world is one simulated deployment. Everything in it happens one step at a time, in an order that the seed decides.
type world struct {
	rng    *rand.Rand
	clock  time.Time
	calm   bool // the mishaps have stopped
	ids    int
	steps  int
	trace  uint64
	fired  map[mishap]int
	deeds  map[string]int // what the product did, by what it is called
	actors []*actor
	ready  []*actor // those who may go on, for the step
	acting *actor
	busy   int           // clients that are not through
	failed []string      // what did not hold
	lag    time.Duration // how far an index is behind at most

	db     *local.DB
	queue  *queue
	mailer *mailer
	audit  *audit
	plant  *plant
}

// maxSteps is far more than any run needs: a run that reaches it does not come to rest.
const maxSteps = 200_000

var dawn = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 7)), clock: dawn, fired: map[mishap]int{}, deeds: map[string]int{}, db: local.Memory(), lag: indexLag}
	w.queue, w.mailer, w.audit = &queue{inbox[job.Message]{world: w}}, newMailer(w), newAudit(w)
	return w
}

// actor is something that goes on by itself: a coroutine that stops at every call to the outside.
type actor struct {
	name   string
	wake   time.Time
	stalls bool // it may stand still for long
	dying  bool // its world has ended

	before  string         // the call that it is about to make
	crashed bool           // the process that does its work has died
	applies provision.Plan // what it applies, as it was first told
	body    func()
	thread  *thread
}

// crash is what an actor panics with when its process dies. Nothing but the actor's root may recover it.
type crash struct{}

// spawn starts an actor; after is called when it has ended, with whether it crashed.
func (w *world) spawn(name string, body func(ctx context.Context), after func(crashed bool)) *actor {
	a := &actor{name: name, wake: w.clock, thread: threads.take()}
	a.body = func() {
		crashed := w.guarded(func() { body(context.Background()) })
		if after != nil {
			after(crashed)
		}
	}
	w.actors = append(w.actors, a)
	return a
}

// guarded runs something that may crash and says whether it did.
func (w *world) guarded(body func()) (crashed bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(crash); !ours {
				panic(r)
			}
			crashed = true
		}
	}()
	body()
	return false
}

// call is made by every call to the outside: the others may act now, and the process may die.
func (w *world) call(what string) {
	w.note(what)
	w.acting.before = what
	w.pause(0)
	w.acting.before = ""
	if w.acting.stalls && w.strikes(stalled) {
		w.pause(visibility + time.Duration(w.rng.IntN(60))*time.Second)
	}
	w.maybeCrash(crashBefore)
}

// pause gives the others their turn until some time has passed.
func (w *world) pause(d time.Duration) {
	a := w.acting
	a.wake = w.clock.Add(d)
	if !a.dying {
		a.thread.rest()
	}
	if a.dying {
		w.die()
	}
}

func (w *world) maybeCrash(f mishap) {
	if w.strikes(f) {
		w.die()
	}
}

func (w *world) die() {
	w.acting.crashed = true
	panic(crash{})
}

// step lets one actor go on, or time pass. It returns false when nothing is left to happen.
func (w *world) step() bool {
	w.steps++
	w.clock = w.clock.Add(time.Duration(w.rng.IntN(3)) * time.Millisecond)
	ready := w.ready[:0]
	for _, a := range w.actors {
		if !a.wake.After(w.clock) {
			ready = append(ready, a)
		}
	}
	starts := w.plant.starts()
	w.ready = ready
	if pick := len(ready) + len(starts); pick > 0 {
		if n := w.rng.IntN(pick); n < len(ready) {
			w.run(ready[n])
		} else {
			starts[n-len(ready)]()
		}
		return true
	}
	next := w.next()
	if next.IsZero() {
		return false
	}
	w.clock = next
	return true
}

// next is when something can happen while nobody is ready; zero: never.
func (w *world) next() time.Time {
	next := earlier(w.queue.next(), w.mailer.post.next())
	for _, a := range w.actors {
		next = earlier(next, a.wake)
	}
	return next
}

func (w *world) run(a *actor) {
	w.acting = a
	w.note(a.name)
	if a.thread.goOn(a.body) {
		w.actors = slices.DeleteFunc(w.actors, func(x *actor) bool { return x == a })
		threads.give(a.thread)
	}
	w.acting = nil
}

// end stops what is still going on, so that no coroutine outlives its world.
func (w *world) end() {
	for _, a := range w.actors {
		w.acting, a.dying = a, true
		if !a.thread.busy || a.thread.goOn(a.body) {
			threads.give(a.thread)
		}
	}
	w.actors = nil
}

// note goes into the trace: two runs of a seed must note the same.
func (w *world) note(what string) {
	const prime = 1099511628211 // FNV-1a
	w.trace = (w.trace ^ uint64(w.clock.UnixMilli())) * prime
	for i := range len(what) {
		w.trace = (w.trace ^ uint64(what[i])) * prime
	}
}

// wrong notes something that does not hold.
func (w *world) wrong(format string, args ...any) {
	if len(w.failed) < 20 {
		w.failed = append(w.failed, fmt.Sprintf("step %d: ", w.steps)+fmt.Sprintf(format, args...))
	}
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func (w *world) now() time.Time { return w.clock }

// maxSkew is how far the clock of a process is before or behind that of the world: two differ by 3 seconds at most, which is what the product allows for.
const maxSkew = 1500 * time.Millisecond

// wrongClock is the clock of a new process. It may be behind the one of the process before it.
func (w *world) wrongClock() func() time.Time {
	if !w.strikes(skewed) {
		return w.now
	}
	skew := time.Duration(w.rng.Int64N(int64(2*maxSkew))) - maxSkew
	return func() time.Time { return w.clock.Add(skew) }
}

func (w *world) newID() string {
	w.ids++
	return fmt.Sprintf("01SIM%021d", w.ids)
}

func (w *world) sleep(_ context.Context, d time.Duration) error {
	w.pause(d)
	return nil
}
