package provision

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
)

// MailPrefix begins the kinds of entries that tell of a mail: "mail.decided", and "mail." with a state that the mail came to.
const MailPrefix = "mail."

// MailEvent is a mail as an entry of a user's history tells of it.
type MailEvent struct {
	Name     string // "welcome#1": purpose and how often it was sent anew
	Template string
	Language string
	Reason   string // why it was not sent, or what became of it; "" where there is nothing to say
}

// HoldChange is how a change of a user's outcome changed what a hold withholds from the user.
type HoldChange struct {
	Was, Now *plan.Held // nil: nothing was withheld; nothing is any more
	Passed   bool       // somebody had approved the hold for this user by name

	// How the hold stands when it is read; State is "" where nobody knows the hold any more.
	State   HoldState
	Kind    HoldKind
	Decided *HoldDecision
}

// Held is what is withheld, or was.
func (c HoldChange) Held() plan.Held {
	if c.Now != nil {
		return *c.Now
	}
	return *c.Was
}

// HoldTurn is what happened between a user and a hold.
type HoldTurn string

// The turns.
const (
	TurnWithheld HoldTurn = "withheld" // something is withheld that was not
	TurnChanged  HoldTurn = "changed"  // something else is
	TurnApproved HoldTurn = "approved" // what was withheld went
	TurnRejected HoldTurn = "rejected" // of a plan: it stays, for the rules are again those from before
	TurnExpired  HoldTurn = "expired"  // as rejected: nobody decided in time
	TurnVoid     HoldTurn = "void"     // a newer policy overtook the hold
	TurnEnded    HoldTurn = "ended"    // there is nothing to withhold from the user any more, whatever becomes of the hold
)

// Turn says what happened at a time. A word against a hold that is of no plan ends nothing: what is withheld stays until the user's inputs move.
func (c HoldChange) Turn(at time.Time) HoldTurn {
	switch {
	case c.Was == nil:
		return TurnWithheld
	case c.Now != nil:
		return TurnChanged
	case c.Passed:
		return TurnApproved
	case c.Decided != nil && !c.Decided.At.After(at) && (c.Kind == HoldPlan || c.State == HoldApproved):
		return HoldTurn(c.State)
	default:
		return TurnEnded
	}
}

func holdChanges(steps []HoldStep, passed map[string]bool) []HoldChange {
	var changes []HoldChange
	for _, s := range steps {
		changes = append(changes, HoldChange{Was: s.Was, Now: s.Now, Passed: s.Now == nil && passed[s.Hold]})
	}
	return changes
}

// Timeline tells what happened to a user. Its fields must be set; it is safe for concurrent use.
type Timeline struct {
	History Histories
	Holds   interface {
		GetHold(ctx context.Context, a access.Account, id string) (h Hold, ok bool, err error)
	}
}

// Events is Histories.Events, with how the holds stand that the entries speak of.
func (t *Timeline) Events(ctx context.Context, a access.Account, user, cursor string, limit int) (list []Event, next string, err error) {
	list, next, err = t.History.Events(ctx, a, user, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	read := map[string]Hold{}
	for _, e := range list {
		if e.Decided == nil {
			continue
		}
		for i := range e.Decided.Holds {
			c := &e.Decided.Holds[i]
			h, err := t.hold(ctx, a, c.Held().Hold, read)
			if err != nil {
				return nil, "", err
			}
			c.State, c.Kind, c.Decided = h.State, h.Kind, h.Decided
		}
	}
	return list, next, nil
}

// hold reads a hold once.
func (t *Timeline) hold(ctx context.Context, a access.Account, id string, read map[string]Hold) (Hold, error) {
	h, ok := read[id]
	if ok {
		return h, nil
	}
	h, _, err := t.Holds.GetHold(ctx, a, id)
	read[id] = h
	return h, err
}
