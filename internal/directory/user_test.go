package directory_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/table"
)

func ann() scim.Object {
	return scim.Object{
		"userName": "Ann@Example.com", "externalId": "00u1", "active": true,
		"name":   scim.Object{"givenName": "Ann", "familyName": "Lee"},
		"emails": []any{scim.Object{"value": "ann@example.com", "type": "work", "primary": true}},
	}
}

func TestANewUserReadsBackAsSent(t *testing.T) {
	w := newWorld(t)
	sent := ann()
	sent["password"] = "secret"
	made, err := w.dir.CreateUser(t.Context(), w.okta, sent)
	w.must(err)
	if diff := cmp.Diff(ann(), made.Attrs); diff != "" {
		t.Errorf("attributes differ, a password must not be kept:\n%s", diff)
	}
	if made.Version != 1 || made.Connection != "okta" || made.Created.IsZero() {
		t.Errorf("got %+v, want version 1 of connection okta", made)
	}
	if diff := cmp.Diff(made, w.readUser(made.ID)); diff != "" {
		t.Errorf("what is read differs from what was answered:\n%s", diff)
	}
	if sent["password"] != "secret" {
		t.Error("the caller's object was changed")
	}
}

func TestAUserWithoutAWordOnActivityIsActive(t *testing.T) {
	w := newWorld(t)
	if w.readUser(w.user("ann")).Attrs["active"] != true {
		t.Error("want active: true to read back")
	}
}

func TestUniqueValuesOfUsers(t *testing.T) {
	w := newWorld(t)
	_, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
	tests := []struct {
		name  string
		who   access.Principal
		attrs scim.Object
		taken string // the attribute that is taken, "" for none
	}{
		{"the same userName in another case", w.okta, scim.Object{"userName": "ANN@example.COM"}, "userName"},
		{"the same userName with blanks around it", w.okta, scim.Object{"userName": " ann@example.com "}, "userName"},
		{"the same userName from another connection", w.entra, scim.Object{"userName": "ann@example.com"}, "userName"},
		{"the same userName in another account", w.stranger, scim.Object{"userName": "ann@example.com"}, ""},
		{"the same externalId", w.okta, scim.Object{"userName": "bob", "externalId": "00u1"}, ""},
		{"the same externalId in another case", w.okta, scim.Object{"userName": "dan", "externalId": "00U1"}, ""},
		{"the same externalId from another connection", w.entra, scim.Object{"userName": "cid", "externalId": "00u1"}, ""},
	}
	for _, tt := range tests {
		_, err := w.dir.CreateUser(t.Context(), tt.who, tt.attrs)
		if tt.taken == "" {
			w.must(err)
			continue
		}
		w.fails(err, fault.Conflict, scim.Uniqueness)
		if f := fault.As(err).Fields; len(f) != 1 || f[0].Path != tt.taken {
			t.Errorf("%s: fields %v, want %s", tt.name, f, tt.taken)
		}
	}
}

func TestUsersThatAreRefused(t *testing.T) {
	w := newWorld(t)
	many := []any{}
	for i := range directory.MaxEmails + 1 {
		many = append(many, scim.Object{"value": strings.Repeat("x", i+1) + "@example.com"})
	}
	tests := []struct {
		name  string
		attrs scim.Object
		path  string
	}{
		{"no userName", scim.Object{}, "userName"},
		{"a blank userName", scim.Object{"userName": " \u00a0"}, "userName"},
		{"a userName that is too long", scim.Object{"userName": strings.Repeat("x", 1001)}, "userName"},
		{"a control character", scim.Object{"userName": "ann\x00"}, "userName"},
		{"text that changes direction", scim.Object{"userName": "ann\u202egnp"}, "userName"},
		{"a hidden character in the externalId", scim.Object{"userName": "ann", "externalId": "x\u0007"}, "externalId"},
		{"too many addresses", scim.Object{"userName": "ann", "emails": many}, "emails"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var err error
			n := w.writes(func() { _, err = w.dir.CreateUser(t.Context(), w.okta, tt.attrs) })
			w.fails(err, fault.Invalid, scim.InvalidValue)
			if f := fault.As(err).Fields; len(f) != 1 || f[0].Path != tt.path || n != 0 {
				t.Errorf("fields %v and %d writes, want %s and none", f, n, tt.path)
			}
		})
	}
}

