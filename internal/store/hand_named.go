package store

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var _ provision.GrantFinder = (*Store)(nil)

// Prefixes of the list of hand-made grants by what they name. A grant speaks of one thing, and so it is in the list once, or not at all.
const (
	namedProduct = "P#"
	namedGroup   = "G#"
	namedManaged = "R#" // a role over user groups
)

// attrManaged is the ids of the user groups that a listed role manages, S, each between spaces.
const attrManaged = "groups"

func handList(a access.Account) string { return accountPrefix(a) + "HAND" }

// listed is the entry of a grant in the list of what grants name; ok is false when it names nothing that can be deleted.
func listed(a access.Account, user string, g rule.Grant) (entry table.Item, ok bool) {
	entry = table.Item{Key: table.Key{P: handList(a)}, Attrs: table.Attrs{}}
	whose := user + "#" + g.ID
	switch {
	case g.Product != "":
		entry.Key.S = namedProduct + g.Product + "#" + whose
	case g.Group.Stated() && g.Group != rule.None:
		entry.Key.S = namedGroup + string(g.Group) + "#" + whose
	case g.Role != nil && len(g.Role.Managed.IDs) > 0:
		entry.Key.S = namedManaged + whose
		entry.Attrs[attrManaged] = table.S(" " + strings.Join(g.Role.Managed.IDs, " ") + " ")
	default:
		return table.Item{}, false
	}
	return entry, true
}

// list adds a new grant to the list.
func list(a access.Account, user string, g rule.Grant) []table.Action {
	if entry, ok := listed(a, user, g); ok {
		return []table.Action{table.Put(entry)}
	}
	return nil
}

// unlist takes a grant that goes from the list.
func unlist(a access.Account, user string, g rule.Grant) []table.Action {
	if entry, ok := listed(a, user, g); ok {
		return []table.Action{table.Delete(entry.Key)}
	}
	return nil
}

// GrantedProduct implements provision.GrantFinder.
func (s *Store) GrantedProduct(ctx context.Context, a access.Account, key string, limit int) ([]string, error) {
	return s.listedUsers(ctx, a, namedProduct+key+"#", limit)
}

// GrantedUserGroup implements provision.GrantFinder. Roles over user groups that are given by hand are looked through one by one: there are few.
func (s *Store) GrantedUserGroup(ctx context.Context, a access.Account, id string, limit int) ([]string, error) {
	users, err := s.listedUsers(ctx, a, namedGroup+id+"#", limit)
	if err != nil || len(users) > 0 {
		return users, err
	}
	err = s.each(ctx, a, table.Query{P: handList(a), Prefix: namedManaged}, func(item table.Item) error {
		if len(users) < limit && strings.Contains(item.Attrs[attrManaged].Str(), " "+id+" ") {
			users = append(users, listedUser(item.Key.S, namedManaged))
		}
		return nil
	})
	return users, err
}

func (s *Store) listedUsers(ctx context.Context, a access.Account, prefix string, limit int) ([]string, error) {
	page, err := s.query(ctx, a, table.Query{P: handList(a), Prefix: prefix, Limit: limit})
	var users []string
	for _, item := range page.Items {
		users = append(users, listedUser(item.Key.S, prefix))
	}
	return users, err
}

func listedUser(sort, prefix string) string {
	user, _, _ := strings.Cut(strings.TrimPrefix(sort, prefix), "#")
	return user
}
