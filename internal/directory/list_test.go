package directory_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// company is four users and two groups.
func company(t *testing.T) (w *world, ids map[string]string) {
	w = newWorld(t)
	ids = map[string]string{}
	for i, name := range []string{"bob", "Dan", "ann", "Cid"} {
		u, err := w.dir.CreateUser(t.Context(), w.okta, scim.Object{
			"userName": name, "externalId": "x" + name, "active": i%2 == 0,
			"emails": []any{
				scim.Object{"value": name + "@work.example", "type": "work"},
				scim.Object{"value": "family@home.example", "type": "home"},
			},
		})
		w.must(err)
		ids[name] = u.ID
	}
	ids["Sales"] = w.group("Sales", ids["ann"], ids["bob"])
	ids["ops"] = w.group("ops", ids["ann"])
	return w, ids
}

func (w *world) usersBy(filter string) directory.List[directory.User] {
	w.Helper()
	list, err := w.dir.Users(w.Context(), w.okta.Account, w.search(filter, schema.Users()))
	w.must(err)
	return list
}

func userNames(list directory.List[directory.User]) []string {
	names := []string{}
	for _, u := range list.Items {
		names = append(names, directory.UserName(u.Attrs))
	}
	return names
}

func TestFilteringUsers(t *testing.T) {
	w, ids := company(t)
	tests := []struct {
		filter string
		names  []string
	}{
		{``, []string{"ann", "bob", "Cid", "Dan"}},
		{`userName eq "CID"`, []string{"Cid"}},
		{`userName eq " cid"`, nil},
		{`userName eq "nobody"`, nil},
		{`userName sw "C"`, []string{"Cid"}},
		{`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "a"`, []string{"ann"}},
		{`userName co "n"`, []string{"ann", "Dan"}},
		{`externalId eq "xCid"`, []string{"Cid"}},
		{`externalId eq "xcid"`, nil},
		{`id eq "` + ids["bob"] + `"`, []string{"bob"}},
		{`id eq "` + ids["bob"] + `" and active eq false`, nil},
		{`id eq "no id"`, nil},
		{`emails eq "ANN@work.example"`, []string{"ann"}},
		{`emails[type eq "work"].value eq "dan@work.example"`, []string{"Dan"}},
		{`emails.value eq "family@home.example" and active eq true`, []string{"ann", "bob"}},
		{`active eq false`, []string{"Cid", "Dan"}},
		{`not (active eq false) or userName eq "Cid"`, []string{"ann", "bob", "Cid"}},
		{`meta.created gt "2026-01-01T00:00:00Z"`, []string{"ann", "bob", "Cid", "Dan"}},
		{`meta.lastModified lt "2026-01-01T00:00:00Z"`, nil},
		{`meta.resourceType eq "User"`, []string{"ann", "bob", "Cid", "Dan"}},
		{`groups.value eq "` + ids["Sales"] + `"`, []string{"ann", "bob"}},
		{`groups eq "` + ids["Sales"] + `" and groups eq "` + ids["ops"] + `"`, []string{"ann"}},
		{`groups.display eq "sales"`, []string{"ann", "bob"}},
		{`groups eq "#"`, nil},
		{`not (groups pr)`, []string{"Cid", "Dan"}},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			list := w.usersBy(tt.filter)
			got := userNames(list)
			if tt.filter != "" && len(got) == 2 {
				slices.Sort(got) // a look-up has no promised order
				slices.Sort(tt.names)
			}
			if diff := cmp.Diff(append([]string{}, tt.names...), got); diff != "" || list.Total != len(tt.names) {
				t.Errorf("total %d, want %d; names differ:\n%s", list.Total, len(tt.names), diff)
			}
			for _, u := range list.Items {
				if u.Groups != nil {
					t.Error("groups were not asked for")
				}
			}
		})
	}
}

