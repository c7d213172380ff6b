package directory

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

// membership is a change of who is in a group: its users, and the groups that are members of it.
type membership struct {
	users  Delta
	groups Delta
	before Nesting // read when there is something in groups
	gone   bool    // the group itself is removed
}

// writeMembers carries out a change of a group's members. That the ids to be added are those of users is taken for granted: looking costs more
// than the write, and groups among them are rare. Only when the write fails for that reason it is found out which of them are groups.
func (s *Service) writeMembers(ctx context.Context, a access.Account, group string, m membership, commit func(Change) error) error {
	err := s.tryMembers(ctx, a, group, m, commit)
	if !errors.Is(err, errNoMember) {
		return err
	}
	groups, lookErr := s.groupsAmong(ctx, a, m.users.Add)
	if lookErr != nil || len(groups) == 0 {
		return cmp.Or(lookErr, err)
	}
	m.users.Add = keep(m.users.Add, func(id string) bool { return !slices.Contains(groups, id) })
	m.groups.Add = groups
	if m.before, err = s.Store.Nesting(ctx, a); err != nil {
		return err
	}
	return s.tryMembers(ctx, a, group, m, commit)
}

// groupsAmong is those of the ids that are groups.
func (s *Service) groupsAmong(ctx context.Context, a access.Account, ids []string) ([]string, error) {
	found, err := s.Store.DirectoryGroups(ctx, a, keep(ids, isID))
	list := make([]string, len(found))
	for i, g := range found {
		list[i] = g.ID
	}
	return list, err
}

// tryMembers makes a small change in the group's own transaction, a large one through a journal, once it is known that everybody to be added lives.
func (s *Service) tryMembers(ctx context.Context, a access.Account, group string, m membership, commit func(Change) error) error {
	if slices.ContainsFunc(m.users.Add, func(id string) bool { return !isID(id) }) || m.users.Len() > m.mostDirect() {
		if err := s.checkLive(ctx, a, m.users.Add); err != nil {
			return err
		}
		return s.viaJournal(ctx, a, Journal{Group: group}, m.users, func(journal string) error {
			return s.withNesting(ctx, a, group, m, func(n *Renesting) error { return commit(m.change(Change{Journal: journal, Nesting: n})) })
		})
	}
	return s.withNesting(ctx, a, group, m, func(n *Renesting) error { return commit(m.change(Change{Delta: m.users, Nesting: n})) })
}

// change says how many users come and go.
func (m membership) change(c Change) Change {
	c.Joined, c.Left = len(m.users.Add), len(m.users.Remove)
	return c
}

// mostDirect is how many users change in the group's own transaction: fewer when groups change with them.
func (m membership) mostDirect() int {
	if m.groups.Len() > 0 || m.gone && m.before.Version > 0 {
		return MaxDirect / 3
	}
	return MaxDirect
}

// withNesting prepares what a change of nesting takes with it: everybody in the groups that come or go, and below them, shall hear of it.
func (s *Service) withNesting(ctx context.Context, a access.Account, group string, m membership, commit func(*Renesting) error) error {
	r, err := m.renesting(group)
	if err != nil {
		return err
	}
	rung := m.groups.ids()
	if m.gone {
		rung = m.before.Members[group]
	}
	if len(rung) == 0 {
		return commit(r)
	}
	return s.viaJournal(ctx, a, Journal{Rings: true}, Delta{Add: rung}, func(journal string) error {
		r.Rings = journal
		return commit(r)
	})
}

// renesting is what becomes of the nesting; nil when nothing does. A group that goes and ever was in it takes part even if it is in it no more: it
// may be about to be again.
func (m membership) renesting(group string) (*Renesting, error) {
	switch {
	case m.gone && m.before.Version > 0:
		return &Renesting{After: m.before.without(group), Moved: m.before.parents(group)}, nil
	case m.groups.Len() == 0:
		return nil, nil
	case len(m.groups.Add) > MaxNested:
		return nil, invalid("members", "names more than 50 groups that are to become members")
	}
	after, err := m.before.changed(group, m.groups)
	if err != nil {
		return nil, err
	}
	return &Renesting{After: after, Joined: m.groups.Add}, nil
}

func (s *Service) checkLive(ctx context.Context, a access.Account, users []string) error {
	if slices.ContainsFunc(users, func(id string) bool { return !isID(id) }) {
		return NoSuchMember()
	}
	lives, err := s.Store.Wants(ctx, a, users)
	if err == nil && len(lives) < len(users) {
		err = NoSuchMember()
	}
	return err
}

// errNoMember is why NoSuchMember fails.
var errNoMember = errors.New("no such member")

// NoSuchMember is the failure of a write that would add what is neither a user nor a group of the account.
func NoSuchMember() error {
	return fault.New(fault.Invalid, scim.InvalidValue, "A value of members is not the id of a user or group of this account. Nothing was changed.").
		At("members", "is not the id of a user or group of this account").Because(errNoMember)
}
