package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// tree is a company in which Staff has Sales, Sales has East, and ann, bob and cid are in one each, from the top.
type tree struct {
	*world
	ann, bob, cid, staff, sales, east string
}

func newTree(t *testing.T) *tree {
	w := newWorld(t)
	tr := &tree{world: w, ann: w.user("ann"), bob: w.user("bob"), cid: w.user("cid")}
	tr.east = w.group("East", tr.cid)
	tr.sales = w.group("Sales", tr.bob, tr.east)
	tr.staff = w.group("Staff", tr.ann, tr.sales)
	tr.heard()
	return tr
}

// heard lets everybody hear of what changed, and demands that nothing is left to do.
func (w *world) heard() {
	w.Helper()
	w.must(w.dir.ApplyAll(w.Context(), w.okta.Account))
	w.settled()
}

// places is the groups of a user by name, the indirect ones in brackets.
func (w *world) places(user string) string {
	w.Helper()
	var list []string
	for _, g := range w.readUser(user).Groups {
		name := g.Display
		if g.Indirect {
			name = "(" + name + ")"
		}
		list = append(list, name)
	}
	return strings.Join(list, " ")
}

func (tr *tree) are(ann, bob, cid string) {
	tr.Helper()
	for user, want := range map[string]string{tr.ann: ann, tr.bob: bob, tr.cid: cid} {
		if got := tr.places(user); got != want {
			tr.Errorf("groups %q, want %q", got, want)
		}
	}
}

// rings demands that a change makes these users hear of it, and nobody else.
func (tr *tree) rings(change func() error, users ...string) {
	tr.Helper()
	all := []string{tr.ann, tr.bob, tr.cid}
	before := tr.wants(all)
	tr.must(change())
	tr.heard()
	after := tr.wants(all)
	for _, u := range all {
		if rung := after[u] > before[u]; rung != slices.Contains(users, u) {
			tr.Errorf("user %s: rung %v", u, rung)
		}
	}
}

func TestGroupsInGroups(t *testing.T) {
	tr := newTree(t)
	tr.are("Staff", "Sales (Staff)", "East (Sales) (Staff)")
	members := tr.readGroup(tr.sales).Members
	want := []directory.MemberRef{{ID: tr.bob, Display: "bob"}, {ID: tr.east, Display: "East", IsGroup: true}}
	if !slices.Equal(members, want) {
		t.Errorf("members of Sales: %+v", members)
	}
	if kinds := fmt.Sprint(tr.readGroup(tr.sales).Resource()["members"]); !strings.Contains(kinds, "type:User") || !strings.Contains(kinds, "type:Group") {
		t.Errorf("as a resource: %s", kinds)
	}
}

// TestEverybodyBelowHearsOfIt: who is in a group that joins or leaves another, or below it, is marked as changed, and nobody else.
func TestEverybodyBelowHearsOfIt(t *testing.T) {
	tr := newTree(t)
	version := tr.readGroup(tr.sales).Version
	tr.rings(func() error { return tr.patchGroup(tr.sales, removeMembers(tr.east)) }, tr.cid)
	tr.are("Staff", "Sales (Staff)", "East")
	if got := tr.readGroup(tr.sales).Version; got != version+1 {
		t.Errorf("version %d after %d", got, version)
	}
	tr.rings(func() error { return tr.patchGroup(tr.sales, removeMembers(tr.east)) })
	tr.rings(func() error { return tr.patchGroup(tr.staff, addMembers(tr.east)) }, tr.cid)
	tr.are("Staff", "Sales (Staff)", "East (Staff)")
	tr.rings(func() error { return tr.patchGroup(tr.staff, addMembers(tr.east)) })
	tr.rings(func() error { return tr.patchGroup(tr.staff, replaceMembers(tr.ann)) }, tr.bob, tr.cid)
	tr.rings(func() error { return tr.patchGroup(tr.sales, addMembers(tr.east)) }, tr.cid)
	tr.rings(func() error { return tr.patchGroup(tr.staff, addMembers(tr.sales)) }, tr.bob, tr.cid)
	tr.are("Staff", "Sales (Staff)", "East (Sales) (Staff)")
	tr.rings(func() error {
		_, err := tr.dir.ReplaceGroup(t.Context(), tr.okta, tr.staff, scim.Object{"displayName": "Staff"}, []string{tr.ann, tr.sales}, 0)
		return err
	})
	tr.rings(func() error {
		_, err := tr.dir.ReplaceGroup(t.Context(), tr.okta, tr.staff, scim.Object{"displayName": "Staff"}, nil, 0)
		return err
	}, tr.ann, tr.bob, tr.cid)
	tr.are("", "Sales", "East (Sales)")
}

