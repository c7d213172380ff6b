package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.GoneStore = (*Store)(nil)

// T#a#GONE <group> stands from the deletion of a directory group until somebody has looked whether rules name it. Its birth is a signal: the state is what the stream's
// filter asks for.
const (
	kindGone  = "GONE"
	stateGone = "gone"
)

func goneKey(a access.Account, group string) table.Key {
	return table.Key{P: accountPrefix(a) + kindGone, S: group}
}

// depart notes that a group was deleted.
func (t *transaction) depart(a access.Account, group string, m directory.Mark) {
	t.add(nil, table.Put(table.Item{Key: goneKey(a, group), Attrs: table.Attrs{attrState: table.S(stateGone), attrAt: table.S(stamp(m.At))}}))
}

// Departed implements provision.GoneStore.
func (s *Store) Departed(ctx context.Context, a access.Account, limit int) ([]provision.Departure, error) {
	page, err := s.query(ctx, a, table.Query{P: goneKey(a, "").P, Limit: limit})
	if err != nil {
		return nil, err
	}
	list := make([]provision.Departure, len(page.Items))
	for i, item := range page.Items {
		list[i] = provision.Departure{Group: item.Key.S, At: parseStamp(item.Attrs[attrAt].Str())}
	}
	return list, nil
}

// ForgetDeparted implements provision.GoneStore.
func (s *Store) ForgetDeparted(ctx context.Context, a access.Account, groups []string) error {
	actions := make([]table.Action, len(groups))
	for i, id := range groups {
		actions[i] = table.Delete(goneKey(a, id))
	}
	return s.transact(ctx, a, actions)
}
