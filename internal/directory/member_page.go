package directory

import (
	"context"
	"maps"

	"usersync/internal/access"
)

// Member is a member of a group, as pages of members show it.
type Member struct {
	ID       string
	Kind     Kind
	UserName string // of a user
	Display  string
	Direct   bool // in the group itself, not only in a group that is a member of it
}

// Members reads the members of a group of any size, in the order of their ids: at most limit of those behind after ("" for the first
// ones). next is where to go on, "" at the end. A page costs the same wherever it stands. fault.NotFound.
func (s *Service) Members(ctx context.Context, a access.Account, group, after string, limit int) (list []Member, next string, err error) {
	if _, err := s.findGroup(ctx, a, group); err != nil {
		return nil, "", err
	}
	err = s.walkMembers(ctx, a, group, after, limit+1, func(ids []string) (bool, error) {
		members, err := s.introduce(ctx, a, ids)
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
func (s *Service) introduce(ctx context.Context, a access.Account, ids []string) ([]Member, error) {
	users, err := s.Store.DirectoryUsers(ctx, a, ids)
	list := make([]Member, len(users))
	for i, u := range users {
		list[i] = Member{ID: u.ID, Kind: UserKind, UserName: UserName(u.Attrs), Display: DisplayName(u.Attrs), Direct: true}
	}
	return list, err
}

// walkMembers hands over the ids of a group's members behind after, in order, pending journals included, until visit wants no more. expect
// hints how many will be needed. Journals are read first, as in members.
func (s *Service) walkMembers(ctx context.Context, a access.Account, group, after string, expect int,
	visit func(ids []string) (more bool, err error),
) error {
	said, err := s.saidOf(ctx, a, group)
	for more, all := true, false; more && !all && err == nil; {
		var ids []string
		if ids, all, err = s.Store.MembersAfter(ctx, a, group, after, expect); err != nil {
			return err
		}
		upto := ""
		if !all {
			upto = ids[len(ids)-1]
		}
		more, err = visit(overlay(ids, between(said, after, upto)))
		after = upto
	}
	return err
}

// saidOf is what pending journals say of the members of a group.
func (s *Service) saidOf(ctx context.Context, a access.Account, group string) (map[string]bool, error) {
	pending, err := s.pending(ctx, a)
	if err != nil {
		return nil, err
	}
	return s.said(ctx, a, pending, func(j Journal, user string) (string, bool) { return user, j.Group == group })
}

// between is what is said of the ids behind after and up to upto; "" is no end.
func between(said map[string]bool, after, upto string) map[string]bool {
	some := maps.Clone(said)
	maps.DeleteFunc(some, func(id string, _ bool) bool { return id <= after || upto != "" && id > upto })
	return some
}
