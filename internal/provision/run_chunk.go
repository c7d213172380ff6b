package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// runChunk resolves the users of a chunk and counts them, once.
func (r *Runner) runChunk(ctx context.Context, a access.Account, run Run, m job.Message) error {
	c, ok, err := r.Parts.GetChunk(ctx, a, run.ID, m.Shard, m.Chunk)
	if err != nil {
		return err
	}
	if ok && !c.Done {
		tally, err := r.resolveChunk(ctx, a, run, c, m.Version)
		if err != nil {
			return err
		}
		if err := r.Parts.CloseChunk(ctx, a, run.ID, c, tally); err != nil && !errors.Is(err, ErrMoved) {
			return err
		}
	}
	return r.advance(ctx, a, run)
}

// resolveChunk looks at every user. What the store cannot do now brings the whole chunk back; any other failure of one user is counted and stops nobody else.
func (r *Runner) resolveChunk(ctx context.Context, a access.Account, run Run, c Chunk, version int64) (Tally, error) {
	old, err := r.superseded(ctx, a, run)
	if err != nil {
		return Tally{}, err
	}
	if old {
		return Tally{Done: len(c.Users), Skipped: len(c.Users)}, nil
	}
	resolve := r.Resolver.Resolve
	if run.Kind == FullRun {
		resolve = r.Resolver.Recheck
	}
	t := Tally{Done: len(c.Users)}
	for _, user := range c.Users {
		result, err := resolve(ctx, a, user, max(run.Version, version))
		switch {
		case err == nil:
			t.add(result)
		case fault.Is(err, fault.Unavailable) || ctx.Err() != nil:
			return Tally{}, err
		default:
			t.Failed++
		}
	}
	return t, nil
}

func (t *Tally) add(result Result) {
	if result.Changed {
		t.Changed++
	}
	if result.Waiting {
		t.Waiting++
	}
	if result.Failed {
		t.Failed++
	}
}

// finish ends a run all of whose users were looked at, and asks for the second listing when the live policy is not known to have reached everybody.
func (r *Runner) finish(ctx context.Context, a access.Account, id string) error {
	run, ok, err := r.Heads.GetRun(ctx, a, id)
	if err != nil || !ok || run.State != RunRunning || run.Done < run.Planned {
		return err
	}
	state := RunDone
	if run.Skipped > 0 {
		state = RunSuperseded
	}
	if err := r.Heads.MoveRun(ctx, a, id, RunRunning, state, run.Planned, r.Now()); err != nil {
		return ignoreMoved(err)
	}
	return r.sendCheck(ctx, a, run)
}
