package linear

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// world is one run: clients that take turns at every call of the table, in an order that the seed decides.
type world struct {
	rng     *rand.Rand
	account access.Account
	table   table.Table
	store   *store.Store
	clock   time.Time
	ids     int
	calm    bool
	fired   [mishaps]int
	actors  []*actor
	acting  *actor
	ticks   int64
	history []porcupine.Operation

	afterwards func() // what is done when the clients are through; may be nil
}

type actor struct {
	yield  func(struct{}) bool
	resume func() (struct{}, bool)
	stop   func()
}

var dawn = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)

// newWorld founds an account of its own on an engine, which change may make wrong.
func newWorld(t *testing.T, seed uint64, engine table.Table, change func(table.Table) table.Table) *world {
	t.Helper()
	w := &world{rng: rand.New(rand.NewPCG(seed, 11)), account: access.FromTrigger(accountName()), clock: dawn, calm: true}
	w.table = unsure{w, change(engine)}
	w.store = store.New(w.table)
	if far, ok := engine.(remote); ok {
		far.line.world = w
	}
	founder := provision.Founder{Store: w.store, Now: w.now, NewID: w.newID}
	if _, _, err := founder.CreateAccount(t.Context(), w.account, "Acme", true); err != nil {
		t.Fatalf("found account: %v", err)
	}
	return w
}

// accounts counts worlds: those on one engine must not meet.
var accounts int

func accountName() string {
	accounts++
	return fmt.Sprintf("LINEAR%d", accounts)
}

func (w *world) now() time.Time { return w.clock }

func (w *world) newID() string {
	w.ids++
	return fmt.Sprintf("01LIN%s%012d", w.account.ID()[len("LINEAR"):], w.ids)
}

func (w *world) sleep(_ context.Context, d time.Duration) error {
	w.clock = w.clock.Add(d)
	w.turn()
	return nil
}

// Read makes bytes for secrets.
func (w *world) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(w.rng.Uint32())
	}
	return len(p), nil
}

// client is somebody who acts a number of times.
func (w *world) client(times int, act func()) {
	a := &actor{}
	a.resume, a.stop = iter.Pull(func(yield func(struct{}) bool) {
		a.yield = yield
		for range times {
			act()
		}
	})
	w.actors = append(w.actors, a)
}

// turn lets others act.
func (w *world) turn() {
	if a := w.acting; a != nil && !a.yield(struct{}{}) {
		panic("stopped in the middle of a call")
	}
}

// run lets the clients act to their ends, with mishaps.
func (w *world) run() {
	w.calm = false
	for len(w.actors) > 0 {
		w.clock = w.clock.Add(time.Millisecond)
		n := w.rng.IntN(len(w.actors))
		w.acting = w.actors[n]
		if _, more := w.acting.resume(); !more {
			w.actors = append(w.actors[:n], w.actors[n+1:]...)
		}
	}
	w.acting, w.calm = nil, true
	if w.afterwards != nil {
		w.afterwards()
	}
}

// unknown is the answer of a call that may or may not have happened.
type unknown struct{}

// call notes one call: what was asked and, unless the answer is nil, what was answered.
func (w *world) call(input any, ask func() any) any {
	w.ticks++
	op := porcupine.Operation{Input: input, Call: w.ticks}
	op.Output = ask()
	w.ticks++
	op.Return = w.ticks
	if (op.Output == unknown{}) {
		op.Return = math.MaxInt64 // it may still happen, at any time
	}
	if op.Output != nil {
		w.history = append(w.history, op)
	}
	return op.Output
}
