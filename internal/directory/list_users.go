package directory

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
)

// Users lists users by userName. fault.Scope (tooMany) when a filter would read more than 20,000 users.
func (s *Service) Users(ctx context.Context, a access.Account, q Query) (List[User], error) {
	if group, ok := q.membersBehind(); ok {
		return s.usersIn(ctx, a, q, group)
	}
	candidates, known, err := s.userCandidates(ctx, a, q.Filter)
	if err != nil {
		return List[User]{}, err
	}
	return list(ctx, s, a, q, s.userCollection(ctx, a, q.Filter), candidates, known)
}

func (s *Service) userCollection(ctx context.Context, a access.Account, f *filter.Filter) collection[User] {
	needsGroups := reads(f, "groups")
	return collection[User]{
		kind:   UserKind,
		prefix: startsWith(f, "userName"),
		place:  User.Place,
		load: func(ids []string) ([]User, error) {
			users, err := s.Store.DirectoryUsers(ctx, a, ids)
			if err != nil {
				return nil, err
			}
			return s.visibleUsers(ctx, a, users)
		},
		relate: func(users []User) error { return s.addGroups(ctx, a, users) },
		facts: func(u User, spent *budget) (scim.Object, error) {
			if !needsGroups {
				return u.Resource(), nil
			}
			one := []User{u}
			if err := s.addGroups(ctx, a, one); err != nil {
				return nil, err
			}
			return one[0].Resource(), spent.spend(1 + len(one[0].Groups))
		},
	}
}

// userCandidates finds the few users that a filter can match at all, where it fixes a value that users are looked up by.
func (s *Service) userCandidates(ctx context.Context, a access.Account, f *filter.Filter) (ids []string, known bool, err error) {
	if id, ok := equals(f, "id"); ok {
		return keep([]string{id}, isID), true, nil
	}
	for _, look := range []struct {
		by        Unique
		attribute string
	}{{ByUserName, "userName"}, {ByExternalID, "externalId"}, {ByEmail, "emails.value"}} {
		if value, ok := equals(f, look.attribute); ok {
			ids, err = s.Store.LookUp(ctx, a, look.by, value)
			return ids, true, err
		}
	}
	if group, ok := equals(f, "groups.value"); ok {
		ids, err = s.membersOf(ctx, a, group)
		return ids, true, err
	}
	return nil, false, nil
}

// membersOf is the users of a group that may not exist, those of the groups in it included.
func (s *Service) membersOf(ctx context.Context, a access.Account, group string) ([]string, error) {
	if !isID(group) {
		return nil, nil
	}
	nesting, err := s.Store.Nesting(ctx, a)
	all := map[string]bool{}
	for _, g := range append(nesting.Below(group), group) {
		if err != nil || len(all) > scanBudget {
			break
		}
		var ids []string
		ids, err = s.members(ctx, a, g, scanBudget)
		maps.Copy(all, setOf(ids))
	}
	return slices.Sorted(maps.Keys(all)), err
}
