package store

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// placed is an entry of a timeline at its place: entries are sorted by time and id.
type placed struct {
	at    string
	event provision.Event
}

// Events implements provision.Histories. A cursor is the last entry's place.
func (s *Store) Events(ctx context.Context, a access.Account, user, cursor string, limit int) (list []provision.Event, next string, err error) {
	if len(cursor) > 200 || !utf8.ValidString(cursor) {
		return nil, "", errBadCursor()
	}
	if !isID(user) {
		return nil, "", nil
	}
	if erased, err := s.isErased(ctx, a, user); err != nil || erased {
		return nil, "", err
	}
	page, err := s.query(ctx, a, table.Query{P: historyPartition(a, user), Desc: true, To: cursor, Limit: limit + 2}) // To is inclusive, and one more says that there are more
	if err != nil {
		return nil, "", err
	}
	entries, err := s.mailEvents(ctx, a, user)
	if err != nil {
		return nil, "", err
	}
	last := "" // how far back the history was read; behind it a mail's entry has to wait
	for _, item := range page.Items {
		e, err := decodeEvent(item, user)
		if err != nil {
			return nil, "", err
		}
		entries, last = append(entries, placed{item.Key.S, e}), item.Key.S
	}
	entries = slices.DeleteFunc(entries, func(e placed) bool {
		return cursor != "" && e.at >= cursor || !page.Next.IsZero() && e.at < last
	})
	slices.SortFunc(entries, func(x, y placed) int { return cmp.Compare(y.at, x.at) })
	for _, e := range entries[:min(limit, len(entries))] {
		list, next = append(list, e.event), e.at
	}
	if len(entries) <= limit && page.Next.IsZero() {
		next = ""
	}
	return list, next, nil
}
