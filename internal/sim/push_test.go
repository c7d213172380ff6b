package sim

import (
	"context"
	"fmt"
	"slices"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/table"
)

type request = func(ctx context.Context) error

// push makes up one change of the directory.
func (c *company) push(p *plant) request {
	if len(c.users) == 0 || c.rng.IntN(6) == 0 || c.births && c.rng.IntN(2) == 0 {
		n := c.rng.IntN(c.shape.users)
		return func(ctx context.Context) error { return c.createUser(ctx, p, n) }
	}
	user, group := pick(c, c.users), pick(c, c.groups)
	kinds := 15
	if c.flat {
		kinds = 13
	}
	switch c.rng.IntN(kinds) {
	case 13, 14:
		return c.patchGroup(p, group, "add", "members", []any{map[string]any{"value": pick(c, c.groups)}})
	case 9:
		return c.patchGroup(p, group, "remove", "members", []any{map[string]any{"value": pick(c, c.groups)}})
	case 0, 1:
		return c.patchUser(p, user, "active", c.rng.IntN(3) > 0)
	case 2:
		return c.patchUser(p, user, "title", pick(c, []string{"boss", "clerk"}))
	case 3:
		return func(ctx context.Context) error { return p.directory.DeleteUser(ctx, c.idp, user, 0) }
	case 4:
		return c.patchGroup(p, group, "replace", "displayName", fmt.Sprint("renamed ", c.rng.IntN(1000)))
	case 5:
		return c.patchGroup(p, group, "replace", "members", c.some())
	case 6, 7:
		return c.patchGroup(p, group, "remove", "members", []any{map[string]any{"value": user}})
	case 8:
		return func(ctx context.Context) error {
			if c.rng.IntN(4) > 0 {
				return nil
			}
			return p.directory.DeleteGroup(ctx, c.idp, group, 0)
		}
	default:
		return c.patchGroup(p, group, "add", "members", c.some())
	}
}

// some is a few of the users, as a list of members.
func (c *company) some() []any {
	var list []any
	most := c.rng.IntN(4) == 0
	for _, u := range c.users {
		if most || c.rng.IntN(2) == 0 {
			list = append(list, map[string]any{"value": u})
		}
	}
	return list
}

func (c *company) createUser(ctx context.Context, p *plant, n int) error {
	name := fmt.Sprintf("user%d", n)
	u, err := p.directory.CreateUser(ctx, c.idp, scim.Object{
		"userName": name, "active": true, "emails": []any{scim.Object{"value": name + "@example.com", "primary": true}},
	})
	if fault.Is(err, fault.Conflict) { // there, perhaps by a request whose answer was lost
		item, _, _ := c.db.Get(context.Background(), table.Key{P: "T#" + c.account.ID() + "#UQ#un#" + name, S: "UQ"})
		u.ID, err = item.Attrs["u"].Str(), nil
	}
	if err == nil && u.ID != "" && !slices.Contains(c.users, u.ID) {
		c.users = append(c.users, u.ID)
	}
	return err
}

func (c *company) patchUser(p *plant, user, attribute string, value any) request {
	return func(ctx context.Context) error {
		_, err := p.directory.PatchUser(ctx, c.idp, user, ops("replace", attribute, value), 0)
		return err
	}
}

func (c *company) patchGroup(p *plant, group, op, attribute string, value any) request {
	return func(ctx context.Context) error {
		_, err := p.directory.PatchGroup(ctx, c.idp, group, ops(op, attribute, value), 0)
		return err
	}
}

func ops(op, path string, value any) []patch.Op {
	list, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": op, "path": path, "value": value}}})
	if err != nil {
		panic(err)
	}
	return list
}
