package directory

import (
	"context"
	"maps"
	"reflect"

	"usersync/internal/access"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// CreateUser stores a new user from a canonical resource (schema.Normalize, CheckRequired). fault.Conflict (uniqueness) when the
// userName is taken in the account; an externalId may repeat (RFC 7643 section 3.1).
func (s *Service) CreateUser(ctx context.Context, p access.Principal, attrs scim.Object) (User, error) {
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return User{}, err
	}
	attrs = settledUser(complete(types.Users.Kept(attrs)))
	if err := checkUser(attrs); err != nil {
		return User{}, err
	}
	m := s.mark()
	u := User{ID: s.NewID(), Connection: p.Connection, Version: 1, Created: m.At, Modified: m.At, Attrs: attrs}
	err = s.try(ctx, "create user", func() error { return s.Store.AddUser(ctx, p.Account, u, m) })
	if inDoubt(err) {
		if made, ok, readErr := s.Store.DirectoryUser(ctx, p.Account, u.ID); readErr == nil && ok {
			return made, nil
		}
	}
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// User reads one user, with its groups when asked. fault.NotFound.
func (s *Service) User(ctx context.Context, a access.Account, id string, groups bool) (User, error) {
	u, err := s.findUser(ctx, a, id)
	if err != nil {
		return u, err
	}
	list, err := s.visibleUsers(ctx, a, []User{u})
	if err == nil && groups {
		err = s.addGroups(ctx, a, list)
	}
	if err != nil {
		return User{}, err
	}
	return list[0], nil
}

// ReplaceUser is PUT: readWrite attributes that are left out are cleared; what is equal changes nothing, not even the version.
// fault.NotFound, Stale, Conflict; Forbidden (not_owner) when another connection created the user.
func (s *Service) ReplaceUser(ctx context.Context, p access.Principal, id string, attrs scim.Object, pre Precondition) (User, error) {
	return s.changeUser(ctx, p, id, pre, "replace user", func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		return rt.Replace(before, complete(attrs))
	})
}

// PatchUser is PATCH, all or nothing. Failures as ReplaceUser and patch.Apply.
func (s *Service) PatchUser(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre Precondition) (User, error) {
	return s.changeUser(ctx, p, id, pre, "patch user", func(rt *schema.ResourceType, before scim.Object) (scim.Object, error) {
		return patched(rt, before, ops)
	})
}

func patched(rt *schema.ResourceType, before scim.Object, ops []patch.Op) (scim.Object, error) {
	after, _, err := patch.Apply(rt, before, ops)
	if err != nil {
		return nil, err
	}
	return after, rt.CheckStillRequired(before, after)
}

// edit makes the attributes of a resource of a type, as it is seen, into others.
type edit func(rt *schema.ResourceType, before scim.Object) (scim.Object, error)

func (s *Service) changeUser(ctx context.Context, p access.Principal, id string, pre Precondition, op string,
	change edit,
) (User, error) {
	var result User
	types, err := s.types(ctx, p.Account)
	if err != nil {
		return User{}, err
	}
	rt := types.Users
	err = s.try(ctx, op, func() error {
		stored, err := s.ownUser(ctx, p, id, pre)
		if err != nil {
			return err
		}
		before := stored
		before.Attrs = rt.Visible(stored.Attrs)
		after, m, err := s.editedUser(rt, before, change)
		result = after
		if err != nil || after.Version == before.Version {
			return err
		}
		after.Attrs = rt.Retain(stored.Attrs, after.Attrs)
		return s.Store.SaveUser(ctx, p.Account, stored, after, m)
	})
	if err != nil {
		return User{}, err
	}
	return result, nil
}

// editedUser is the user after an edit; with the same version when the edit changes nothing.
func (s *Service) editedUser(rt *schema.ResourceType, before User, change edit) (User, Mark, error) {
	attrs, err := change(rt, before.Attrs)
	if err != nil {
		return before, Mark{}, err
	}
	attrs = settledUser(rt.Kept(attrs))
	if same(before.Attrs, attrs) {
		return before, Mark{}, nil
	}
	m, after := s.mark(), before
	after.Attrs, after.Modified = attrs, m.At
	after.Version++
	return after, m, checkUser(attrs)
}

func (s *Service) findUser(ctx context.Context, a access.Account, id string) (User, error) {
	if !isID(id) {
		return User{}, notFound("user", id)
	}
	u, ok, err := s.Store.DirectoryUser(ctx, a, id)
	if err == nil && !ok {
		err = notFound("user", id)
	}
	return u, err
}

// ownUser reads a user that p is about to change.
func (s *Service) ownUser(ctx context.Context, p access.Principal, id string, pre Precondition) (User, error) {
	u, err := s.findUser(ctx, p.Account, id)
	if err != nil {
		return User{}, err
	}
	return u, mayChange(p, u.Connection, u.Version, pre)
}

// complete gives a whole user that a client sends a word on activity, so that it reads back what holds (RFC 7644 sections 3.3 and 3.5.1 let a
// server choose defaults). A PATCH may take that word away again; the user is active then.
func complete(attrs scim.Object) scim.Object {
	attrs = maps.Clone(attrs)
	if attrs == nil {
		attrs = scim.Object{}
	}
	attrs["active"] = Active(attrs)
	return attrs
}

// settledUser is what is kept of a user's attributes: never a password.
func settledUser(attrs scim.Object) scim.Object {
	if _, has := attrs["password"]; !has {
		return attrs
	}
	attrs = maps.Clone(attrs)
	delete(attrs, "password")
	return attrs
}

func same(a, b scim.Object) bool {
	if len(a) == 0 && len(b) == 0 {
		return true
	}
	return reflect.DeepEqual(a, b)
}
