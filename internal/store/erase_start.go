package store

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/table"
)

// Attributes of an erasure that is not over, T#a#ERASE u. When it began is attrErased, as on the fence.
const (
	attrEraseLast = "last" // Bool
	attrEraseDry  = "dry"  // Bool
	attrEraseRun  = "run"  // S
)

var _ provision.EraseStore = (*Store)(nil)

func erasurePartition(a access.Account) string { return accountPrefix(a) + "ERASE" }

func erasureKey(a access.Account, user string) table.Key {
	return table.Key{P: erasurePartition(a), S: user}
}

// tombKey is where it is remembered that somebody of a userName was erased; sign is the keyed hash of it.
func tombKey(a access.Account, sign string) table.Key {
	return table.Key{Table: table.Work, P: accountPrefix(a) + "TOMB", S: sign}
}

// Erasable implements provision.EraseStore.
func (s *Store) Erasable(ctx context.Context, a access.Account, user string) (provision.Erasable, error) {
	if !isID(user) {
		return provision.Erasable{}, nil
	}
	attrs, ok, err := s.get(ctx, a, userKey(a, user, sortSync))
	if err != nil || !ok {
		return provision.Erasable{}, err
	}
	e := provision.Erasable{Fence: decodeFence(attrs), Gone: attrs[attrGone].True()}
	rec, err := s.Record(ctx, a, user)
	if err != nil {
		return provision.Erasable{}, err
	}
	if rec.Outcome != nil {
		e.Name, e.Admin = rec.Outcome.UserName, rec.Outcome.IsAdmin()
		e.Naming = append(e.Naming, rec.Outcome.UserName, rec.Outcome.DisplayName)
	}
	if rec.User != nil {
		e.Name = directory.UserName(rec.User)
		e.Naming = append(e.Naming, naming(rec.User)...)
	}
	return e, nil
}

// naming is every text of a directory user that names the person.
func naming(attrs scim.Object) []string {
	list := append(directory.Emails(attrs), directory.UserName(attrs), directory.DisplayName(attrs), directory.ExternalID(attrs))
	name, _ := attrs["name"].(scim.Object)
	for _, part := range name {
		if text, ok := part.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// BeginErasure implements provision.EraseStore.
func (s *Store) BeginErasure(ctx context.Context, a access.Account, start provision.ErasureStart) error {
	record, err := encodeAudit(a, start.Record)
	if err != nil {
		return err
	}
	fence := append(ringEdits(a, start.User, start.Bell, start.At), table.Set(attrErased, table.S(stamp(start.At))))
	actions := []table.Action{
		table.Update(userKey(a, start.User, sortSync), fence,
			table.Equals(attrWant, table.N(start.Fence.Want)), table.Equals(attrGone, table.Bool(true)), table.Lacks(attrErased)),
		table.Put(encodeErasure(a, start.Erasure), table.NotExists()),
		table.Put(record, table.NotExists()),
	}
	actions = append(actions, adminActions(a, start.User, start.Admin)...)
	if start.Tomb != "" {
		actions = append(actions, table.Put(table.Item{Key: tombKey(a, start.Tomb), Attrs: table.Attrs{table.TTL: table.N(start.Until.Unix())}}))
	}
	return s.commitUnmoved(ctx, a, actions)
}

func encodeErasure(a access.Account, e provision.Erasure) table.Item {
	return table.Item{Key: erasureKey(a, e.User), Attrs: table.Attrs{
		attrErased: table.S(stamp(e.At)), attrEraseLast: table.Bool(e.Last), attrEraseDry: table.Bool(e.Dry), attrEraseRun: table.S(e.Run),
	}}
}

func decodeErasure(user string, attrs table.Attrs) provision.Erasure {
	return provision.Erasure{
		User: user, At: parseStamp(attrs[attrErased].Str()), Last: attrs[attrEraseLast].True(), Dry: attrs[attrEraseDry].True(), Run: attrs[attrEraseRun].Str(),
	}
}

// Erasure implements provision.EraseStore.
func (s *Store) Erasure(ctx context.Context, a access.Account, user string) (provision.Erasure, bool, error) {
	attrs, ok, err := s.get(ctx, a, erasureKey(a, user))
	return decodeErasure(user, attrs), ok, err
}

// Erasures implements provision.EraseStore.
func (s *Store) Erasures(ctx context.Context, a access.Account, limit int) ([]provision.Erasure, error) {
	page, err := s.query(ctx, a, table.Query{P: erasurePartition(a), Limit: limit})
	var list []provision.Erasure
	for _, item := range page.Items {
		list = append(list, decodeErasure(item.Key.S, item.Attrs))
	}
	return list, err
}

// MoveErasure implements provision.EraseStore.
func (s *Store) MoveErasure(ctx context.Context, a access.Account, e provision.Erasure) error {
	return unlessCanceled(s.transact(ctx, a, []table.Action{table.Put(encodeErasure(a, e), table.Exists())}))
}

// EndErasure implements provision.EraseStore.
func (s *Store) EndErasure(ctx context.Context, a access.Account, user string) error {
	return s.transact(ctx, a, []table.Action{table.Delete(erasureKey(a, user))})
}

// isErased reports whether nothing of a user is to be shown any more, although some of it may still be there.
func (s *Store) isErased(ctx context.Context, a access.Account, user string) (bool, error) {
	attrs, _, err := s.get(ctx, a, userKey(a, user, sortSync))
	return attrs[attrErased].Str() != "", err
}

// WasErased implements provision.Tombs.
func (s *Store) WasErased(ctx context.Context, a access.Account, sign string, now time.Time) (bool, error) {
	attrs, ok, err := s.get(ctx, a, tombKey(a, sign))
	return ok && attrs[table.TTL].Int() > now.Unix(), err
}
