package provision

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// Limits of tokens. Two may live at a time, so that an identity provider can change over from one to the next.
const (
	MaxTokens        = 2
	DefaultTokenDays = 365
	MaxTokenDays     = 730
)

// tokenTries bounds how often a token is minted anew after a lost race: people make tokens.
const tokenTries = 5

// day is what a token's life is counted in.
const day = 24 * time.Hour

// NewToken is a token to be made.
type NewToken struct {
	Name string // "" means "Token"
	Days int    // how long it is good for: 1 to MaxTokenDays; 0 means DefaultTokenDays
}

// Tokens lists a connection's tokens that were not revoked, oldest first, those that ran out included. fault.NotFound.
func (s *Connections) Tokens(ctx context.Context, a access.Account, connection string) ([]access.Credential, error) {
	if _, err := s.Get(ctx, a, connection); err != nil {
		return nil, err
	}
	return s.tokensOf(ctx, a, connection)
}

func (s *Connections) tokensOf(ctx context.Context, a access.Account, connection string) ([]access.Credential, error) {
	list, err := s.Keys.List(ctx, a, access.SCIMToken)
	return slices.DeleteFunc(list, func(c access.Credential) bool { return c.Connection != connection }), err
}

// CreateToken makes a token; its text is returned this once. Tokens that ran out are cleared away. fault.NotFound, fault.Invalid; fault.Conflict (too_many_tokens)
// when two are live: revoke one first.
func (s *Connections) CreateToken(ctx context.Context, a access.Account, connection string, want NewToken) (access.Credential, access.Secret, error) {
	key, err := s.newKey(connection, want)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	var (
		c      access.Credential
		secret access.Secret
	)
	err = again(func() (err error) {
		c, secret, err = s.createToken(ctx, a, key)
		return err
	})
	return c, secret, err
}

func (s *Connections) newKey(connection string, want NewToken) (NewKey, error) {
	days, err := lifeInDays(want.Days)
	if err != nil {
		return NewKey{}, err
	}
	if want.Name == "" {
		want.Name = "Token"
	}
	key := NewKey{
		Kind: access.SCIMToken, Connection: connection, Scopes: []access.Scope{access.SCIM}, Name: want.Name,
		Expires: s.Now().Add(time.Duration(days) * day),
	}
	return key, s.Keys.check(key)
}

// createToken is one try: whoever makes a token counts it on the connection, so that of two at a time one is fault.Stale.
func (s *Connections) createToken(ctx context.Context, a access.Account, key NewKey) (access.Credential, access.Secret, error) {
	connection, err := s.Get(ctx, a, key.Connection)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	if err := s.makeRoom(ctx, a, connection.ID); err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	c, secret, err := s.Keys.mint(ctx, a, key)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	return c, secret, s.Store.SaveToken(ctx, a, c, connection.Minted)
}

// makeRoom clears away tokens that ran out. fault.Conflict when MaxTokens are live.
func (s *Connections) makeRoom(ctx context.Context, a access.Account, connection string) error {
	tokens, err := s.tokensOf(ctx, a, connection)
	if err != nil {
		return err
	}
	now := s.Now()
	ended := func(c access.Credential) bool { return !c.Expires.IsZero() && !now.Before(c.Expires) }
	live := len(tokens)
	for _, c := range tokens {
		if !ended(c) {
			continue
		}
		live--
		if err := s.Keys.Store.RevokeCredential(ctx, a, c.ID, now); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if live >= MaxTokens {
		return fault.New(fault.Conflict, "too_many_tokens", "The connection has two live tokens. Revoke the one that is not used any more.")
	}
	return nil
}

// RevokeToken ends a token of a connection at once. fault.NotFound.
func (s *Connections) RevokeToken(ctx context.Context, a access.Account, connection, id string) error {
	tokens, err := s.Tokens(ctx, a, connection)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(tokens, func(c access.Credential) bool { return c.ID == id }) {
		return fault.New(fault.NotFound, "token_not_found", "There is no such token.")
	}
	return s.Keys.Store.RevokeCredential(ctx, a, id, s.Now())
}
