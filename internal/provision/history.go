package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// EventKind is a sort of entry of a user's history.
type EventKind string

// The kinds of entries.
const (
	OutcomeChanged EventKind = "outcome"
	GrantGiven     EventKind = "grant.given"
	GrantEnded     EventKind = "grant.ended"
	LanguageChosen EventKind = "language.chosen"
	LanguageFreed  EventKind = "language.freed"
	SuspendedHand  EventKind = "suspended"
	RestoredHand   EventKind = "restored"
	Pinned         EventKind = "pinned"
	Unpinned       EventKind = "unpinned"
	HoldPassed     EventKind = "hold.approved" // for this user alone, or with some others
)

// Event is one entry of a user's history. It is written in the transaction of what it tells of, and never changes. What became of a mail is not written but read
// from the mail itself.
type Event struct {
	ID    string // a ULID; of a mail its name and a number
	At    time.Time
	Kind  EventKind
	By    string     // public id of the credential; "" when it came about by itself, as when a grant's time is over
	Note  string     // of whoever did it
	Value string     // LanguageChosen: the language
	Hold  string     // HoldPassed: the hold
	Grant *HandGrant // GrantGiven, GrantEnded

	Decided *Decided   // OutcomeChanged
	Mail    *MailEvent // of kinds that begin with MailPrefix
}

// Cause is why a user was worked out.
type Cause string

// The causes.
const (
	ByInputs Cause = "inputs" // the directory, a hand-made grant or mark or its end, a decision on a hold, or a seat that came free
	ByRules  Cause = "rules"  // a newer version of the policy
	ByDrift  Cause = "drift"  // neither: a full sync found the outcome to be another than it should be
)

// Decided is what an outcome was worked out from: with the policy's snapshot, which never changes, it can be worked out again.
type Decided struct {
	Version    int64 // of the policy
	Cause      Cause
	Input      rule.Input
	Person     plan.Person // its marks; names and address are in Input
	Difference plan.Difference
	Holds      []HoldChange // what changed of that which is withheld
}

// HistoryRecords is what a resolve reads of a user's history.
type HistoryRecords interface {
	// OldestEvents reads up to limit of the oldest entries from before a time, oldest first, without those of mails.
	OldestEvents(ctx context.Context, a access.Account, user string, before time.Time, limit int) ([]Event, error)
}

// Histories reads the histories of users. Reads are strong; safe for concurrent use.
type Histories interface {
	// Events lists up to limit entries of a user, newest first, those of mails among them, behind a cursor of its own making; next is "" at the end. fault.Malformed
	// (bad_cursor).
	Events(ctx context.Context, a access.Account, user, cursor string, limit int) (list []Event, next string, err error)
	// LastDecided reads the last change of a user's outcome that is not after a time; ok is false when there is none.
	LastDecided(ctx context.Context, a access.Account, user string, at time.Time) (e Event, ok bool, err error)
}

// tell has a change of the outcome be told by the history. Nothing is told of the erased.
func (r *Resolver) tell(ctx context.Context, a access.Account, user string, rec Record, c *Change) (err error) {
	if c.Outcome == nil || c.Fence.Erased {
		return nil
	}
	c.Event = r.decided(user, rec, *c)
	c.Forget, err = r.forgotten(ctx, a, user, rec, *c)
	return err
}

// decided is the history's entry for a change of the outcome.
func (r *Resolver) decided(user string, rec Record, c Change) *Event {
	d := &Decided{Version: c.Version, Cause: c.cause(), Input: rec.input(user, c.Now), Person: rec.Person}
	d.Difference = plan.Compare(user, rec.Outcome, c.Outcome, waitsSince(rec.Seats))
	d.Difference.Mail, d.Holds = c.Mail, holdChanges(c.Holds, rec.Passed)
	return &Event{ID: r.NewID(), At: c.Now, Kind: OutcomeChanged, Decided: d}
}

func (c Change) cause() Cause {
	switch {
	case c.Fence.Want != c.Fence.Done:
		return ByInputs
	case c.Fence.Rules < c.Version:
		return ByRules
	case c.Drift:
		return ByDrift
	default:
		return ByInputs
	}
}

// ExplainAt is Explain for a time in the past: what was decided by the last change of the user's outcome until then, worked out again from what was read then.
// fault.NotFound (nothing_decided) when there is none on record.
func (e *Explainer) ExplainAt(ctx context.Context, a access.Account, user string, at time.Time) (rule.Decision, error) {
	event, ok, err := e.History.LastDecided(ctx, a, user, at)
	if err != nil {
		return rule.Decision{}, err
	}
	if !ok {
		return rule.Decision{}, fault.New(fault.NotFound, "nothing_decided", "Until that time nothing is on record of this user.")
	}
	policy, err := e.Policies.Policy(ctx, a, event.Decided.Version)
	if err != nil {
		return rule.Decision{}, err
	}
	return rule.Compile(policy).Evaluate(event.Decided.Input), nil
}
