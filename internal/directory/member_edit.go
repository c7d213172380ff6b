package directory

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/scim/patch"
)

// membership folds the edits of a group whose journals are finished into what has to change.
func (s *Service) membership(ctx context.Context, a access.Account, g Group, edits []patch.MemberEdit) (membership, error) {
	if len(edits) == 0 {
		return membership{}, nil
	}
	nesting, err := s.nestingOf(ctx, a, g)
	if err != nil {
		return membership{}, err
	}
	d, err := s.delta(ctx, a, g.ID, edits, nesting.Members[g.ID])
	m := membership{before: nesting, users: d}
	isNested := setOf(nesting.Members[g.ID])
	m.groups.Remove = keep(d.Remove, func(id string) bool { return isNested[id] })
	m.users.Remove = keep(d.Remove, func(id string) bool { return !isNested[id] })
	return m, err
}

// nestingOf is the nesting of the account where the group may be in it, and none for the many groups that never were.
func (s *Service) nestingOf(ctx context.Context, a access.Account, g Group) (Nesting, error) {
	if !g.Nested {
		return Nesting{}, nil
	}
	return s.Store.Nesting(ctx, a)
}

// delta is what has to change of a group that has the groups nested as members.
func (s *Service) delta(ctx context.Context, a access.Account, group string, edits []patch.MemberEdit, nested []string) (Delta, error) {
	if needsMembers(edits) {
		members, err := s.currentMembers(ctx, a, group, needsDisplay(edits), nested)
		if err != nil {
			return Delta{}, err
		}
		is := map[string]bool{}
		for _, m := range members {
			is[m.ID] = true
		}
		return fold(edits, members).without(is), nil
	}
	d := fold(edits, nil)
	d.Remove = keep(d.Remove, isID)
	is, err := s.Store.AreMembers(ctx, a, group, keep(d.ids(), isID))
	if err != nil {
		return Delta{}, err
	}
	for _, id := range nested {
		is[id] = true
	}
	return d.without(is), nil
}

func (s *Service) currentMembers(ctx context.Context, a access.Account, group string, display bool, nested []string) ([]MemberRef, error) {
	ids, err := s.Store.Members(ctx, a, group, 0)
	if err != nil {
		return nil, err
	}
	if display {
		return s.named(ctx, a, ids, nested)
	}
	members := make([]MemberRef, 0, len(ids)+len(nested))
	for _, id := range slices.Concat(ids, nested) {
		members = append(members, MemberRef{ID: id})
	}
	return members, nil
}
