// Package oauth gives access tokens to OAuth 2 clients of connections for a secret or a signed assertion (RFC 6749 section 4.4, RFC 7523), and reads the
// public keys of clients.
//
// It does not speak HTTP (package oauthapi does), makes and changes no clients (package provision does), fetches nothing from anywhere, and does not
// check access tokens: that is access.Gate's work.
package oauth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/throttle"
)

// TokenLife is how long an access token is good for.
const TokenLife = time.Hour

// Codes of failures, which are the errors of RFC 6749 section 5.2.
const (
	CodeInvalidClient      = "invalid_client"
	CodeUnauthorizedClient = "unauthorized_client"
)

// Store is what an Issuer needs of the store. Reads are strong. Safe for concurrent use.
type Store interface {
	// Client returns a client by its id; ok is false when there is none.
	Client(ctx context.Context, id string) (c access.Client, ok bool, err error)
	// SaveAccessToken stores an access token until it expires. With an assertion it fails with fault.Conflict, and stores nothing, when that was used before.
	SaveAccessToken(ctx context.Context, c access.Credential, used *UsedAssertion) error
	// NoteProofUse notes that a client used a secret or key.
	NoteProofUse(ctx context.Context, client, proof string, at time.Time) error
}

// UsedAssertion is an assertion that must not be taken again.
type UsedAssertion struct {
	Client  string
	ID      [sha256.Size]byte // SHA-256 of its jti
	Expires time.Time         // after that nobody takes it anyway
}

// Issuer gives access tokens to clients. Its fields must be set; it is safe for concurrent use.
type Issuer struct {
	Store Store
	// Open fails when a connection is paused or gone.
	Open   func(ctx context.Context, account, connection string) error
	Now    func() time.Time
	Random io.Reader // crypto/rand.Reader in production
	// Audiences are the names of this server that an assertion may be meant for: the address of the token endpoint and the issuer.
	Audiences []string

	issued throttle.Buckets // by client: only who has proved to be one can use its bucket up
}

// issues is how many access tokens a client gets: one is good for an hour, and each is stored as long.
var issues = throttle.Rate{PerSecond: 1, Burst: 60}

// Proof is what a client shows: its id with a secret, or an assertion, with or without the id.
type Proof struct {
	Client    string
	Secret    string
	Assertion string // a JWT; where there is one, Secret does not count
}

// Issue gives an access token for a proof. fault.Unauthenticated (invalid_client) for every proof that is not good, always with the same words;
// fault.Forbidden (unauthorized_client) while the client's connection is paused; fault.TooMany for a client that asks all the time.
func (s *Issuer) Issue(ctx context.Context, p Proof) (access.Credential, access.Secret, error) {
	client, proof, used, err := s.authenticate(ctx, p)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	if err := s.Open(ctx, client.Account, client.Connection); err != nil {
		return access.Credential{}, access.Secret{}, closed(err)
	}
	if wait := s.issued.Take(client.ID, issues, s.Now(), 1); wait > 0 {
		return access.Credential{}, access.Secret{}, errEager(wait)
	}
	c, secret, err := s.mint(client, proof)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	err = s.Store.SaveAccessToken(ctx, c, used)
	if fault.Is(err, fault.Conflict) {
		err = errClient()
	}
	if err == nil {
		s.noteUse(ctx, client, proof)
	}
	return c, secret, err
}

// authenticate says which client it is, by which secret or key.
func (s *Issuer) authenticate(ctx context.Context, p Proof) (access.Client, string, *UsedAssertion, error) {
	if p.Assertion != "" {
		return s.byAssertion(ctx, p)
	}
	client, err := s.client(ctx, p.Client)
	if err != nil {
		return access.Client{}, "", nil, err
	}
	proof, ok := secretOf(client, p.Secret, s.Now())
	if !ok {
		return access.Client{}, "", nil, errClient()
	}
	return client, proof, nil, nil
}

// maxClientID is more bytes than an id of ours has.
const maxClientID = 64

// client looks a client up; where there is none it is the zero one, and under a name that cannot be an id there is none.
func (s *Issuer) client(ctx context.Context, id string) (access.Client, error) {
	if id == "" || len(id) > maxClientID {
		return access.Client{}, nil
	}
	c, _, err := s.Store.Client(ctx, id)
	return c, err
}

// maxSecrets is how many secrets are compared, whether a client has them or there is no client at all.
const maxSecrets = 3

// secretOf finds the live secret that a text is, with the same work whatever is there.
func secretOf(c access.Client, text string, now time.Time) (id string, ok bool) {
	hash := sha256.Sum256([]byte(text))
	for i := range max(maxSecrets, len(c.Secrets)) {
		var have access.ClientSecret
		if i < len(c.Secrets) {
			have = c.Secrets[i]
		}
		if subtle.ConstantTimeCompare(hash[:], have.Hash[:]) == 1 && now.Before(have.Expires) {
			id, ok = have.ID, true
		}
	}
	return id, ok
}

func (s *Issuer) mint(client access.Client, proof string) (access.Credential, access.Secret, error) {
	id, secret, hash, err := access.Mint(access.AccessToken, s.Random)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	now := s.Now()
	return access.Credential{
		ID: id, Kind: access.AccessToken, Hash: hash, Account: client.Account, Connection: client.Connection, Scopes: []access.Scope{access.SCIM},
		Created: now, Expires: now.Add(TokenLife), Client: client.ID, Proof: proof,
	}, secret, nil
}

// noteUse notes the use of a proof unless that was noted lately. A note that fails is lost: the token is good.
func (s *Issuer) noteUse(ctx context.Context, client access.Client, proof string) {
	now, last := s.Now(), time.Time{}
	for _, have := range client.Secrets {
		if have.ID == proof {
			last = have.LastUse
		}
	}
	for _, have := range client.Keys {
		if have.ID == proof {
			last = have.LastUse
		}
	}
	if now.Sub(last) >= access.UseInterval {
		_ = s.Store.NoteProofUse(ctx, client.ID, proof, now)
	}
}

// errClient is the same for unknown clients, wrong and expired secrets, and assertions that are wrong in any way.
func errClient() error {
	return fault.New(fault.Unauthenticated, CodeInvalidClient, "The client is unknown, or its secret or assertion is wrong, expired or used before.")
}

func errEager(wait time.Duration) error {
	e := fault.New(fault.TooMany, "too_many_tokens", "The client has asked for too many access tokens. One is good for an hour: keep it.")
	e.RetryAfter = wait
	return e
}

// closed is the failure of a client whose connection lets nobody in.
func closed(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errClient()
	}
	if fault.Is(err, fault.Forbidden) {
		return fault.New(fault.Forbidden, CodeUnauthorizedClient, "The connection of the client is paused. An admin of the account can resume it.")
	}
	return err
}
