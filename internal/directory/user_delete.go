package directory

import (
	"context"

	"usersync/internal/access"
)

// directSteps is what one transaction has room for besides the user itself: 3 steps for a membership, 1 for an e-mail address.
const directSteps = 95

// DeleteUser removes the directory user from everything at once; the userName is free again. The account user stays, suspended.
// Failures as ReplaceUser.
func (s *Service) DeleteUser(ctx context.Context, p access.Principal, id string, pre Precondition) error {
	return s.try(ctx, "delete user", func() error {
		u, err := s.ownUser(ctx, p, id, pre)
		if err != nil {
			return err
		}
		return s.takeOut(ctx, p.Account, u)
	})
}

// takeOut removes a user as it was read.
func (s *Service) takeOut(ctx context.Context, a access.Account, u User) error {
	// The counter is read before the memberships: a membership that comes or goes in between moves it, and the removal loses.
	wants, err := s.Store.Wants(ctx, a, []string{u.ID})
	if err != nil {
		return err
	}
	want, lives := wants[u.ID]
	if !lives {
		return ErrLost
	}
	groups, err := s.Store.GroupsOf(ctx, a, u.ID)
	if err != nil {
		return err
	}
	return s.removeUser(ctx, a, u, want, groups)
}

func (s *Service) removeUser(ctx context.Context, a access.Account, u User, want int64, groups []string) error {
	if len(groups) <= MaxDirect && 3*len(groups)+len(Emails(u.Attrs)) <= directSteps {
		return s.Store.RemoveUser(ctx, a, u, want, Leave{Groups: groups}, s.mark())
	}
	return s.viaJournal(ctx, a, Journal{User: u.ID}, Delta{Remove: groups}, func(journal string) error {
		return s.Store.RemoveUser(ctx, a, u, want, Leave{Journal: journal}, s.mark())
	})
}
