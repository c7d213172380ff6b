package provision

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// MaxKeys is how many live credentials an account has at most.
const MaxKeys = 100

// Keys makes, lists and revokes credentials. The secret is returned once and never kept. Its fields must be set.
type Keys struct {
	Store  CredentialStore
	Now    func() time.Time
	Random io.Reader // crypto/rand.Reader in production
}

// NewKey is a credential to be made.
type NewKey struct {
	Kind       access.Kind
	Connection string // SCIMToken only
	Scopes     []access.Scope
	Name       string
	Expires    time.Time // zero: never
	Session    bool      // for one browser, and over when that signs out
}

// Create makes a credential of the account; for an OperatorKey the account is the zero Account. fault.Invalid names the members at fault.
func (k *Keys) Create(ctx context.Context, a access.Account, want NewKey) (access.Credential, access.Secret, error) {
	if err := k.check(want); err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	c, secret, err := k.mint(ctx, a, want)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	return c, secret, k.Store.SaveCredential(ctx, a, c)
}

// mint makes a credential that is not stored yet, if the account has room for it.
func (k *Keys) mint(ctx context.Context, a access.Account, want NewKey) (access.Credential, access.Secret, error) {
	if err := k.checkCount(ctx, a); err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	id, secret, hash, err := access.Mint(want.Kind, k.Random)
	if err != nil {
		return access.Credential{}, access.Secret{}, err
	}
	return access.Credential{
		ID: id, Kind: want.Kind, Hash: hash, Account: a.ID(), Connection: want.Connection,
		Scopes: want.Scopes, Name: want.Name, Created: k.Now(), Expires: want.Expires, Session: want.Session,
	}, secret, nil
}

func (k *Keys) check(want NewKey) error {
	bad := fault.New(fault.Invalid, "invalid_value", "The key cannot be made as it is.")
	if checkName(want.Name) != nil {
		bad.At("name", "Must have 1 to 200 characters, no control characters among them.")
	}
	if want.Kind == access.AdminKey && !adminScopes(want.Scopes) {
		bad.At("scopes", "Must be one or more of read, write and owner.")
	}
	if !want.Expires.IsZero() && !want.Expires.After(k.Now()) {
		bad.At("expiresAt", "Must be in the future.")
	}
	return faulty(bad)
}

func (k *Keys) checkCount(ctx context.Context, a access.Account) error {
	if a.IsZero() {
		return nil
	}
	live, err := k.Store.AccountCredentials(ctx, a)
	if err == nil && len(live) >= MaxKeys {
		return errLimit("keys", MaxKeys)
	}
	return err
}

func adminScopes(scopes []access.Scope) bool {
	foreign := func(s access.Scope) bool { return s != access.Read && s != access.Write && s != access.Owner }
	return len(scopes) > 0 && !slices.ContainsFunc(scopes, foreign)
}

// List lists the account's credentials of a kind, oldest first, those that ran out included.
func (k *Keys) List(ctx context.Context, a access.Account, kind access.Kind) ([]access.Credential, error) {
	all, err := k.Store.AccountCredentials(ctx, a)
	all = slices.DeleteFunc(all, func(c access.Credential) bool { return c.Kind != kind })
	slices.SortFunc(all, func(x, y access.Credential) int {
		if order := x.Created.Compare(y.Created); order != 0 {
			return order
		}
		return strings.Compare(x.ID, y.ID)
	})
	return all, err
}

// Get reads a live credential of a kind. fault.NotFound.
func (k *Keys) Get(ctx context.Context, a access.Account, kind access.Kind, id string) (access.Credential, error) {
	list, err := k.List(ctx, a, kind)
	if err != nil {
		return access.Credential{}, err
	}
	at := slices.IndexFunc(list, func(c access.Credential) bool { return c.ID == id })
	if at < 0 {
		return access.Credential{}, errNoKey()
	}
	return list[at], nil
}

func errNoKey() error { return fault.New(fault.NotFound, "key_not_found", "There is no such key.") }

// Revoke ends a credential of a kind at once. fault.NotFound; fault.Conflict for the last admin key that may do everything: nobody could come in any more.
func (k *Keys) Revoke(ctx context.Context, a access.Account, kind access.Kind, id string) error {
	list, err := k.List(ctx, a, kind)
	if err != nil {
		return err
	}
	owns := k.owns()
	at := slices.IndexFunc(list, func(c access.Credential) bool { return c.ID == id })
	if at < 0 {
		return errNoKey()
	}
	last := owns(list[at])
	if slices.ContainsFunc(slices.Delete(list, at, at+1), owns) {
		last = false
	}
	if last {
		return fault.New(fault.Conflict, "last_key", "This is the last key with the scope owner. Make another one first.")
	}
	return k.Store.RevokeCredential(ctx, a, id, k.Now())
}

// Owners is how many live admin keys of the account may do everything.
func (k *Keys) Owners(ctx context.Context, a access.Account) (int, error) {
	list, err := k.List(ctx, a, access.AdminKey)
	owns, n := k.owns(), 0
	for _, c := range list {
		if owns(c) {
			n++
		}
	}
	return n, err
}

// owns picks live credentials that may do everything.
func (k *Keys) owns() func(access.Credential) bool {
	now := k.Now()
	return func(c access.Credential) bool {
		return slices.Contains(c.Scopes, access.Owner) && (c.Expires.IsZero() || now.Before(c.Expires))
	}
}
