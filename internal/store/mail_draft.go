package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

var _ notify.Drafts = (*Store)(nil)

// mailDraftKey is an unsaved mail that somebody looks at: T#a#MAILDRAFT under its id, in the table that expires.
func mailDraftKey(a access.Account, id string) table.Key {
	return table.Key{Table: table.Work, P: accountPrefix(a) + "MAILDRAFT", S: id}
}

// mailDraftRow is a draft as it is stored.
type mailDraftRow struct {
	Variant  variantRow `json:"variant"`
	Language string     `json:"language"`
	User     string     `json:"user,omitempty"`
}

// KeepMailDraft implements notify.Drafts.
func (s *Store) KeepMailDraft(ctx context.Context, a access.Account, d notify.Draft) error {
	body, err := json.Marshal(mailDraftRow{variantRow(d.Variant), d.Language, d.User})
	if err != nil {
		return fmt.Errorf("encode a mail draft: %w", err)
	}
	return s.transact(ctx, a, []table.Action{table.Put(table.Item{
		Key: mailDraftKey(a, d.ID), Attrs: table.Attrs{attrJSON: table.B(body), table.TTL: table.N(d.Until.Unix())},
	})})
}

// MailDraft implements notify.Drafts. What the engine has not deleted in time is over all the same.
func (s *Store) MailDraft(ctx context.Context, a access.Account, id string, now time.Time) (notify.Draft, bool, error) {
	attrs, ok, err := s.get(ctx, a, mailDraftKey(a, id))
	until := time.Unix(attrs[table.TTL].Int(), 0).UTC()
	if err != nil || !ok || !now.Before(until) {
		return notify.Draft{}, false, err
	}
	var row mailDraftRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return notify.Draft{}, false, fmt.Errorf("decode a mail draft: %w", err)
	}
	return notify.Draft{ID: id, Variant: notify.Variant(row.Variant), Language: row.Language, User: row.User, Until: until}, true, nil
}
