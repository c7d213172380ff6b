package store_test

import (
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

// A store from before it was counted what a connection owns: the connection is kept all the same, until it owns nothing.
func TestCountersFromBeforeConnectionsWereCounted(t *testing.T) {
	ctx, account := t.Context(), access.FromTrigger("01MINE")
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	mark := directory.Mark{At: now, Bell: "01BELL"}
	db := local.Memory()
	s := store.New(db)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	connection := func(id string) provision.Connection {
		return provision.Connection{ID: id, Name: id, Kind: "okta", Created: now, Version: 1}
	}
	must(s.AddConnection(ctx, account, connection("01C"), 0))
	must(s.AddConnection(ctx, account, connection("01D"), 1))
	var users []directory.User
	add := func(i int, owner string) {
		u := directory.User{ID: fmt.Sprintf("01U%02d", i), Connection: owner, Version: 1, Created: now, Modified: now, Attrs: scim.Object{"userName": fmt.Sprint("u", i)}}
		must(s.AddUser(ctx, account, u, mark))
		users = append(users, u)
	}
	for i := range 20 {
		add(i, []string{"01C", "01D"}[i%2])
	}
	g := directory.Group{ID: "01G", Connection: "01D", Version: 1, Created: now, Modified: now, Attrs: scim.Object{"displayName": "G"}}
	must(s.AddGroup(ctx, account, g, directory.Change{}, mark))
	for shard := range 8 {
		for _, sort := range []string{"USERS", "GROUPS"} {
			edits := []table.Edit{table.Remove("owned#01C"), table.Remove("owned#01D")}
			key := table.Key{P: fmt.Sprintf("T#01MINE#N#%d", shard), S: sort}
			if _, there, err := db.Get(ctx, key); err == nil && there {
				must(db.Transact(ctx, []table.Action{table.Update(key, edits)}))
			}
		}
	}
	add(20, "01C") // and time went on
	must(s.RemoveUser(ctx, account, users[0], 1, directory.Leave{}, mark))
	for _, id := range []string{"01C", "01D", "01C"} {
		if err := s.RemoveConnection(ctx, account, connection(id), provision.ConnectionRemoval{Joined: 2}, now); fault.Code(err) != "in_use" {
			t.Fatalf("%s: %v", id, err)
		}
	}
	for _, u := range users[1:] {
		if u.Connection == "01C" {
			must(s.RemoveUser(ctx, account, u, 1, directory.Leave{}, mark))
		}
	}
	must(s.RemoveConnection(ctx, account, connection("01C"), provision.ConnectionRemoval{Joined: 2}, now))
	if err := s.RemoveConnection(ctx, account, connection("01D"), provision.ConnectionRemoval{Joined: 3}, now); fault.Code(err) != "in_use" {
		t.Fatal(err)
	}
	for _, u := range users[1:] {
		if u.Connection == "01D" {
			must(s.RemoveUser(ctx, account, u, 1, directory.Leave{}, mark))
		}
	}
	must(s.RemoveGroup(ctx, account, g, directory.Change{}, mark))
	must(s.RemoveConnection(ctx, account, connection("01D"), provision.ConnectionRemoval{Joined: 3}, now))
}
