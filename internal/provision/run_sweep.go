package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

var _ Runs = (*Runner)(nil)

// SweepRuns sends the missing messages of runs that began longer than olderThan ago and have not moved since the sweep before, and
// asks for the second listing where the live policy is not known to have reached everybody. With olderThan 0 all unfinished runs get
// their messages: nothing of them can be under way.
func (r *Runner) SweepRuns(ctx context.Context, a access.Account, olderThan time.Duration) error {
	recent, err := r.Heads.RunsBefore(ctx, a, "", recentRuns)
	if err != nil || len(recent) == 0 {
		return err
	}
	var failed error
	for _, run := range recent {
		if run.Over() || run.Started.After(r.Now().Add(-olderThan)) {
			continue
		}
		before, err := r.Heads.NoteSweep(ctx, a, run.ID, run.Done)
		if err == nil && (olderThan == 0 || before >= run.Done) {
			err = r.restart(ctx, a, run)
		}
		failed = errors.Join(failed, err)
	}
	return errors.Join(failed, r.sendCheck(ctx, a, recent[0]))
}

// restart sends every message that an unfinished run may still wait for.
func (r *Runner) restart(ctx context.Context, a access.Account, run Run) error {
	from := job.Message{Version: run.Version}
	plans, err := r.Parts.ShardPlans(ctx, a, run.ID)
	if err != nil {
		return err
	}
	if len(plans) < ListShards {
		return r.Sender.Send(ctx, job.Bulk, message(job.PlanRun, run, a, from))
	}
	for _, p := range plans {
		from.Shard = p.Shard
		if err := r.sendOpen(ctx, a, run, from); err != nil {
			return err
		}
	}
	return r.advance(ctx, a, run)
}
