// Package notify is the welcome mail: templates, rendering, and the ledger that lets each mail be sent at most once.
//
// That a mail is due is decided by package provision, in the transaction that makes the user active; this package claims the
// intent, sends and records. It knows no mail service, and retries nothing of which it cannot tell whether it has happened.
package notify

import (
	"context"
	"strings"
	"time"

	"usersync/internal/access"
)

// Message is a mail ready to go.
type Message struct {
	Intent   string // as IntentID makes it; a service that remembers it sends nothing twice
	To       string // one address, without a name
	ToName   string // may be empty; no control characters, as Subject
	Original string // the address that it was for, where all mails of the account go to another; else ""
	Subject  string // at most MaxSubject characters
	Text     string
	HTML     string // empty: the mail is text only
	Language string // of the text
	Template string
	Person   string // the id of whose values a test mail shows; else "". It goes to no mail service
}

// IntentID names an intent in the whole deployment: account, user and the intent's name, joined by dots. It consists of ASCII letters, digits, dots
// and hyphens, and what stands before the first dot is the account's id.
func IntentID(a access.Account, user, name string) string {
	return a.ID() + "." + user + "." + strings.ReplaceAll(name, "#", "-")
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
	// accepted all the same, and so may any other kind but these: fault.Invalid (mail_rejected) means that it never will be accepted,
	// fault.TooMany that it was not and may be later; with one of the codes BlockedPaused, BlockedQuota and BlockedSetup, that no other mail would be either.
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
	Claimed  time.Time // Claimed: since when
	Lease    time.Time // Claimed: until when the claim holds
	Claimant string    // Claimed: by which process
	Tries    int       // claims so far; with State it names what was read
	Doubts   int       // claims that were made without knowing what became of the one before
	SentID   string    // the mail service's id
	Settled  time.Time
	Reason   string // None, Withdrawn, Parked: why
	Version  int64  // of a test mail: of its template
	Person   string // of a test mail: the user whose values it has; "": a sample person's
	Asked    string // the credential that asked for it, where no resolve decided on it
	To       string // the address that the last try was for, as the directory has it; "" before

	Became    Became    // Sent: what became of the mail, by the mail service's word
	BecameAt  time.Time // when that was
	BecameWhy string    // a word of the service's
	Failed    string    // the failure that the user has because of this mail, or ""
}

// Asleep reports whether the mail was withdrawn untried because the user was switched off or suspended. It may become due again when they are back.
func (in Intent) Asleep() bool {
	return in.State == Withdrawn && (in.Reason == WhyInactive || in.Reason == WhySuspended) && in.Tries == 0
}

// Reasons of intents whose turn came at a bad time.
const (
	WhyInactive  = "user_inactive"  // the directory had switched the user off
	WhySuspended = "user_suspended" // the user was suspended by hand
)

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
