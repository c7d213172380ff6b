// Package provision is the use cases that turn rules into outcomes: policies and their publication, resolving one user, seats and
// waiting lines, runs over everybody, and the sweeper that makes it all come right.
//
// The table is the truth and a message only says "look at this": see docs/architecture.md, "The sync protocol".
package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// Fence is a user's SYNC item.
type Fence struct {
	Exists bool
	Want   int64 // bumped with every change of the user's inputs
	Done   int64 // the want that the outcome was worked out for
	Rules  int64 // the policy version that it was worked out with
	Turn   int64 // how many resolves have written: of two that look at the same inputs again, as full syncs do, the second starts over
	Erased bool  // the person was erased: the fence is all that stays
}

// Current reports whether the outcome is as new as its inputs at a policy version.
func (f Fence) Current(version int64) bool { return f.Done == f.Want && f.Rules >= version }

// Seat is a user's hold on, or wait for, one product.
type Seat struct {
	Product string
	State   plan.SeatState
	Shard   int       // Granted: the counter that it is counted in
	Rule    string    // Waiting: the rule whose place in the order counts
	Since   time.Time // Waiting: since when
}

// Record is everything that is stored about one user, read in one query.
type Record struct {
	User        scim.Object // the directory user, nil when gone
	Person      plan.Person
	Groups      []string // ids of directory groups, those that the user is a member of first
	Direct      int      // how many of Groups the user is a member of
	Grants      []rule.Grant
	OwnLanguage string
	Outcome     *plan.Outcome // nil: no account user
	Seats       map[string]Seat
	MailDecided bool // the welcome mail was decided on
	MailAsleep  bool // it was not sent, because its turn came while the user was switched off or suspended
	Mail        MailTrouble
	Kept        bool // listed as deleted while sync was off: see Change.Keep

	Known      time.Time       // since when there is this directory user; zero when gone
	Fence      Fence           // as it was read before
	Connection string          // whose the directory user is, or was; "" where nobody knows
	Gone       map[string]bool // groups that the rules ask for and that are not there: see missing
	Passed     map[string]bool // holds that withhold nothing from this user any more
}

// input is what of the record rules look at.
func (rec Record) input(user string, now time.Time) rule.Input {
	return rule.Input{ID: user, User: rec.User, Groups: rec.Groups, Grants: rec.Grants, OwnLanguage: rec.OwnLanguage, Email: rec.Person.Email, GoneGroups: rec.Gone, Now: now}
}

// Policies reads published policies.
type Policies interface {
	// LiveVersion returns the version of the live policy, read strongly.
	LiveVersion(ctx context.Context, a access.Account) (int64, error)
	// Policy returns a published snapshot; it never changes. fault.NotFound when there is no such version.
	Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error)
}

// Sender puts messages into queues. Messages may be delivered more than once, late, in another order, or (after a crash) not at all.
type Sender interface {
	Send(ctx context.Context, q job.Queue, messages ...job.Message) error
	SendLater(ctx context.Context, q job.Queue, after time.Duration, messages ...job.Message) error
}