func TestAChangeMovesTheVersionAndRings(t *testing.T) {
	w := newWorld(t)
	id := w.user("ann")
	u, err := w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("active", false)}, 1)
	w.must(err)
	if u.Version != 2 || directory.Active(u.Attrs) || !u.Modified.After(u.Created) || w.want(id) != 2 {
		t.Errorf("got %+v and want %d, want an inactive user at version 2 with want 2", u, w.want(id))
	}
	if diff := cmp.Diff(u, w.readUser(id)); diff != "" {
		t.Errorf("what is read differs from what was answered:\n%s", diff)
	}
}

func TestWhatIsEqualChangesNothing(t *testing.T) {
	w := newWorld(t)
	made, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
	password := ann()
	password["password"] = "another"
	n := w.writes(func() {
		for _, attrs := range []scim.Object{ann(), password} {
			u, err := w.dir.ReplaceUser(t.Context(), w.okta, made.ID, attrs, 0)
			w.must(err)
			if u.Version != 1 {
				t.Errorf("version %d after a PUT of the same, want 1", u.Version)
			}
		}
		u, err := w.dir.PatchUser(t.Context(), w.okta, made.ID, []patch.Op{set("externalId", "00u1"), set("password", "x")}, 1)
		w.must(err)
		if u.Version != 1 {
			t.Errorf("version %d after a PATCH to the same, want 1", u.Version)
		}
	})
	if n != 0 || w.want(made.ID) != 1 {
		t.Errorf("%d writes and want %d, want none and 1", n, w.want(made.ID))
	}
}

func TestPutClearsWhatIsLeftOut(t *testing.T) {
	w := newWorld(t)
	made, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
	u, err := w.dir.ReplaceUser(t.Context(), w.okta, made.ID, scim.Object{"userName": "ann@example.com"}, 0)
	w.must(err)
	if diff := cmp.Diff(scim.Object{"userName": "ann@example.com", "active": true}, u.Attrs); diff != "" {
		t.Error(diff)
	}
}

func TestARenameMovesTheUniqueName(t *testing.T) {
	w := newWorld(t)
	id, bob := w.user("ann"), w.user("bob")
	_, err := w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("userName", "BOB")}, 0)
	w.fails(err, fault.Conflict, scim.Uniqueness)
	_, err = w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("userName", "ANN")}, 0)
	w.must(err)
	_, err = w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("userName", "cid")}, 0)
	w.must(err)
	_, err = w.dir.PatchUser(t.Context(), w.okta, bob, []patch.Op{set("userName", "ann")}, 0)
	w.must(err)
	if got := w.readUser(bob).Attrs["userName"]; got != "ann" {
		t.Errorf("userName %v, want ann", got)
	}
}

func TestWritesThatAreRefusedChangeNothing(t *testing.T) {
	w := newWorld(t)
	id := w.user("ann")
	off := []patch.Op{set("active", false)}
	tests := []struct {
		name string
		who  access.Principal
		id   string
		ops  []patch.Op
		pre  directory.Precondition
		kind fault.Kind
		code string
	}{
		{"an unknown id", w.okta, "01NOBODY", off, 0, fault.NotFound, "not_found"},
		{"an id that can be none", w.okta, "no/id#" + id, off, 0, fault.NotFound, "not_found"},
		{"another account", w.stranger, id, off, 0, fault.NotFound, "not_found"},
		{"another connection", w.entra, id, off, 0, fault.Forbidden, "not_owner"},
		{"another version", w.okta, id, off, 7, fault.Stale, "version"},
		{"another version, though nothing would change", w.okta, id, []patch.Op{set("userName", "ann")}, 7, fault.Stale, "version"},
		{"one bad operation of two", w.okta, id, append(off, set("id", "x")), 0, fault.Invalid, scim.Mutability},
		{"a name that is refused", w.okta, id, append(off, set("userName", "a\u202eb")), 0, fault.Invalid, scim.InvalidValue},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.dir.PatchUser(t.Context(), tt.who, tt.id, tt.ops, tt.pre)
			w.fails(err, tt.kind, tt.code)
			if u := w.readUser(id); u.Version != 1 || !directory.Active(u.Attrs) {
				t.Errorf("the user changed: %+v", u)
			}
		})
	}
	w.fails(w.dir.DeleteUser(t.Context(), w.entra, id, 0), fault.Forbidden, "not_owner")
	w.fails(w.dir.DeleteUser(t.Context(), w.okta, id, 2), fault.Stale, "version")
	w.readUser(id)
}

