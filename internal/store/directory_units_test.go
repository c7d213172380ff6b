package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/store"
	"usersync/internal/table"
)

// office is the directory over the store on the memory engine, with one user in one group.
type office struct {
	*testing.T
	dir        *directory.Service
	who        access.Principal
	user, sale string // ids
}

func newOffice(t *testing.T) *office {
	ids := 0
	o := &office{T: t, who: access.Principal{Account: access.FromTrigger("01MINE"), Connection: "okta"}}
	o.dir = &directory.Service{
		Now:   func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, ids*1e6, time.UTC) },
		NewID: func() string { ids++; return fmt.Sprintf("%026d", ids) },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Rand:  func() float64 { return 0.5 },
		Store: store.New(local.Memory()),
	}
	u, err := o.dir.CreateUser(t.Context(), o.who, person("ann"))
	o.must(err)
	g, err := o.dir.CreateGroup(t.Context(), o.who, scim.Object{"displayName": "Sales", "externalId": "x-sales"}, []string{u.ID})
	o.must(err)
	o.user, o.sale = u.ID, g.ID
	return o
}

func person(name string) scim.Object {
	return scim.Object{
		"userName": name + "@example.com", "externalId": "x-" + name, "active": true,
		"emails": []any{scim.Object{"value": name + "@example.com", "type": "work", "primary": true}},
	}
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) users(ctx context.Context, text string) {
	o.Helper()
	o.search(ctx, text, directory.Query{Count: 10})
}

// groups demands that a filter finds one group.
func (o *office) groups(ctx context.Context, text string) error {
	o.Helper()
	e, err := filter.Parse(text)
	o.must(err)
	f, err := filter.Compile(e, schema.Groups())
	o.must(err)
	list, err := o.dir.Groups(ctx, o.who.Account, directory.Query{Count: 10, Filter: f})
	if err == nil && list.Total != 1 {
		o.Errorf("%s: %d groups", text, list.Total)
	}
	return err
}

// page asks for a first page by cursor.
func (o *office) page(ctx context.Context, text string) {
	o.Helper()
	o.search(ctx, text, directory.Query{Count: 10, After: &directory.Place{}})
}

func (o *office) search(ctx context.Context, text string, q directory.Query) {
	o.Helper()
	if text != "" {
		e, err := filter.Parse(text)
		o.must(err)
		q.Filter, err = filter.Compile(e, schema.Users())
		o.must(err)
	}
	_, err := o.dir.Users(ctx, o.who.Account, q)
	o.must(err)
}

func member(kind patch.Kind, id string) []patch.Op {
	return []patch.Op{{Kind: kind, Path: &filter.Path{Attr: "members"}, Value: []any{map[string]any{"value": id}}, HasValue: true}}
}

func title(to string) []patch.Op {
	return []patch.Op{{Kind: patch.Replace, Path: &filter.Path{Attr: "title"}, Value: to, HasValue: true}}
}

// TestWhatUseCasesCost holds the request units of the use cases that identity providers call all day.
func TestWhatUseCasesCost(t *testing.T) {
	tests := []struct {
		name        string
		do          func(ctx context.Context, o *office) error
		read, write float64
	}{
		{"create a user", func(ctx context.Context, o *office) error {
			_, err := o.dir.CreateUser(ctx, o.who, person("bob"))
			return err
		}, 0, 14},
		{"read a user", func(ctx context.Context, o *office) error {
			_, err := o.dir.User(ctx, o.who.Account, o.user, false)
			return err
		}, 1, 0},
		{"read a user with its groups", func(ctx context.Context, o *office) error {
			_, err := o.dir.User(ctx, o.who.Account, o.user, true)
			return err
		}, 4, 0},
		{"find a user by userName", func(ctx context.Context, o *office) error {
			o.users(ctx, `userName eq "ann@example.com"`)
			return nil
		}, 2, 0},
		{"find nobody by userName", func(ctx context.Context, o *office) error {
			o.users(ctx, `userName eq "nobody"`)
			return nil
		}, 1, 0},
		{"find a user by externalId", func(ctx context.Context, o *office) error {
			o.users(ctx, `externalId eq "x-ann"`)
			return nil
		}, 2, 0},
		{"find a group by externalId", func(ctx context.Context, o *office) error { return o.groups(ctx, `externalId eq "x-sales"`) }, 2, 0},
		{"find a group by displayName", func(ctx context.Context, o *office) error { return o.groups(ctx, `displayName eq "sales"`) }, 2, 0},
		{"find a group by id", func(ctx context.Context, o *office) error { return o.groups(ctx, `id eq "`+o.sale+`"`) }, 1, 0},
		{"list users", func(ctx context.Context, o *office) error { o.users(ctx, ""); return nil }, 11, 0},
		{"patch a user", func(ctx context.Context, o *office) error {
			_, err := o.dir.PatchUser(ctx, o.who, o.user, title("x"), 0)
			return err
		}, 1, 4},
		{"patch a user to what it is", func(ctx context.Context, o *office) error {
			_, err := o.dir.PatchUser(ctx, o.who, o.user, []patch.Op{{Kind: patch.Replace, Path: &filter.Path{Attr: "active"}, Value: true, HasValue: true}}, 0)
			return err
		}, 1, 0},
		{"put a user as it is", func(ctx context.Context, o *office) error {
			_, err := o.dir.ReplaceUser(ctx, o.who, o.user, person("ann"), 0)
			return err
		}, 1, 0},
		{"remove a member", func(ctx context.Context, o *office) error {
			_, err := o.dir.PatchGroup(ctx, o.who, o.sale, member(patch.Remove, o.user), 0)
			return err
		}, 3, 8},
		{"add a member who is one", func(ctx context.Context, o *office) error {
			_, err := o.dir.PatchGroup(ctx, o.who, o.sale, member(patch.Add, o.user), 0)
			return err
		}, 3, 0},
		{"read a group without members", func(ctx context.Context, o *office) error {
			_, err := o.dir.Group(ctx, o.who.Account, o.sale, false)
			return err
		}, 1, 0},
		{"read a group with its member", func(ctx context.Context, o *office) error {
			_, err := o.dir.Group(ctx, o.who.Account, o.sale, true)
			return err
		}, 12, 0},
		{"a page of members", func(ctx context.Context, o *office) error {
			_, _, err := o.dir.Members(ctx, o.who.Account, o.sale, "", 100)
			return err
		}, 12, 0},
		{"a page of members by SCIM", func(ctx context.Context, o *office) error {
			o.page(ctx, `groups.value eq "`+o.sale+`"`)
			return nil
		}, 11, 0},
		{"delete a user", func(ctx context.Context, o *office) error { return o.dir.DeleteUser(ctx, o.who, o.user, 0) }, 4, 19},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			var meter table.Meter
			o.must(tt.do(table.WithMeter(t.Context(), &meter), o))
			if got := meter.Usage(); got.Read != tt.read || got.Write != tt.write {
				t.Errorf("%v read and %v write units, want %v and %v", got.Read, got.Write, tt.read, tt.write)
			}
		})
	}
}
