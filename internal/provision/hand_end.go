package provision

import (
	"context"
	"errors"
)

// endingsPerSweep is how many grants one sweep ends in each shard; the next goes on.
const endingsPerSweep = 500

// Ender ends grants; *Hands is one.
type Ender interface {
	EndGrant(ctx context.Context, e Ending) error
}

// EndGrant clears a grant away whose time is over and rings its user. Nothing happens when it is gone, or its time is not over.
func (s *Hands) EndGrant(ctx context.Context, e Ending) error {
	return s.expire(ctx, e.Account, e.User, e.Grant)
}

// sweepEndings rings whoever has a grant whose time is over. Evaluation ignores such a grant from that moment anyhow: this has it looked at.
func (s *Sweeper) sweepEndings(ctx context.Context) error {
	var failed error
	now := s.Now()
	for shard := range BellShards {
		ended, err := s.Bells.Ended(ctx, shard, now, endingsPerSweep)
		failed = errors.Join(failed, err)
		for _, e := range ended {
			failed = errors.Join(failed, s.Hands.EndGrant(ctx, e))
		}
	}
	return failed
}
