package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/directory"
	"usersync/internal/table"
)

var _ directory.Adoptions = (*Store)(nil)

// MayAdopt implements directory.Adoptions.
func (s *Store) MayAdopt(ctx context.Context, a access.Account, connection string) error {
	attrs, ok, err := s.get(ctx, a, connectionKey(a, connection))
	switch {
	case err != nil:
		return err
	case !ok:
		return directory.NoAdopter()
	case attrs[attrPaused].True():
		return directory.PausedAdopter()
	}
	return nil
}

// AdoptUser implements directory.Adoptions.
func (s *Store) AdoptUser(ctx context.Context, a access.Account, before, after directory.User, r audit.Record) error {
	item, err := encodeUser(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isVersion(before.Version)))
	t.moveOwned(a, directory.UserKind, after.ID, before.Connection, after.Connection)
	return s.adopt(ctx, a, &t, after.Connection, r)
}

// AdoptGroup implements directory.Adoptions.
func (s *Store) AdoptGroup(ctx context.Context, a access.Account, before, after directory.Group, r audit.Record) error {
	item, err := encodeGroup(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isGroup(before)...))
	t.moveClaims(after.ID, groupClaims(a, before), groupClaims(a, after))
	t.moveOwned(a, directory.GroupKind, after.ID, before.Connection, after.Connection)
	return s.adopt(ctx, a, &t, after.Connection, r)
}

// adopt commits a change of owner with its record. That the new owner is there, and not paused, is read first, to be said precisely, and is a condition of the
// transaction.
func (s *Store) adopt(ctx context.Context, a access.Account, t *transaction, connection string, r audit.Record) error {
	if err := s.MayAdopt(ctx, a, connection); err != nil {
		return err
	}
	record, err := encodeAudit(a, r)
	if err != nil {
		return err
	}
	t.add(directory.ErrLost, table.Check(connectionKey(a, connection), table.Exists(), table.Lacks(attrPaused)))
	t.add(errMinted, table.Put(record, table.NotExists()))
	return s.commit(ctx, a, t)
}

// moveOwned counts a resource for another connection than before, which must not have been removed.
func (t *transaction) moveOwned(a access.Account, k directory.Kind, id, from, to string) {
	key := countKey(a, int(hash(id)%countShards), countSort(k))
	edits := []table.Edit{table.Add(prefixOwned+from, -1), table.Add(prefixOwned+to, 1)}
	t.add(directory.ErrLost, table.Update(key, edits, table.Lacks(prefixClosed+to)))
}
