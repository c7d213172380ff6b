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
	"usersync/internal/scim/schema"
)

// manners say of which connections the groups may share a name.
type manners struct {
	shared  map[string]bool
	lenient map[string]bool
	err     error
}

func (m *manners) UniqueGroupNames(_ context.Context, _ access.Account, connection string) (bool, error) {
	return !m.shared[connection], m.err
}

func (m *manners) IgnoresUnknownMembers(_ context.Context, _ access.Account, connection string) (bool, error) {
	return m.lenient[connection], m.err
}

// groupOf creates a group of a connection.
func (w *world) groupOf(who access.Principal, name string) (string, error) {
	g, err := w.dir.CreateGroup(w.Context(), who, scim.Object{"displayName": name}, nil)
	return g.ID, err
}

// groupsCalled are the ids of the groups of a name.
func (w *world) groupsCalled(name string) []string {
	w.Helper()
	list, err := w.dir.Groups(w.Context(), w.okta.Account, w.search(`displayName eq "`+name+`"`, schema.Groups()))
	w.must(err)
	var ids []string
	for _, g := range list.Items {
		ids = append(ids, g.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestGroupsOfOneNameWhereTheConnectionAllowsIt(t *testing.T) {
	w := newWorld(t)
	m := &manners{shared: map[string]bool{"entra": true}}
	w.dir.Settings = m
	first, err := w.groupOf(w.entra, "Sales")
	w.must(err)
	second, err := w.groupOf(w.entra, "SALES")
	w.must(err)
	third, err := w.groupOf(w.okta, "Sales")
	w.must(err)
	_, err = w.groupOf(w.okta, "sales")
	w.fails(err, fault.Conflict, scim.Uniqueness)
	if got := w.groupsCalled("sales"); len(got) != 3 {
		t.Errorf("found %v, want %s, %s and %s", got, first, second, third)
	}

	_, err = w.dir.ReplaceGroup(t.Context(), w.entra, second, scim.Object{"displayName": "Buyers"}, nil, 0)
	w.must(err)
	_, err = w.dir.ReplaceGroup(t.Context(), w.entra, second, scim.Object{"displayName": "Sales"}, nil, 0)
	w.must(err)
	w.must(w.dir.DeleteGroup(t.Context(), w.entra, first, 0))
	if got := w.groupsCalled("Sales"); !slices.Equal(got, []string{second, third}) {
		t.Errorf("found %v", got)
	}
	if got := w.groupsCalled("Buyers"); len(got) != 0 {
		t.Errorf("the old name still finds %v", got)
	}
}

func TestNamesBecomeUniqueAgain(t *testing.T) {
	w := newWorld(t)
	m := &manners{shared: map[string]bool{"okta": true}}
	w.dir.Settings = m
	first, err := w.groupOf(w.okta, "Sales")
	w.must(err)
	second, err := w.groupOf(w.okta, "Sales")
	w.must(err)
	other, err := w.groupOf(w.entra, "Sales")
	w.must(err)

	m.shared = nil
	_, err = w.groupOf(w.okta, "sales")
	w.fails(err, fault.Conflict, scim.Uniqueness)
	for _, id := range []string{first, second, other} { // who has the name keeps it
		w.must(w.patchGroupAs(id, other, scim.Object{"displayName": "SALES", "externalId": "x" + id}))
	}
	free, err := w.groupOf(w.okta, "Buyers")
	w.must(err)
	_, err = w.dir.ReplaceGroup(t.Context(), w.okta, free, scim.Object{"displayName": "Sales"}, nil, 0)
	w.fails(err, fault.Conflict, scim.Uniqueness)
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, first, 0))
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, second, 0))
	_, err = w.groupOf(w.okta, "Sales")
	w.must(err)
	_, err = w.groupOf(w.okta, "Sales")
	w.fails(err, fault.Conflict, scim.Uniqueness)
}

// patchGroupAs replaces a group by its owner: okta, but of one group entra.
func (w *world) patchGroupAs(id, ofEntra string, attrs scim.Object) error {
	who := w.okta
	if id == ofEntra {
		who = w.entra
	}
	_, err := w.dir.ReplaceGroup(w.Context(), who, id, attrs, nil, 0)
	return err
}

func TestANameIsNotTakenWithoutKnowingWhatIsWanted(t *testing.T) {
	w := newWorld(t)
	sales := w.group("Sales")
	away := errors.New("storage is away")
	w.dir.Settings = &manners{err: away}
	if _, err := w.groupOf(w.okta, "Buyers"); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
	if _, err := w.dir.ReplaceGroup(t.Context(), w.okta, sales, scim.Object{"displayName": "Buyers"}, nil, 0); !errors.Is(err, away) {
		t.Errorf("got %v", err)
	}
	w.dir.Settings = &manners{}
	w.db.noReads = true
	if _, err := w.groupOf(w.okta, "Buyers"); err == nil {
		t.Error("a group without a look at the others")
	}
	w.db.noReads = false
	if got := w.groupsCalled("Buyers"); got != nil {
		t.Errorf("made %v", got)
	}
	var none directory.GroupSettings
	w.dir.Settings = none
	_, err := w.groupOf(w.okta, "Buyers")
	w.must(err)
}

// TestGroupsByExternalID: a group is found by the externalId that it has at the moment, exactly, and by no other.
func TestGroupsByExternalID(t *testing.T) {
	w := newWorld(t)
	g, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Sales", "externalId": "One"}, nil)
	w.must(err)
	_, err = w.dir.CreateGroup(t.Context(), w.entra, scim.Object{"displayName": "Support", "externalId": "One"}, nil)
	w.must(err)
	finds := func(x string, want int) {
		t.Helper()
		list, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(`externalId eq "`+x+`"`, schema.Groups()))
		w.must(err)
		if list.Total != want {
			t.Errorf("%s: %d groups, want %d", x, list.Total, want)
		}
	}
	finds("One", 2)
	finds("one", 0)
	w.must(w.patchGroup(g.ID, set("externalId", "Two")))
	finds("One", 1)
	finds("Two", 1)
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, g.ID, 0))
	finds("Two", 0)
}
