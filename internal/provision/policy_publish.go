package provision

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/rule"
)

// publishTries bounds how often a publication that lost a race starts over.
const publishTries = 8

// Publisher changes policies. The live snapshot is the single truth for rules and catalogue: every change reads it, changes a copy
// and publishes that as the next version, together with the run that brings it to all users. Its fields must be set; it is
// safe for concurrent use.
type Publisher struct {
	Store PolicyStore
	Now   func() time.Time
	NewID func() string
	Sleep func(ctx context.Context, d time.Duration) error
	Rand  func() float64 // in [0, 1)
}

// Live returns the live policy, read strongly.
func (p *Publisher) Live(ctx context.Context, a access.Account) (*rule.Policy, error) {
	version, err := p.Store.LiveVersion(ctx, a)
	if err != nil {
		return nil, err
	}
	return p.Store.Policy(ctx, a, version)
}

// Publish applies change to the live policy and makes the result live. It returns the policy that is live afterwards: a change
// that changes nothing publishes nothing. ifMatch is the version that the caller believes to be live, 0 for any: fault.Stale when it is not. When somebody else
// publishes meanwhile it starts over, so change may be called several times, each time with a fresh copy; its errors come back as they are.
func (p *Publisher) Publish(ctx context.Context, a access.Account, ifMatch int64, change func(*rule.Policy) error) (*rule.Policy, error) {
	for attempt := range publishTries {
		policy, lost, err := p.try(ctx, a, ifMatch, change)
		if !lost {
			return policy, err
		}
		if err := p.Sleep(ctx, job.Conflicts.Wait(attempt, p.Rand())); err != nil {
			return nil, err
		}
	}
	busy := fault.New(fault.Unavailable, "busy", "Others are changing the rules or the catalogue at this moment. Try again.")
	busy.RetryAfter = time.Second
	return nil, busy.On("publish", "policy")
}

// try publishes once; lost says that another publication came first.
func (p *Publisher) try(ctx context.Context, a access.Account, ifMatch int64, change func(*rule.Policy) error) (policy *rule.Policy, lost bool, err error) {
	live, err := p.Live(ctx, a)
	if err != nil {
		return nil, false, err
	}
	if ifMatch != 0 && ifMatch != live.Version {
		return nil, false, errStale()
	}
	next, changed, err := revise(live, change)
	if err != nil {
		return nil, false, err
	}
	if !changed {
		return live, false, nil
	}
	run := Run{ID: p.NewID(), Kind: PublishRun, State: RunPlanning, Version: next.Version, Started: p.Now()}
	err = p.Store.PublishPolicy(ctx, a, next, run)
	if err != nil {
		return nil, fault.Is(err, fault.Stale), err
	}
	return next, false, nil
}

// revise returns the changed copy of a policy as its next version, and whether anything changed.
func revise(live *rule.Policy, change func(*rule.Policy) error) (next *rule.Policy, changed bool, err error) {
	before, err := json.Marshal(live)
	if err != nil {
		return nil, false, fmt.Errorf("encode policy: %w", err)
	}
	next = new(rule.Policy)
	if err := json.Unmarshal(before, next); err != nil {
		return nil, false, fmt.Errorf("copy policy: %w", err)
	}
	if err := change(next); err != nil {
		return nil, false, err
	}
	next.Version = live.Version
	after, err := json.Marshal(next)
	if err != nil {
		return nil, false, fmt.Errorf("encode policy: %w", err)
	}
	next.Version++
	return next, !bytes.Equal(before, after), nil
}

func errStale() error {
	return fault.New(fault.Stale, "stale_if_match", "If-Match names an older version. Read again, look at what changed, and repeat with the new ETag.")
}
