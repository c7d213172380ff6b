package provision

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

var _ Runs = (*Runner)(nil)

// SweepRuns sends the missing messages of runs that began longer than olderThan ago and have not moved since the sweep before. Where no run is
// there to do it, and the live policy, published longer than olderThan ago, is not known to have reached everybody, it asks for the second listing.
// With olderThan 0 all unfinished runs get their messages: nothing of them can be under way. It deletes, a little at a time, runs that are older than they are kept.
func (r *Runner) SweepRuns(ctx context.Context, a access.Account, olderThan time.Duration) error {
	open, err := r.Heads.OpenRuns(ctx, a)
	if err != nil {
		return err
	}
	before := r.Now().Add(-olderThan)
	failed := errors.Join(r.sweepCheck(ctx, a, open, before), r.sweepGathering(ctx, a, open, before))
	for _, run := range open {
		if !run.Started.After(before) {
			failed = errors.Join(failed, r.sweepRun(ctx, a, run, olderThan == 0))
		}
	}
	return errors.Join(failed, r.forget(ctx, a, open))
}

// sweepGathering ends what a plan began to gather and nobody ended: its publication came to nothing, or was overtaken.
func (r *Runner) sweepGathering(ctx context.Context, a access.Account, open []Run, before time.Time) error {
	_, _, published, err := r.People.Settled(ctx, a)
	if err != nil || published.After(before) {
		return err
	}
	for _, run := range open {
		if run.Kind == PublishRun {
			return nil // it ends it, or the run that overtakes it does
		}
	}
	return r.endGathering(ctx, a, Run{Kind: PublishRun})
}

func (r *Runner) sweepCheck(ctx context.Context, a access.Account, open []Run, before time.Time) error {
	_, live, published, err := r.People.Settled(ctx, a)
	if err != nil || published.After(before) {
		return err
	}
	for _, run := range open {
		if run.Kind != DryRun && run.Version >= live { // it asks when it ends
			return nil
		}
	}
	return r.sendCheck(ctx, a, "")
}

// sweepRun sets a run going again that stands still.
func (r *Runner) sweepRun(ctx context.Context, a access.Account, run Run, always bool) error {
	listed, _, err := r.listed(ctx, a, run)
	if err != nil {
		return err
	}
	progress := listed + run.Done
	before, err := r.Heads.NoteSweep(ctx, a, run.ID, progress)
	if err != nil || before < progress && !always {
		return err
	}
	return r.restart(ctx, a, run)
}

// restart sends every message that an unfinished run may still wait for.
func (r *Runner) restart(ctx context.Context, a access.Account, run Run) error {
	from := job.Message{Version: run.Version}
	if run.State == RunPlanning || run.Kind == DryRun { // whoever sweeps concludes no plans
		return r.Sender.Send(ctx, job.Bulk, message(job.PlanRun, run, a, from))
	}
	for from.Shard = range run.shards() {
		if err := r.sendOpen(ctx, a, run, from); err != nil {
			return err
		}
	}
	return r.advance(ctx, a, run.ID)
}
