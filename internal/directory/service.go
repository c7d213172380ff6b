package directory

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
)

// Query is a list request.
type Query struct {
	Filter *filter.Filter // nil: all
	Start  int            // 1-based; below 1 counts as 1
	Count  int            // 0: only the total
	// Relations says whether the items shall carry their groups or members.
	Relations bool
}

// CreateUser stores a new user from a canonical resource (schema.Normalize, CheckRequired). fault.Conflict (uniqueness) when the
// userName is taken in the account or the externalId in the connection.
func (s *Service) CreateUser(ctx context.Context, p access.Principal, attrs scim.Object) (User, error) {
	panic("pending")
}

// User reads one user, with its groups when asked. fault.NotFound.
func (s *Service) User(ctx context.Context, a access.Account, id string, groups bool) (User, error) {
	panic("pending")
}

// Users lists users by userName. fault.Scope (tooMany) when a filter would read more than 20,000 users.
func (s *Service) Users(ctx context.Context, a access.Account, q Query) (List[User], error) {
	panic("pending")
}

// ReplaceUser is PUT: readWrite attributes that are left out are cleared; what is equal changes nothing, not even the version.
// fault.NotFound, Stale, Conflict; Forbidden when another connection created the user.
func (s *Service) ReplaceUser(ctx context.Context, p access.Principal, id string, attrs scim.Object, pre Precondition) (User, error) {
	panic("pending")
}

// PatchUser is PATCH, all or nothing. Failures as ReplaceUser and patch.Apply.
func (s *Service) PatchUser(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre Precondition) (User, error) {
	panic("pending")
}

// DeleteUser removes the directory user from everything at once; the userName is free again. The account user stays, suspended.
func (s *Service) DeleteUser(ctx context.Context, p access.Principal, id string, pre Precondition) error {
	panic("pending")
}

// CreateGroup stores a new group with members. fault.Conflict (uniqueness) when the connection has a group of that displayName;
// fault.Invalid (invalidValue) when a member is not a user of this account.
func (s *Service) CreateGroup(ctx context.Context, p access.Principal, attrs scim.Object, members []string) (Group, error) {
	panic("pending")
}

// Group reads one group, with its members when asked.
func (s *Service) Group(ctx context.Context, a access.Account, id string, members bool) (Group, error) {
	panic("pending")
}

// Groups lists groups by displayName.
func (s *Service) Groups(ctx context.Context, a access.Account, q Query) (List[Group], error) {
	panic("pending")
}

// ReplaceGroup is PUT. A nil members means none.
func (s *Service) ReplaceGroup(ctx context.Context, p access.Principal, id string, attrs scim.Object, members []string, pre Precondition) (Group, error) {
	panic("pending")
}

// PatchGroup is PATCH, all or nothing at any size.
func (s *Service) PatchGroup(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre Precondition) (Group, error) {
	panic("pending")
}

// DeleteGroup removes the group and all its memberships.
func (s *Service) DeleteGroup(ctx context.Context, p access.Principal, id string, pre Precondition) error {
	panic("pending")
}

// ApplyJournal finishes a committed mass membership change; doing it twice is harmless.
func (s *Service) ApplyJournal(ctx context.Context, a access.Account, journal string) error {
	panic("pending")
}
