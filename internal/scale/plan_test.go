package scale

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"usersync/internal/engine/local"
	"usersync/internal/provision"
)

// mostMemory is what a process may hold while it works out and applies a plan of everybody.
const mostMemory = 512 << 20

// alone says to a process of this test that it is one of its own.
const alone = "USERSYNC_SCALE_ALONE"

// TestAPlanOfEverybodyNeedsLittleMemory: a plan under which each of 100,000 people changes, gains two products and gets a mail is worked out, read and applied on the
// file engine without ever holding 512 MiB. It runs in a process of its own, where nothing else is in memory.
func TestAPlanOfEverybodyNeedsLittleMemory(t *testing.T) {
	if os.Getenv(alone) == "" {
		self := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		self.Env = append(os.Environ(), alone+"=1", "GOMEMLIMIT=off", "GOGC=100")
		out, err := self.CombinedOutput()
		t.Logf("%s", out)
		if err != nil {
			t.Error(err)
		}
		return
	}
	db, err := local.Open(filepath.Join(t.TempDir(), "company.db"), local.NoSync())
	ok(t, err)
	c, err := NewCompany(t.Context(), db)
	ok(t, err)
	ok(t, c.Fill(t.Context(), crowd, 20))
	ok(t, c.Start(t.Context()))
	ok(t, c.Publish(t.Context(), c.Rules))
	watch := WatchMemory(time.Millisecond)
	p, err := c.Plan(t.Context(), provision.PlanChange{SyncOn: new(true)}, false)
	ok(t, err)
	if p.Totals.New != crowd || p.Totals.Mails != crowd || p.Totals.Products["p0"].Gained != crowd {
		t.Errorf("%+v", p.Totals)
	}
	planned := watch.Peak()
	_, err = c.Plans.Approve(t.Context(), c.Account, p.ID, "another key", "it is meant")
	ok(t, err)
	p, err = c.Plans.Apply(t.Context(), c.Account, p.ID)
	ok(t, err)
	for done := 0; done < crowd/20; { // what the run needs it needs from its first chunks on
		run, err := c.Runs.Run(t.Context(), c.Account, p.Run)
		ok(t, err)
		done = run.Done
	}
	applied := watch.Stop()
	c.Close()
	ok(t, db.Close())
	t.Logf("%d MiB at most while it was worked out, %d MiB with its application", planned>>20, applied>>20)
	if applied > mostMemory {
		t.Errorf("%d bytes, want at most %d", applied, mostMemory)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
