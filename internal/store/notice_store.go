package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notice"
	"usersync/internal/notify"
	"usersync/internal/table"
)

var _ notify.Notices = (*Store)(nil)

// kindNotice is the partitions of notices to admins. Their items are intents of the mail ledger: the first also holds the notice.
const kindNotice = "NOTICE"

func noticePartition(a access.Account, id string) string {
	return accountPrefix(a) + kindNotice + "#" + id
}

// noticeTemplate is what stands in place of a template in the intents of notices.
const noticeTemplate = "notice"

// noticeRow is a notice as it is stored.
type noticeRow struct {
	Kind    notice.Kind `json:"kind"`
	Variant string      `json:"variant,omitempty"`
	About   string      `json:"about,omitempty"`
	Count   int         `json:"n,omitempty"`
	Facts   []factRow   `json:"facts,omitempty"`
}

type factRow struct {
	Label   string    `json:"label"`
	Text    string    `json:"text,omitempty"`
	Product string    `json:"product,omitempty"`
	N       int       `json:"n,omitempty"`
	Of      int       `json:"of,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// decideNotice is the action that tells admins something. It belongs into the transaction in which that happens.
func decideNotice(a access.Account, n notice.Notice, conds ...table.Cond) (table.Action, error) {
	row := noticeRow{Kind: n.Kind, Variant: n.Variant, About: n.About, Count: n.Count}
	for _, f := range n.Facts {
		row.Facts = append(row.Facts, factRow(f))
	}
	body, err := json.Marshal(row)
	if err != nil {
		return table.Action{}, fmt.Errorf("write notice: %w", err)
	}
	item := dueNotice(a, n.ID, notify.NoticeName, n.At)
	item.Attrs[attrJSON] = table.B(body)
	return table.Put(item, conds...), nil
}

// dueNotice is an intent of a notice that is due.
func dueNotice(a access.Account, id, name string, at time.Time) table.Item {
	return table.Item{Key: mailKey(a, id, name), Attrs: table.Attrs{
		attrState:    table.S(mailDue),
		attrTemplate: table.S(noticeTemplate),
		attrAt:       table.S(stamp(at)),
		attrTries:    table.N(0),
		table.G1P:    table.S(bellPartition(a, posts, id)),
		table.G1S:    table.S(accountPrefix(a) + stamp(at)),
	}}
}

// DecideNotice stores a notice that admins are to be told. Nothing happens where there is one of this id.
func (s *Store) DecideNotice(ctx context.Context, a access.Account, n notice.Notice) error {
	put, err := decideNotice(a, n, table.NotExists())
	if err != nil {
		return err
	}
	return unlessCanceled(s.transact(ctx, a, []table.Action{put}))
}

// Notice implements notify.Notices.
func (s *Store) Notice(ctx context.Context, a access.Account, id string) (notice.Notice, error) {
	attrs, ok, err := s.get(ctx, a, mailKey(a, id, notify.NoticeName))
	if err != nil {
		return notice.Notice{}, err
	}
	if !ok {
		return notice.Notice{}, fault.New(fault.NotFound, "mail_not_found", "No mail was decided on under this name.")
	}
	var row noticeRow
	if err := json.Unmarshal(attrs[attrJSON].Raw(), &row); err != nil {
		return notice.Notice{}, fmt.Errorf("read notice: %w", err)
	}
	n := notice.Notice{ID: id, Kind: row.Kind, At: parseStamp(attrs[attrAt].Str()), Variant: row.Variant, About: row.About, Count: row.Count}
	for _, f := range row.Facts {
		n.Facts = append(n.Facts, notice.Fact(f))
	}
	return n, nil
}

// NoticeSettings implements notify.Notices.
func (s *Store) NoticeSettings(ctx context.Context, a access.Account) (notice.Settings, string, error) {
	account, err := s.Account(ctx, a)
	return account.Notices, account.Name, err
}
