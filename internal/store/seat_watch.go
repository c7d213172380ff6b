package store

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/notice"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var (
	_ provision.LowSeats = (*Store)(nil)
	_ provision.Notices  = (*Store)(nil)
)

// prefixLow is how a product of which admins were told stands, in T#a#META.
const (
	prefixLow = "LOW#"
	attrLevel = "level" // S: "some" or "none"
)

// LowSeats implements provision.LowSeats.
func (s *Store) LowSeats(ctx context.Context, a access.Account) (map[string]string, error) {
	stood := map[string]string{}
	err := s.each(ctx, a, table.Query{P: metaKey(a, "").P, Prefix: prefixLow}, func(item table.Item) error {
		stood[strings.TrimPrefix(item.Key.S, prefixLow)] = item.Attrs[attrLevel].Str()
		return nil
	})
	return stood, err
}

// NoteSeats implements provision.LowSeats.
func (s *Store) NoteSeats(ctx context.Context, a access.Account, product, was, now string, n *notice.Notice) error {
	key, asRead := metaKey(a, prefixLow+product), table.NotExists()
	if was != "" {
		asRead = table.Equals(attrLevel, table.S(was))
	}
	actions := []table.Action{table.Put(table.Item{Key: key, Attrs: table.Attrs{attrLevel: table.S(now)}}, asRead)}
	if now == "" {
		actions[0] = table.Delete(key, asRead)
	}
	if n != nil {
		told, err := decideNotice(a, *n)
		if err != nil {
			return err
		}
		actions = append(actions, told)
	}
	return s.commitUnmoved(ctx, a, actions)
}
