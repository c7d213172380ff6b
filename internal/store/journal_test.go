package store

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

// shelf is a store with the users ann and bob, the group sales of both, and a mark to write with.
func shelf(t *testing.T) (*Store, access.Account, directory.Group, directory.Mark) {
	t.Helper()
	s, a, m := New(local.Memory()), access.FromTrigger("A"), directory.Mark{At: rowTime, Bell: "b"}
	for _, id := range []string{"ann", "bob"} {
		u := directory.User{ID: id, Connection: "okta", Version: 1, Attrs: scim.Object{"userName": id}}
		if err := s.AddUser(t.Context(), a, u, m); err != nil {
			t.Fatal(err)
		}
	}
	g := directory.Group{ID: "sales", Connection: "okta", Version: 1, Created: rowTime, Modified: rowTime, Attrs: scim.Object{"displayName": "Sales"}}
	if err := s.AddGroup(t.Context(), a, g, directory.Change{Delta: directory.Delta{Add: []string{"ann", "bob"}}}, m); err != nil {
		t.Fatal(err)
	}
	return s, a, g, m
}

func TestAJournalIsHonouredOnceCommitted(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	j := directory.Journal{ID: "j1", Group: g.ID, At: rowTime, Parts: 2, State: directory.JournalOpen}
	parts := []directory.Delta{{Remove: []string{"ann"}}, {Remove: []string{"bob"}}}
	if err := s.PrepareJournal(ctx, a, j, parts); err != nil {
		t.Fatal(err)
	}
	if err := s.ApplyPart(ctx, a, j, parts[0], m); !errors.Is(err, directory.ErrFinished) {
		t.Errorf("an open journal was applied: %v", err)
	}
	after := g
	after.Version++
	if err := s.SaveGroup(ctx, a, g, after, directory.Change{Journal: j.ID}, m); err != nil {
		t.Fatal(err)
	}
	if err := s.VoidJournal(ctx, a, j); err != nil {
		t.Fatal(err)
	}
	j.State = directory.JournalCommitted
	list, err := s.Journals(ctx, a)
	if diff := cmp.Diff([]directory.Journal{j}, list); diff != "" || err != nil {
		t.Fatalf("taking back a committed journal must change nothing: %v\n%s", err, diff)
	}
	for n, want := range parts {
		got, ok, err := s.JournalPart(ctx, a, j.ID, n)
		if diff := cmp.Diff(want, got); diff != "" || !ok || err != nil {
			t.Fatalf("part %d: %v, %v\n%s", n, ok, err, diff)
		}
		if err := s.ApplyPart(ctx, a, j, got, m); err != nil {
			t.Fatal(err)
		}
		if err := s.ApplyPart(ctx, a, j, got, m); !errors.Is(err, directory.ErrLost) {
			t.Errorf("a part that is done was done again: %v", err)
		}
		if err := s.DropPart(ctx, a, j.ID, n); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.JournalPart(ctx, a, j.ID, n); ok {
			t.Error("a dropped part is still there")
		}
	}
	for range 2 {
		if err := s.CloseJournal(ctx, a, j.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.ApplyPart(ctx, a, j, directory.Delta{Add: []string{"ann"}}, m); !errors.Is(err, directory.ErrFinished) {
		t.Errorf("a journal that is gone was applied: %v", err)
	}
	if left, err := s.Members(ctx, a, g.ID, 0); len(left) != 0 || err != nil {
		t.Errorf("members %v, %v; want none", left, err)
	}
}

func TestAVoidJournalCannotBeCommitted(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	ann, _, err := s.DirectoryUser(ctx, a, "ann")
	if err != nil {
		t.Fatal(err)
	}
	commit := func() {
		t.Helper()
		if err := s.RemoveUser(ctx, a, ann, 2, directory.Leave{Journal: "j1"}, m); !errors.Is(err, directory.ErrLost) {
			t.Errorf("got %v, want a lost race", err)
		}
	}
	commit() // there is no such journal
	j := directory.Journal{ID: "j1", User: "ann", At: rowTime, Parts: 1, State: directory.JournalVoid}
	if err := s.PrepareJournal(ctx, a, j, []directory.Delta{{Remove: []string{g.ID}}}); err != nil {
		t.Fatal(err)
	}
	commit() // it is being cleared away
	if err := s.VoidJournal(ctx, a, j); err != nil {
		t.Fatal(err)
	}
	commit()
	if list, err := s.Journals(ctx, a); len(list) != 0 || err != nil {
		t.Errorf("journals %v, %v; want none", list, err)
	}
}

func TestAUserWhoLeavesMovesTheGroupsThatAreThere(t *testing.T) {
	s, a, g, m := shelf(t)
	ctx := t.Context()
	ann, _, err := s.DirectoryUser(ctx, a, "ann")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveUser(ctx, a, ann, 1, directory.Leave{Groups: []string{g.ID}}, m); !errors.Is(err, directory.ErrLost) {
		t.Errorf("an old counter of changes: %v, want a lost race", err)
	}
	if err := s.RemoveUser(ctx, a, ann, 2, directory.Leave{Groups: []string{g.ID}}, m); err != nil {
		t.Fatal(err)
	}
	got, _, err := s.DirectoryGroup(ctx, a, g.ID)
	if got.Version != 2 || err != nil {
		t.Errorf("version %d, %v; want 2", got.Version, err)
	}
	if err := s.RemoveGroup(ctx, a, got, directory.Change{Delta: directory.Delta{Remove: []string{"bob"}}}, m); err != nil {
		t.Fatal(err)
	}
	if groups, err := s.GroupsOf(ctx, a, "bob"); len(groups) != 0 || err != nil {
		t.Errorf("bob is in %v, %v", groups, err)
	}
	if err := s.AddGroup(ctx, a, g, directory.Change{Delta: directory.Delta{Add: []string{"ann"}}}, m); !fault.Is(err, fault.Invalid) {
		t.Errorf("a user who is gone joined: %v", err)
	}
}

func TestLookUps(t *testing.T) {
	s, a, _, m := shelf(t)
	long := string(slices.Repeat([]byte("x"), 300))
	for _, id := range []string{"cid", "dan"} {
		u := directory.User{ID: id, Connection: id, Version: 1, Attrs: scim.Object{
			"userName": id + long, "externalId": "same", "emails": []any{scim.Object{"value": "Shared@Example.com"}},
		}}
		if err := s.AddUser(t.Context(), a, u, m); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		by    directory.Unique
		value string
		want  []string
	}{
		{directory.ByUserName, "CID" + long, []string{"cid"}},
		{directory.ByUserName, "cid", nil},
		{directory.ByExternalID, "same", []string{"cid", "dan"}},
		{directory.ByExternalID, "Same", nil},
		{directory.ByEmail, "shared@example.com", []string{"cid", "dan"}},
		{directory.ByDisplayName, "SALES", []string{"sales"}},
	}
	for _, tt := range tests {
		got, err := s.LookUp(t.Context(), a, tt.by, tt.value)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("by %s: %v\n%s", tt.by, err, diff)
		}
	}
	if got, err := s.Members(t.Context(), a, "sales", 1); len(got) != 2 || err != nil {
		t.Errorf("with a limit of 1: %v, %v; want one more than the limit", got, err)
	}
}

func TestAnIDIsNeverUsedTwice(t *testing.T) {
	s, a, g, m := shelf(t)
	again := directory.User{ID: "ann", Version: 1, Attrs: scim.Object{"userName": "another"}}
	if err := s.AddUser(t.Context(), a, again, m); !errors.Is(err, errMinted) {
		t.Errorf("user: %v", err)
	}
	g.Attrs = scim.Object{"displayName": "Another"}
	if err := s.AddGroup(t.Context(), a, g, directory.Change{}, m); !errors.Is(err, errMinted) {
		t.Errorf("group: %v", err)
	}
}
