package directory

import (
	"context"
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// CreateGroup stores a new group with members. fault.Conflict (uniqueness) when the connection has a group of that displayName
// and wants unique ones;
// fault.Invalid (invalidValue) when a member is neither a user nor a group of this account, or there are too many groups (see Nesting).
func (s *Service) CreateGroup(ctx context.Context, p access.Principal, attrs scim.Object, members []string) (Group, error) {
	if err := checkGroup(attrs); err != nil {
		return Group{}, err
	}
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return Group{}, err
	}
	m := s.mark()
	g := Group{ID: s.NewID(), Connection: p.Connection, Version: 1, Created: m.At, Modified: m.At, Attrs: maps.Clone(types.Groups.Kept(attrs))}
	if err := s.nameGroup(ctx, p.Account, nil, &g); err != nil {
		return Group{}, err
	}
	d := Delta{Add: slices.Compact(slices.Sorted(slices.Values(members)))}
	err = s.try(ctx, "create group", func() error {
		return s.tolerantly(ctx, p.Account, p.Connection, membership{users: d}, func(known membership) error {
			return s.writeMembers(ctx, p.Account, g.ID, known, func(c Change) error {
				g.Nested, g.Size = c.Nesting != nil, Size{Known: true, Now: c.Joined}
				return s.Store.AddGroup(ctx, p.Account, g, c, m)
			})
		})
	})
	if inDoubt(err) {
		if made, ok, readErr := s.Store.DirectoryGroup(ctx, p.Account, g.ID); readErr == nil && ok {
			return made, nil
		}
	}
	if err != nil {
		return Group{}, err
	}
	return g, nil
}

// ReplaceGroup is PUT. A nil members means none. Failures as ReplaceUser and CreateGroup.
func (s *Service) ReplaceGroup(ctx context.Context, p access.Principal, id string, attrs scim.Object, members []string, pre Precondition) (Group, error) {
	edits := []patch.MemberEdit{{Kind: patch.Replace, IDs: members}}
	return s.changeGroup(ctx, p, id, pre, groupEdit{"replace group", edits, func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		return rt.Replace(before, attrs)
	}})
}

// PatchGroup is PATCH, all or nothing at any size. Failures as ReplaceGroup, patch.SplitMembers and patch.Apply.
func (s *Service) PatchGroup(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre Precondition) (Group, error) {
	edits, rest, err := patch.SplitMembers(ops)
	if err != nil {
		return Group{}, err
	}
	return s.changeGroup(ctx, p, id, pre, groupEdit{"patch group", edits, func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		if len(rest) == 0 {
			return before, nil
		}
		return patched(rt, before, rest)
	}})
}

// DeleteGroup removes the group and all its memberships. Failures as ReplaceUser.
func (s *Service) DeleteGroup(ctx context.Context, p access.Principal, id string, pre Precondition) error {
	return s.try(ctx, "delete group", func() error {
		g, err := s.ownGroup(ctx, p, id, pre)
		if err != nil {
			return err
		}
		m := membership{gone: true}
		if m.before, err = s.nestingOf(ctx, p.Account, g); err != nil {
			return err
		}
		if m.users.Remove, err = s.Store.Members(ctx, p.Account, id, 0); err != nil {
			return err
		}
		return s.writeMembers(ctx, p.Account, id, m, func(c Change) error {
			mark := s.mark()
			if _, err := s.sized(ctx, p.Account, g, &c, mark.At); err != nil {
				return err
			}
			return s.Store.RemoveGroup(ctx, p.Account, g, c, mark)
		})
	})
}

// groupEdit is one change of a group: steps on its members, and what becomes of its attributes.
type groupEdit struct {
	op      string
	members []patch.MemberEdit
	attrs   edit
}

func (s *Service) changeGroup(ctx context.Context, p access.Principal, id string, pre Precondition, edit groupEdit) (Group, error) {
	var result Group
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return Group{}, err
	}
	err = s.try(ctx, edit.op, func() error {
		stored, err := s.ownGroup(ctx, p, id, pre)
		if err != nil {
			return err
		}
		result, err = s.editGroup(ctx, p.Account, types.Groups, stored, edit)
		return err
	})
	if err != nil {
		return Group{}, err
	}
	return result, nil
}

// editGroup works out the difference and writes it; when there is none, nothing is written and the version stays.
func (s *Service) editGroup(ctx context.Context, a access.Account, rt *schema.ResourceType, stored Group, edit groupEdit) (Group, error) {
	before := stored
	before.Attrs = rt.Visible(stored.Attrs)
	attrs, err := edit.attrs(rt, before.Attrs)
	if err != nil {
		return before, err
	}
	attrs = rt.Kept(attrs)
	change, err := s.membership(ctx, a, before, edit.members)
	if err != nil {
		return before, err
	}
	result := before
	err = s.tolerantly(ctx, a, before.Connection, change, func(known membership) error {
		result, err = s.saveGroup(ctx, a, rt, stored, attrs, known)
		return err
	})
	return result, err
}

func (s *Service) saveGroup(ctx context.Context, a access.Account, rt *schema.ResourceType, stored Group, attrs scim.Object, change membership) (Group, error) {
	before := stored
	before.Attrs = rt.Visible(stored.Attrs)
	if change.users.Len()+change.groups.Len() == 0 && same(before.Attrs, attrs) {
		return before, nil
	}
	m, after := s.mark(), before
	after.Attrs, after.Modified = maps.Clone(attrs), m.At
	after.Version++
	if err := checkGroup(attrs); err != nil {
		return before, err
	}
	if err := s.nameGroup(ctx, a, before.Attrs, &after); err != nil {
		return before, err
	}
	saved := after
	saved.Attrs = rt.Retain(stored.Attrs, after.Attrs)
	return after, s.writeMembers(ctx, a, before.ID, change, func(c Change) error {
		saved.Nested = before.Nested || c.Nesting != nil
		size, err := s.sized(ctx, a, stored, &c, m.At)
		if err != nil {
			return err
		}
		saved.Size = size
		return s.Store.SaveGroup(ctx, a, stored, saved, c, m)
	})
}

func (s *Service) findGroup(ctx context.Context, a access.Account, id string) (Group, error) {
	if !isID(id) {
		return Group{}, notFound("group", id)
	}
	g, ok, err := s.Store.DirectoryGroup(ctx, a, id)
	if err == nil && !ok {
		err = notFound("group", id)
	}
	return g, err
}

// ownGroup reads a group that p is about to change, and finishes what is pending on it.
func (s *Service) ownGroup(ctx context.Context, p access.Principal, id string, pre Precondition) (Group, error) {
	g, err := s.findGroup(ctx, p.Account, id)
	if err != nil {
		return Group{}, err
	}
	if err := mayChange(p, g.Connection, g.Version, pre); err != nil {
		return Group{}, err
	}
	return g, s.finishFor(ctx, p.Account, id)
}
