package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
)

// How long runs are kept, and how much of them one sweep of an account deletes.
const (
	RunLife     = 400 * 24 * time.Hour
	DryRunLife  = 7 * 24 * time.Hour // as long as their plans
	dropRuns    = 10
	dropChunks  = 100 // in one step
	dropAtATime = 20  // steps
)

// forget deletes what is older than runs are kept, step by step; the next sweep goes on. A run that goes on is never deleted.
func (r *Runner) forget(ctx context.Context, a access.Account, open []Run) error {
	steps := dropAtATime
	for _, list := range []struct {
		dry  bool
		life time.Duration
	}{{false, RunLife}, {true, DryRunLife}} {
		ids, err := r.Heads.OldestRuns(ctx, a, list.dry, r.Now().Add(-list.life), dropRuns)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if slices.ContainsFunc(open, func(run Run) bool { return run.ID == id }) {
				continue
			}
			for gone := false; !gone; steps-- {
				if steps == 0 {
					return nil
				}
				if gone, err = r.Heads.DropRun(ctx, a, id, dropChunks); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
