package access

import (
	"crypto/sha256"
	"slices"
	"time"
)

// Client is an OAuth 2 client of one connection: an identity provider that gets access tokens of an hour for a secret or a signature, in place of one token
// that lives for months.
type Client struct {
	ID         string // the client_id
	Account    string // account id
	Connection string
	Name       string
	Created    time.Time
	Version    int64 // counts changes, from 1; not those of LastUse
	Secrets    []ClientSecret
	Keys       []ClientKey
}

// ClientSecret is what is kept of a client_secret: never the text itself.
type ClientSecret struct {
	ID      string            // public part
	Hash    [sha256.Size]byte // SHA-256 of the whole text
	Created time.Time
	Expires time.Time
	LastUse time.Time // to UseInterval; zero: never
	Told    int       // at how many days before its end its account was told last; 0: never
}

// ClientKey is a public key that a client signs with (RFC 7523).
type ClientKey struct {
	ID      string // its thumbprint (RFC 7638)
	JWK     []byte // the key as JSON (RFC 7517), without private members
	LastUse time.Time
}

// Holds reports whether the client still has a proof, which is the id of a secret or of a key.
func (c Client) Holds(proof string) bool {
	return slices.ContainsFunc(c.Secrets, func(s ClientSecret) bool { return s.ID == proof }) ||
		slices.ContainsFunc(c.Keys, func(k ClientKey) bool { return k.ID == proof })
}
