package directory

import (
	"context"
	"errors"
	"slices"

	"usersync/internal/access"
)

// tolerantly makes a change of a group's members, and where it fails because some of them do not exist, and the connection wants those left out,
// makes it once more without them.
func (s *Service) tolerantly(ctx context.Context, a access.Account, connection string, m membership, write func(membership) error) error {
	err := write(m)
	if !errors.Is(err, errNoMember) || s.Settings == nil {
		return err
	}
	ignored, settingErr := s.Settings.IgnoresUnknownMembers(ctx, a, connection)
	if settingErr != nil {
		return settingErr
	}
	if !ignored {
		return err
	}
	if m.users.Add, err = s.existing(ctx, a, m.users.Add); err != nil {
		return err
	}
	return write(m)
}

// existing is those of the ids that are users or groups of the account.
func (s *Service) existing(ctx context.Context, a access.Account, ids []string) ([]string, error) {
	ids = keep(ids, isID)
	users, err := s.Store.Wants(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	others := keep(ids, func(id string) bool { _, is := users[id]; return !is })
	groups, err := s.groupsAmong(ctx, a, others)
	return slices.Concat(keep(ids, func(id string) bool { _, is := users[id]; return is }), groups), err
}
