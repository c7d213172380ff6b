package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.ClientStore = (*Store)(nil)

// Client implements provision.ClientStore, access.Tokens and oauth.Store: a look-up that is made before the account is known.
func (s *Store) Client(ctx context.Context, id string) (access.Client, bool, error) {
	item, ok, err := s.db.Get(ctx, clientKey(id))
	if err != nil || !ok {
		return access.Client{}, false, wrap("read", err)
	}
	c, err := decodeClient(id, item.Attrs)
	if err != nil {
		return access.Client{}, false, fmt.Errorf("read client: %w", err)
	}
	return c, true, nil
}

// Clients implements provision.ClientStore.
func (s *Store) Clients(ctx context.Context, a access.Account, connection string) ([]access.Client, error) {
	first := metaKey(a, prefixClient)
	if connection != "" {
		first = clientEntryKey(a, connection, "")
	}
	var list []access.Client
	err := s.each(ctx, a, table.Query{P: first.P, Prefix: first.S}, func(item table.Item) error {
		c, ok, err := s.Client(ctx, item.Key.S[strings.LastIndexByte(item.Key.S, '#')+1:])
		if err == nil && ok && c.Account == a.ID() {
			list = append(list, c)
		}
		return err
	})
	return list, err
}

// AddClient implements provision.ClientStore.
func (s *Store) AddClient(ctx context.Context, a access.Account, c access.Client, minted int64) error {
	entry, connection := clientEntryKey(a, c.Connection, c.ID), connectionKey(a, c.Connection)
	if err := s.ownClient(a, c, entry, connection); err != nil {
		return err
	}
	item, err := encodeClient(c)
	if err != nil {
		return err
	}
	return staleIfCanceled(s.db.Transact(ctx, []table.Action{
		table.Put(item, table.NotExists()),
		table.Put(table.Item{Key: entry, Attrs: table.Attrs{attrCreated: table.S(stamp(c.Created))}}, table.NotExists()),
		table.Update(connection, []table.Edit{table.Set(attrMinted, table.N(minted+1))}, table.Exists(), isCount(attrMinted, minted, 0)),
	}))
}

// SaveClient implements provision.ClientStore. Notes on what the client does not have any more go.
func (s *Store) SaveClient(ctx context.Context, a access.Account, c access.Client) error {
	if err := s.ownClient(a, c); err != nil {
		return err
	}
	edits, err := clientEdits(c)
	if err != nil {
		return err
	}
	gone, err := s.forgotten(ctx, c)
	if err != nil {
		return err
	}
	write := table.Update(clientKey(c.ID), slices.Concat(edits, gone), isVersion(c.Version-1))
	return staleIfCanceled(s.db.Transact(ctx, []table.Action{write}))
}

// forgotten take the notes away on secrets and keys that a client no longer has.
func (s *Store) forgotten(ctx context.Context, c access.Client) ([]table.Edit, error) {
	item, _, err := s.db.Get(ctx, clientKey(c.ID))
	var edits []table.Edit
	for name := range item.Attrs {
		for _, prefix := range []string{prefixProofAt, prefixToldOf} {
			if proof, ok := strings.CutPrefix(name, prefix); ok && !c.Holds(proof) {
				edits = append(edits, table.Remove(name))
			}
		}
	}
	return edits, wrap("read", err)
}

// RemoveClient implements provision.ClientStore.
func (s *Store) RemoveClient(ctx context.Context, a access.Account, c access.Client) error {
	if err := s.ownClient(a, c, clientEntryKey(a, c.Connection, c.ID)); err != nil {
		return err
	}
	return staleIfCanceled(s.db.Transact(ctx, clientRemoval(a, c.Connection, c.ID, isVersion(c.Version))))
}

// clientRemoval takes a client of the account away, with its place in the list.
func clientRemoval(a access.Account, connection, id string, conds ...table.Cond) []table.Action {
	return []table.Action{
		table.Delete(clientKey(id), append(conds, table.Equals(attrAccount, table.S(a.ID())))...),
		table.Delete(clientEntryKey(a, connection, id), table.Exists()),
	}
}

// ownClient asserts that a client is the account's, and so are the keys.
func (s *Store) ownClient(a access.Account, c access.Client, keys ...table.Key) error {
	if c.Account != a.ID() {
		return fault.New(fault.Internal, "cross_tenant", "A client of another account.")
	}
	return own(a, keys...)
}

func staleIfCanceled(err error) error {
	if canceled := table.Canceled(err); canceled != nil {
		return fault.New(fault.Stale, "client_moved", "The client has changed meanwhile. Read it again.").Because(canceled)
	}
	return wrap("write", err)
}

// NoteProofUse implements oauth.Store. A client that is gone needs no note.
func (s *Store) NoteProofUse(ctx context.Context, client, proof string, at time.Time) error {
	note := table.Update(clientKey(client), []table.Edit{table.Set(prefixProofAt+proof, table.S(stamp(at)))}, table.Exists())
	return wrap("write", unlessCanceled(s.db.Transact(ctx, []table.Action{note})))
}
