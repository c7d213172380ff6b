// Package audit is the shape of a record of what an admin did: who, when, what, to whom, and why.
//
// A record is written in the transaction of the change that it tells of, and never changes. It holds ids and names of attributes, and no
// personal data but what an admin writes into a note. Records are sealed in segments, each of which hangs on the one before, so that it shows when one was changed, dropped or added.
// The package stores nothing and decides nothing.
package audit

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"usersync/internal/fault"
)

// MaxNote is how many characters a note may have.
const MaxNote = 1000

// Action is what was done.
type Action string

// The actions.
const (
	AdoptUser  Action = "user.adopt"
	AdoptGroup Action = "group.adopt"
	EraseUser  Action = "user.erase"
	// ResendWelcome is that a person is sent their welcome mail once more.
	ResendWelcome Action = "user.resendWelcome"
	// UserReturned is said of a new person whose userName somebody had who was erased. Nobody did it: it came about.
	UserReturned Action = "user.returned"
)

// Record is one thing that an admin did.
type Record struct {
	ID      string // a ULID: the order of the ids is that of time
	At      time.Time
	Actor   string // public id of the credential
	Action  Action
	Subject string // id of the user or group
	Changes []Change
	Note    string // of the admin, for whoever asks why; "" when there is none
}

// Change is what became of an attribute, by ids.
type Change struct{ Attribute, From, To string }

// CheckNote refuses a note that is too long or could not be shown. fault.Invalid.
func CheckNote(note string) error {
	bad := func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) }
	if utf8.ValidString(note) && utf8.RuneCountInString(note) <= MaxNote && !strings.ContainsFunc(note, bad) {
		return nil
	}
	return fault.New(fault.Invalid, "invalid_value", "The note is not acceptable.").
		At("note", "Must have at most 1,000 characters, and no control characters but line feeds.")
}
