package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/scim/schema"
)

// Schemas says which attributes users and groups have. Safe for concurrent use.
type Schemas interface {
	// Types is the resource types as they were for the account a short time ago: with the extensions that it has beside those of the standard.
	Types(ctx context.Context, a access.Account) (schema.Types, error)
}

func (s *Service) types(ctx context.Context, a access.Account) (schema.Types, error) {
	if s.Schemas == nil {
		return schema.BuiltIn(), nil
	}
	return s.Schemas.Types(ctx, a)
}

// visibleUsers are users as the account's schemas show them: an extension that was taken away is not seen, and not forgotten. The list is overwritten.
func (s *Service) visibleUsers(ctx context.Context, a access.Account, users []User) ([]User, error) {
	types, err := s.types(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range users {
		users[i].Attrs = types.Users.Visible(users[i].Attrs)
	}
	return users, nil
}

// visibleGroups is visibleUsers for groups.
func (s *Service) visibleGroups(ctx context.Context, a access.Account, groups []Group) ([]Group, error) {
	types, err := s.types(ctx, a)
	if err != nil {
		return nil, err
	}
	for i := range groups {
		groups[i].Attrs = types.Groups.Visible(groups[i].Attrs)
	}
	return groups, nil
}
