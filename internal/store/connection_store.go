package store

import (
	"context"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.ConnectionStore = (*Store)(nil)

// Connections implements provision.ConnectionStore.
func (s *Store) Connections(ctx context.Context, a access.Account) ([]provision.Connection, error) {
	var list []provision.Connection
	first := connectionKey(a, "")
	err := s.each(ctx, a, table.Query{P: first.P, Prefix: first.S}, func(item table.Item) error {
		list = append(list, decodeConnection(a, item))
		return nil
	})
	return list, err
}

// Connection implements provision.ConnectionStore.
func (s *Store) Connection(ctx context.Context, a access.Account, id string) (provision.Connection, error) {
	key := connectionKey(a, id)
	attrs, ok, err := s.get(ctx, a, key)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "connection_not_found", "There is no such connection.")
	}
	if err != nil {
		return provision.Connection{}, err
	}
	return decodeConnection(a, table.Item{Key: key, Attrs: attrs}), nil
}

// Joined implements provision.ConnectionStore.
func (s *Store) Joined(ctx context.Context, a access.Account) (int64, error) {
	attrs, _, err := s.get(ctx, a, metaKey(a, sortJoined))
	return attrs[attrCount].Int(), err
}

// AddConnection implements provision.ConnectionStore.
func (s *Store) AddConnection(ctx context.Context, a access.Account, c provision.Connection, joined int64) error {
	err := s.transact(ctx, a, []table.Action{table.Put(encodeConnection(a, c), table.NotExists()), joinedOnce(a, joined)})
	canceled := table.Canceled(err)
	switch {
	case canceled.Failed(0):
		return errMinted
	case canceled != nil:
		return provision.StaleConnection()
	}
	return err
}

// joinedOnce counts that a connection was added or removed, unless others were since the count was read.
func joinedOnce(a access.Account, joined int64) table.Action {
	return table.Update(metaKey(a, sortJoined), []table.Edit{table.Set(attrCount, table.N(joined+1))}, isCount(attrCount, joined, 0))
}

// SaveConnection implements provision.ConnectionStore.
func (s *Store) SaveConnection(ctx context.Context, a access.Account, c provision.Connection) error {
	write := table.Update(connectionKey(a, c.ID), connectionEdits(c), table.Exists(), isCount(attrVersion, c.Version-1, 1))
	err := s.transact(ctx, a, []table.Action{write})
	if table.Canceled(err) != nil {
		return provision.StaleConnection()
	}
	return err
}

// RemoveConnection implements provision.ConnectionStore. That it owns nothing is a condition of the transaction, and closing its counters keeps requests that are
// under way from making it an owner afterwards.
func (s *Store) RemoveConnection(ctx context.Context, a access.Account, c provision.Connection, all provision.ConnectionRemoval, now time.Time) error {
	key := connectionKey(a, c.ID)
	closing, err := s.closing(ctx, a, c.ID)
	if err != nil {
		return err
	}
	actions := append(slices.Clone(closing), joinedOnce(a, all.Joined), table.Delete(
		key, table.Exists(), isCount(attrVersion, c.Version, 1), isCount(attrMinted, c.Minted, 0),
	))
	for _, token := range all.Tokens {
		actions = append(actions, revocation(a, token, now)...)
	}
	for _, client := range all.Clients {
		actions = append(actions, clientRemoval(a, c.ID, client)...)
	}
	err = s.db.Transact(ctx, actions) // credentials are found before their account is known, and lie outside of it
	canceled := table.Canceled(err)
	if canceled == nil {
		return wrap("write", err)
	}
	for i := range closing {
		if canceled.Failed(i) {
			return provision.ConnectionInUse()
		}
	}
	if canceled.Failed(len(closing)) {
		return provision.OtherConnections()
	}
	return provision.StaleConnection()
}

// SaveToken implements provision.ConnectionStore.
func (s *Store) SaveToken(ctx context.Context, a access.Account, c access.Credential, minted int64) error {
	key := connectionKey(a, c.Connection)
	if err := own(a, key); err != nil {
		return err
	}
	err := s.db.Transact(ctx, []table.Action{
		table.Put(encodeCredential(c), table.NotExists()), credentialEntry(a, c),
		table.Update(key, []table.Edit{table.Set(attrMinted, table.N(minted+1))}, table.Exists(), isCount(attrMinted, minted, 0)),
	})
	if table.Canceled(err) != nil {
		return provision.StaleConnection()
	}
	return wrap("write", err)
}
