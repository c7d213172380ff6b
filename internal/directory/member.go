package directory

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/access"
)

// maxReads is how often a group is read because its members change while they are read; after that the answer may mix two moments.
const maxReads = 4

// Group reads one group, with its members when asked, as of one version. fault.NotFound.
func (s *Service) Group(ctx context.Context, a access.Account, id string, members bool) (Group, error) {
	g, err := s.readGroup(ctx, a, id, members)
	if err != nil {
		return Group{}, err
	}
	list, err := s.visibleGroups(ctx, a, []Group{g})
	if err != nil {
		return Group{}, err
	}
	return list[0], nil
}

// readGroup is Group as it is stored.
func (s *Service) readGroup(ctx context.Context, a access.Account, id string, members bool) (Group, error) {
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
	nesting, err := s.nestingOf(ctx, a, *g)
	if err != nil {
		return err
	}
	nested := nesting.Members[g.ID]
	ids, err := s.members(ctx, a, g.ID, MaxListedMembers)
	if err != nil {
		return err
	}
	if g.Omitted = len(ids)+len(nested) > MaxListedMembers; g.Omitted {
		return nil
	}
	g.Members, err = s.named(ctx, a, ids, nested)
	return err
}

// members lists the ids of a group's members, pending journals included; more than limit (0: none) may be incomplete.
// Journals are read first: what is applied after that shows in the memberships.
func (s *Service) members(ctx context.Context, a access.Account, group string, limit int) ([]string, error) {
	pending, err := s.pending(ctx, a)
	if err != nil {
		return nil, err
	}
	said, err := s.saidIn(ctx, a, pending, group)
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

// saidIn is what pending journals say of the members of a group.
func (s *Service) saidIn(ctx context.Context, a access.Account, pending []Journal, group string) (map[string]bool, error) {
	return s.said(ctx, a, pending, func(j Journal, user string) (string, bool) { return user, j.Group == group })
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
