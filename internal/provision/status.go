package provision

import (
	"context"

	"usersync/internal/access"
)

// Gauges counts what is unfinished in an account. What is counted from the index is as fresh as that.
type Gauges interface {
	// UnappliedChanges counts mass membership changes that hold already and have not rung all of their users yet. Strong.
	UnappliedChanges(ctx context.Context, a access.Account) (int, error)
	// RingingUsers counts users whose inputs are newer than their outcome. From the index.
	RingingUsers(ctx context.Context, a access.Account) (int, error)
	// UnsettledMails counts mail intents that are neither sent nor given up. From the index.
	UnsettledMails(ctx context.Context, a access.Account) (int, error)
	// LiveUsers counts directory users, exactly.
	LiveUsers(ctx context.Context, a access.Account) (int, error)
}

// StatusReader reads the sync page at a glance. Its fields must be set.
type StatusReader struct {
	Gauges Gauges
	Heads  RunHeads
	People Population
	Failed FailureList
	Auto   Awaited
}

// Awaited says what has not even begun to reach anybody; an Autopilot does.
type Awaited interface {
	// Waiting reports whether something goes live by itself that has not done so yet. Strong.
	Waiting(ctx context.Context, a access.Account) (bool, error)
}

// Status reads how far the account is.
func (s *StatusReader) Status(ctx context.Context, a access.Account) (Status, error) {
	awaited, err := s.Auto.Waiting(ctx, a) // first: it becomes a policy, which is then seen not to be everybody's
	if err != nil {
		return Status{}, err
	}
	open, err := s.Heads.OpenRuns(ctx, a)
	if err != nil {
		return Status{}, err
	}
	var status Status
	for i := range open {
		if open[i].Kind != DryRun {
			status.Current = &open[i]
		}
	}
	if status.Users, err = s.Gauges.LiveUsers(ctx, a); err != nil {
		return Status{}, err
	}
	if status.Pending, err = s.pending(ctx, a, open, status.Users); err != nil {
		return Status{}, err
	}
	if awaited {
		status.Pending = max(1, status.Pending)
	}
	if status.MailPending, err = s.Gauges.UnsettledMails(ctx, a); err != nil {
		return Status{}, err
	}
	failures := FailureReader{s.Failed}
	status.Failures, err = failures.Failures(ctx, a)
	return status, err
}

// pending adds up those whose inputs moved and those whom the live policy has not reached. A user may be both, so the sum stops at everybody. It reads in the
// order in which work moves on: a change that is not applied becomes a ringing user, so that nothing slips by between two reads.
func (s *StatusReader) pending(ctx context.Context, a access.Account, open []Run, users int) (int, error) {
	unapplied, err := s.Gauges.UnappliedChanges(ctx, a)
	if err != nil {
		return 0, err
	}
	behind, err := s.behind(ctx, a, open, users)
	if err != nil {
		return 0, err
	}
	ringing, err := s.Gauges.RingingUsers(ctx, a)
	return min(unapplied+behind+ringing, max(1, users)), err
}

// behind is how many users may not be resolved at the live policy: at least one as long as that is not known of all.
func (s *StatusReader) behind(ctx context.Context, a access.Account, open []Run, users int) (int, error) {
	settled, live, _, err := s.People.Settled(ctx, a)
	if err != nil || settled >= live {
		return 0, err
	}
	for _, run := range open {
		if run.Kind != PublishRun || run.Version != live {
			continue
		}
		if run.State == RunPlanning {
			return max(1, users), nil
		}
		return max(1, run.Planned-run.Done), nil
	}
	return 1, nil // the run has ended; the second listing is to come
}
