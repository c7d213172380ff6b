package directory

import (
	"context"
	"slices"

	"usersync/internal/access"
)

// Member is a member of a group, as pages of members show it.
type Member struct {
	ID       string
	IsGroup  bool   // else a user
	UserName string // of a user
	Display  string
	Direct   bool // in the group itself, not only in a group below it
}

// Members reads the members of a group of any size, users and groups, also those by way of other groups, in the order of their ids: at most limit
// of those behind after ("" for the first ones). next is where to go on, "" at the end. A page costs the same wherever it stands. fault.NotFound.
func (s *Service) Members(ctx context.Context, a access.Account, group, after string, limit int) (list []Member, next string, err error) {
	if _, err := s.findGroup(ctx, a, group); err != nil {
		return nil, "", err
	}
	err = s.walkMembers(ctx, a, group, after, limit+1, func(met []met) (bool, error) {
		members, err := s.introduce(ctx, a, met)
		list = append(list, members...)
		return len(list) <= limit, err
	})
	if err == nil && len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// introduce reads who the members are, and leaves out those who do not exist any more.
func (s *Service) introduce(ctx context.Context, a access.Account, met []met) ([]Member, error) {
	known := map[string]Member{}
	users, err := s.Store.DirectoryUsers(ctx, a, idsOf(met, false))
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		known[u.ID] = Member{ID: u.ID, UserName: UserName(u.Attrs), Display: DisplayName(u.Attrs)}
	}
	groups, err := s.Store.DirectoryGroups(ctx, a, idsOf(met, true))
	for _, g := range groups {
		known[g.ID] = Member{ID: g.ID, IsGroup: true, Display: text(g.Attrs, "displayName")}
	}
	list := make([]Member, 0, len(known))
	for _, m := range met {
		if member, exists := known[m.id]; exists {
			member.Direct = m.direct
			list = append(list, member)
		}
	}
	return list, err
}

// idsOf is the ids of the groups, or of the users.
func idsOf(list []met, groups bool) []string {
	var ids []string
	for _, m := range list {
		if m.isGroup == groups {
			ids = append(ids, m.id)
		}
	}
	return slices.Clip(ids)
}
