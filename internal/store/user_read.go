package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/table"
)

// DirectoryUser implements directory.Users.
func (s *Store) DirectoryUser(ctx context.Context, a access.Account, id string) (directory.User, bool, error) {
	attrs, ok, err := s.get(ctx, a, userKey(a, id, sortUser))
	if err != nil || !ok {
		return directory.User{}, false, err
	}
	u, err := decodeUser(id, attrs)
	return u, err == nil, err
}

// DirectoryUsers implements directory.Users.
func (s *Store) DirectoryUsers(ctx context.Context, a access.Account, ids []string) ([]directory.User, error) {
	return inOrder(ctx, s, a, ids, func(id string) table.Key { return userKey(a, id, sortUser) }, decodeUser)
}

// inOrder reads the items of ids and decodes them in the order of the ids; missing ones are left out.
func inOrder[T any](ctx context.Context, s *Store, a access.Account, ids []string,
	key func(id string) table.Key, decode func(id string, attrs table.Attrs) (T, error),
) ([]T, error) {
	found, err := s.itemsOf(ctx, a, ids, key)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(found))
	for _, id := range ids {
		attrs, ok := found[id]
		if !ok {
			continue
		}
		one, err := decode(id, attrs)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// itemsOf reads one item for each of the ids, none of which may come twice; missing ones are left out.
func (s *Store) itemsOf(ctx context.Context, a access.Account, ids []string, key func(id string) table.Key) (map[string]table.Attrs, error) {
	keys := make([]table.Key, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	items, err := s.getMany(ctx, a, keys)
	found := make(map[string]table.Attrs, len(items))
	if next := match(keys, items, func(i int, attrs table.Attrs) { found[ids[i]] = attrs }); next < len(items) {
		idOf := make(map[table.Key]string, len(ids))
		for i, k := range keys {
			idOf[k] = ids[i]
		}
		for _, item := range items[next:] {
			found[idOf[item.Key]] = item.Attrs
		}
	}
	return found, err
}

// match goes through items as long as they come in the order of their keys, and returns where that ends. An engine may give them in any order; ours on a
// file and in memory keeps it.
func match(keys []table.Key, items []table.Item, visit func(i int, attrs table.Attrs)) (next int) {
	for i := 0; i < len(keys) && next < len(items); i++ {
		if keys[i] == items[next].Key {
			visit(i, items[next].Attrs)
			next++
		}
	}
	return next
}

// Wants implements directory.Users.
func (s *Store) Wants(ctx context.Context, a access.Account, users []string) (map[string]int64, error) {
	fences, err := s.itemsOf(ctx, a, users, func(id string) table.Key { return userKey(a, id, sortSync) })
	wants := make(map[string]int64, len(fences))
	for id, fence := range fences {
		if !fence[attrGone].True() {
			wants[id] = fence[attrWant].Int()
		}
	}
	return wants, err
}
