package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/table"
)

var _ provision.WelcomeStore = (*Store)(nil)

// Attributes of MAIL# items that a re-send writes.
const (
	attrAsked  = "asked"  // S: the credential that asked for it; absent: a resolve decided
	attrNewest = "newest" // N, on the first of a user: the number of the last one, where there are several
)

// WelcomeMails implements provision.WelcomeStore.
func (s *Store) WelcomeMails(ctx context.Context, a access.Account, user string) ([]provision.WelcomeMail, error) {
	var list []provision.WelcomeMail
	err := s.each(ctx, a, table.Query{P: userKey(a, user, "").P, Prefix: prefixMail + welcome}, func(item table.Item) error {
		name := strings.TrimPrefix(item.Key.S, prefixMail)
		in := decodeIntent(user, name, item.Attrs)
		list = append(list, provision.WelcomeMail{
			Number: epoch(name), State: string(in.State), Tries: in.Tries, Decided: in.Decided,
			Open: in.State == notify.Due || in.State == notify.Claimed, Asleep: name == firstWelcome && in.Asleep(), // wakeWelcome wakes no other
		})
		return nil
	})
	slices.SortFunc(list, func(x, y provision.WelcomeMail) int { return cmp.Compare(x.Number, y.Number) })
	return list, err
}

// WelcomeAgain implements provision.WelcomeStore.
func (s *Store) WelcomeAgain(ctx context.Context, a access.Account, user string, again provision.WelcomeAgain) error {
	record, err := encodeAudit(a, again.Record)
	if err != nil {
		return err
	}
	number := again.Last.Number + 1
	next := mailKey(a, user, welcome+strconv.Itoa(number))
	last := notify.Intent{State: notify.IntentState(again.Last.State), Tries: again.Last.Tries}
	newest := table.Set(attrNewest, table.N(int64(number)))
	actions := []table.Action{
		table.Put(table.Item{Key: next, Attrs: table.Attrs{
			attrState: table.S(mailDue), attrTemplate: table.S(string(again.Template)), attrLanguage: table.S(again.Language),
			attrAt: table.S(stamp(again.At)), attrTries: table.N(0), attrAsked: table.S(again.By),
			table.G1P: table.S(bellPartition(a, posts, user)), table.G1S: table.S(accountPrefix(a) + stamp(again.At)),
		}}, table.NotExists()),
		table.Put(record, table.NotExists()),
	}
	if again.Last.Number == 1 {
		actions = append(actions, table.Update(mailKey(a, user, firstWelcome), []table.Edit{newest}, isIntent(last)...))
	} else {
		actions = append(
			actions,
			table.Update(mailKey(a, user, firstWelcome), []table.Edit{newest}, table.Equals(attrNewest, table.N(int64(again.Last.Number)))),
			table.Check(mailKey(a, user, welcome+strconv.Itoa(again.Last.Number)), isIntent(last)...),
		)
	}
	err = s.transact(ctx, a, actions)
	if canceled := refused(err); canceled != nil {
		return fault.New(fault.Conflict, "mail_pending", "Somebody else asked for the same just now.").Because(canceled)
	}
	return err
}

// newestMails reads the last welcome mail of those users for whom it is not the first.
func (s *Store) newestMails(ctx context.Context, a access.Account, ids []string, found map[table.Key]table.Attrs) error {
	first := map[table.Key]table.Key{}
	var keys []table.Key
	for _, id := range ids {
		at := mailKey(a, id, firstWelcome)
		if n := found[at][attrNewest].Int(); n > 1 {
			key := mailKey(a, id, welcome+strconv.FormatInt(n, 10))
			first[key], keys = at, append(keys, key)
		}
	}
	items, err := s.getMany(ctx, a, keys)
	for _, item := range items {
		found[first[item.Key]] = item.Attrs
	}
	return err
}
