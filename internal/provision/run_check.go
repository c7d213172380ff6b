package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// How long the second listing waits for users whose bells it rang: a while, longer for many of them, but never too long.
const (
	checkAgain = 300 * time.Millisecond
	checkEach  = 2 * time.Millisecond
	checkMost  = time.Minute
)

// checkPage is how many users the second listing looks at together.
const checkPage = 500

// sendCheck asks for the second listing, once the list of users has caught up with the publication; not when the live policy has reached everybody.
func (r *Runner) sendCheck(ctx context.Context, a access.Account, run string) error {
	settled, live, published, err := r.People.Settled(ctx, a)
	if err != nil || settled >= live {
		return err
	}
	m := job.Message{Kind: job.CheckRun, Account: a.ID(), ID: run, Version: live}
	if wait := r.untilListed(published); wait > 0 {
		return r.Sender.SendLater(ctx, job.Bulk, wait, m)
	}
	return r.Sender.Send(ctx, job.Bulk, m)
}

// untilListed is how long the list of users may still be behind a time.
func (r *Runner) untilListed(t time.Time) time.Duration { return t.Add(r.IndexLag).Sub(r.Now()) }

// check is the second listing: it rings everybody whose outcome is older than the live policy, among them those who were born while the
// run was planned, and notes the policy as settled when there is nobody.
func (r *Runner) check(ctx context.Context, a access.Account) job.Verdict {
	settled, live, published, err := r.People.Settled(ctx, a)
	if err != nil || settled >= live {
		return later(err)
	}
	if wait := r.untilListed(published); wait > 0 {
		return job.Again(wait, "the list of users may be behind the publication")
	}
	older, err := r.ringOlder(ctx, a, live)
	switch {
	case err != nil:
		return later(err)
	case older > 0:
		return job.Again(min(checkAgain+time.Duration(older)*checkEach, checkMost), "users are still at an older policy")
	}
	return later(r.People.Settle(ctx, a, live))
}

// ringOlder sends a message for every listed user who was resolved at an older policy, and returns how many there are.
func (r *Runner) ringOlder(ctx context.Context, a access.Account, live int64) (int, error) {
	older := 0
	for shard := range ListShards + 1 { // and KeptShard
		for at, more := "", true; more; more = at != "" {
			ids, next, err := r.People.UserIDs(ctx, a, shard, at, checkPage)
			if err != nil {
				return older, err
			}
			n, err := r.ringPage(ctx, a, ids, live)
			if err != nil {
				return older, err
			}
			older, at = older+n, next
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
			messages = append(messages, job.Message{Kind: job.ResolveUser, Account: a.ID(), User: id})
		}
	}
	if len(messages) == 0 {
		return 0, nil
	}
	newest, err := r.Policies.LiveVersion(ctx, a) // after the listing: somebody on it may be younger than a newer policy
	if err != nil {
		return 0, err
	}
	for i := range messages {
		messages[i].Version = newest
	}
	return len(messages), r.Sender.Send(ctx, job.Hot, messages...)
}