func TestADeletedGroupLeavesNothingBehind(t *testing.T) {
	tr := newTree(t)
	version := tr.readGroup(tr.staff).Version
	tr.rings(func() error { return tr.dir.DeleteGroup(t.Context(), tr.okta, tr.sales, 0) }, tr.bob, tr.cid)
	tr.are("Staff", "", "East")
	if g := tr.readGroup(tr.staff); len(g.Members) != 1 || g.Version != version+1 {
		t.Errorf("Staff: %+v", g)
	}
	nesting, err := tr.dir.Store.Nesting(t.Context(), tr.okta.Account)
	tr.must(err)
	if len(nesting.Members) != 0 {
		t.Errorf("left: %+v", nesting)
	}
	tr.must(tr.patchGroup(tr.staff, addMembers(tr.east)))
	tr.must(tr.dir.DeleteGroup(t.Context(), tr.okta, tr.staff, 0))
	tr.must(tr.dir.DeleteGroup(t.Context(), tr.okta, tr.east, 0))
	tr.heard()
	tr.are("", "", "")
}

// TestCirclesAreHarmless: the standard says nothing of them, and identity providers have them.
func TestCirclesAreHarmless(t *testing.T) {
	tr := newTree(t)
	tr.rings(func() error { return tr.patchGroup(tr.east, addMembers(tr.staff)) }, tr.ann, tr.bob, tr.cid)
	tr.are("Staff (East) (Sales)", "Sales (East) (Staff)", "East (Sales) (Staff)")
	err := tr.patchGroup(tr.east, addMembers(tr.east))
	tr.fails(err, fault.Invalid, scim.InvalidValue)
	tr.must(tr.dir.DeleteGroup(t.Context(), tr.okta, tr.staff, 0))
	tr.heard()
	tr.are("", "Sales", "East (Sales)")
}

func TestMembersThatAreRefusedAsGroups(t *testing.T) {
	tr := newTree(t)
	foreign, err := tr.dir.CreateGroup(t.Context(), tr.stranger, scim.Object{"displayName": "Theirs"}, nil)
	tr.must(err)
	gone := tr.group("Gone")
	tr.must(tr.dir.DeleteGroup(t.Context(), tr.okta, gone, 0))
	for name, id := range map[string]string{"of another account": foreign.ID, "deleted": gone, "no id": "no/id", "itself": tr.staff} {
		before := tr.readGroup(tr.staff)
		tr.fails(tr.patchGroup(tr.staff, addMembers(tr.cid, tr.east, id)), fault.Invalid, scim.InvalidValue)
		if after := tr.readGroup(tr.staff); after.Version != before.Version || len(after.Members) != len(before.Members) {
			t.Errorf("%s: %+v", name, after)
		}
	}
	tr.fails(tr.makeGroup("New", []string{tr.east, gone}), fault.Invalid, scim.InvalidValue)
	tr.settled()
}

// TestLimitsOfNesting: what one transaction holds, and what every resolve reads.
func TestLimitsOfNesting(t *testing.T) {
	w := newWorld(t)
	var groups []string
	for i := range directory.MaxNested + 2 {
		groups = append(groups, w.group(fmt.Sprint("g", i)))
	}
	leaf, top := groups[0], groups[1:]
	w.fails(w.patchGroup(leaf, addMembers(top...)), fault.Invalid, scim.InvalidValue)
	for i, parent := range top {
		err := w.patchGroup(parent, addMembers(leaf))
		if i < directory.MaxNested {
			w.must(err)
		} else {
			w.fails(err, fault.Invalid, scim.InvalidValue)
		}
	}
	w.must(w.patchGroup(leaf, addMembers(top[1:]...))) // fifty circles
	w.must(w.patchGroup(leaf, addMembers(w.users(40)...)))
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, leaf, 0))
	w.heard()
	nesting, err := w.dir.Store.Nesting(t.Context(), w.okta.Account)
	w.must(err)
	if len(nesting.Members) != 0 {
		t.Errorf("left: %+v", nesting)
	}
	for i, group := range top { // as deep as it gets, until there are 1,000
		for _, member := range top[:i] {
			if err = w.patchGroup(group, addMembers(member)); err != nil {
				w.fails(err, fault.Invalid, scim.InvalidValue)
				break
			}
		}
	}
	if nesting, _ = w.dir.Store.Nesting(t.Context(), w.okta.Account); err == nil {
		t.Errorf("no end: version %d", nesting.Version)
	}
}

