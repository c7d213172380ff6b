package sim

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"time"
)

// How many seeds make one test.
const defaultSeeds = 20_000

// The shapes of runs: most are small, so that much happens to the same few users; some have groups so large that a change of
// their members goes through a journal.
var (
	usual = shape{users: 5, groups: 3, rules: 4, pushes: 7, edits: 3}
	crowd = shape{users: 80, groups: 2, rules: 3, pushes: 4, edits: 2}
	// A second account beside the first, with users of the same names.
	neighbour = shape{users: 3, groups: 2, rules: 3, pushes: 5, edits: 2}
)

// shapeOf gives each world a part of the product's features to use: worlds of all of them at once would be few, and much alike.
func shapeOf(seed uint64) shape {
	s := usual
	if seed%128 == 127 {
		s = crowd
	}
	s.http, s.flat, s.drafts = seed%2 == 1, seed%3 == 0, seed%8 == 2
	switch seed % 16 {
	case 3:
		s.pushes, s.edits, s.plans = s.pushes-2, s.edits-2, 2
	case 7:
		s.pushes, s.edits, s.plans, s.words, s.strict = s.pushes-3, 0, 2, 2, true
	case 11:
		s.edits, s.mailed = s.edits-2, true
	}
	return s
}

// play runs one seed to its end: some time with mishaps, then calm until a sweep and all that comes of it change nothing any more.
func play(seed uint64, s shape, change func(p *plant)) *world {
	w := newWorld(seed)
	w.mailer.tells = s.mailed
	defer w.close()
	companies := []*company{found(w, s, "ACCOUNT1")}
	if seed%8 == 5 {
		companies = append(companies, found(w, neighbour, "ACCOUNT2"))
	}
	w.plant = newPlant(w, unsure{w})
	if change != nil {
		change(w.plant)
	}
	w.plant.start()
	for _, c := range companies {
		c.open(w.plant)
	}
	for w.busy > 0 && w.going() {
		w.step()
	}
	w.calm = true
	w.rest()
	w.judge(companies)
	companies[0].reopen()
	if w.audit.holding() { // until nobody can decide any more
		w.clock = w.clock.Add(15 * 24 * time.Hour)
		w.rest()
		w.judge(companies)
		if w.audit.holding() {
			w.wrong("a hold is open that nobody decided on in time")
		}
	}
	return w
}

// rest goes on until sweeps change nothing any more.
func (w *world) rest() {
	w.drain()
	for before := w.audit.seq + 1; before != w.audit.seq && w.going(); {
		before = w.audit.seq
		w.clock = w.clock.Add(visibility + indexLag)
		w.awaitProbe()
		w.plant.nextSweep = w.clock
		w.drain()
	}
}

func (w *world) judge(companies []*company) {
	for _, c := range companies {
		if len(w.failed) == 0 {
			c.judge().everything()
		}
	}
}

func (w *world) close() {
	w.end()
	w.plant.leave()
}

// drain goes on until nothing is left to happen by itself.
func (w *world) drain() {
	for w.going() && w.step() {
	}
}

func (w *world) going() bool {
	if w.steps > maxSteps {
		w.wrong("it does not come to rest")
	}
	return len(w.failed) == 0
}

// A world is small and short, and there are many: collecting garbage seldom saves a third of the time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(1600)
	m.Run()
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func TestSim(t *testing.T) {
	if seed := number("SEED", -1); seed >= 0 {
		for _, problem := range play(uint64(seed), shapeOf(uint64(seed)), nil).failed {
			t.Error(problem)
		}
		return
	}
	seeds, from := number("SEEDS", defaultSeeds), number("FROM", 0)
	var (
		sum   = tally{deeds: map[string]int{}}
		group sync.WaitGroup
		next  = make(chan uint64)
	)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for seed := range next {
				w := play(seed, shapeOf(seed), nil)
				sum.add(w)
				for _, problem := range w.failed {
					t.Errorf("SEED=%d go test -run TestSim ./internal/sim: %s", seed, problem)
				}
			}
		})
	}
	for seed := range seeds {
		if !t.Failed() {
			next <- uint64(from + seed)
		}
	}
	close(next)
	group.Wait()
	sum.report(t)
	if seeds >= defaultSeeds && !t.Failed() {
		sum.enough(t)
	}
}

// A seed is the whole run: the same seed takes the same steps.
func TestASeedDecidesEverything(t *testing.T) {
	for seed := range uint64(200) {
		one, two := play(seed, shapeOf(seed), nil), play(seed, shapeOf(seed), nil)
		if one.trace != two.trace || one.steps != two.steps {
			t.Errorf("seed %d: %d steps and trace %x, then %d steps and %x", seed, one.steps, one.trace, two.steps, two.trace)
		}
	}
}
