package store

import (
	"context"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of CRED items; attrName, attrCreated and attrConn are on them, too. The secret itself is never stored.
const (
	attrCredKind = "kind"    // S
	attrHash     = "hash"    // B: SHA-256 of the whole text
	attrAccount  = "account" // S; absent for an operator
	attrScopes   = "scopes"  // S: separated by blanks
	attrExpires  = "expires" // S; absent: never
	attrSession  = "session" // N 1: of one browser, which ends it by signing out
	attrRevoked  = "revoked" // S: when; absent: never
	attrLastUse  = "lastUse" // S: when it was last used, to a few minutes; absent: never
	attrTold     = "told"    // N: at how many days before its end its account was told; absent: never
)

var (
	_ access.Credentials        = (*Store)(nil)
	_ access.Uses               = (*Store)(nil)
	_ provision.CredentialStore = (*Store)(nil)
)

// Credential returns the credential of a public id. It is the one look-up made before the account is known.
func (s *Store) Credential(ctx context.Context, id string) (access.Credential, bool, error) {
	item, ok, err := s.db.Get(ctx, credentialKey(id))
	if err != nil || !ok {
		return access.Credential{}, false, wrap("read", err)
	}
	return decodeCredential(id, item.Attrs), true, nil
}

// SaveCredential stores a new credential and enters it in its account's list; an operator's belongs to no account.
func (s *Store) SaveCredential(ctx context.Context, a access.Account, c access.Credential) error {
	if c.Account != a.ID() {
		return fault.New(fault.Internal, "cross_tenant", "A credential of another account.")
	}
	err := s.db.Transact(ctx, []table.Action{table.Put(encodeCredential(c), table.NotExists()), credentialEntry(a, c)})
	if canceled := refused(err); canceled != nil {
		return fault.New(fault.Conflict, "credential_exists", "There is such a credential already. Try again.").Because(canceled)
	}
	return wrap("write", err)
}

// AccountCredentials lists the account's credentials that were not revoked, by id.
func (s *Store) AccountCredentials(ctx context.Context, a access.Account) ([]access.Credential, error) {
	var list []access.Credential
	q := table.Query{P: metaKey(a, sortAccount).P, Prefix: prefixCredential}
	err := s.each(ctx, a, q, func(item table.Item) error {
		c, ok, err := s.Credential(ctx, strings.TrimPrefix(item.Key.S, prefixCredential))
		if err == nil && ok && c.Account == a.ID() {
			list = append(list, c)
		}
		return err
	})
	return list, err
}

// RevokeCredential ends a credential at once and takes it from its account's list. fault.NotFound when the account has none of this id.
func (s *Store) RevokeCredential(ctx context.Context, a access.Account, id string, now time.Time) error {
	entry := metaKey(a, prefixCredential+id)
	if err := own(a, entry); err != nil {
		return err
	}
	err := s.db.Transact(ctx, revocation(a, id, now))
	if canceled := refused(err); canceled != nil {
		return fault.New(fault.NotFound, "key_not_found", "There is no such key.").Because(canceled)
	}
	return wrap("write", err)
}

// revocation ends a credential of the account and takes it from the list.
func revocation(a access.Account, id string, now time.Time) []table.Action {
	return []table.Action{
		table.Update(
			credentialKey(id), []table.Edit{table.Set(attrRevoked, table.S(stamp(now)))},
			table.Exists(), table.Equals(attrAccount, table.S(a.ID())),
		),
		table.Delete(metaKey(a, prefixCredential+id), table.Exists()),
	}
}

func encodeCredential(c access.Credential) table.Item {
	scopes := make([]string, len(c.Scopes))
	for i, scope := range c.Scopes {
		scopes[i] = string(scope)
	}
	attrs := table.Attrs{
		attrCredKind: table.S(string(c.Kind)), attrHash: table.B(c.Hash[:]), attrScopes: table.S(strings.Join(scopes, " ")),
		attrName: table.S(c.Name), attrCreated: table.S(stamp(c.Created)),
	}
	if c.Account != "" {
		attrs[attrAccount] = table.S(c.Account)
	}
	if c.Connection != "" {
		attrs[attrConn] = table.S(c.Connection)
	}
	if !c.Expires.IsZero() {
		attrs[attrExpires] = table.S(stamp(c.Expires))
	}
	if c.Session {
		attrs[attrSession] = table.N(1)
	}
	return table.Item{Key: credentialKey(c.ID), Attrs: attrs}
}

func decodeCredential(id string, attrs table.Attrs) access.Credential {
	c := access.Credential{
		ID: id, Kind: access.Kind(attrs[attrCredKind].Str()), Account: attrs[attrAccount].Str(), Connection: attrs[attrConn].Str(),
		Name: attrs[attrName].Str(), Created: parseStamp(attrs[attrCreated].Str()), Expires: parseStamp(attrs[attrExpires].Str()),
		LastUse: parseStamp(attrs[attrLastUse].Str()), Told: int(attrs[attrTold].Int()),
	}
	copy(c.Hash[:], attrs[attrHash].Raw())
	_, c.Revoked = attrs[attrRevoked]
	_, c.Session = attrs[attrSession]
	for _, scope := range strings.Fields(attrs[attrScopes].Str()) {
		c.Scopes = append(c.Scopes, access.Scope(scope))
	}
	return c
}
