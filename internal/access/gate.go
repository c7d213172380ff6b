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
	Session    bool      // AdminKey only: made for one browser, and over when that signs out
	Told       int       // SCIMToken only: at how many days before its end its account was told last; 0: never

	Client string // AccessToken only: the id of the client that it was given to
	Proof  string // AccessToken only: the id of the client's secret or key that it was given for
}

// Credentials is what a Gate needs of the store.
type Credentials interface {
	// Credential returns the credential of a public id; ok is false when there is none. Safe for concurrent use.
	Credential(ctx context.Context, id string) (c Credential, ok bool, err error)
}

// Tokens is what a Gate needs of the store for access tokens.
type Tokens interface {
	// AccessToken returns the access token of a public id; ok is false when there is none. Safe for concurrent use.
	AccessToken(ctx context.Context, id string) (c Credential, ok bool, err error)
	// Client returns a client by its id; ok is false when there is none. Safe for concurrent use.
	Client(ctx context.Context, id string) (c Client, ok bool, err error)
}

// Gate turns the text of a bearer credential into a principal. Every field but Tokens, Uses and Operator must be set. It is safe for concurrent use.
type Gate struct {
	Credentials Credentials
	Tokens      Tokens // nil: access tokens open nothing
	Uses        Uses   // of SCIM tokens and access tokens; nil: nobody wants to know
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
	c, found, err := g.find(ctx, bearer, id)
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
	if c.Kind == AccessToken {
		p.Credential = c.Client
	}
	if c.Revoked || expired(c, g.Now()) {
		return Principal{}, &EndedError{p, errRefused()}
	}
	g.noteUse(ctx, c, p)
	return p, nil
}

// find looks a credential up. An access token counts only as long as its client has the secret or key that it was given for, which is read every time: so a
// token ends in the moment in which an admin takes one of them away.
func (g *Gate) find(ctx context.Context, bearer, id string) (Credential, bool, error) {
	if kindOf(bearer) != AccessToken {
		return g.Credentials.Credential(ctx, id)
	}
	if g.Tokens == nil {
		return Credential{}, false, nil
	}
	c, found, err := g.Tokens.AccessToken(ctx, id)
	if err != nil || !found {
		return Credential{}, false, err
	}
	client, there, err := g.Tokens.Client(ctx, c.Client)
	c.Revoked = !there || !client.Holds(c.Proof) || client.Account != c.Account || client.Connection != c.Connection
	return c, true, err
}

func (g *Gate) isOperator(hash [sha256.Size]byte) bool {
	return g.Operator != [sha256.Size]byte{} && subtle.ConstantTimeCompare(hash[:], g.Operator[:]) == 1
}

func expired(c Credential, now time.Time) bool {
	return !c.Expires.IsZero() && !now.Before(c.Expires)
}
