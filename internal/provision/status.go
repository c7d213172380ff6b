package provision

import (
	"context"
	"time"

	"usersync/internal/access"
)

// FailureCodes is the closed list of causes that keep a user from what the rules give, in the order in which they are shown.
var FailureCodes = []string{
	"out_of_seats", "existing_account", "domain_not_verified", "missing_attribute", "invalid_value", "group_missing", "template_missing",
	"last_admin", "role_not_assignable", "mail_rejected", "mail_bounced", "mail_suppressed", "target_unavailable", "internal",
}

// Gauges counts what is unfinished in an account. Counts come from the index, and are as fresh as that.
type Gauges interface {
	// RingingUsers counts users whose inputs are newer than their outcome.
	RingingUsers(ctx context.Context, a access.Account) (int, error)
	// UnsettledMails counts mail intents that are neither sent nor given up.
	UnsettledMails(ctx context.Context, a access.Account) (int, error)
	// LiveUsers counts directory users, exactly.
	LiveUsers(ctx context.Context, a access.Account) (int, error)
	// FailedUsers counts users with a cause of failure, and says since when there is one (zero: nobody).
	FailedUsers(ctx context.Context, a access.Account, code string) (n int, since time.Time, err error)
}

// StatusReader reads the sync page at a glance. Its fields must be set.
type StatusReader struct {
	Gauges Gauges
	Heads  RunHeads
	People Population
}

// Status reads how far the account is.
func (s *StatusReader) Status(ctx context.Context, a access.Account) (Status, error) {
	// The policy's state is read before the bells: a user who is found by the second listing rings only after that.
	behind, current, err := s.behind(ctx, a)
	if err != nil {
		return Status{}, err
	}
	status := Status{Current: current}
	ringing, err := s.Gauges.RingingUsers(ctx, a)
	if err != nil {
		return Status{}, err
	}
	if status.MailPending, err = s.Gauges.UnsettledMails(ctx, a); err != nil {
		return Status{}, err
	}
	if status.Users, err = s.Gauges.LiveUsers(ctx, a); err != nil {
		return Status{}, err
	}
	status.Pending = pending(ringing, behind, status.Users)
	status.Failures, err = s.failures(ctx, a)
	return status, err
}

// unknown stands for "as many as there are".
const unknown = -1

// pending adds up those whose inputs moved and those whom the live policy has not reached; a user may be both, so the sum stops at everybody.
func pending(ringing, behind, users int) int {
	if behind == unknown {
		behind = max(1, users)
	}
	return max(min(ringing+behind, users), min(1, behind), ringing)
}

// behind is how many users may not be resolved at the live policy: at least one as long as that is not known of all.
func (s *StatusReader) behind(ctx context.Context, a access.Account) (int, *Run, error) {
	settled, live, _, err := s.People.Settled(ctx, a)
	if err != nil {
		return 0, nil, err
	}
	runs, err := s.Heads.RunsBefore(ctx, a, "", recentRuns)
	if err != nil {
		return 0, nil, err
	}
	var current *Run
	for i := range runs {
		if !runs[i].Over() {
			current = &runs[i]
			break
		}
	}
	if settled >= live {
		return 0, current, nil
	}
	for _, run := range runs {
		if run.Kind == PublishRun && run.Version == live {
			return remaining(run), current, nil
		}
	}
	return unknown, current, nil
}

func remaining(run Run) int {
	if run.State == RunPlanning {
		return unknown
	}
	return max(1, run.Planned-run.Done)
}

func (s *StatusReader) failures(ctx context.Context, a access.Account) ([]Failure, error) {
	var list []Failure
	for _, code := range FailureCodes {
		n, since, err := s.Gauges.FailedUsers(ctx, a, code)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			list = append(list, Failure{Code: code, Users: n, FirstSeen: since})
		}
	}
	return list, nil
}
