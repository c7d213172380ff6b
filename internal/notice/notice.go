// Package notice says what the admins of an account are told by mail, and what an account may set about that.
//
// A notice is facts: what happened, with numbers. It has no words, which package notify finds in the language of the account, and nothing here sends or stores.
package notice

import "time"

// Kind is what admins are told of.
type Kind string

// The kinds of notices.
const (
	RunHeld        Kind = "runHeld"        // the guard has stopped something
	RunFailed      Kind = "runFailed"      // a run ended and could not bring everybody up to date
	TokenExpiring  Kind = "tokenExpiring"  // a SCIM token expires soon
	SecretExpiring Kind = "secretExpiring" // a secret of an OAuth 2 client expires soon; switched with TokenExpiring
	SeatsLow       Kind = "seatsLow"       // a product has few seats left, or none
)

// Notice is something that an account's admins are told, once.
type Notice struct {
	ID      string // says what it is about, so that whoever decides it twice decides the same one: ASCII letters, digits and hyphens
	Kind    Kind
	At      time.Time // when it was decided
	Variant string    // of which sort: a kind of hold, None or Some seats; "" for the others
	About   string    // id of what the mail leads to: a hold, a run, a connection, a product
	Count   int       // the number of the subject: days, users
	Facts   []Fact    // in the order in which they are shown
}

// The variants of SeatsLow.
const (
	NoSeats   = "none"
	SomeSeats = "some"
)

// Fact is one line of a notice.
type Fact struct {
	Label   string    // its name among the words of the kind
	Text    string    // what it says, where that is no number and no time
	Product string    // the key of a product, whose name comes before the number
	N, Of   int       // a number, and of how many; Of 0: of nothing
	At      time.Time // a time
}
