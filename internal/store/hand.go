package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var _ provision.HandStore = (*Store)(nil)

// grantRow is a grant as it is stored.
type grantRow struct {
	Grant rule.Grant `json:"grant"`
	By    string     `json:"by"`
	At    time.Time  `json:"at"`
}

// markRow is a mark as it is stored.
type markRow struct {
	Value string    `json:"value,omitempty"`
	Note  string    `json:"note,omitempty"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// Hand implements provision.HandStore.
func (s *Store) Hand(ctx context.Context, a access.Account, user string) (provision.Hand, error) {
	h := provision.Hand{Marks: map[provision.MarkKind]provision.Mark{}}
	if !isID(user) {
		return h, nil
	}
	attrs, ok, err := s.get(ctx, a, userKey(a, user, sortSync))
	if err != nil || !ok {
		return h, err
	}
	fence := decodeFence(attrs)
	if fence.Erased {
		return h, nil
	}
	h.Fence, h.Gone = fence, attrs[attrGone].True()
	q := table.Query{P: userKey(a, user, sortSync).P, Prefix: prefixHand}
	return h, s.each(ctx, a, q, func(item table.Item) error {
		if kind, ok := strings.CutPrefix(item.Key.S, prefixMark); ok {
			m, err := decodeMark(item.Attrs)
			h.Marks[provision.MarkKind(kind)] = m
			return err
		}
		g, err := decodeGrant(item.Attrs)
		h.Grants = append(h.Grants, g)
		return err
	})
}

// SaveHand implements provision.HandStore.
func (s *Store) SaveHand(ctx context.Context, a access.Account, user string, c provision.HandChange) error {
	actions := []table.Action{ring(a, user, c.Bell, c.Now, table.Equals(attrWant, table.N(c.Fence.Want)))}
	switch {
	case c.Give != nil:
		put, err := putGrant(a, user, *c.Give)
		if err != nil {
			return err
		}
		actions = append(append(actions, put), list(a, user, c.Give.Grant)...)
	case c.End != nil:
		actions = append(actions, table.Delete(userKey(a, user, prefixGrant+c.End.ID), table.Exists()))
		actions = append(actions, unlist(a, user, c.End.Grant)...)
	case c.Say != nil:
		put, err := putMark(a, user, c.Mark, *c.Say)
		if err != nil {
			return err
		}
		actions = append(actions, put)
	default:
		actions = append(actions, table.Delete(userKey(a, user, prefixMark+string(c.Mark)), table.Exists()))
	}
	event, err := putEvent(a, user, c.Event)
	if err != nil {
		return err
	}
	return s.commitUnmoved(ctx, a, append(actions, event))
}

// putGrant stores a grant; one that ends is listed by when.
func putGrant(a access.Account, user string, g provision.HandGrant) (table.Action, error) {
	body, err := json.Marshal(grantRow{g.Grant, g.By, g.At})
	if err != nil {
		return table.Action{}, fmt.Errorf("write grant: %w", err)
	}
	attrs := table.Attrs{attrJSON: table.B(body)}
	if !g.Until.IsZero() {
		attrs[table.G1P] = table.S(bellPartition(a, dues, user))
		attrs[table.G1S] = table.S(stamp(g.Until) + "#" + accountPrefix(a))
	}
	return table.Put(table.Item{Key: userKey(a, user, prefixGrant+g.ID), Attrs: attrs}, table.NotExists()), nil
}

func decodeGrant(attrs table.Attrs) (provision.HandGrant, error) {
	var row grantRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return provision.HandGrant{}, fmt.Errorf("read grant: %w", err)
	}
	return provision.HandGrant{Grant: row.Grant, By: row.By, At: row.At}, nil
}

func putMark(a access.Account, user string, kind provision.MarkKind, m provision.Mark) (table.Action, error) {
	body, err := json.Marshal(markRow(m))
	if err != nil {
		return table.Action{}, fmt.Errorf("write mark: %w", err)
	}
	return table.Put(table.Item{Key: userKey(a, user, prefixMark+string(kind)), Attrs: table.Attrs{attrJSON: table.B(body)}}), nil
}

func suspensionKey(a access.Account, user string) table.Key {
	return userKey(a, user, prefixMark+string(provision.MarkSuspension))
}

func decodeMark(attrs table.Attrs) (provision.Mark, error) {
	var row markRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return provision.Mark{}, fmt.Errorf("read mark: %w", err)
	}
	return provision.Mark(row), nil
}

// addHand adds a grant or a mark to a record.
func addHand(rec *provision.Record, sort string, attrs table.Attrs) error {
	kind, isMark := strings.CutPrefix(sort, prefixMark)
	if !isMark {
		g, err := decodeGrant(attrs)
		rec.Grants = append(rec.Grants, g.Grant)
		return err
	}
	m, err := decodeMark(attrs)
	switch provision.MarkKind(kind) {
	case provision.MarkLanguage:
		rec.OwnLanguage = m.Value
	case provision.MarkSuspension:
		rec.Person.Suspended = true
	case provision.MarkPin:
		rec.Person.Pinned = true
	}
	return err
}
