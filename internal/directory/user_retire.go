package directory

import (
	"context"
	"maps"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// RetireAfter is how long a user has been inactive, and unchanged, before a DELETE removes it where DELETE deactivates first. A shorter time would take a
// DELETE that is sent again, because its answer got lost, for a second one.
const RetireAfter = 24 * time.Hour

// RetireUser is DELETE for connections that shall not lose users by it: an active user becomes inactive and stays; one that has been inactive for RetireAfter
// goes as by DeleteUser, which is how an identity provider ends what it deactivated itself long ago. In between nothing changes. Failures as ReplaceUser.
func (s *Service) RetireUser(ctx context.Context, p access.Principal, id string, pre Precondition) error {
	return s.try(ctx, "retire user", func() error {
		u, err := s.ownUser(ctx, p, id, pre)
		if err != nil {
			return err
		}
		switch {
		case Active(u.Attrs):
			_, err = s.changeUser(ctx, p, id, pre, "deactivate user", deactivated)
		case s.Now().Sub(u.Modified) >= RetireAfter:
			err = s.DeleteUser(ctx, p, id, Precondition(u.Version))
		}
		if pre == 0 && fault.Is(err, fault.Stale) {
			return ErrLost // somebody changed it in between: perhaps it is active again
		}
		return err
	})
}

func deactivated(_ *schema.ResourceType, before scim.Object) (scim.Object, error) {
	after := maps.Clone(before)
	after["active"] = false
	return after, nil
}
