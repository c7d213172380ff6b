package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
)

// How long the second listing waits for those whom it sent for: a while, longer for many of them, but never too long.
const (
	checkAgain = 300 * time.Millisecond
	checkEach  = 2 * time.Millisecond
	checkMost  = time.Minute
)

// checkPage is how many users the second listing looks at together.
const checkPage = 500

// policyKnown is how long after its publication nobody resolves with an older policy any more: as long as a version may be trusted, and
// some seconds for clocks that differ.
const policyKnown = versionTTL + 3*time.Second

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

// check is the second listing: it sends for everybody whose outcome is older than the live policy, among them those who were born while the
// run was planned, and notes the policy as settled when there is nobody.
func (r *Runner) check(ctx context.Context, a access.Account, m job.Message) job.Verdict {
	settled, live, published, err := r.People.Settled(ctx, a)
	if err != nil || settled >= live {
		return Verdict(err)
	}
	if wait := r.untilListed(published); wait > 0 {
		return job.Again(wait, "the list of users may be behind the publication")
	}
	older, err := r.sendOlder(ctx, a, live, published.Add(policyKnown))
	if err != nil {
		return Verdict(err)
	}
	if older > 0 {
		return r.checkLater(ctx, m, min(checkAgain+time.Duration(older)*checkEach, checkMost))
	}
	return Verdict(r.People.Settle(ctx, a, live))
}

// checkLater has the check come again: as often as hops allow at the pace that is asked for, then at the growing one of deliveries.
func (r *Runner) checkLater(ctx context.Context, m job.Message, wait time.Duration) job.Verdict {
	if m.Hops >= job.MaxHops {
		return job.Again(wait, "users are still at an older policy")
	}
	m.Hops++
	return Verdict(r.Sender.SendLater(ctx, job.Bulk, wait, m))
}

// sendOlder sends a message for every listed user who was resolved at an older policy, and returns how many there are. Those
// whose bell began to ring when the policy was known everywhere are left to their bells: whoever answers those uses it. Without
// that a policy would not settle while people are pushed.
func (r *Runner) sendOlder(ctx context.Context, a access.Account, live int64, known time.Time) (int, error) {
	older := 0
	for shard := range ListShards + 1 { // and KeptShard
		for at, more := "", true; more; more = at != "" {
			ids, next, err := r.People.UserIDs(ctx, a, shard, at, checkPage)
			if err != nil {
				return older, err
			}
			standings, err := r.People.Standings(ctx, a, ids)
			if err != nil {
				return older, err
			}
			ids = slices.DeleteFunc(ids, func(id string) bool {
				s, ok := standings[id]
				return !ok || s.Rules >= live || s.Since.After(known)
			})
			if err := r.sendFor(ctx, a, ids); err != nil {
				return older, err
			}
			older, at = older+len(ids), next
		}
	}
	return older, nil
}

// sendFor has users resolved.
func (r *Runner) sendFor(ctx context.Context, a access.Account, users []string) error {
	if len(users) == 0 {
		return nil
	}
	live, err := r.Policies.LiveVersion(ctx, a) // after the listing: somebody on it may be younger than a newer policy
	if err != nil {
		return err
	}
	messages := make([]job.Message, len(users))
	for i, user := range users {
		messages[i] = job.Message{Kind: job.ResolveUser, Account: a.ID(), User: user, Version: live}
	}
	return r.Sender.Send(ctx, job.Hot, messages...)
}
