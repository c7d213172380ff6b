package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/job"
)

// plan gives a run to its shards.
func (r *Runner) plan(ctx context.Context, a access.Account, run Run, m job.Message) error {
	if run.Kind == PublishRun && r.Gone != nil {
		if err := r.Gone.Look(ctx, a); err != nil {
			return err
		}
	}
	messages := make([]job.Message, run.shards())
	for shard := range messages {
		messages[shard] = message(job.PlanShard, run, a, m)
		messages[shard].Shard = shard
	}
	return r.Sender.Send(ctx, job.Bulk, messages...)
}

// planShard lists one shard into chunks. What is stored stays as it is and the listing goes on behind it, so that every chunk is the same however often
// and by however many the shard is planned.
func (r *Runner) planShard(ctx context.Context, a access.Account, run Run, m job.Message) error {
	last, begun, err := r.Parts.LastChunk(ctx, a, run.ID, m.Shard)
	if err != nil {
		return err
	}
	if begun { // what was sent before may be lost
		if err := r.sendOpen(ctx, a, run, m); err != nil {
			return err
		}
	} else {
		last.N = -1
	}
	for last.N < 0 || last.Next != "" {
		if last, err = r.nextChunk(ctx, a, run, m.Shard, last); err != nil {
			return err
		}
		if err := r.Parts.AddChunk(ctx, a, run.ID, last); err != nil {
			return err // ErrMoved too: another planner is at it; the message comes again and goes on behind it
		}
		if last.Done {
			continue
		}
		if err := r.sendChunks(ctx, a, run, m, []int{last.N}); err != nil {
			return err
		}
	}
	return r.advance(ctx, a, run.ID)
}

// shards is how many shards the run lists: those of the user list, or one for a retry. A dry run counts those as well who were deleted while sync was off and keep what they had.
func (r Run) shards() int {
	switch r.Kind {
	case DryRun:
		return ListShards + 1
	case RetryRun:
		return 1
	default:
		return ListShards
	}
}

// nextChunk lists the chunk behind last. A run that nobody wants any more lists nobody: its shard ends here.
func (r *Runner) nextChunk(ctx context.Context, a access.Account, run Run, shard int, last Chunk) (Chunk, error) {
	c := Chunk{Shard: shard, N: last.N + 1, Upto: last.Upto}
	size, err := r.chunkSize(ctx, a, run)
	if err == nil && size > 0 {
		c.Users, c.Next, err = r.listUsers(ctx, a, run, shard, last.Next, size)
		c.Upto += len(c.Users)
	}
	c.Done = len(c.Users) == 0 // nobody to look at
	return c, err
}

// chunkSize is how many users the next chunk of a run holds; 0: the run has nothing to do any more.
func (r *Runner) chunkSize(ctx context.Context, a access.Account, run Run) (int, error) {
	if run.Kind == DryRun {
		return r.Dry.ChunkSize(ctx, a, run)
	}
	if stopped, err := r.stopped(ctx, a, run); err != nil || stopped {
		return 0, err
	}
	live, err := r.Policies.LiveVersion(ctx, a)
	if run.supersededBy(live) {
		return 0, err
	}
	return ChunkUsers, err
}

// supersededBy reports whether a run that brings a policy to everybody was overtaken by a newer policy.
func (r Run) supersededBy(live int64) bool { return r.Kind == PublishRun && live > r.Version }

// sendOpen sends every chunk of a shard that is stored and not done.
func (r *Runner) sendOpen(ctx context.Context, a access.Account, run Run, m job.Message) error {
	open, err := r.Parts.OpenChunks(ctx, a, run.ID, m.Shard)
	if err != nil {
		return err
	}
	return r.sendChunks(ctx, a, run, m, open)
}

func (r *Runner) sendChunks(ctx context.Context, a access.Account, run Run, m job.Message, numbers []int) error {
	if len(numbers) == 0 {
		return nil
	}
	messages := make([]job.Message, len(numbers))
	for i, n := range numbers {
		messages[i] = message(job.RunChunk, run, a, m)
		messages[i].Chunk = n
	}
	return r.Sender.Send(ctx, job.Bulk, messages...)
}

// advance takes a run to its next state when all that belongs to the present one is there. Everybody who adds a piece calls it
// afterwards, so that whoever adds the last one finds the rest.
func (r *Runner) advance(ctx context.Context, a access.Account, id string) error {
	run, ok, err := r.Heads.GetRun(ctx, a, id)
	if err != nil || !ok {
		return err
	}
	if run.State == RunPlanning {
		users, all, err := r.listed(ctx, a, run)
		if err != nil || !all {
			return err
		}
		if err := unlessMoved(r.Heads.MoveRun(ctx, a, run, RunRunning, users, r.Now())); err != nil {
			return err
		}
		run.State, run.Planned = RunRunning, users // a chunk that ends meanwhile finds everybody listed, and comes here itself
	}
	if run.State != RunRunning || run.Done < run.Planned {
		return nil
	}
	return r.finish(ctx, a, run)
}

// listed counts the users that a run has listed so far; all says that those are all.
func (r *Runner) listed(ctx context.Context, a access.Account, run Run) (users int, all bool, err error) {
	all = true
	for shard := range run.shards() {
		last, begun, err := r.Parts.LastChunk(ctx, a, run.ID, shard)
		if err != nil {
			return 0, false, err
		}
		users += last.Upto
		all = all && begun && last.Next == ""
	}
	return users, all, nil
}

// finish ends a run all of whose users were looked at. A run at the live policy asks for the second listing first: when that cannot be sent, the run
// has not ended and comes here again. An older one leaves it to its successor.
func (r *Runner) finish(ctx context.Context, a access.Account, run Run) error {
	if run.Kind == DryRun {
		if err := r.Dry.Conclude(ctx, a, run); err != nil {
			return err
		}
		return unlessMoved(r.Heads.MoveRun(ctx, a, run, RunDone, run.Planned, r.Now()))
	}
	live, err := r.Policies.LiveVersion(ctx, a)
	if err != nil {
		return err
	}
	if run.Version >= live {
		if err := r.endGathering(ctx, a, run); err != nil {
			return err
		}
		if err := r.sendCheck(ctx, a, run.ID); err != nil {
			return err
		}
	}
	state := RunDone
	switch {
	case run.supersededBy(live):
		state = RunSuperseded
	case run.Canceling():
		state = RunCanceled
	}
	return unlessMoved(r.Heads.MoveRun(ctx, a, run, state, run.Planned, r.Now()))
}

// endGathering gives the seats out that everybody whom a plan gives them to stands in line for by now.
func (r *Runner) endGathering(ctx context.Context, a access.Account, run Run) error {
	if run.Kind != PublishRun || r.Lines == nil {
		return nil
	}
	return r.Lines.EndGathering(ctx, a)
}

// unlessMoved forgets that somebody else has done the same already.
func unlessMoved(err error) error {
	if errors.Is(err, ErrMoved) {
		return nil
	}
	return err
}
