package store_test

import (
	"context"
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

// ambush is an engine in which something happens right before a transaction.
type ambush struct {
	table.Table
	act func()
}

func (e *ambush) Transact(ctx context.Context, actions []table.Action) error {
	if act := e.act; act != nil {
		e.act = nil
		act()
	}
	return e.Table.Transact(ctx, actions)
}

func TestAConnectionThatBecomesAnOwnerWhileItIsRemovedStays(t *testing.T) {
	ctx, account := t.Context(), access.FromTrigger("01MINE")
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	mark := directory.Mark{At: now, Bell: "01BELL"}
	user := directory.User{ID: "01U", Connection: "01C", Version: 1, Created: now, Modified: now, Attrs: scim.Object{"userName": "ann"}}
	c := provision.Connection{ID: "01C", Name: "Okta", Kind: "okta", Created: now, Version: 1}

	engine := &ambush{Table: local.Memory()}
	s := store.New(engine)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.AddConnection(ctx, account, c, 0))
	if err := s.AddConnection(ctx, account, c, 1); err == nil {
		t.Error("one id twice")
	}
	engine.act = func() { must(s.AddUser(ctx, account, user, mark)) }
	if err := s.RemoveConnection(ctx, account, c, provision.ConnectionRemoval{Joined: 1}, now); fault.Code(err) != "in_use" {
		t.Fatalf("got %v", err)
	}
	if _, err := s.Connection(ctx, account, c.ID); err != nil {
		t.Errorf("it is gone: %v", err)
	}

	must(s.RemoveUser(ctx, account, user, 1, directory.Leave{}, mark))
	late := user
	late.ID = "01V"
	engine.act = func() { must(s.RemoveConnection(ctx, account, c, provision.ConnectionRemoval{Joined: 1}, now)) }
	if err := s.AddUser(ctx, account, late, mark); fault.Code(err) != "connection_removed" {
		t.Errorf("got %v", err)
	}
	if n, err := s.Count(ctx, account, directory.UserKind); err != nil || n != 0 {
		t.Errorf("%d users, %v", n, err)
	}
}

func TestConnectionsNeedAnAccount(t *testing.T) {
	ctx, s, nobody := t.Context(), store.New(local.Memory()), access.Account{}
	for name, err := range map[string]error{
		"save token": s.SaveToken(ctx, nobody, access.Credential{}, 0),
		"remove":     s.RemoveConnection(ctx, nobody, provision.Connection{}, provision.ConnectionRemoval{}, time.Time{}),
		"add":        s.AddConnection(ctx, nobody, provision.Connection{}, 0),
		"save":       s.SaveConnection(ctx, nobody, provision.Connection{}),
	} {
		if !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
