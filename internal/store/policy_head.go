package store

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// Attributes of the HEAD of T#a#RULES.
const (
	attrLive      = "version"   // N: the live policy version
	attrSettled   = "settled"   // N: the version up to which every user was seen to be resolved; kept by runs
	attrPublished = "published" // S: when the live version was published
	attrExtended  = "extended"  // N: the version that changed the schema extensions last; absent where there were never any
)

var _ provision.PolicyStore = (*Store)(nil)

// LiveVersion returns the version of the account's live policy, read strongly. fault.NotFound when there is no such account.
func (s *Store) LiveVersion(ctx context.Context, a access.Account) (int64, error) {
	head, ok, err := s.get(ctx, a, rulesKey(a))
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, errNoAccount()
	}
	return head[attrLive].Int(), nil
}

func errNoAccount() error {
	return fault.New(fault.NotFound, "account_not_found", "There is no such account.")
}

var _ provision.ExtensionStore = (*Store)(nil)

// ExtensionsSince implements provision.ExtensionStore.
func (s *Store) ExtensionsSince(ctx context.Context, a access.Account) (int64, error) {
	head, ok, err := s.get(ctx, a, rulesKey(a))
	if err == nil && !ok {
		err = errNoAccount()
	}
	return head[attrExtended].Int(), err
}
