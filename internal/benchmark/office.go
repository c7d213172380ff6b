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
)

// office is the use cases of the directory on the memory engine, in this process.
type office struct {
	*directory.Service
	who access.Principal
}

func newOffice() *office {
	ids := 0
	return &office{
		who: access.Principal{Account: inproc.AccountOf("01MINE"), Connection: "okta"},
		Service: &directory.Service{
			Now:   func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, ids*1e3, time.UTC) },
			NewID: func() string { ids++; return fmt.Sprintf("%026d", ids) },
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			Rand:  func() float64 { return 0.5 },
			Store: store.New(local.Memory()),
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
