package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/table"
)

var _ notify.Tests = (*Store)(nil)

// attrPerson is the user whose values a test mail has; absent: a sample person's. Of a test mail attrVersion is the template's.
const attrPerson = "of" // S

// TestAddresses implements notify.Tests.
func (s *Store) TestAddresses(ctx context.Context, a access.Account) ([]string, error) {
	account, err := s.Account(ctx, a)
	return account.Mails.TestAddresses, err
}

// TestMails implements notify.Tests.
func (s *Store) TestMails(ctx context.Context, a access.Account) ([]notify.TestMail, error) {
	var list []notify.TestMail
	first := mailKey(a, notify.TestUser, notify.TestPrefix)
	err := s.each(ctx, a, table.Query{P: first.P, Prefix: first.S}, func(item table.Item) error {
		name := strings.TrimPrefix(item.Key.S, prefixMail)
		in := decodeIntent(notify.TestUser, name, item.Attrs)
		list = append(list, notify.TestMail{
			Number: epoch(name), To: in.To, Template: in.Template, Version: in.Version, Language: in.Language, Person: in.Person,
			By: in.Asked, At: in.Decided, State: in.State, Reason: in.Reason,
		})
		return nil
	})
	slices.SortFunc(list, func(x, y notify.TestMail) int { return y.Number - x.Number })
	return list, err
}

// AddTestMail implements notify.Tests.
func (s *Store) AddTestMail(ctx context.Context, a access.Account, m notify.TestMail, old []notify.TestMail) error {
	item := table.Item{Key: testKey(a, m), Attrs: table.Attrs{
		attrState: table.S(mailDue), attrTemplate: table.S(m.Template), attrVersion: table.N(m.Version), attrLanguage: table.S(m.Language),
		attrTo: table.S(m.To), attrAt: table.S(stamp(m.At)), attrTries: table.N(0), attrAsked: table.S(m.By),
		table.G1P: table.S(bellPartition(a, posts, notify.TestUser)), table.G1S: table.S(accountPrefix(a) + stamp(m.At)),
	}}
	if m.Person != "" {
		item.Attrs[attrPerson] = table.S(m.Person)
	}
	actions := []table.Action{table.Put(item, table.NotExists())}
	for _, o := range old {
		actions = append(actions, table.Delete(testKey(a, o)))
	}
	return s.moveIntent(ctx, a, actions...)
}

func testKey(a access.Account, m notify.TestMail) table.Key {
	return mailKey(a, notify.TestUser, notify.TestPrefix+strconv.Itoa(m.Number))
}
