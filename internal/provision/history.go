package provision

import "time"

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
)

// Event is one entry of a user's history. It is written in the transaction of what it tells of, and never changes.
type Event struct {
	ID    string // a ULID
	At    time.Time
	Kind  EventKind
	By    string     // public id of the credential; "" when it came about by itself, as when a grant's time is over
	Note  string     // of whoever did it
	Value string     // LanguageChosen: the language
	Grant *HandGrant // GrantGiven, GrantEnded
}
