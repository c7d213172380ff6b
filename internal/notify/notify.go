// Package notify is the welcome mail: templates, rendering, and the ledger that lets each mail be sent at most once.
//
// That a mail is due is decided by package provision, in the transaction that makes the user active; this package claims the
// intent, sends and records. It knows no mail service.
package notify

import (
	"context"
	"time"
)

// Message is a mail ready to go.
type Message struct {
	Intent   string // id of the intent; a service that remembers it sends nothing twice
	To       string // one address
	ToName   string
	Subject  string
	Text     string
	HTML     string
	Language string
	Template string
}

// Fate is what a mail service knows of an intent.
type Fate uint8

// The fates.
const (
	Unknown Fate = iota // the service cannot tell
	Accepted
	NotAccepted
)

// Mailer hands mails to a mail service.
type Mailer interface {
	// Send hands over a mail and returns the service's id for it. An error of kind fault.Unavailable may mean that it was
	// accepted all the same; fault.Invalid (mail_rejected) means that it never will be.
	Send(ctx context.Context, m Message) (id string, err error)
	// Fate says what became of an intent whose claim ran out.
	Fate(ctx context.Context, intent string) (Fate, error)
}

// Intent is one entry of the mail ledger.
type Intent struct {
	User     string
	Name     string // "welcome#1": purpose and epoch
	State    IntentState
	Template string
	Language string
	Decided  time.Time
	Lease    time.Time // Claimed: until when the claim holds
	Claimant string    // Claimed: by which process
	Tries    int
	SentID   string
	Settled  time.Time
	Reason   string // None, Withdrawn, Parked: why
}

// IntentState is where an intent stands.
type IntentState string

// The states. Due and Claimed are unsettled.
const (
	Due       IntentState = "due"
	Claimed   IntentState = "claimed"
	Sent      IntentState = "sent"      // accepted by the mail service
	NoMail    IntentState = "none"      // decided: no mail
	Withdrawn IntentState = "withdrawn" // not sent because the user or the mail switch was off when its turn came
	Parked    IntentState = "parked"    // needs a person
)
