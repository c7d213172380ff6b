package directory_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

// joined is a world whose connections are there, with an admin who may move resources between them.
func joined(t *testing.T) (w *world, s *store.Store, admin access.Principal) {
	w = newWorld(t)
	s = store.New(w.db)
	for i, id := range []string{"okta", "entra"} {
		w.must(s.AddConnection(t.Context(), w.okta.Account, provision.Connection{ID: id, Name: id, Kind: "generic", Created: epoch, Version: 1}, int64(i)))
	}
	return w, s, access.Principal{Kind: access.AdminKey, Account: w.okta.Account, Credential: "adminkey", Scopes: []access.Scope{access.Write}}
}

func TestAUserIsAdopted(t *testing.T) {
	w, s, admin := joined(t)
	made, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
	fence, err := s.Fence(t.Context(), admin.Account, made.ID)
	w.must(err)
	adopted, err := w.dir.AdoptUser(t.Context(), admin, made.ID, directory.Adoption{Connection: "entra", Note: "Moved."})
	w.must(err)
	want := made
	want.Connection, want.Version = "entra", 2
	if diff := cmp.Diff(want, w.readUser(made.ID)) + cmp.Diff(want, adopted); diff != "" {
		t.Errorf("more than the owner changed:\n%s", diff)
	}
	if now, err := s.Fence(t.Context(), admin.Account, made.ID); err != nil || now != fence {
		t.Errorf("the bell rang: %+v, before %+v, %v", now, fence, err)
	}
	w.fails(w.dir.DeleteUser(t.Context(), w.okta, made.ID, 0), fault.Forbidden, "not_owner")
	_, err = w.dir.ReplaceUser(t.Context(), w.entra, made.ID, scim.Object{"userName": "ann"}, 0)
	w.must(err)

	list, next, err := s.AuditRecords(t.Context(), admin.Account, audit.Query{}, "", 9)
	w.must(err)
	if len(list) != 1 || next != "" || list[0].ID == "" || list[0].At.Before(epoch) {
		t.Fatalf("on record: %+v, %s", list, next)
	}
	record := audit.Record{
		ID: list[0].ID, At: list[0].At, Actor: "adminkey", Action: audit.AdoptUser, Subject: made.ID, Note: "Moved.",
		Changes: []audit.Change{{Attribute: "connection", From: "okta", To: "entra"}},
	}
	if diff := cmp.Diff(record, list[0]); diff != "" {
		t.Error(diff)
	}
	if n := w.writes(func() {
		_, err := w.dir.AdoptUser(t.Context(), admin, made.ID, directory.Adoption{Connection: "entra"})
		w.must(err)
	}); n != 0 {
		t.Error("adopted again")
	}
}

// The counters that keep a connection from being removed follow the owner.
func TestAConnectionMayGoOnceAnotherAdoptedWhatItOwned(t *testing.T) {
	w, s, admin := joined(t)
	connections := &provision.Connections{Store: s, Keys: &provision.Keys{Store: s, Now: w.dir.Now}, Now: w.dir.Now, NewID: w.dir.NewID}
	user := w.user("ann")
	g, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Sales"}, []string{user})
	w.must(err)
	remove := func(id string) error { return connections.Delete(t.Context(), admin.Account, 0, id) }
	w.fails(remove("okta"), fault.Conflict, "in_use")
	_, err = w.dir.AdoptUser(t.Context(), admin, user, directory.Adoption{Connection: "entra"})
	w.must(err)
	w.fails(remove("okta"), fault.Conflict, "in_use")
	adopted, err := w.dir.AdoptGroup(t.Context(), admin, g.ID, directory.Adoption{Connection: "entra"})
	w.must(err)
	if adopted.Connection != "entra" || adopted.Modified != g.Modified || adopted.Attrs["displayName"] != "Sales" {
		t.Errorf("adopted %+v", adopted)
	}
	w.fails(remove("entra"), fault.Conflict, "in_use")
	w.must(remove("okta"))
	_, err = w.dir.AdoptUser(t.Context(), admin, user, directory.Adoption{Connection: "okta"})
	w.fails(err, fault.Invalid, "connection_missing")
	w.must(w.dir.DeleteUser(t.Context(), w.entra, user, 0))
	w.must(w.dir.DeleteGroup(t.Context(), w.entra, g.ID, 0))
}

