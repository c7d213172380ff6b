package store

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

// ForgetTraces implements provision.EraseStore.
func (s *Store) ForgetTraces(ctx context.Context, a access.Account, user string) error {
	if err := errors.Join(s.forgetAnswers(ctx, a, user), s.forgetTests(ctx, a, user)); err != nil {
		return err
	}
	spared := table.Delete(adminsKey(a, sortSpared), table.Equals(attrUser, table.S(user)))
	if err := unlessCanceled(s.transact(ctx, a, []table.Action{spared})); err != nil {
		return err
	}
	list, err := s.Connections(ctx, a)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Me != user {
			continue
		}
		unbind := table.Update(connectionKey(a, c.ID), []table.Edit{table.Remove(attrMe)}, table.Equals(attrMe, table.S(user)))
		if err := unlessCanceled(s.transact(ctx, a, []table.Action{unbind})); err != nil {
			return err
		}
	}
	return nil
}

// forgetTests takes the user off test mails that are settled. One that is not is parked by the sender, who finds nobody.
func (s *Store) forgetTests(ctx context.Context, a access.Account, user string) error {
	first := mailKey(a, notify.TestUser, notify.TestPrefix)
	return s.each(ctx, a, table.Query{P: first.P, Prefix: first.S}, func(item table.Item) error {
		if item.Attrs[attrPerson].Str() != user || item.Attrs[table.G1P].Str() != "" {
			return nil
		}
		off := table.Update(item.Key, []table.Edit{table.Remove(attrPerson)}, table.Equals(attrPerson, table.S(user)))
		return unlessCanceled(s.transact(ctx, a, []table.Action{off}))
	})
}

// forgetAnswers drops the kept answers that name a user: whoever repeats such a request hears that it was carried out.
func (s *Store) forgetAnswers(ctx context.Context, a access.Account, user string) error {
	first := metaKey(a, prefixCredential)
	return s.each(ctx, a, table.Query{P: first.P, Prefix: first.S}, func(item table.Item) error {
		credential := strings.TrimPrefix(item.Key.S, first.S)
		q := table.Query{Table: table.Work, P: accountPrefix(a) + "IDEM#" + credential}
		return s.each(ctx, a, q, func(item table.Item) error {
			if !bytes.Contains(item.Attrs[attrBody].Raw(), []byte(user)) && !strings.Contains(item.Attrs[attrLocation].Str(), user) {
				return nil
			}
			same := table.Equals(attrAttempt, item.Attrs[attrAttempt])
			for _, name := range []string{attrStatus, attrBody, attrLocation, attrETag, attrType} {
				delete(item.Attrs, name)
			}
			return unlessCanceled(s.transact(ctx, a, []table.Action{table.Put(item, same)}))
		})
	})
}

// InJournals implements provision.EraseStore.
func (s *Store) InJournals(ctx context.Context, a access.Account, user string) (bool, error) {
	journals, err := s.Journals(ctx, a)
	if err != nil {
		return false, err
	}
	found := false
	for _, j := range journals {
		found = found || j.User == user
		q := table.Query{P: journalPartKey(a, j.ID, 0).P}
		err := s.each(ctx, a, q, func(item table.Item) error {
			found = found || bytes.Contains(item.Attrs[attrDelta].Raw(), []byte(user))
			return nil
		})
		if err != nil {
			return false, err
		}
	}
	return found, nil
}
