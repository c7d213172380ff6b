package store

import (
	"context"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// noticeListKey lists a notice by when it was settled, so that old ones are found: T#a#NOTICES, time#id.
func noticeListKey(a access.Account, id string, settled time.Time) table.Key {
	return table.Key{P: noticeList(a), S: stamp(settled) + "#" + id}
}

func noticeList(a access.Account) string { return accountPrefix(a) + "NOTICES" }

// SettleNotice implements notify.Notices.
func (s *Store) SettleNotice(ctx context.Context, a access.Account, was notify.Intent, end notify.Ending, mails []notify.NoticeMail, old []notify.OldNotice) error {
	actions := []table.Action{
		table.Update(mailKey(a, was.User, was.Name), settleEdits(end), isIntent(was)...),
		table.Put(table.Item{Key: noticeListKey(a, was.User, end.At)}),
	}
	for _, m := range mails {
		item := dueNotice(a, was.User, m.Name, end.At)
		item.Attrs[attrTo], item.Attrs[attrLanguage] = table.S(m.To), table.S(m.Language)
		actions = append(actions, table.Put(item, table.NotExists()))
	}
	for _, o := range old {
		actions = append(actions, table.Delete(noticeListKey(a, o.ID, o.Settled), table.Exists()))
		for _, name := range o.Intents {
			actions = append(actions, table.Delete(mailKey(a, o.ID, name)))
		}
	}
	return s.moveIntent(ctx, a, actions...)
}

// OldNotices implements notify.Notices.
func (s *Store) OldNotices(ctx context.Context, a access.Account, before time.Time, limit int) ([]notify.OldNotice, error) {
	page, err := s.query(ctx, a, table.Query{P: noticeList(a), To: stamp(before), Limit: limit})
	if err != nil {
		return nil, err
	}
	var list []notify.OldNotice
	for _, item := range page.Items {
		settled, id, _ := strings.Cut(item.Key.S, "#")
		o := notify.OldNotice{ID: id, Settled: parseStamp(settled)}
		err := s.each(ctx, a, table.Query{P: noticePartition(a, id), Prefix: prefixMail}, func(item table.Item) error {
			o.Intents = append(o.Intents, strings.TrimPrefix(item.Key.S, prefixMail))
			return nil
		})
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}