func TestQuestionsAboutNestedMembers(t *testing.T) {
	tr := newTree(t)
	names := func(text string) string {
		list, err := tr.dir.Groups(t.Context(), tr.okta.Account, tr.search(text, schema.Groups()))
		tr.must(err)
		var names []string
		for _, g := range list.Items {
			names = append(names, fmt.Sprint(g.Attrs["displayName"]))
		}
		return strings.Join(names, " ")
	}
	for filter, want := range map[string]string{
		`members.value eq "` + tr.east + `"`:                        "Sales",
		`members eq "` + tr.cid + `"`:                               "East",
		`id eq "` + tr.sales + `" and members eq "` + tr.east + `"`: "Sales",
		`id eq "` + tr.sales + `" and members eq "` + tr.cid + `"`:  "",
		`members[value eq "` + tr.sales + `" and type eq "Group"]`:  "Staff",
		`members.type eq "Group" and displayName sw "S"`:            "Sales Staff",
		`members[type eq "Group" and display eq "East"]`:            "Sales",
	} {
		if got := names(filter); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
	for filter, want := range map[string]string{
		`groups.value eq "` + tr.staff + `"`: "ann bob cid", `groups.value eq "` + tr.east + `"`: "cid",
		`groups[value eq "` + tr.staff + `" and type eq "indirect"]`: "bob cid",
	} {
		q := tr.search(filter, schema.Users())
		for _, q.After = range []*directory.Place{nil, {}} {
			list, err := tr.dir.Users(t.Context(), tr.okta.Account, q)
			tr.must(err)
			if got := strings.Join(userNames(list), " "); got != want {
				t.Errorf("%s: %q, want %q", filter, got, want)
			}
		}
	}
	members, _, err := tr.dir.Members(t.Context(), tr.okta.Account, tr.staff, "", 10)
	tr.must(err)
	want := []directory.Member{
		{ID: tr.ann, UserName: "ann", Display: "ann", Direct: true},
		{ID: tr.bob, UserName: "bob", Display: "bob"},
		{ID: tr.cid, UserName: "cid", Display: "cid"},
		{ID: tr.east, IsGroup: true, Display: "East"},
		{ID: tr.sales, IsGroup: true, Display: "Sales", Direct: true},
	}
	if !slices.Equal(members, want) {
		t.Errorf("members of Staff: %+v", members)
	}
	for limit := range 6 {
		if ids, _ := tr.pages(tr.staff, limit+1); len(ids) != 5 || !slices.IsSorted(ids) {
			t.Errorf("by %d: %v", limit+1, ids)
		}
	}
}

// TestMembersAreRemovedByWhatTheyAre: a filter on the members sees groups among them.
func TestMembersAreRemovedByWhatTheyAre(t *testing.T) {
	tr := newTree(t)
	path, err := filter.ParsePath(`members[type eq "Group"]`)
	tr.must(err)
	tr.rings(func() error { return tr.patchGroup(tr.sales, patch.Op{Kind: patch.Remove, Path: &path}) }, tr.cid)
	if got := tr.membersOf(tr.sales); !slices.Equal(got, []string{tr.bob}) {
		t.Errorf("left in Sales: %v", got)
	}
	tr.rings(func() error {
		return tr.patchGroup(tr.staff, patch.Op{Kind: patch.Remove, Path: &filter.Path{Attr: "members"}})
	}, tr.ann, tr.bob)
	tr.are("", "Sales", "East")
}
