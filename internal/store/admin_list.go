package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// The list of admins, T#a#ADMINS: who has the role, that those of earlier times were looked for, and whom a plan spares.
const (
	sortAdminsListed = "LISTED"
	sortSpared       = "SPARED"
)

var _ provision.AdminRecords = (*Store)(nil)

func adminsKey(a access.Account, sort string) table.Key {
	return table.Key{P: accountPrefix(a) + "ADMINS", S: sort}
}

func adminKey(a access.Account, user string) table.Key { return adminsKey(a, "U#"+user) }

// adminActions keep the list of admins with the outcome. The witness must still be on it: of two last admins who go at the same moment, one transaction fails.
func adminActions(a access.Account, user string, m provision.AdminMove) []table.Action {
	var actions []table.Action
	if m.Witness != "" {
		actions = append(actions, table.Check(adminKey(a, m.Witness), table.Exists()))
	}
	switch {
	case m.Enter:
		actions = append(actions, table.Put(table.Item{Key: adminKey(a, user)}))
	case m.Leave:
		actions = append(actions, table.Delete(adminKey(a, user)))
	}
	return actions
}

// spare remembers whom a plan spares; it takes the place of the plan before.
func spare(a access.Account, s provision.Spared) table.Action {
	return table.Put(table.Item{Key: adminsKey(a, sortSpared), Attrs: table.Attrs{
		attrUser: table.S(s.User), attrVersion: table.N(s.Version),
	}})
}

// Admins implements provision.AdminRecords.
func (s *Store) Admins(ctx context.Context, a access.Account, limit int) (provision.AdminList, error) {
	var list provision.AdminList
	page, err := s.query(ctx, a, table.Query{P: adminsKey(a, "").P, Limit: limit + 2}) // the other two come first
	for _, item := range page.Items {
		if user, ok := strings.CutPrefix(item.Key.S, "U#"); ok {
			list.Users = append(list.Users, user)
		}
		if item.Key.S == sortSpared {
			list.Spared = provision.Spared{User: item.Attrs[attrUser].Str(), Version: item.Attrs[attrVersion].Int()}
		}
	}
	return list, err
}

// SparedAdmins implements provision.AdminRecords.
func (s *Store) SparedAdmins(ctx context.Context, a access.Account, limit int) ([]string, error) {
	page, err := s.query(ctx, a, table.Query{P: failurePartition(a, "last_admin"), Limit: limit})
	var users []string
	for _, item := range page.Items {
		users = append(users, item.Key.S)
	}
	return users, err
}

// EndSparing implements provision.AdminRecords.
func (s *Store) EndSparing(ctx context.Context, a access.Account) error {
	return s.transact(ctx, a, []table.Action{table.Delete(adminsKey(a, sortSpared))})
}

// RingUser implements provision.AdminRecords.
func (s *Store) RingUser(ctx context.Context, a access.Account, user, bell string, now time.Time) error {
	return unlessCanceled(s.transact(ctx, a, []table.Action{ring(a, user, bell, now, table.Exists())}))
}

// admins of earlier times are looked for among so many users at once.
const listedAtOnce = 2000

// ListAdmins implements provision.AdminRecords: a piece of the account users at a time. An outcome that changes while it is being listed is passed over: whoever
// writes it enters the user.
func (s *Store) ListAdmins(ctx context.Context, a access.Account) error {
	key := adminsKey(a, sortAdminsListed)
	attrs, _, err := s.get(ctx, a, key)
	if err != nil || attrs[attrDone].True() {
		return err
	}
	places, err := s.AccountUserIDs(ctx, a, "", attrs[attrAfter].Str(), listedAtOnce)
	if err != nil {
		return err
	}
	users := make([]string, len(places))
	for i, p := range places {
		users[i] = p.User
	}
	if err := s.listThese(ctx, a, users); err != nil {
		return err
	}
	piece := table.Attrs{attrDone: table.Bool(len(places) < listedAtOnce)}
	if len(places) == listedAtOnce { // at the end it would only name whoever is last
		piece[attrAfter] = table.S(places[len(places)-1].At)
	}
	return s.transact(ctx, a, []table.Action{table.Put(table.Item{Key: key, Attrs: piece})})
}

func (s *Store) listThese(ctx context.Context, a access.Account, users []string) error {
	keys := make([]table.Key, len(users))
	for i, user := range users {
		keys[i] = userKey(a, user, sortOutcome)
	}
	items, err := s.getMany(ctx, a, keys)
	for _, item := range items {
		o, bad := decodeOutcome(item.Attrs)
		if bad != nil || !o.IsAdmin() {
			err = errors.Join(err, bad)
			continue
		}
		user := strings.TrimPrefix(item.Key.P, accountPrefix(a)+"U#")
		err = errors.Join(err, unlessCanceled(s.transact(ctx, a, []table.Action{
			table.Check(item.Key, table.Equals(attrJSON, item.Attrs[attrJSON])),
			table.Put(table.Item{Key: adminKey(a, user)}),
		})))
	}
	return err
}
