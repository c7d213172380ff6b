package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
)

// lenient is a world in which the connection okta wants unknown members left out, and entra does not.
func lenient(t *testing.T) *world {
	w := newWorld(t)
	w.dir.Settings = &manners{lenient: map[string]bool{"okta": true}}
	return w
}

func TestUnknownMembersAreLeftOutWhereTheConnectionWantsIt(t *testing.T) {
	w := lenient(t)
	ann, bob := w.user("ann"), w.user("bob")
	gone := w.user("gone")
	w.must(w.dir.DeleteUser(t.Context(), w.okta, gone, 0))
	foreign, err := w.dir.CreateUser(t.Context(), w.stranger, scim.Object{"userName": "eve"})
	w.must(err)
	east := w.group("East", bob)
	unknown := []string{"01NOBODY", "a name", gone, foreign.ID}

	sales := w.group("Sales", append([]string{ann}, unknown...)...)
	if got := w.membersOf(sales); !slices.Equal(got, []string{ann}) {
		t.Errorf("created with %v", got)
	}
	w.must(w.patchGroup(sales, addMembers(append([]string{bob, east}, unknown...)...)))
	w.called(sales, "Sales", 2)
	if members := w.readGroup(sales).Members; len(members) != 3 {
		t.Errorf("users and a group among strangers: %v", members)
	}
	_, err = w.dir.ReplaceGroup(t.Context(), w.okta, sales, scim.Object{"displayName": "Sales"}, append([]string{bob}, unknown...), 0)
	w.must(err)
	if got := w.membersOf(sales); !slices.Equal(got, []string{bob}) {
		t.Errorf("replaced by %v", got)
	}
	w.must(w.patchGroup(sales, removeMembers(bob), addMembers(unknown...)))
	if got := w.membersOf(sales); len(got) != 0 {
		t.Errorf("one goes, strangers come: %v", got)
	}
	if groups := w.groupsOf(bob); !slices.Equal(groups, []string{east}) {
		t.Errorf("bob is in %v", groups)
	}
}

func TestNothingButUnknownMembersChangesNothing(t *testing.T) {
	w := lenient(t)
	sales := w.group("Sales", w.user("ann"))
	for _, ops := range [][]patch.Op{{addMembers("01NOBODY")}, {addMembers("x", "y"), addMembers("01NOBODY")}} {
		if n := w.writes(func() { w.must(w.patchGroup(sales, ops...)) }); n > 1 {
			t.Errorf("%d writes", n)
		}
	}
	w.called(sales, "Sales", 1)
	w.must(w.patchGroup(sales, set("displayName", "Buyers"), addMembers("01NOBODY")))
	w.called(sales, "Buyers", 2)
}

func TestManyMembersWithUnknownOnesAmongThem(t *testing.T) {
	w := lenient(t)
	users := w.users(directory.MaxDirect + 5)
	group := w.group("All", append([]string{"01NOBODY"}, users...)...)
	w.heard()
	if got := w.membersOf(group); len(got) != len(users) {
		t.Errorf("%d members, want %d", len(got), len(users))
	}
}

func TestUnknownMembersAreRefusedOtherwise(t *testing.T) {
	w := lenient(t)
	group, err := w.groupOf(w.entra, "Theirs")
	w.must(err)
	_, err = w.dir.PatchGroup(t.Context(), w.entra, group, []patch.Op{addMembers("01NOBODY")}, 0)
	w.fails(err, fault.Invalid, scim.InvalidValue)
	_, err = w.dir.CreateGroup(t.Context(), w.entra, scim.Object{"displayName": "More"}, []string{"01NOBODY"})
	w.fails(err, fault.Invalid, scim.InvalidValue)

	away := errors.New("the settings cannot be read")
	sales := w.group("Sales")
	w.dir.Settings = &manners{err: away}
	if err := w.patchGroup(sales, addMembers("01NOBODY")); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
	w.dir.Settings = nil
	w.fails(w.patchGroup(sales, addMembers("01NOBODY")), fault.Invalid, scim.InvalidValue)
}

// A failing read is not taken for an absent user.
func TestAFailingReadLeavesNobodyOut(t *testing.T) {
	w := lenient(t)
	ann, sales := w.user("ann"), w.group("Sales")
	w.dir.Store = &forgetful{Store: w.dir.Store}
	if err := w.patchGroup(sales, addMembers(ann, "01NOBODY")); !errors.Is(err, errForgot) {
		t.Errorf("got %v", err)
	}
	if got := w.membersOf(sales); len(got) != 0 {
		t.Errorf("members %v", got)
	}
}

var errForgot = errors.New("the read failed")

// forgetful is a store that cannot say who lives.
type forgetful struct{ directory.Store }

func (*forgetful) Wants(_ context.Context, _ access.Account, _ []string) (map[string]int64, error) {
	return nil, errForgot
}
