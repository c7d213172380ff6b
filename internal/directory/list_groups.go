package directory

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
)

// Groups lists groups by displayName. fault.Scope (tooMany) when a filter would read more than 20,000 groups and members.
func (s *Service) Groups(ctx context.Context, a access.Account, q Query) (List[Group], error) {
	candidates, known, err := s.groupCandidates(ctx, a, q.Filter)
	if err != nil {
		return List[Group]{}, err
	}
	return list(ctx, s, a, q, s.groupCollection(ctx, a, q.Filter), candidates, known)
}

func (s *Service) groupCollection(ctx context.Context, a access.Account, f *filter.Filter) collection[Group] {
	return collection[Group]{
		kind:   GroupKind,
		prefix: startsWith(f, "displayName"),
		place:  Group.Place,
		load: func(ids []string) ([]Group, error) {
			groups, err := s.Store.DirectoryGroups(ctx, a, ids)
			if err != nil {
				return nil, err
			}
			return s.visibleGroups(ctx, a, groups)
		},
		relate: func(groups []Group) error {
			for i := range groups {
				if err := s.addMembers(ctx, a, &groups[i]); err != nil {
					return err
				}
			}
			return nil
		},
		facts: s.groupFacts(ctx, a, f),
	}
}

// groupFacts chooses how much of the members a filter needs: none, one edge ("members eq", which Entra asks to test a membership), or all.
func (s *Service) groupFacts(ctx context.Context, a access.Account, f *filter.Filter) func(Group, *budget) (scim.Object, error) {
	if !reads(f, "members") {
		return func(g Group, _ *budget) (scim.Object, error) { return g.Resource(), nil }
	}
	member, one := equals(f, "members.value")
	one = one && references(f.Expr(), "members") == 1
	return func(g Group, spent *budget) (scim.Object, error) {
		nesting, err := s.nestingOf(ctx, a, g)
		if err != nil {
			return nil, err
		}
		nested := nesting.Members[g.ID]
		var ids []string
		if one {
			nested = keep(nested, func(id string) bool { return id == member })
			ids, err = s.edge(ctx, a, g.ID, member)
		} else {
			ids, err = s.members(ctx, a, g.ID, spent.left)
		}
		if err != nil {
			return nil, err
		}
		if err := spent.spend(1 + len(ids) + len(nested)); err != nil {
			return nil, err
		}
		g.Members, err = s.named(ctx, a, ids, nested)
		return g.Resource(), err
	}
}

// edge is the user alone when it is a member of the group, else nobody.
func (s *Service) edge(ctx context.Context, a access.Account, group, user string) ([]string, error) {
	if !isID(user) {
		return nil, nil
	}
	pending, err := s.pending(ctx, a)
	if err != nil {
		return nil, err
	}
	said, err := s.said(ctx, a, pending, func(j Journal, other string) (string, bool) { return user, j.Group == group && other == user })
	if err != nil {
		return nil, err
	}
	is, err := s.Store.AreMembers(ctx, a, group, []string{user})
	if in, spoken := said[user]; spoken {
		is = map[string]bool{user: in}
	}
	if !is[user] {
		return nil, err
	}
	return []string{user}, err
}

// groupCandidates finds the few groups that a filter can match at all.
func (s *Service) groupCandidates(ctx context.Context, a access.Account, f *filter.Filter) (ids []string, known bool, err error) {
	if id, ok := equals(f, "id"); ok {
		return keep([]string{id}, isID), true, nil
	}
	if name, ok := equals(f, "displayName"); ok {
		ids, err = s.Store.LookUp(ctx, a, ByDisplayName, name)
		return slices.Sorted(slices.Values(ids)), true, err
	}
	if x, ok := equals(f, "externalId"); ok {
		ids, err = s.Store.LookUp(ctx, a, ByGroupExternalID, x)
		return ids, true, err
	}
	if member, ok := equals(f, "members.value"); ok {
		ids, err = s.groupsOfMember(ctx, a, member)
		return ids, true, err
	}
	return nil, false, nil
}

// groupsOfMember is the groups that a user or a group, which may not exist, is a member of.
func (s *Service) groupsOfMember(ctx context.Context, a access.Account, member string) ([]string, error) {
	if !isID(member) {
		return nil, nil
	}
	pending, err := s.pending(ctx, a)
	if err != nil {
		return nil, err
	}
	ids, err := s.groupsOf(ctx, a, member, pending)
	if err != nil || len(ids) > 0 {
		return ids, err
	}
	nesting, err := s.Store.Nesting(ctx, a)
	return nesting.parents(member), err
}