func TestAdoptionsThatAreRefused(t *testing.T) {
	w, s, admin := joined(t)
	user := w.user("ann")
	g, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Sales"}, nil)
	w.must(err)
	_, err = w.dir.CreateGroup(t.Context(), w.entra, scim.Object{"displayName": "SALES"}, nil)
	w.must(err)
	w.must(s.AddConnection(t.Context(), admin.Account, provision.Connection{ID: "paused", Name: "p", Kind: "generic", Created: epoch, Version: 1, Paused: true}, 2))
	stranger := admin
	stranger.Account = w.stranger.Account
	n := w.writes(func() {
		for _, tt := range []struct {
			who      access.Principal
			id, code string
			kind     fault.Kind
			want     directory.Adoption
		}{
			{admin, "nobody", "not_found", fault.NotFound, directory.Adoption{Connection: "entra"}},
			{admin, "no#id", "not_found", fault.NotFound, directory.Adoption{Connection: "entra"}},
			{stranger, "", "not_found", fault.NotFound, directory.Adoption{Connection: "entra"}},
			{admin, "", "connection_missing", fault.Invalid, directory.Adoption{}},
			{admin, "", "connection_missing", fault.Invalid, directory.Adoption{Connection: "entra#x"}},
			{admin, "", "connection_missing", fault.Invalid, directory.Adoption{Connection: "other"}},
			{admin, "", "connection_paused", fault.Conflict, directory.Adoption{Connection: "paused"}},
			{admin, "", "invalid_value", fault.Invalid, directory.Adoption{Connection: "entra", Note: strings.Repeat("x", 1001)}},
		} {
			ids := []string{tt.id, tt.id}
			if tt.id == "" {
				ids = []string{user, g.ID}
			}
			_, err := w.dir.AdoptUser(t.Context(), tt.who, ids[0], tt.want)
			w.fails(err, tt.kind, tt.code)
			_, err = w.dir.AdoptGroup(t.Context(), tt.who, ids[1], tt.want)
			w.fails(err, tt.kind, tt.code)
		}
	})
	if n != 0 {
		t.Errorf("%d writes", n)
	}
	_, err = w.dir.AdoptGroup(t.Context(), admin, g.ID, directory.Adoption{Connection: "entra"})
	w.fails(err, fault.Conflict, "uniqueness")
	if list, _, err := s.AuditRecords(t.Context(), admin.Account, audit.Query{}, "", 9); err != nil || len(list) != 0 {
		t.Errorf("on record though nothing was done: %v %v", list, err)
	}
}

// shared says that the groups of one connection may share their names.
type shared string

func (c shared) UniqueGroupNames(_ context.Context, _ access.Account, id string) (bool, error) {
	return id != string(c), nil
}

func (shared) IgnoresUnknownMembers(context.Context, access.Account, string) (bool, error) {
	return false, nil
}

func TestAnAdoptedGroupIsNamedAsItsNewOwnerWantsIt(t *testing.T) {
	w, _, admin := joined(t)
	w.dir.Settings = shared("entra")
	g, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Sales"}, nil)
	w.must(err)
	_, err = w.dir.CreateGroup(t.Context(), w.entra, scim.Object{"displayName": "Sales"}, nil)
	w.must(err)
	adopted, err := w.dir.AdoptGroup(t.Context(), admin, g.ID, directory.Adoption{Connection: "entra"})
	w.must(err)
	if !adopted.SharedName {
		t.Error("the name is not shared")
	}
	_, err = w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Sales"}, nil)
	w.must(err) // with its first owner the name is free
	_, err = w.dir.AdoptGroup(t.Context(), admin, g.ID, directory.Adoption{Connection: "okta"})
	w.fails(err, fault.Conflict, "uniqueness")
}

// Whoever writes while a user is adopted does not bring the old owner back.
func TestAnAdoptionAndAWriteAtATime(t *testing.T) {
	w, s, admin := joined(t)
	user := w.user("ann")
	adopting := false
	w.db.before = func([]table.Action) {
		if adopting {
			return
		}
		adopting = true
		_, err := w.dir.AdoptUser(t.Context(), admin, user, directory.Adoption{Connection: "entra"})
		w.must(err)
	}
	_, err := w.dir.ReplaceUser(t.Context(), w.okta, user, scim.Object{"userName": "ann", "title": "x"}, 0)
	w.fails(err, fault.Forbidden, "not_owner")
	if u := w.readUser(user); u.Connection != "entra" || u.Attrs["title"] != nil {
		t.Errorf("in the end %+v", u)
	}

	pausing := false
	w.db.before = func(actions []table.Action) {
		if pausing || len(actions) < 3 {
			return
		}
		pausing = true
		w.must(s.SaveConnection(t.Context(), admin.Account, provision.Connection{ID: "okta", Name: "o", Kind: "generic", Created: time.Time{}, Version: 2, Paused: true}))
	}
	_, err = w.dir.AdoptUser(t.Context(), admin, user, directory.Adoption{Connection: "okta"})
	w.fails(err, fault.Conflict, "connection_paused")
}

func TestRecordsArePaged(t *testing.T) {
	w, s, admin := joined(t)
	user := w.user("ann")
	for i := range 5 {
		owner := []string{"entra", "okta"}[i%2]
		_, err := w.dir.AdoptUser(t.Context(), admin, user, directory.Adoption{Connection: owner, Note: string(rune('a' + i))})
		w.must(err)
	}
	var notes, cursor string
	for pages := 0; pages == 0 || cursor != ""; pages++ {
		list, next, err := s.AuditRecords(t.Context(), admin.Account, audit.Query{}, cursor, 2)
		w.must(err)
		for _, r := range list {
			notes += r.Note
		}
		notes, cursor = notes+"|", next
	}
	if notes != "ed|cb|a|" {
		t.Errorf("pages %s", notes)
	}
	_, _, err := s.AuditRecords(t.Context(), admin.Account, audit.Query{}, "a#b", 2)
	w.fails(err, fault.Malformed, "bad_cursor")
	if list, _, err := s.AuditRecords(t.Context(), w.stranger.Account, audit.Query{}, "", 2); err != nil || len(list) != 0 {
		t.Errorf("another account reads %v, %v", list, err)
	}
}
