// Package inspect is the last requests of an identity provider as an admin looks at them: what was asked, what was answered, and how
// such requests are picked. Secrets are masked here, before a request is kept anywhere.
//
// It reads no HTTP (the SCIM door hands over what it saw), is no log of record (requests fall out of it within a day), and decides
// nothing about what is recorded.
package inspect

import (
	"strings"
	"time"
	"unicode/utf8"

	"usersync/internal/access"
)

// The sizes of what is kept.
const (
	Kept    = 200     // requests of a connection
	MaxBody = 4 << 10 // bytes that are shown of a body
	Window  = 64 << 10
	maxLine = 2 << 10 // bytes of a query
	maxWord = 256     // bytes of a path, a header or a user agent
)

// Keep is how long a request can be looked at; in one process, until that ends.
const Keep = 24 * time.Hour

// Exchange is one request and its answer, without secrets.
type Exchange struct {
	ID         string    // of the request; in the logs and in X-Request-Id
	At         time.Time // when the request came in
	Took       time.Duration
	Method     string
	Path       string // escaped, as it was sent
	Query      string // escaped, as it was sent; "" when there was none
	Status     int
	ScimType   string // of a failure
	Detail     string // of a failure, in the words of the answer
	Credential string // public id of the token that was shown
	UserAgent  string
	Headers    []Header
	Request    Body
	Answer     Body
}

// End is when the answer was complete: exchanges are in the order of their ends.
func (e Exchange) End() time.Time { return e.At.Add(e.Took) }

// Header is one header of a request.
type Header struct{ Name, Value string }

// Body is what is kept of a body.
type Body struct {
	Text   string // compact JSON, masked, at most MaxBody bytes
	Size   int64  // bytes that were read or sent
	Cut    bool   // Text is only the beginning
	Hidden bool   // there was a body, and it is not shown because it is no JSON: what of it is secret cannot be told
}

// Caller is who sent a request, and whose requests it belongs to.
type Caller struct {
	Account    access.Account
	Connection string
	Credential string
}

// Word is a header or a user agent as it is kept.
func Word(s string) string { return cut(maskText(s), maxWord) }

// cut shortens text to n bytes at most, at the end of a character, and drops what is no UTF-8.
func cut(s string, n int) string {
	s = strings.ToValidUTF8(s, "")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
