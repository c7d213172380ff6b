package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"usersync/internal/fault"
)

// Credential is what the store keeps of a credential: never the secret itself.
type Credential struct {
	ID         string // public part
	Kind       Kind
	Hash       [sha256.Size]byte // SHA-256 of the whole text
	Account    string            // account id; empty for an operator
	Connection string            // SCIM only
	Scopes     []Scope
	Name       string
	Created    time.Time
	Expires    time.Time // zero: never
	Revoked    bool
	LastUse    time.Time // to UseInterval; zero: never, or of a kind whose use is not noted
}

// Credentials is what a Gate needs of the store.
type Credentials interface {
	// Credential returns the credential of a public id; ok is false when there is none. Safe for concurrent use.
	Credential(ctx context.Context, id string) (c Credential, ok bool, err error)
}

// Gate turns the text of a bearer credential into a principal. Every field but Uses and Operator must be set. It is safe for concurrent use.
type Gate struct {
	Credentials Credentials
	Uses        Uses // of SCIM tokens; nil: nobody wants to know
	Now         func() time.Time

	// Operator is the SHA-256 of the whole text of an operator key that is in no store, so that a deployment opens to its operator before anything is in it.
	// The zero value is that of no key.
	Operator [sha256.Size]byte

	noted damper
}

// errRefused is the same for unknown, expired, revoked and forged credentials, so that nothing can be learned from it.
func errRefused() error {
	return fault.New(fault.Unauthenticated, "invalid_token", "The credential is missing, unknown, expired or revoked. Send it as \"Authorization: Bearer ...\".")
}

// EndedError is the refusal of a credential that was right until it was revoked or ran out: the same failure to whoever sent it, but its account may know
// who still comes with it.
type EndedError struct {
	Principal Principal
	refusal   error
}

func (e *EndedError) Error() string { return e.refusal.Error() }
func (e *EndedError) Unwrap() error { return e.refusal }

// Authenticate checks a bearer credential. It fails with fault.Unauthenticated for every
// credential that does not open the door, always with the same words; for one that did once it is an *EndedError.
func (g *Gate) Authenticate(ctx context.Context, bearer string) (Principal, error) {
	id, ok := Parse(bearer)
	if !ok {
		return Principal{}, errRefused()
	}
	hash := sha256.Sum256([]byte(bearer))
	if g.isOperator(hash) {
		return Principal{Kind: OperatorKey, Credential: id}, nil
	}
	c, found, err := g.Credentials.Credential(ctx, id)
	if err != nil {
		return Principal{}, err
	}
	same := subtle.ConstantTimeCompare(hash[:], c.Hash[:]) == 1
	if !found || !same {
		return Principal{}, errRefused()
	}
	p := Principal{
		Kind: c.Kind, Account: Account{c.Account}, Connection: c.Connection,
		Credential: c.ID, Scopes: c.Scopes,
	}
	if c.Revoked || expired(c, g.Now()) {
		return Principal{}, &EndedError{p, errRefused()}
	}
	g.noteUse(ctx, c, p)
	return p, nil
}

func (g *Gate) isOperator(hash [sha256.Size]byte) bool {
	return g.Operator != [sha256.Size]byte{} && subtle.ConstantTimeCompare(hash[:], g.Operator[:]) == 1
}

func expired(c Credential, now time.Time) bool {
	return !c.Expires.IsZero() && !now.Before(c.Expires)
}
