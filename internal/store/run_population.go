package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.Population = (*Store)(nil)

// UserIDs implements provision.Population.
func (s *Store) UserIDs(ctx context.Context, a access.Account, shard int, after string, limit int) ([]string, string, error) {
	start, err := decodePosition(after)
	if err != nil {
		return nil, "", err
	}
	partition := listShard(a, userList, shard)
	if shard == provision.KeptShard {
		partition = listShard(a, keptList, 0)
	}
	page, err := s.query(ctx, a, table.Query{Index: true, P: partition, Start: start, Limit: limit})
	if err != nil {
		return nil, "", err
	}
	var ids []string
	for _, item := range page.Items {
		ids = append(ids, strings.TrimPrefix(item.Key.P, accountPrefix(a)+"U#"))
	}
	return ids, encodePosition(page.Next), nil
}

// encodePosition writes a position in a query as URL-safe text; the end is "".
func encodePosition(c table.Cursor) string {
	if c.IsZero() {
		return ""
	}
	text, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func decodePosition(text string) (table.Cursor, error) {
	var c table.Cursor
	if text == "" {
		return c, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil {
		return table.Cursor{}, fmt.Errorf("read position: %w", err)
	}
	return c, nil
}

// Standings implements provision.Population.
func (s *Store) Standings(ctx context.Context, a access.Account, users []string) (map[string]provision.Standing, error) {
	items, err := s.itemsOf(ctx, a, users, func(id string) table.Key { return userKey(a, id, sortSync) })
	standings := make(map[string]provision.Standing, len(items))
	for id, attrs := range items {
		if attrs[attrErased].Str() != "" {
			continue
		}
		standings[id] = provision.Standing{Fence: decodeFence(attrs), Since: parseStamp(attrs[attrSince].Str())}
	}
	return standings, err
}

// Settled implements provision.Population.
func (s *Store) Settled(ctx context.Context, a access.Account) (settled, live int64, published time.Time, err error) {
	head, ok, err := s.get(ctx, a, rulesKey(a))
	if err == nil && !ok {
		err = errNoAccount()
	}
	return head[attrSettled].Int(), head[attrLive].Int(), parseStamp(head[attrPublished].Str()), err
}

// Settle implements provision.Population.
func (s *Store) Settle(ctx context.Context, a access.Account, version int64) error {
	err := s.transact(ctx, a, []table.Action{table.Update(rulesKey(a), []table.Edit{table.Set(attrSettled, table.N(version))},
		table.Equals(attrLive, table.N(version)))})
	return unlessCanceled(err)
}
