package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attribute of the item CLOCKS, EXPIRY.
const attrBegan = "began" // S; attrAfter is on it, too: an account; absent: the round is over

var _ provision.ExpiryStore = (*Store)(nil)

// expiryKey belongs to no account: the round goes over all of them.
var expiryKey = table.Key{P: "CLOCKS", S: "EXPIRY"}

// ExpiryRound implements provision.ExpiryStore.
func (s *Store) ExpiryRound(ctx context.Context) (provision.ExpiryRound, error) {
	item, _, err := s.db.Get(ctx, expiryKey)
	return provision.ExpiryRound{Began: parseStamp(item.Attrs[attrBegan].Str()), After: item.Attrs[attrAfter].Str()}, wrap("read", err)
}

// SaveExpiryRound implements provision.ExpiryStore.
func (s *Store) SaveExpiryRound(ctx context.Context, was, next provision.ExpiryRound) error {
	began, after := table.NotExists(), table.Lacks(attrAfter)
	if !was.Began.IsZero() {
		began = table.Equals(attrBegan, table.S(stamp(was.Began)))
	}
	if was.After != "" {
		after = table.Equals(attrAfter, table.S(was.After))
	}
	edits := []table.Edit{table.Set(attrBegan, table.S(stamp(next.Began))), setUnless(next.After == "", attrAfter, table.S(next.After))}
	err := s.db.Transact(ctx, []table.Action{table.Update(expiryKey, edits, began, after)})
	return staleNote(err)
}

// NoteTold implements provision.ExpiryStore. The credential is found before its account is known, and so lies outside of it: that it is the account's is a condition.
func (s *Store) NoteTold(ctx context.Context, a access.Account, e provision.Expiry, days int) error {
	key, name := credentialKey(e.ID), attrTold
	if e.Kind == access.SecretOfClient {
		key, name = clientKey(e.Client), prefixToldOf+e.ID
	}
	note := []table.Edit{table.Set(name, table.N(int64(days)))}
	err := s.db.Transact(ctx, []table.Action{
		table.Update(key, note, table.Equals(attrAccount, table.S(a.ID())), isCount(name, int64(e.Told), 0)),
	})
	return staleNote(err)
}

func staleNote(err error) error {
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "note_moved", "Somebody else has noted that.").Because(canceled)
	}
	return wrap("write", err)
}
