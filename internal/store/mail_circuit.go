package store

import (
	"context"

	"usersync/internal/notify"
	"usersync/internal/table"
)

var _ notify.Circuits = (*Store)(nil)

// mailCircuit is the one item of the deployment that is there while the mail service takes no mails.
var mailCircuit = table.Key{P: "CIRCUITS", S: "MAIL"}

const attrNext = "next" // S: when one mail is tried

// MailCircuit implements notify.Circuits.
func (s *Store) MailCircuit(ctx context.Context) (notify.Circuit, error) {
	item, ok, err := s.db.Get(ctx, mailCircuit)
	if err != nil || !ok {
		return notify.Circuit{}, wrap("read", err)
	}
	return notify.Circuit{
		Reason: item.Attrs[attrWhy].Str(), Since: parseStamp(item.Attrs[attrSince].Str()), NextTry: parseStamp(item.Attrs[attrNext].Str()),
	}, nil
}

// SetMailCircuit implements notify.Circuits.
func (s *Store) SetMailCircuit(ctx context.Context, was, is notify.Circuit) error {
	cond := table.NotExists()
	if was.Open() {
		cond = table.Equals(attrNext, table.S(stamp(was.NextTry)))
	}
	action := table.Delete(mailCircuit, cond)
	if is.Open() {
		action = table.Put(table.Item{Key: mailCircuit, Attrs: table.Attrs{
			attrWhy: table.S(is.Reason), attrSince: table.S(stamp(is.Since)), attrNext: table.S(stamp(is.NextTry)),
		}}, cond)
	}
	err := s.db.Transact(ctx, []table.Action{action})
	if table.Canceled(err) != nil {
		return notify.ErrMoved
	}
	return wrap("write", err)
}
