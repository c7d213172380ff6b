package directory

import (
	"context"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

// nameGroup settles, for a group whose displayName is new, whether others of its connection may have it. fault.Conflict (uniqueness) when they may not, and one
// does from a time when they might. A group that keeps its name keeps what was settled then.
func (s *Service) nameGroup(ctx context.Context, a access.Account, before scim.Object, g *Group) error {
	name := text(g.Attrs, "displayName")
	if s.Settings == nil || before != nil && sameName(text(before, "displayName"), name) {
		return nil
	}
	unique, err := s.Settings.UniqueGroupNames(ctx, a, g.Connection)
	if err != nil {
		return err
	}
	g.SharedName = !unique
	if !unique {
		return nil
	}
	return s.checkNameFree(ctx, a, *g)
}

func (s *Service) checkNameFree(ctx context.Context, a access.Account, g Group) error {
	name := text(g.Attrs, "displayName")
	ids, err := s.Store.LookUp(ctx, a, ByDisplayName, name)
	if err != nil || len(ids) == 0 {
		return err
	}
	others, err := s.Store.DirectoryGroups(ctx, a, ids)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Connection == g.Connection && other.ID != g.ID && sameName(text(other.Attrs, "displayName"), name) {
			return Taken("displayName", "connection")
		}
	}
	return nil
}

func sameName(a, b string) bool {
	return strings.TrimSpace(scim.Fold(a)) == strings.TrimSpace(scim.Fold(b))
}

// Taken is the failure of a write that would give a resource a value which another one has, and which is unique within where: "account" or "connection".
func Taken(attribute, where string) error {
	return fault.New(fault.Conflict, scim.Uniqueness, "Another resource in this %s has that %s. Nothing was changed.", where, attribute).
		At(attribute, "is taken")
}
