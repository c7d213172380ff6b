// Package fault is the closed list of ways in which an operation can fail.
//
// Every error that a caller may act on is a *fault.Error: it says what was
// attempted (Op), on what (Subject), why it failed and what to do (Detail), and
// keeps the cause for the log. An error of any other type counts as Internal and
// its text is never shown outside.
//
// The package renders nothing: scimapi and adminapi each own the one table that
// turns a Kind into a status.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is one of a closed list of reasons.
type Kind uint8

// The kinds, with the HTTP status that both doors give them.
const (
	Internal        Kind = iota // 500: ours to mend; the text stays in the log
	Malformed                   // 400: the request cannot be read (JSON, filter, path syntax)
	Invalid                     // 422 in the admin API, 400 in SCIM: readable, but a value is not acceptable
	Unauthenticated             // 401: no credential, or not a valid one
	Forbidden                   // 403: a valid credential without the right
	NotFound                    // 404: no such thing in this account
	Conflict                    // 409: a unique value is taken, or the thing is in use
	Stale                       // 412: If-Match names an older version
	TooLarge                    // 413: over a size limit
	TooMany                     // 429: over a rate; RetryAfter says when to come back
	Unsupported                 // 501: a part of the standard that is not offered
	Unavailable                 // 503: try again; RetryAfter says when
	Scope                       // 400 in SCIM (scimType tooMany), 422 in the admin API: the query would read too much
)

var kindNames = [...]string{
	"internal", "malformed", "invalid", "unauthenticated", "forbidden", "not_found",
	"conflict", "stale", "too_large", "too_many", "unsupported", "unavailable", "scope",
}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Field is one bad member of a request.
type Field struct {
	Path   string // where, in the notation of the door: "products[0].key", "emails[type eq \"work\"]"
	Detail string // what is wrong with it, for a person; never echoes the value
}

// Error is a failure that a caller can act on.
type Error struct {
	Kind       Kind
	Code       string        // stable machine-readable reason within the kind: "uniqueness", "invalidFilter", "group_missing"
	Op         string        // what was attempted: "create user"
	Subject    string        // on what: an id or a kind of thing, never personal data
	Detail     string        // one plain sentence for the person: why, and what to do
	Fields     []Field       // the members at fault, when there are some
	RetryAfter time.Duration // for TooMany and Unavailable
	Cause      error         // for the log only
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op)
		if e.Subject != "" {
			b.WriteString(" " + e.Subject)
		}
		b.WriteString(": ")
	}
	b.WriteString(e.Kind.String())
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind with a stable code and a sentence for the person.
func New(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// On says what was attempted on what, and returns the same error.
func (e *Error) On(op, subject string) *Error {
	e.Op, e.Subject = op, subject
	return e
}

// Because keeps the cause for the log, and returns the same error.
func (e *Error) Because(cause error) *Error {
	e.Cause = cause
	return e
}

// At names a member at fault, and returns the same error.
func (e *Error) At(path, detail string) *Error {
	e.Fields = append(e.Fields, Field{Path: path, Detail: detail})
	return e
}

// As finds the *Error in err's chain; an error without one is Internal with err
// as its cause. As(nil) is nil.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Cause: err}
}

// Is reports whether err is of the kind; an error of a foreign type is Internal.
func Is(err error, kind Kind) bool {
	return err != nil && As(err).Kind == kind
}

// Code returns err's stable code, or "".
func Code(err error) string {
	if err == nil {
		return ""
	}
	return As(err).Code
}
