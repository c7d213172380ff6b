package provision_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/provision"
)

// remains lists the runs of which anything is stored.
func (w *works) remains() []string {
	w.t.Helper()
	var ids []string
	changes, err := w.db.Changes(context.Background(), 0, 1_000_000)
	w.must(err)
	for _, c := range changes {
		_, run, ok := strings.Cut(c.Key.P, "#RUN#")
		if !ok {
			continue
		}
		if _, there, err := w.db.Get(context.Background(), c.Key); err != nil || there {
			ids = append(ids, run)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (w *works) planned() provision.Plan {
	w.t.Helper()
	p, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{})
	w.must(err)
	return p
}

func TestRunsAreForgottenInTheirTime(t *testing.T) {
	w := newWorks(t)
	w.crowd(120, w.give("meeting", -1))
	w.rest()
	old, dry := w.sync(), w.planned()
	w.rest()
	w.clock = w.clock.Add(provision.DryRunLife - time.Hour)
	w.sweep(time.Minute)
	w.rest()
	if left := w.remains(); !slices.Contains(left, old.ID) || !slices.Contains(left, dry.ID) {
		t.Errorf("within a week: %v", left)
	}
	w.clock = w.clock.Add(2 * time.Hour)
	w.sweep(time.Minute)
	if left := w.remains(); !slices.Contains(left, old.ID) || slices.Contains(left, dry.ID) {
		t.Errorf("after a week: %v", left)
	}
	w.clock = w.clock.Add(provision.RunLife - provision.DryRunLife - 2*time.Hour)
	young := w.sync()
	w.rest()
	w.sweep(time.Minute)
	w.counted(old.ID, provision.RunDone, 120)
	w.clock = w.clock.Add(3 * time.Hour)
	w.sweep(time.Minute)
	w.rest()
	if left := w.remains(); !slices.Equal(left, []string{young.ID}) {
		t.Errorf("after 400 days: %v, want %s", left, young.ID)
	}
	if runs, _, err := w.runner.Runs(context.Background(), w.account, "", "", 100); err != nil || len(runs) != 1 {
		t.Errorf("listed are %+v, %v", runs, err)
	}
	w.settled()
}

func TestARunThatGoesOnIsNotForgotten(t *testing.T) {
	w := newWorks(t)
	w.crowd(5)
	w.rest()
	run := w.sync()
	w.relay()
	w.box = nil
	w.clock = w.clock.Add(2 * provision.RunLife)
	w.sweep(time.Minute)
	w.sweep(time.Minute)
	w.rest()
	w.counted(run.ID, provision.RunDone, 5)
}

func TestALargeRunIsForgottenStepByStep(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(60)
	w.rest()
	run := w.sync()
	w.rest()
	for n := range 5000 { // as if it had been a run over a quarter of a million
		w.must(w.store.AddChunk(context.Background(), w.account, run.ID, provision.Chunk{Shard: 1, N: n + 1000, Done: true}))
	}
	w.clock = w.clock.Add(provision.RunLife + time.Hour)
	sweeps := 0
	for ; len(w.remains()) > 0; sweeps++ {
		if sweeps > 10 {
			t.Fatal("it never ends")
		}
		if r := w.run(run.ID); r.Planned != 60 || r.Done != 60 {
			t.Errorf("half gone: %+v", r)
		}
		w.sweep(time.Minute)
	}
	if sweeps != 3 {
		t.Errorf("%d sweeps", sweeps)
	}
	if _, err := w.runner.Run(context.Background(), w.account, run.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("read: %v", err)
	}
}

func TestACrashWhileRunsAreForgottenHeals(t *testing.T) {
	for write, more := 1, true; more; write++ {
		w := newWorks(t)
		w.crowd(60)
		w.rest()
		w.sync()
		w.rest()
		w.clock = w.clock.Add(provision.RunLife + time.Hour)
		w.engine.countdown = write
		_ = w.runner.SweepRuns(context.Background(), w.account, time.Minute)
		more = w.engine.dead
		w.crash()
		w.sweep(time.Minute)
		if left := w.remains(); len(left) != 0 {
			t.Errorf("crashed at write %d: %v", write, left)
		}
	}
}

func TestRunsOfOneKind(t *testing.T) {
	w := newWorks(t)
	w.crowd(2, w.give("meeting", -1))
	w.rest()
	count := map[provision.RunKind]int{provision.PublishRun: 1}
	for range 3 {
		w.sync()
		w.rest()
		w.speak([]string{"de", "fr"}[count[provision.FullRun]%2])
		w.rest()
		w.retry(provision.Retry{RunSource: provision.RunSource{Cause: provision.AnyCause}})
		w.rest()
		for _, kind := range []provision.RunKind{provision.FullRun, provision.PublishRun, provision.RetryRun} {
			count[kind]++
		}
	}
	w.planned()
	for kind, want := range count {
		got := 0
		for at, more := "", true; more; more = at != "" {
			runs, next, err := w.runner.Runs(context.Background(), w.account, kind, at, 2)
			w.must(err)
			for _, r := range runs {
				if r.Kind != kind {
					t.Errorf("asked for %s and got %+v", kind, r)
				}
			}
			got, at = got+len(runs), next
		}
		if got != want {
			t.Errorf("%d runs of kind %s, want %d", got, kind, want)
		}
	}
}
