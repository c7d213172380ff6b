package adminapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"usersync/internal/provision"
)

func TestWaitingForARun(t *testing.T) {
	w := newWorld(t)
	running := provision.Run{ID: "r", Kind: provision.FullRun, State: provision.RunRunning, Started: w.now, Planned: 9}
	over := running
	over.State, over.Finished = provision.RunDone, w.now
	for _, c := range []struct {
		name   string
		wait   string
		looks  int // after which the run is over
		breaks int // the pause that breaks off
		state  string
		paused time.Duration
	}{
		{"nobody waits", "", 3, -1, "running", 0},
		{"it is over already", "?wait=30", 0, -1, "done", 0},
		{"it ends meanwhile", "?wait=30", 4, -1, "done", 800 * time.Millisecond},
		{"it ends at the last moment", "?wait=1", 5, -1, "done", time.Second},
		{"it goes on for longer", "?wait=2", 1000, -1, "running", 2 * time.Second},
		{"as long as one may wait", "?wait=30", 1000, -1, "running", 30 * time.Second},
		{"the server ends", "?wait=30", 1000, 3, "running", 600 * time.Millisecond},
	} {
		w.run(c.name, func() {
			looked, paused, pauses := 0, time.Duration(0), 0
			w.runs.onRead = func() {
				w.runs.runs = []provision.Run{running}
				if looked >= c.looks {
					w.runs.runs = []provision.Run{over}
				}
				looked++
			}
			w.onSleep = func(_ context.Context, d time.Duration) error {
				if pauses == c.breaks {
					return errors.New("closing")
				}
				pauses++
				paused += d
				return nil
			}
			w.as("GET /sync/runs/r" + c.wait).ok().has(fmt.Sprintf(`{"state":%q}`, c.state))
			if paused != c.paused {
				w.t.Errorf("waited %v, want %v", paused, c.paused)
			}
		})
	}
}

func TestARunThatNobodyCanWaitFor(t *testing.T) {
	w := newWorld(t)
	w.onSleep = func(context.Context, time.Duration) error {
		t.Error("waits")
		return nil
	}
	w.as("GET /sync/runs/x?wait=30").fails(404, "run_not_found")
	for _, wait := range []string{"0", "31", "-1"} {
		w.as("GET /sync/runs/x?wait="+wait).fails(422, "invalid_body", "wait")
	}
	w.as("GET /sync/runs/x?wait=soon").fails(400, "invalid_request", "wait")
}
