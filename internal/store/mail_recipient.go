package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/notify"
	"usersync/internal/plan"
	"usersync/internal/scim"
	"usersync/internal/table"
)

var (
	_ notify.People   = (*Store)(nil)
	_ notify.Policies = (*Store)(nil)
)

// Recipient implements notify.People: the directory user, a suspension by hand, the outcome and the account's name in one read.
func (s *Store) Recipient(ctx context.Context, a access.Account, user string) (notify.Recipient, bool, error) {
	userAt, outcomeAt, accountAt := userKey(a, user, sortUser), userKey(a, user, sortOutcome), metaKey(a, sortAccount)
	suspensionAt := suspensionKey(a, user)
	items, err := s.getMany(ctx, a, []table.Key{userAt, suspensionAt, outcomeAt, accountAt})
	if err != nil {
		return notify.Recipient{}, false, err
	}
	found := make(map[table.Key]table.Attrs, len(items))
	for _, item := range items {
		found[item.Key] = item.Attrs
	}
	if found[userAt] == nil {
		return notify.Recipient{}, false, nil
	}
	u, err := decodeUser(user, found[userAt])
	if err != nil {
		return notify.Recipient{}, false, err
	}
	r := recipient(u)
	_, r.Suspended = found[suspensionAt]
	if r.Letterhead, err = letterhead(found[accountAt]); err != nil {
		return notify.Recipient{}, false, err
	}
	if found[outcomeAt] != nil {
		outcome, err := decodeOutcome(found[outcomeAt])
		if err != nil {
			return notify.Recipient{}, false, err
		}
		r.Products = grantedKeys(outcome)
	}
	return r, true, nil
}

// Letterhead implements notify.People.
func (s *Store) Letterhead(ctx context.Context, a access.Account) (notify.Letterhead, error) {
	attrs, ok, err := s.get(ctx, a, metaKey(a, sortAccount))
	if err == nil && !ok {
		err = errNoAccount()
	}
	if err != nil {
		return notify.Letterhead{}, err
	}
	return letterhead(attrs)
}

func letterhead(account table.Attrs) (notify.Letterhead, error) {
	mails, err := decodeMailSettings(account)
	return notify.Letterhead{Account: account[attrName].Str(), SignInURL: mails.SignInURL, Contact: mails.Contact}, err
}

func recipient(u directory.User) notify.Recipient {
	name, _ := u.Attrs["name"].(scim.Object)
	given, _ := name["givenName"].(string)
	family, _ := name["familyName"].(string)
	return notify.Recipient{
		Version:     u.Version,
		Active:      directory.Active(u.Attrs),
		Email:       directory.Email(u.Attrs),
		UserName:    directory.UserName(u.Attrs),
		DisplayName: directory.DisplayName(u.Attrs),
		GivenName:   given,
		FamilyName:  family,
	}
}

func grantedKeys(o *plan.Outcome) []string {
	var keys []string
	for _, p := range o.Products {
		if p.State == plan.Granted {
			keys = append(keys, p.Key)
		}
	}
	return keys
}
