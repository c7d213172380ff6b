package provision

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"usersync/internal/guard"
	"usersync/internal/plan"
)

// HoldKind says what a hold stops.
type HoldKind string

// The kinds of holds.
const (
	HoldPlan       HoldKind = "plan"       // what a plan takes, or all of it
	HoldConnection HoldKind = "connection" // what an identity provider takes within an hour
	HoldGroup      HoldKind = "group"      // what a directory group took when it went empty or away
	HoldPolicy     HoldKind = "policy"     // what a change of the catalogue takes
)

// HoldState is where a hold stands.
type HoldState string

// The states of a hold. All but the first are final.
const (
	HoldOpen     HoldState = "open"
	HoldApproved HoldState = "approved"
	HoldRejected HoldState = "rejected"
	HoldExpired  HoldState = "expired" // nobody decided in time: as if rejected
	HoldVoid     HoldState = "void"    // a newer policy overtook it, or nobody is in it any more
)

// Hold is something that the guard stopped until somebody decides on it.
type Hold struct {
	ID    string // of a plan's hold the plan's; see HoldID for others
	Kind  HoldKind
	State HoldState
	Since time.Time

	Plan       string      // HoldPlan: its plan
	Version    int64       // the policy version that withholds under it; 0: none does
	Base       int64       // HoldPlan: the policy version whose rules come back when it is rejected; where it Waits the one that must still be live
	Waits      bool        // HoldPlan: nothing of the plan is live before it is approved
	Reverts    HoldReverts // HoldPlan: what comes back when it is rejected
	Connection string      // HoldConnection
	Group      string      // HoldGroup: the directory group
	Gauges     []guard.Gauge
	By         string // HoldPlan: public id of the credential that asked for the plan

	Decided *HoldDecision // nil while it is open
	Edition int64         // grows by one whenever the hold itself changes: its ETag; set by the store
	Users   int           // who are in it now; read only
}

// HoldReverts says what of a policy a rejected plan changed.
type HoldReverts struct {
	Rules   bool
	Product string // its key
	SyncOn  bool
}

// HoldMoves is what becomes of holds in one transaction with something else.
type HoldMoves struct {
	Open *Hold  // is made; nil: none
	Ends []Hold // were open as they were read, and have another state
}

// HoldDecision is the word that ended a hold.
type HoldDecision struct {
	By     string    `json:"by,omitempty"` // public id of the credential; "" when it ended by itself
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// HeldUser is somebody in a hold, with what is withheld.
type HeldUser struct {
	User     string
	UserName string // when it is read; "" when nobody knows it any more
	Since    time.Time
	plan.Held
}

// HoldStep is how a resolve changes somebody's place in a hold. Was nil: they were not in it; Now nil: they are not any more.
type HoldStep struct {
	Hold     string
	Was, Now *plan.Held
}

// holdSteps are the steps between two outcomes of one user.
func holdSteps(before, after *plan.Outcome) []HoldStep {
	was, now := heldIn(before), heldIn(after)
	var steps []HoldStep
	for i := range now {
		steps = append(steps, HoldStep{Hold: now[i].Hold, Was: heldUnder(was, now[i].Hold), Now: &now[i]})
	}
	for i := range was {
		if heldUnder(now, was[i].Hold) == nil {
			steps = append(steps, HoldStep{Hold: was[i].Hold, Was: &was[i]})
		}
	}
	return steps
}

func heldIn(o *plan.Outcome) []plan.Held {
	if o == nil {
		return nil
	}
	return o.Held
}

func heldUnder(list []plan.Held, hold string) *plan.Held {
	for i := range list {
		if list[i].Hold == hold {
			return &list[i]
		}
	}
	return nil
}

// digits are those of ULIDs, in order.
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// HoldID is the id of the one hold of a thing at a time, so that all who make it make the same one: 26 characters, which sort by time among ULIDs. The time is
// cut to what the caller wants to be one hold, as an hour; about names the thing.
func HoldID(at time.Time, about ...string) string {
	var text [10]byte
	for i, ms := len(text)-1, at.UnixMilli(); i >= 0; i, ms = i-1, ms>>5 {
		text[i] = digits[ms&31]
	}
	sum := sha256.Sum256([]byte(strings.Join(about, "\x00")))
	return string(text[:]) + base32.NewEncoding(digits).EncodeToString(sum[:10])
}
