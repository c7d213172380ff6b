package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var _ provision.AccountStore = (*Store)(nil)

// FoundAccount stores a new account with its first policy and connection, and enters it in the list of accounts.
func (s *Store) FoundAccount(ctx context.Context, a access.Account, account provision.Account, first *rule.Policy, c provision.Connection) error {
	actions, err := encodePolicy(a, first)
	if err != nil {
		return err
	}
	head := table.Attrs{
		attrLive: table.N(first.Version), attrSettled: table.N(first.Version), attrPublished: table.S(stamp(account.Created)),
	}
	stored, err := encodeAccount(a, account, 1)
	if err != nil {
		return err
	}
	actions = append(
		actions,
		table.Put(table.Item{Key: rulesKey(a), Attrs: head}, table.NotExists()),
		table.Put(stored, table.NotExists()),
		table.Put(encodeConnection(a, c), table.NotExists()),
	)
	for _, act := range actions {
		if err := own(a, act.Key); err != nil {
			return err
		}
	}
	entry := table.Item{Key: table.Key{P: accountsKey, S: a.ID()}, Attrs: table.Attrs{attrCreated: table.S(stamp(account.Created))}}
	err = s.db.Transact(ctx, append(actions, table.Put(entry, table.NotExists()))) // the list of accounts is nobody's own
	if canceled := refused(err); canceled != nil {
		return fault.New(fault.Conflict, "account_exists", "There is such an account already.").Because(canceled)
	}
	return wrap("write", err)
}

// Account reads the account. fault.NotFound.
func (s *Store) Account(ctx context.Context, a access.Account) (provision.Account, error) {
	attrs, ok, err := s.get(ctx, a, metaKey(a, sortAccount))
	if err != nil {
		return provision.Account{}, err
	}
	if !ok {
		return provision.Account{}, errNoAccount()
	}
	return decodeAccount(a, attrs)
}

// accountTries bounds how often a change of the account's settings starts over after a lost race: people make them.
const accountTries = 5

// ChangeAccount reads the account, changes it and writes it, again when somebody else wrote meanwhile.
func (s *Store) ChangeAccount(ctx context.Context, a access.Account, change func(*provision.Account) error) (provision.Account, error) {
	for range accountTries {
		account, err := s.changeAccount(ctx, a, change)
		if table.Canceled(err) == nil {
			return account, err
		}
	}
	return provision.Account{}, fault.New(fault.Unavailable, "busy", "Others are changing the account at this moment. Try again.")
}

func (s *Store) changeAccount(ctx context.Context, a access.Account, change func(*provision.Account) error) (provision.Account, error) {
	attrs, ok, err := s.get(ctx, a, metaKey(a, sortAccount))
	if err != nil {
		return provision.Account{}, err
	}
	if !ok {
		return provision.Account{}, errNoAccount()
	}
	account, err := decodeAccount(a, attrs)
	if err != nil {
		return provision.Account{}, err
	}
	if err := change(&account); err != nil {
		return provision.Account{}, err
	}
	version := attrs[attrVersion].Int()
	stored, err := encodeAccount(a, account, version+1)
	if err != nil {
		return provision.Account{}, err
	}
	return account, s.transact(ctx, a, []table.Action{table.Put(stored, table.Equals(attrVersion, table.N(version)))})
}
