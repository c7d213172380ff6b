package directory

import (
	"context"
	"maps"
	"slices"
	"strings"

	"usersync/internal/access"
)

// named gives members their names, users and groups in one order, and leaves out those who do not exist any more.
func (s *Service) named(ctx context.Context, a access.Account, users, groups []string) ([]MemberRef, error) {
	people, err := s.Store.DirectoryUsers(ctx, a, users)
	if err != nil {
		return nil, err
	}
	refs := make([]MemberRef, 0, len(users)+len(groups))
	for _, u := range people {
		display := text(u.Attrs, "displayName")
		if display == "" {
			display = UserName(u.Attrs)
		}
		refs = append(refs, MemberRef{ID: u.ID, Display: display})
	}
	if len(groups) == 0 {
		return refs, nil
	}
	nested, err := s.Store.DirectoryGroups(ctx, a, groups)
	for _, g := range nested {
		refs = append(refs, MemberRef{ID: g.ID, Display: text(g.Attrs, "displayName"), IsGroup: true})
	}
	slices.SortFunc(refs, func(x, y MemberRef) int { return strings.Compare(x.ID, y.ID) })
	return refs, err
}

// addGroups fills in the groups of users, those that they are in indirectly behind those that they are in themselves. One read of the groups serves all of them.
func (s *Service) addGroups(ctx context.Context, a access.Account, users []User) error {
	pending, err := s.pending(ctx, a)
	if err != nil {
		return err
	}
	ids, all := make([][]string, len(users)), map[string]bool{}
	for i, u := range users {
		if ids[i], err = s.groupsOf(ctx, a, u.ID, pending); err != nil {
			return err
		}
		maps.Copy(all, setOf(ids[i]))
	}
	known, err := s.groupsByID(ctx, a, all)
	if err != nil {
		return err
	}
	for i := range users {
		ids[i] = keep(ids[i], func(id string) bool { _, there := known[id]; return there })
	}
	above, err := s.above(ctx, a, ids, known)
	for i := range users {
		users[i].Groups = slices.Concat(refs(ids[i], known, false), refs(above[i], known, true))
	}
	return err
}

func (s *Service) groupsByID(ctx context.Context, a access.Account, ids map[string]bool) (map[string]Group, error) {
	groups, err := s.Store.DirectoryGroups(ctx, a, slices.Sorted(maps.Keys(ids)))
	known := make(map[string]Group, len(groups))
	for _, g := range groups {
		known[g.ID] = g
	}
	return known, err
}

// above is, for each list of groups, those that they are in. What was not known of them is added to known.
func (s *Service) above(ctx context.Context, a access.Account, ids [][]string, known map[string]Group) ([][]string, error) {
	above := make([][]string, len(ids))
	if !slices.ContainsFunc(slices.Collect(maps.Values(known)), func(g Group) bool { return g.Nested }) {
		return above, nil
	}
	nesting, err := s.Store.Nesting(ctx, a)
	if err != nil {
		return above, err
	}
	others := map[string]bool{}
	for i := range ids {
		above[i] = nesting.Above(ids[i])
		for _, id := range above[i] {
			if _, there := known[id]; !there {
				others[id] = true
			}
		}
	}
	more, err := s.groupsByID(ctx, a, others)
	maps.Copy(known, more)
	return above, err
}

func refs(ids []string, known map[string]Group, indirect bool) []GroupRef {
	var list []GroupRef
	for _, id := range ids {
		if g, exists := known[id]; exists {
			list = append(list, GroupRef{ID: id, Display: text(g.Attrs, "displayName"), Indirect: indirect})
		}
	}
	return list
}
