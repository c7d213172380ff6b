package store

import (
	"context"
	"encoding/hex"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/table"
)

// Attributes of TOKEN items; attrHash, attrAccount, attrConn, attrCreated and attrExpires are on them, too.
const (
	attrClient = "client" // S
	attrProof  = "proof"  // S: the id of the client's secret or key that the token was given for
)

var (
	_ access.Tokens = (*Store)(nil)
	_ oauth.Store   = (*Store)(nil)
)

// AccessToken implements access.Tokens. One that has expired may be there still: engines delete late.
func (s *Store) AccessToken(ctx context.Context, id string) (access.Credential, bool, error) {
	item, ok, err := s.db.Get(ctx, accessTokenKey(id))
	if err != nil || !ok {
		return access.Credential{}, false, wrap("read", err)
	}
	attrs := item.Attrs
	c := access.Credential{
		ID: id, Kind: access.AccessToken, Account: attrs[attrAccount].Str(), Connection: attrs[attrConn].Str(), Scopes: []access.Scope{access.SCIM},
		Created: parseStamp(attrs[attrCreated].Str()), Expires: parseStamp(attrs[attrExpires].Str()),
		Client: attrs[attrClient].Str(), Proof: attrs[attrProof].Str(),
	}
	copy(c.Hash[:], attrs[attrHash].Raw())
	return c, true, nil
}

// SaveAccessToken implements oauth.Store: the token and the used assertion are stored both or not at all.
func (s *Store) SaveAccessToken(ctx context.Context, c access.Credential, used *oauth.UsedAssertion) error {
	token := table.Item{Key: accessTokenKey(c.ID), Attrs: table.Attrs{
		attrHash: table.B(c.Hash[:]), attrAccount: table.S(c.Account), attrConn: table.S(c.Connection),
		attrCreated: table.S(stamp(c.Created)), attrExpires: table.S(stamp(c.Expires)),
		attrClient: table.S(c.Client), attrProof: table.S(c.Proof), table.TTL: ttlAfter(c.Expires),
	}}
	actions := []table.Action{table.Put(token, table.NotExists())}
	if used != nil {
		key := table.Key{Table: table.Work, P: "JTI#" + used.Client, S: hex.EncodeToString(used.ID[:])}
		actions = append(actions, table.Put(table.Item{Key: key, Attrs: table.Attrs{table.TTL: ttlAfter(used.Expires)}}, table.NotExists()))
	}
	err := s.db.Transact(ctx, actions)
	if canceled := refused(err); canceled != nil {
		return fault.New(fault.Conflict, "assertion_used", "The assertion was used before.").Because(canceled)
	}
	return wrap("write", err)
}

// ttlAfter is when an item may be deleted: not before a time has passed.
func ttlAfter(t time.Time) table.Value { return table.N(t.Unix() + 1) }
