package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// DiscardUser removes an inactive directory user, whoever owns it: an admin ends what an identity provider only switches off. The identity provider is not asked; what
// it sends for the id afterwards is answered as for any id that does not exist. fault.NotFound; fault.Conflict (still_in_directory) while the user is active.
func (s *Service) DiscardUser(ctx context.Context, a access.Account, id string) error {
	return s.try(ctx, "discard user", func() error {
		u, err := s.findUser(ctx, a, id)
		switch {
		case err != nil:
			return err
		case Active(u.Attrs):
			return fault.New(fault.Conflict, "still_in_directory", "The identity provider calls the user active. Deactivate or delete them there first, or they would come back at once.")
		}
		return s.takeOut(ctx, a, u)
	})
}
