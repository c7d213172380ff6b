package directory

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/scim/patch"
)

// maxReads is how often a group is read because its members change while they are read; after that the answer may mix two moments.
const maxReads = 4

// Group reads one group, with its members when asked, as of one version. fault.NotFound.
func (s *Service) Group(ctx context.Context, a access.Account, id string, members bool) (Group, error) {
	g, err := s.findGroup(ctx, a, id)
	if err != nil || !members {
		return g, err
	}
	for range maxReads {
		read := g
		if err := s.addMembers(ctx, a, &read); err != nil {
			return Group{}, err
		}
		if g, err = s.findGroup(ctx, a, id); err != nil || g.Version == read.Version {
			return read, err
		}
		g.Members, g.Omitted = read.Members, read.Omitted
	}
	return g, nil
}

// addMembers fills in a group's members, with their names, or marks them as omitted when they are too many.
func (s *Service) addMembers(ctx context.Context, a access.Account, g *Group) error {
	ids, err := s.members(ctx, a, g.ID, MaxListedMembers)
	if err != nil {
		return err
	}
	if g.Omitted = len(ids) > MaxListedMembers; g.Omitted {
		return nil
	}
	g.Members, err = s.named(ctx, a, ids)
	return err
}

// members lists the ids of a group's members, pending journals included; more than limit (0: none) may be incomplete.
// Journals are read first: what is applied after that shows in the memberships.
func (s *Service) members(ctx context.Context, a access.Account, group string, limit int) ([]string, error) {
	said, err := s.saidOf(ctx, a, group)
	if err != nil {
		return nil, err
	}
	if limit > 0 {
		limit += len(said)
	}
	ids, err := s.Store.Members(ctx, a, group, limit)
	return overlay(ids, said), err
}

// groupsOf lists the ids of a user's groups, with what the pending journals say of them.
func (s *Service) groupsOf(ctx context.Context, a access.Account, user string, pending []Journal) ([]string, error) {
	said, err := s.said(ctx, a, pending, func(j Journal, other string) (string, bool) { return j.Group, other == user })
	if err != nil {
		return nil, err
	}
	ids, err := s.Store.GroupsOf(ctx, a, user)
	return overlay(ids, said), err
}

// said is what pending journals say of some memberships. pick maps an entry of a journal to the id that is asked for.
// Of users who are leaving nothing need be said: they do not exist any more.
func (s *Service) said(ctx context.Context, a access.Account, pending []Journal,
	pick func(j Journal, user string) (id string, ok bool),
) (map[string]bool, error) {
	var err error
	said := map[string]bool{}
	for _, j := range pending {
		for n := 0; n < j.Parts && err == nil && j.Group != ""; n++ {
			var d Delta
			d, _, err = s.Store.JournalPart(ctx, a, j.ID, n)
			d.each(func(entry string, in bool) {
				if id, ok := pick(j, entry); ok {
					said[id] = in
				}
			})
		}
	}
	return said, err
}

func (d Delta) each(visit func(id string, in bool)) {
	for _, id := range d.Add {
		visit(id, true)
	}
	for _, id := range d.Remove {
		visit(id, false)
	}
}

// overlay is ids with what is said put over it, in order.
func overlay(ids []string, said map[string]bool) []string {
	if len(said) == 0 {
		return ids
	}
	set := setOf(ids)
	maps.Copy(set, said)
	maps.DeleteFunc(set, func(_ string, in bool) bool { return !in })
	return slices.Sorted(maps.Keys(set))
}

// named gives members their names and leaves out those who do not exist any more.
func (s *Service) named(ctx context.Context, a access.Account, ids []string) ([]MemberRef, error) {
	users, err := s.Store.DirectoryUsers(ctx, a, ids)
	refs := make([]MemberRef, 0, len(users))
	for _, u := range users {
		display := text(u.Attrs, "displayName")
		if display == "" {
			display = UserName(u.Attrs)
		}
		refs = append(refs, MemberRef{ID: u.ID, Display: display})
	}
	return refs, err
}

// addGroups fills in the groups of users; one read of the groups serves all of them.
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
		for _, id := range ids[i] {
			all[id] = true
		}
	}
	groups, err := s.Store.DirectoryGroups(ctx, a, slices.Sorted(maps.Keys(all)))
	if err != nil {
		return err
	}
	display := make(map[string]string, len(groups))
	for _, g := range groups {
		display[g.ID] = text(g.Attrs, "displayName")
	}
	for i := range users {
		users[i].Groups = refs(ids[i], display)
	}
	return nil
}

func refs(ids []string, display map[string]string) []GroupRef {
	var list []GroupRef
	for _, id := range ids {
		if name, exists := display[id]; exists {
			list = append(list, GroupRef{ID: id, Display: name})
		}
	}
	return list
}

// delta folds the edits of a group whose journals are finished into what has to change.
func (s *Service) delta(ctx context.Context, a access.Account, group string, edits []patch.MemberEdit) (Delta, error) {
	if len(edits) == 0 {
		return Delta{}, nil
	}
	if needsMembers(edits) {
		members, err := s.currentMembers(ctx, a, group, needsDisplay(edits))
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
	return d.without(is), err
}

func (s *Service) currentMembers(ctx context.Context, a access.Account, group string, display bool) ([]MemberRef, error) {
	ids, err := s.Store.Members(ctx, a, group, 0)
	if err != nil {
		return nil, err
	}
	if display {
		return s.named(ctx, a, ids)
	}
	members := make([]MemberRef, 0, len(ids))
	for _, id := range ids {
		members = append(members, MemberRef{ID: id})
	}
	return members, nil
}
