package provision

import (
	"context"

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
		if err := unlessMoved(r.closeChunk(ctx, a, run, c)); err != nil {
			return err
		}
	}
	return r.advance(ctx, a, run.ID)
}

func (r *Runner) closeChunk(ctx context.Context, a access.Account, run Run, c Chunk) error {
	if run.Kind == DryRun {
		return r.Dry.Rehearse(ctx, a, run, c)
	}
	tally, err := r.resolveChunk(ctx, a, run, c)
	if err != nil {
		return err
	}
	return r.Parts.CloseChunk(ctx, a, run.ID, c, tally)
}

// resolveChunk looks at every user. What the store cannot do now brings the whole chunk back; any other failure of one user is counted and stops nobody else.
func (r *Runner) resolveChunk(ctx context.Context, a access.Account, run Run, c Chunk) (Tally, error) {
	// The version is read after the users were listed: nobody born since a publication is given what held before it.
	live, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return Tally{}, err
	}
	if run.supersededBy(live) || run.Canceling() {
		return skipped(c), nil
	}
	t := Tally{Done: len(c.Users)}
	resolve := r.Resolver.Resolve
	if run.Kind == FullRun || run.Kind == RetryRun {
		resolve = r.Resolver.Recheck
	}
	for _, user := range c.Users {
		result, err := resolve(ctx, a, user, live)
		switch {
		case err == nil:
			t.add(user, result)
		case fault.Is(err, fault.Unavailable) || ctx.Err() != nil:
			return Tally{}, err
		default:
			t.add(user, Result{Failed: true, Codes: []string{internalFailure}})
		}
	}
	return t, nil
}

// skipped is what comes of a chunk that nobody looks at.
func skipped(c Chunk) Tally {
	t := Tally{Done: len(c.Users), Skipped: len(c.Users)}
	for _, user := range c.Users {
		t.Results = append(t.Results, UserResult{User: user, Skipped: true})
	}
	return t
}

func (t *Tally) add(user string, result Result) {
	t.Results = append(t.Results, UserResult{User: user, Changed: result.Changed, Failed: result.Failed, Waiting: result.Waiting, Held: result.Held, Drift: result.Drift, Codes: result.Codes})
	if result.Changed {
		t.Changed++
	}
	if result.Waiting {
		t.Waiting++
	}
	if result.Held {
		t.Held++
	}
	if result.Drift {
		t.Drift++
	}
	if result.Failed {
		t.Failed++
	}
}