func TestFilteringGroups(t *testing.T) {
	w, ids := company(t)
	_, err := w.dir.CreateGroup(t.Context(), w.entra, scim.Object{"displayName": "SALES", "externalId": "e1"}, nil)
	w.must(err)
	tests := []struct {
		filter string
		total  int
	}{
		{``, 3},
		{`displayName eq "sales"`, 2},
		{`displayName sw "S"`, 2},
		{`displayName eq "nothing"`, 0},
		{`externalId eq "e1"`, 1},
		{`id eq "` + ids["ops"] + `"`, 1},
		{`id eq "` + ids["ops"] + `" and members eq "` + ids["ann"] + `"`, 1},
		{`id eq "` + ids["ops"] + `" and members eq "` + ids["bob"] + `"`, 0},
		{`id eq "` + ids["ops"] + `" and members[value eq "` + ids["ann"] + `"]`, 1},
		{`members eq "` + ids["ann"] + `"`, 2},
		{`members eq "` + ids["ann"] + `" and members eq "` + ids["bob"] + `"`, 1},
		{`members eq "` + ids["ann"] + `" and not (members eq "` + ids["bob"] + `")`, 1},
		{`members[value eq "` + ids["ann"] + `" and display eq "ann"]`, 2},
		{`members.display eq "bob"`, 1},
		{`members eq "a/b"`, 0},
		{`displayName sw "s" and members eq "a/b"`, 0},
		{`displayName eq "ops" and (members eq "a/b" or members eq "` + ids["ann"] + `")`, 1},
		{`not (members pr)`, 1},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			list, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(tt.filter, schema.Groups()))
			w.must(err)
			if list.Total != tt.total || len(list.Items) != tt.total {
				t.Errorf("%d groups of %d, want %d", len(list.Items), list.Total, tt.total)
			}
		})
	}
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	for i := range 25 {
		w.user(fmt.Sprintf("user%02d", i*7%25)) // not in the order of names
	}
	for _, filter := range []string{"", `userName sw "user"`, `active eq true`} {
		total := w.usersBy(filter).Total
		for _, tt := range []struct{ start, count, first, items int }{
			{1, 10, 1, 10},
			{11, 10, 11, 10},
			{-3, 2, 1, 2},
			{0, 1, 1, 1},
			{total, 10, total, 1},
			{total + 1, 10, total + 1, 0},
			{1, 0, 1, 0},
			{5, -1, 5, 0},
			{1, 1000, 1, total},
		} {
			q := w.search(filter, schema.Users())
			q.Start, q.Count = tt.start, tt.count
			list, err := w.dir.Users(t.Context(), w.okta.Account, q)
			w.must(err)
			if list.Total != total || list.Start != tt.first || len(list.Items) != tt.items {
				t.Errorf("%q from %d, %d: got %d items from %d of %d", filter, tt.start, tt.count, len(list.Items), list.Start, list.Total)
			}
			for i, u := range list.Items {
				if want := w.usersBy(filter).Items[tt.first-1+i].ID; u.ID != want {
					t.Errorf("%q from %d: item %d is another one", filter, tt.start, i)
				}
			}
		}
	}
}

func TestListsCarryRelationsWhenAsked(t *testing.T) {
	w, ids := company(t)
	q := w.search("", nil)
	q.Relations = true
	users, err := w.dir.Users(t.Context(), w.okta.Account, q)
	w.must(err)
	want := []directory.GroupRef{{ID: ids["Sales"], Display: "Sales"}, {ID: ids["ops"], Display: "ops"}}
	if diff := cmp.Diff(want, users.Items[0].Groups); diff != "" {
		t.Errorf("groups of ann:\n%s", diff)
	}
	groups, err := w.dir.Groups(t.Context(), w.okta.Account, q)
	w.must(err)
	if len(groups.Items[0].Members) != 1 || len(groups.Items[1].Members) != 2 {
		t.Errorf("members of ops and Sales: %+v", groups.Items)
	}
}

func TestTotalsFollowDeletes(t *testing.T) {
	w, ids := company(t)
	w.must(w.dir.DeleteUser(t.Context(), w.okta, ids["bob"], 0))
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, ids["ops"], 0))
	if got := w.usersBy(""); got.Total != 3 || len(got.Items) != 3 {
		t.Errorf("%d users of %d, want 3", len(got.Items), got.Total)
	}
	groups, err := w.dir.Groups(t.Context(), w.okta.Account, w.search("", nil))
	w.must(err)
	if groups.Total != 1 || len(groups.Items) != 1 {
		t.Errorf("%d groups of %d, want 1", len(groups.Items), groups.Total)
	}
}

