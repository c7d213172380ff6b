package provision_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/store"
)

func (w *works) cancel(id string) provision.Run {
	w.t.Helper()
	r, err := w.runner.Cancel(context.Background(), w.account, id)
	w.must(err)
	return r
}

func TestACanceledRunEndsAtEveryMoment(t *testing.T) {
	states := map[provision.RunState]int{}
	skipped := 0
	for stage, more := 0, true; more; stage++ {
		w := newWorks(t)
		w.narrow = true
		users := w.crowd(120, w.give("meeting", -1))
		w.rest()
		run := w.sync()
		for range stage {
			more = w.step()
		}
		told := w.cancel(run.ID)
		if !told.Over() && !told.Canceling() {
			t.Fatalf("told %+v", told)
		}
		done := w.run(run.ID).Done
		w.rest()
		r := w.run(run.ID)
		states[r.State]++
		skipped += r.Skipped
		if !r.Over() || r.Done != r.Planned || r.Done-r.Skipped != done || r.State == provision.RunDone && r.Skipped > 0 {
			t.Errorf("canceled at step %d, with %d done: %+v", stage, done, r)
		}
		w.addsUp(run.ID)
		w.settled(users...)
		if again := w.cancel(run.ID); again.State != r.State {
			t.Errorf("canceled twice: %+v", again)
		}
	}
	if states[provision.RunCanceled] < 5 || states[provision.RunDone] < 1 || skipped == 0 {
		t.Errorf("ended as %v, %d users skipped", states, skipped)
	}
}

// Invariant 19: once a cancel is acknowledged, no more users change through the run than those of chunks in work, each worker having one.
func TestACancelStopsAllButTheChunksInWork(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(300, w.give("meeting", -1))
	w.rest()
	run := w.sync()
	for len(w.box) == 0 || w.box[0].Kind != job.RunChunk {
		w.step()
	}
	rival := *w.runner
	canceling := &late{Store: w.runs}
	canceling.act = func() { // a worker has its chunk in hand
		_, err := rival.Cancel(context.Background(), w.account, run.ID)
		w.must(err)
	}
	w.runner.Parts = canceling
	w.rest()
	if r := w.counted(run.ID, provision.RunCanceled, w.run(run.ID).Planned); r.Done-r.Skipped != provision.ChunkUsers {
		t.Errorf("%d users were looked at after the cancel, want the %d in work: %+v", r.Done-r.Skipped, provision.ChunkUsers, r)
	}
}

func TestWhatACancelMustNotStop(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(120, w.give("meeting", -1))
	w.rest()
	published := w.speak("de")
	full := w.sync()
	w.step()
	plan, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{})
	w.must(err)
	for id, want := range map[string]fault.Kind{published.ID: fault.Conflict, plan.ID: fault.NotFound, "nobody": fault.NotFound} {
		if _, err := w.runner.Cancel(context.Background(), w.account, id); !fault.Is(err, want) {
			t.Errorf("cancel %s: %v", id, err)
		}
	}
	if _, err := w.runner.Cancel(context.Background(), second, full.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("by another account: %v", err)
	}
	w.cancel(full.ID)
	if s := w.look(); s.Pending == 0 {
		t.Errorf("with a publication on its way: %+v", s)
	}
	w.rest()
	w.settled(users...)
	w.counted(published.ID, provision.RunDone, 120)
	if next := w.sync(); next.ID == full.ID {
		t.Error("a canceled run keeps the next one from starting")
	}
	w.rest()
}

func TestACrashWhileARunIsCanceledHeals(t *testing.T) {
	for write, more := 1, true; more; write++ {
		for _, lost := range []bool{true, false} {
			w := newWorks(t)
			w.narrow = true
			users := w.crowd(120, w.give("meeting", -1))
			w.rest()
			run := w.sync()
			for range 3 {
				w.step()
			}
			w.engine.countdown, w.engine.lost = write, lost
			_, _ = w.runner.Cancel(context.Background(), w.account, run.ID)
			for !w.engine.dead && w.step() {
			}
			more = w.engine.dead
			w.crash()
			w.rest()
			if r := w.run(run.ID); !r.Over() || r.Done != r.Planned || r.Canceling() != (r.State == provision.RunCanceled) {
				t.Fatalf("crashed at write %d, lost: %v: %+v", write, lost, r)
			}
			w.addsUp(run.ID)
			w.settled(users...)
		}
	}
}

// moving says that the run has moved, so many times.
type moving struct {
	*store.Store
	times int
}

func (m *moving) CancelRun(ctx context.Context, a access.Account, r provision.Run) error {
	if m.times--; m.times >= 0 {
		return provision.ErrMoved
	}
	return m.Store.CancelRun(ctx, a, r)
}

func TestACancelThatMeetsARunOnItsWay(t *testing.T) {
	w := newWorks(t)
	w.crowd(5)
	run := w.sync()
	w.runner.Heads = &moving{w.runs, 9}
	if _, err := w.runner.Cancel(context.Background(), w.account, run.ID); !fault.Is(err, fault.Unavailable) || !errors.Is(err, provision.ErrMoved) {
		t.Errorf("a run that never stands still: %v", err)
	}
	w.runner.Heads = &moving{w.runs, 1}
	if r := w.cancel(run.ID); !r.Canceled.Equal(w.clock) {
		t.Errorf("canceled %+v", r)
	}
	w.clock = w.clock.Add(time.Minute)
	if r := w.cancel(run.ID); r.Canceled.Equal(w.clock) {
		t.Errorf("the second cancel counts: %+v", r)
	}
}
