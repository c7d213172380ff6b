package directory

import (
	"context"
	"maps"
	"slices"
	"strings"

	"usersync/internal/access"
)

// met is a member that a walk has come to.
type met struct {
	id      string
	isGroup bool
	direct  bool
}

// walkMembers hands over the members of a group behind after, users and groups, also those by way of other groups, in the order of their ids and
// pending journals included, until visit wants no more. expect is how many will be needed: visit gets at most so many at once.
func (s *Service) walkMembers(ctx context.Context, a access.Account, group, after string, expect int,
	visit func([]met) (more bool, err error),
) error {
	w, err := s.newWalk(ctx, a, group)
	for more, all := true, false; more && !all && err == nil; {
		var list []met
		if list, after, err = s.stepOf(ctx, a, w, after, expect); err != nil {
			return err
		}
		all = after == ""
		for piece := range slices.Chunk(list, expect) {
			if more, err = visit(piece); !more || err != nil {
				break
			}
		}
	}
	return err
}

// walk is one way along the members of a group and of all below it.
type walk struct {
	nesting Nesting
	groups  []string                   // the group itself first
	said    map[string]map[string]bool // by group: what pending journals say of its users
}

// newWalk reads the journals first, as in members.
func (s *Service) newWalk(ctx context.Context, a access.Account, group string) (*walk, error) {
	pending, err := s.pending(ctx, a)
	if err != nil {
		return nil, err
	}
	w := &walk{said: map[string]map[string]bool{}}
	if w.nesting, err = s.Store.Nesting(ctx, a); err != nil {
		return nil, err
	}
	w.groups = append([]string{group}, w.nesting.Below(group)...)
	for _, g := range w.groups {
		if w.said[g], err = s.saidIn(ctx, a, pending, g); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// stepOf is the members behind after and up to upto, which is "" when these are all.
func (s *Service) stepOf(ctx context.Context, a access.Account, w *walk, after string, expect int) (list []met, upto string, err error) {
	users := make([][]string, len(w.groups))
	for i, g := range w.groups {
		ids, all, err := s.Store.MembersAfter(ctx, a, g, after, expect)
		if err != nil {
			return nil, "", err
		}
		if n := len(ids); !all && (upto == "" || ids[n-1] < upto) {
			upto = ids[n-1]
		}
		users[i] = ids
	}
	known := map[string]met{}
	for i, g := range w.groups {
		for _, id := range overlay(users[i], w.said[g]) {
			known[id] = met{id: id, direct: i == 0 || known[id].direct}
		}
	}
	direct := setOf(w.nesting.Members[w.groups[0]])
	for _, id := range w.groups[1:] {
		known[id] = met{id: id, isGroup: true, direct: direct[id]}
	}
	maps.DeleteFunc(known, func(id string, _ met) bool { return id <= after || upto != "" && id > upto })
	list = slices.SortedFunc(maps.Values(known), func(x, y met) int { return strings.Compare(x.id, y.id) })
	return list, upto, nil
}
