package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// checkAgain is how long the second listing waits for users whose bells it rang.
const checkAgain = 300 * time.Millisecond

// sendCheck asks for the second listing, once the list of users has caught up with the publication.
func (r *Runner) sendCheck(ctx context.Context, a access.Account, run Run) error {
	settled, live, published, err := r.People.Settled(ctx, a)
	if err != nil || settled >= live {
		return err
	}
	m := job.Message{Kind: job.CheckRun, Account: a.ID(), ID: run.ID, Version: live}
	if wait := published.Add(r.IndexLag).Sub(r.Now()); wait > 0 {
		return r.Sender.SendLater(ctx, job.Bulk, wait, m)
	}
	return r.Sender.Send(ctx, job.Bulk, m)
}

// check is the second listing: it rings everybody whose outcome is older than the live policy, among them those who were born while the
// run was planned, and notes the policy as settled when there is nobody.
func (r *Runner) check(ctx context.Context, a access.Account) job.Verdict {
	settled, live, published, err := r.People.Settled(ctx, a)
	if err != nil {
		return job.Again(time.Second, err.Error())
	}
	if settled >= live {
		return job.Done()
	}
	if wait := published.Add(r.IndexLag).Sub(r.Now()); wait > 0 {
		return job.Again(wait, "the list of users may be behind the publication")
	}
	older, err := r.ringOlder(ctx, a, live)
	switch {
	case err != nil:
		return job.Again(time.Second, err.Error())
	case older > 0:
		return job.Again(checkAgain, "users are still at an older policy")
	}
	if err := r.People.Settle(ctx, a, live); err != nil {
		return job.Again(time.Second, err.Error())
	}
	return job.Done()
}

// ringOlder sends a message for every listed user who was resolved at an older policy, and returns how many there are.
func (r *Runner) ringOlder(ctx context.Context, a access.Account, live int64) (int, error) {
	older := 0
	for shard := range ListShards + 1 { // and KeptShard
		at := ""
		for {
			ids, next, err := r.People.UserIDs(ctx, a, shard, at, 10*ChunkUsers)
			if err != nil {
				return older, err
			}
			n, err := r.ringPage(ctx, a, ids, live)
			if err != nil {
				return older, err
			}
			if older, at = older+n, next; next == "" {
				break
			}
		}
	}
	return older, nil
}

func (r *Runner) ringPage(ctx context.Context, a access.Account, ids []string, live int64) (int, error) {
	fences, err := r.People.Fences(ctx, a, ids)
	if err != nil {
		return 0, err
	}
	var messages []job.Message
	for _, id := range ids {
		if f, ok := fences[id]; ok && f.Rules < live {
			messages = append(messages, job.Message{Kind: job.ResolveUser, Account: a.ID(), User: id, Version: live})
		}
	}
	if len(messages) == 0 {
		return 0, nil
	}
	return len(messages), r.Sender.Send(ctx, job.Hot, messages...)
}