func TestADeletedUserIsGoneFromEverything(t *testing.T) {
	w := newWorld(t)
	made, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
	bob := w.user("bob")
	sales, support := w.group("Sales", made.ID, bob), w.group("Support", made.ID)
	w.must(w.dir.DeleteUser(t.Context(), w.okta, made.ID, 1))

	_, err = w.dir.User(t.Context(), w.okta.Account, made.ID, true)
	w.fails(err, fault.NotFound, "not_found")
	w.fails(w.dir.DeleteUser(t.Context(), w.okta, made.ID, 0), fault.NotFound, "not_found")
	if diff := cmp.Diff([]string{bob}, w.membersOf(sales)); diff != "" {
		t.Errorf("members of Sales:\n%s", diff)
	}
	if g := w.readGroup(support); len(g.Members) != 0 || g.Version != 2 {
		t.Errorf("Support is %+v, want no members at version 2", g)
	}
	w.fails(w.patchGroup(sales, addMembers(made.ID)), fault.Invalid, scim.InvalidValue)
	if w.want(made.ID) != 0 {
		t.Error("the fence does not say that the user is gone")
	}
	_, err = w.dir.CreateUser(t.Context(), w.okta, ann())
	w.must(err)
}

func TestADeleteThatLosesARaceLeavesNoMembershipBehind(t *testing.T) {
	w := newWorld(t)
	id := w.user("ann")
	sales := w.group("Sales")
	w.beforeNextWrite(func() { w.must(w.patchGroup(sales, addMembers(id))) })
	w.must(w.dir.DeleteUser(t.Context(), w.okta, id, 0))
	if got := w.membersOf(sales); len(got) != 0 {
		t.Errorf("members %v, want none", got)
	}
	edges, err := w.dir.Store.Members(t.Context(), w.okta.Account, sales, 0)
	w.must(err)
	if len(edges) != 0 {
		t.Errorf("memberships %v are left", edges)
	}
}

func TestOneOfManyParallelCreatesWins(t *testing.T) {
	w := newWorld(t)
	const n = 64
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { _, errs[i] = w.dir.CreateUser(t.Context(), w.okta, ann()) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		w.fails(err, fault.Conflict, scim.Uniqueness)
	}
	if won != 1 {
		t.Errorf("%d of %d creates succeeded, want 1", won, n)
	}
	list, err := w.dir.Users(t.Context(), w.okta.Account, directory.Query{Count: 10})
	w.must(err)
	if list.Total != 1 || len(list.Items) != 1 {
		t.Errorf("%d users of %d, want 1 of 1", len(list.Items), list.Total)
	}
}

func TestACreateWithoutAnAnswerMakesOneUserOnly(t *testing.T) {
	w := newWorld(t)
	w.db.failAt, w.db.after, w.db.noReads = 1, true, true // nor can it be found out
	_, err := w.dir.CreateUser(t.Context(), w.okta, ann())
	w.fails(err, fault.Unavailable, "storage")
	w.db.failAt, w.db.noReads = 0, false
	_, err = w.dir.CreateUser(t.Context(), w.okta, ann())
	w.fails(err, fault.Conflict, scim.Uniqueness)
}

// beforeNextWrite lets somebody else act between the reads and the write of the next use case.
func (w *world) beforeNextWrite(act func()) {
	w.db.before = func([]table.Action) {
		w.db.before = nil
		act()
	}
}
