package main

import (
	"context"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/store"
	"usersync/internal/table"
)

// office is the use cases of the directory on the memory engine, in this process.
type office struct {
	*directory.Service
	calls *counted
	who   access.Principal
}

func newOffice() *office {
	ids := 0
	calls := &counted{Table: local.Memory()}
	return &office{
		calls: calls, who: access.Principal{Account: inproc.AccountOf("01MINE"), Connection: "okta"},
		Service: &directory.Service{
			Now:   func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, ids*1e3, time.UTC) },
			NewID: func() string { ids++; return fmt.Sprintf("%026d", ids) },
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			Rand:  func() float64 { return 0.5 },
			Store: store.New(calls),
		},
	}
}

// people makes so many users and returns their ids.
func (o *office) people(ctx context.Context, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range ids {
		u, err := o.CreateUser(ctx, o.who, person(fmt.Sprintf("person%06d", i)))
		if err != nil {
			return nil, err
		}
		ids[i] = u.ID
	}
	return ids, nil
}

func person(name string) scim.Object {
	return scim.Object{
		"userName": name + "@example.com", "externalId": "x-" + name, "active": true,
		"name":   scim.Object{"givenName": "Ann", "familyName": "Lee"},
		"emails": []any{scim.Object{"value": name + "@example.com", "type": "work", "primary": true}},
	}
}

// members is an operation on the members of a group.
func members(kind patch.Kind, ids ...string) []patch.Op {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = map[string]any{"value": id}
	}
	return []patch.Op{{Kind: kind, Path: &filter.Path{Attr: "members"}, Value: list, HasValue: true}}
}

// group makes a group of the people.
func (o *office) group(ctx context.Context, ids []string) (string, error) {
	g, err := o.CreateGroup(ctx, o.who, scim.Object{"displayName": fmt.Sprintf("Group of %d", len(ids))}, nil)
	for err == nil && len(ids) > 0 {
		n := min(len(ids), 1000)
		_, err = o.PatchGroup(ctx, o.who, g.ID, members(patch.Add, ids[:n]...), 0)
		ids = ids[n:]
	}
	return g.ID, err
}

// counted counts the calls of a table: none begins before the one before it has ended.
type counted struct {
	table.Table
	n int
}

func (c *counted) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	c.n++
	return c.Table.Get(ctx, key)
}

func (c *counted) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	c.n++
	return c.Table.BatchGet(ctx, keys)
}

func (c *counted) Query(ctx context.Context, q table.Query) (table.Page, error) {
	c.n++
	return c.Table.Query(ctx, q)
}

func (c *counted) Transact(ctx context.Context, actions []table.Action) error {
	c.n++
	return c.Table.Transact(ctx, actions)
}
