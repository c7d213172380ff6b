package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// cancelable reports whether the run may be ended early: one that brings a policy to everybody may not, for it would leave people at different ones.
func (r Run) cancelable() bool { return r.Kind == FullRun || r.Kind == RetryRun }

// Cancel has a run end early: chunks that are begun go on, all others are skipped, and then it is canceled. One that has ended, or is being canceled, stays as
// it is. fault.NotFound, of dry runs too; fault.Conflict (run_not_cancelable).
func (r *Runner) Cancel(ctx context.Context, a access.Account, id string) (Run, error) {
	for range startTries {
		run, err := r.Run(ctx, a, id)
		switch {
		case err != nil:
			return Run{}, err
		case run.Kind == DryRun:
			return Run{}, errNoRun()
		case run.Over() || run.Canceling():
			return run, nil
		case !run.cancelable():
			return Run{}, fault.New(fault.Conflict, "run_not_cancelable",
				"This run brings a version of the rules to everybody and cannot be stopped halfway. Change the rules back instead: the run of the new version takes over at once.")
		}
		run.Canceled = r.Now()
		if err := r.Heads.CancelRun(ctx, a, run); !errors.Is(err, ErrMoved) {
			return run, err
		}
	}
	return Run{}, busy("cancel run", id, ErrMoved)
}

// stopped reports whether a run is being canceled by now.
func (r *Runner) stopped(ctx context.Context, a access.Account, run Run) (bool, error) {
	if !run.cancelable() || run.Canceling() {
		return run.Canceling(), nil
	}
	return r.Heads.RunCanceled(ctx, a, run.ID)
}
