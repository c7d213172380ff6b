package provision

import (
	"context"
	"errors"

	"usersync/internal/access"
	"usersync/internal/job"
)

// plan gives a run to its shards, or drops it when a newer policy is live before anything was planned: the newer one's run does the work.
func (r *Runner) plan(ctx context.Context, a access.Account, run Run, m job.Message) error {
	old, err := r.superseded(ctx, a, run)
	if err != nil {
		return err
	}
	if old {
		err := r.Heads.DropRun(ctx, a, run.ID, r.Now())
		if !errors.Is(err, ErrMoved) {
			return err
		}
	}
	if err := r.Heads.FanOut(ctx, a, run.ID); err != nil {
		return ignoreMoved(err)
	}
	var messages []job.Message
	for shard := range ListShards {
		next := message(job.PlanShard, run, a, m)
		next.Shard = shard
		messages = append(messages, next)
	}
	return r.Sender.Send(ctx, job.Bulk, messages...)
}

// superseded reports whether a run that brings a policy to everybody was overtaken by a newer policy.
func (r *Runner) superseded(ctx context.Context, a access.Account, run Run) (bool, error) {
	if run.Kind != PublishRun {
		return false, nil
	}
	live, err := r.Policies.LiveVersion(ctx, a)
	return live > run.Version, err
}

// planShard lists one shard into chunks. A shard that was begun before goes on behind its last chunk, so that every chunk is what it was.
func (r *Runner) planShard(ctx context.Context, a access.Account, run Run, m job.Message) error {
	last, begun, err := r.Parts.LastChunk(ctx, a, run.ID, m.Shard)
	if err != nil {
		return err
	}
	n, at := 0, ""
	if begun {
		n, at = last.N+1, last.Next
		if err := r.sendOpen(ctx, a, run, m); err != nil { // what was sent before may be lost
			return err
		}
	}
	if !begun || at != "" {
		if n, err = r.listChunks(ctx, a, run, m, n, at); err != nil {
			return err
		}
	}
	return r.closeShard(ctx, a, run, m, n)
}

// listChunks stores chunks from number n and position at to the end of the shard, and sends each. It returns how many chunks the shard has.
func (r *Runner) listChunks(ctx context.Context, a access.Account, run Run, m job.Message, n int, at string) (int, error) {
	for {
		ids, next, err := r.People.UserIDs(ctx, a, m.Shard, at, ChunkUsers)
		if err != nil {
			return n, err
		}
		if len(ids) > 0 {
			c := Chunk{Shard: m.Shard, N: n, Users: ids, Next: next}
			if err := r.Parts.AddChunk(ctx, a, run.ID, c); err != nil {
				return n, err // ErrMoved too: another planner is at it; the message comes again and goes on behind it
			}
			if err := r.sendChunk(ctx, a, run, m, n); err != nil {
				return n, err
			}
			n++
		}
		if next == "" {
			return n, nil
		}
		at = next
	}
}

func (r *Runner) sendChunk(ctx context.Context, a access.Account, run Run, m job.Message, n int) error {
	next := message(job.RunChunk, run, a, m)
	next.Chunk = n
	return r.Sender.Send(ctx, job.Bulk, next)
}

// sendOpen sends every chunk of a shard that is stored and not done.
func (r *Runner) sendOpen(ctx context.Context, a access.Account, run Run, m job.Message) error {
	open, err := r.Parts.OpenChunks(ctx, a, run.ID, m.Shard)
	if err != nil {
		return err
	}
	for _, n := range open {
		if err := r.sendChunk(ctx, a, run, m, n); err != nil {
			return err
		}
	}
	return nil
}

// closeShard writes down what the shard holds; the last shard to close sets the run running.
func (r *Runner) closeShard(ctx context.Context, a access.Account, run Run, m job.Message, chunks int) error {
	users := 0
	if chunks > 0 {
		last, ok, err := r.Parts.GetChunk(ctx, a, run.ID, m.Shard, chunks-1)
		if err != nil || !ok {
			return errors.Join(err, ErrMoved)
		}
		users = (chunks-1)*ChunkUsers + len(last.Users)
	}
	if err := r.Parts.CloseShard(ctx, a, run.ID, ShardPlan{m.Shard, chunks, users}); err != nil {
		return err
	}
	return r.advance(ctx, a, run)
}

// advance takes a run to its next state when all that belongs to the present one is there. Everybody who adds a last piece calls it.
func (r *Runner) advance(ctx context.Context, a access.Account, run Run) error {
	plans, err := r.Parts.ShardPlans(ctx, a, run.ID)
	if err != nil || len(plans) < ListShards {
		return err
	}
	planned := 0
	for _, p := range plans {
		planned += p.Users
	}
	if err := r.Heads.MoveRun(ctx, a, run.ID, RunPlanning, RunRunning, planned, r.Now()); err != nil && !errors.Is(err, ErrMoved) {
		return err
	}
	return r.finish(ctx, a, run.ID)
}

func ignoreMoved(err error) error {
	if errors.Is(err, ErrMoved) {
		return nil
	}
	return err
}
