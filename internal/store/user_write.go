package store

import (
	"context"
	"errors"
	"slices"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

var _ directory.Store = (*Store)(nil)

// errMinted means that a fresh id was not fresh.
var errMinted = errors.New("a new id is already in use")

// AddUser implements directory.Users.
func (s *Store) AddUser(ctx context.Context, a access.Account, u directory.User, m directory.Mark) error {
	item, err := encodeUser(a, u)
	if err != nil {
		return err
	}
	var t transaction
	t.moveClaims(u.ID, nil, userClaims(a, u))
	t.add(errMinted, table.Put(item, table.NotExists()), born(a, u.ID, m.Bell, m.At))
	t.moveLookUps(u.ID, nil, lookUps(a, u))
	t.counted(a, directory.UserKind, u.ID, u.Connection, 1)
	return s.commit(ctx, a, &t)
}

// SaveUser implements directory.Users.
func (s *Store) SaveUser(ctx context.Context, a access.Account, before, after directory.User, m directory.Mark) error {
	item, err := encodeUser(a, after)
	if err != nil {
		return err
	}
	var t transaction
	t.add(directory.ErrLost, table.Put(item, isVersion(before.Version)), ring(a, after.ID, m.Bell, m.At, isLive()))
	t.moveClaims(after.ID, userClaims(a, before), userClaims(a, after))
	t.moveLookUps(after.ID, lookUps(a, before), lookUps(a, after))
	return s.commit(ctx, a, &t)
}

// RemoveUser implements directory.Users. The fence stays, marked as gone, and rings once more.
func (s *Store) RemoveUser(ctx context.Context, a access.Account, u directory.User, want int64, leave directory.Leave, m directory.Mark) error {
	var t transaction
	t.add(directory.ErrLost, table.Delete(userKey(a, u.ID, sortUser), isVersion(u.Version)))
	edits := append(ringEdits(a, u.ID, m.Bell, m.At), table.Set(attrGone, table.Bool(true)), table.Set(attrConn, table.S(u.Connection)))
	t.add(directory.ErrLost, table.Update(userKey(a, u.ID, sortSync), edits, table.Equals(attrWant, table.N(want))))
	t.moveClaims(u.ID, userClaims(a, u), nil)
	t.moveLookUps(u.ID, lookUps(a, u), nil)
	t.counted(a, directory.UserKind, u.ID, u.Connection, -1)
	if leave.Journal != "" {
		t.commitJournal(a, leave.Journal)
	} else if err := s.leaveGroups(ctx, a, &t, u.ID, leave.Groups, m); err != nil {
		return err
	}
	return s.commit(ctx, a, &t)
}

// lookUps are the keys that a user is found by without owning them: its externalId and its e-mail addresses.
func lookUps(a access.Account, u directory.User) []table.Key {
	var keys []table.Key
	if x := directory.ExternalID(u.Attrs); x != "" {
		keys = append(keys, table.Key{P: lookUpPartition(a, lookUpExternal, x), S: u.ID})
	}
	for _, email := range directory.Emails(u.Attrs) {
		keys = append(keys, table.Key{P: lookUpPartition(a, lookUpEmail, email), S: u.ID})
	}
	return keys
}

// moveLookUps deletes the look-up items that a user or group no longer has and writes those that are new.
func (t *transaction) moveLookUps(owner string, before, after []table.Key) {
	for _, key := range before {
		if !slices.Contains(after, key) {
			t.add(nil, table.Delete(key))
		}
	}
	for _, key := range after {
		if !slices.Contains(before, key) {
			t.add(nil, table.Put(table.Item{Key: key, Attrs: table.Attrs{attrOwner: table.S(owner)}}))
		}
	}
}

func isVersion(version int64) table.Cond { return table.Equals(attrVersion, table.N(version)) }

// isLive demands of a fence that its user has not been deleted.
func isLive() table.Cond { return table.Equals(attrGone, table.Bool(false)) }