func TestAnAccountSeesOnlyItsOwn(t *testing.T) {
	w, ids := company(t)
	theirs := w.stranger.Account
	_, err := w.dir.User(t.Context(), theirs, ids["ann"], true)
	w.fails(err, fault.NotFound, "not_found")
	_, err = w.dir.Group(t.Context(), theirs, ids["ops"], true)
	w.fails(err, fault.NotFound, "not_found")
	for _, filter := range []string{``, `userName eq "ann"`, `id eq "` + ids["ann"] + `"`, `externalId eq "xann"`, `emails eq "family@home.example"`, `active pr`, `groups eq "` + ids["ops"] + `"`} {
		list, err := w.dir.Users(t.Context(), theirs, w.search(filter, schema.Users()))
		w.must(err)
		if list.Total != 0 || len(list.Items) != 0 {
			t.Errorf("%q found %d users of another account", filter, list.Total)
		}
	}
	for _, filter := range []string{``, `displayName eq "ops"`, `members eq "` + ids["ann"] + `"`} {
		list, err := w.dir.Groups(t.Context(), theirs, w.search(filter, schema.Groups()))
		w.must(err)
		if list.Total != 0 {
			t.Errorf("%q found %d groups of another account", filter, list.Total)
		}
	}
}

func TestAScanHasABudget(t *testing.T) {
	w := newWorld(t)
	w.dir.Store = crowd{w.dir.Store}
	_, err := w.dir.Users(t.Context(), w.okta.Account, w.search(`title eq "x"`, schema.Users()))
	w.fails(err, fault.Scope, scim.TooMany)
}

// crowd is a store that lists more users than a scan may read.
type crowd struct{ directory.Store }

func (crowd) Walk(_ context.Context, _ access.Account, _ directory.Kind, _ directory.Range, _ int, visit func([]string) (bool, error)) error {
	for {
		if more, err := visit(make([]string, 500)); err != nil || !more {
			return err
		}
	}
}

func (crowd) DirectoryUsers(context.Context, access.Account, []string) ([]directory.User, error) {
	return nil, nil
}

// TestPagesByPlace: pages behind one another hold every match once, in any list, and later arrivals in front of them do not move them.
func TestPagesByPlace(t *testing.T) {
	w, ids := company(t)
	for _, filter := range []string{``, `active pr or not (active pr)`, `userName sw "c" or userName co "n"`, `emails.value eq "family@home.example"`, `groups.value eq "` + ids["Sales"] + `"`} {
		t.Run(filter, func(t *testing.T) {
			q := w.search(filter, schema.Users())
			whole := userNames(w.usersBy(filter))
			q.After, q.Count = &directory.Place{}, 1
			var seen []string
			for {
				list, err := w.dir.Users(t.Context(), w.okta.Account, q)
				w.must(err)
				if len(list.Items) != 1 || !list.Uncounted && list.Total < len(whole) {
					t.Fatalf("%d items of %d", len(list.Items), list.Total)
				}
				seen = append(seen, userNames(list)...)
				if !list.More {
					break
				}
				at := list.Items[0].Place()
				q.After = &at
				w.user("aa" + ids["ann"] + seen[len(seen)-1] + string(rune('a'+len(filter)%26))) // in front of all
			}
			if filter != "" && len(seen) < len(whole) || filter == "" && !slices.Equal(seen, whole) {
				t.Errorf("saw %v of %v", seen, whole)
			}
		})
	}
	q := w.search("", schema.Groups())
	q.After, q.Count = &directory.Place{}, 0
	list, err := w.dir.Groups(t.Context(), w.okta.Account, q)
	w.must(err)
	if list.Total != 2 || len(list.Items) != 0 || list.More {
		t.Errorf("only the total was asked for: %+v", list)
	}
}
