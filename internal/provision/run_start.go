package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
)

// UserResolver brings one user up to date; *Resolver is one.
type UserResolver interface {
	// Resolve leaves a current outcome alone, Recheck evaluates it all the same.
	Resolve(ctx context.Context, a access.Account, user string, version int64) (Result, error)
	Recheck(ctx context.Context, a access.Account, user string, version int64) (Result, error)
}

// Rehearsal is what a dry run does in place of resolving; *Planner is one. Doing anything of it twice is harmless.
type Rehearsal interface {
	// Rehearse looks at the users of a chunk and closes it; ErrMoved when it was closed already.
	Rehearse(ctx context.Context, a access.Account, run Run, c Chunk) error
	// ChunkSize is how many users the next chunk of the run shall hold; 0: nobody waits for the run any more.
	ChunkSize(ctx context.Context, a access.Account, run Run) (int, error)
	// Conclude ends the plan of a run whose chunks are all closed.
	Conclude(ctx context.Context, a access.Account, run Run) error
}

// GroupWatch notes in the live policy which groups of its rules are gone; *GoneGroups is one.
type GroupWatch interface {
	Look(ctx context.Context, a access.Account) error
}

// Runner carries out runs: a tree of messages three deep, from the run to the shards of the user list to chunks of users. Whatever is delivered
// twice, late or never, each chunk is counted once. Its fields must be set (Dry and Lines where there are plans); it is safe for concurrent use.
type Runner struct {
	Heads    RunHeads
	Parts    RunParts
	People   Population
	Policies Policies
	Resolver UserResolver
	Sender   Sender
	Dry      Rehearsal
	Lines    Gatherer
	Failing  FailureList
	Gone     GroupWatch // nil: nobody looks
	Now      func() time.Time
	NewID    func() string
	// IndexLag is how far the user list may be behind the truth; 0 where it never is.
	IndexLag time.Duration
}

// startTries bounds how often a start that met a run which ended at that moment is tried again.
const startTries = 3

// StartRun starts a run over everybody at the live policy and returns it; a run of the kind that is going on already is returned
// instead of a second one.
func (r *Runner) StartRun(ctx context.Context, a access.Account, kind RunKind) (Run, error) {
	return r.startUnlessOpen(ctx, a, kind, r.NewID())
}

// StartScheduled starts the full run of an occurrence of the schedule. The id says which one it is, so that starting it twice
// starts it once: a second start returns the first run. While another full run goes on, that one is returned and nothing starts; call again later.
func (r *Runner) StartScheduled(ctx context.Context, a access.Account, id string) (Run, error) {
	run, ok, err := r.Heads.GetRun(ctx, a, id)
	if err != nil || ok {
		return run, err
	}
	return r.startUnlessOpen(ctx, a, FullRun, id)
}

func (r *Runner) startUnlessOpen(ctx context.Context, a access.Account, kind RunKind, id string) (Run, error) {
	for range startTries {
		open, err := r.Heads.OpenRuns(ctx, a)
		if err != nil {
			return Run{}, err
		}
		for _, run := range open {
			if run.Kind == kind {
				return run, nil
			}
		}
		run, err := r.start(ctx, a, kind, id)
		if !fault.Is(err, fault.Conflict) {
			return run, err
		}
	}
	return Run{}, busy("start run", id, ErrMoved)
}

func (r *Runner) start(ctx context.Context, a access.Account, kind RunKind, id string) (Run, error) {
	run, err := r.newRun(ctx, a, kind, id)
	if err != nil {
		return Run{}, err
	}
	return run, r.Heads.AddRun(ctx, a, run)
}

// newRun is a run at the live policy that is not stored yet.
func (r *Runner) newRun(ctx context.Context, a access.Account, kind RunKind, id string) (Run, error) {
	version, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return Run{}, err
	}
	return Run{ID: id, Kind: kind, State: RunPlanning, Version: version, Started: r.Now()}, nil
}

// Run reads a run. fault.NotFound.
func (r *Runner) Run(ctx context.Context, a access.Account, id string) (Run, error) {
	run, ok, err := r.Heads.GetRun(ctx, a, id)
	if err == nil && !ok {
		err = errNoRun()
	}
	return run, err
}

// Runs lists runs of a kind ("": all but dry runs), newest first; cursor is the id of the last run of the page before, next is "" at the end. limit is at least
// 1. fault.Malformed (bad_cursor).
func (r *Runner) Runs(ctx context.Context, a access.Account, kind RunKind, cursor string, limit int) (runs []Run, next string, err error) {
	runs, err = r.Heads.RunsBefore(ctx, a, kind, cursor, limit+1)
	if err == nil && len(runs) > limit {
		runs = runs[:limit]
		next = runs[limit-1].ID
	}
	return runs, next, err
}

// Handle does the work of one message of a run. What is overtaken is done.
func (r *Runner) Handle(ctx context.Context, a access.Account, m job.Message) job.Verdict {
	switch {
	case m.Hops > job.MaxHops:
		return job.Never("too many hops")
	case m.Kind == job.CheckRun:
		return r.check(ctx, a, m)
	}
	run, ok, err := r.Heads.GetRun(ctx, a, m.ID)
	if err != nil || run.Over() {
		return Verdict(err)
	}
	switch {
	case !ok:
		return job.Never("no such run")
	case m.Kind == job.PlanRun:
		err = r.plan(ctx, a, run, m)
	case m.Kind == job.PlanShard:
		err = r.planShard(ctx, a, run, m)
	case m.Kind == job.RunChunk:
		err = r.runChunk(ctx, a, run, m)
	default:
		return job.Never("not a message of a run")
	}
	return Verdict(err)
}

// Verdict is what becomes of a message whose work failed with err, if it did: what is not there will not come back, everything else is tried again.
func Verdict(err error) job.Verdict {
	switch {
	case err == nil:
		return job.Done()
	case fault.Is(err, fault.NotFound):
		return job.Never(err.Error())
	default:
		return job.Again(time.Second, err.Error())
	}
}

// message is the next message down the tree.
func message(kind job.Kind, run Run, a access.Account, from job.Message) job.Message {
	return job.Message{Kind: kind, Account: a.ID(), ID: run.ID, Shard: from.Shard, Version: max(run.Version, from.Version), Hops: from.Hops + 1}
}
