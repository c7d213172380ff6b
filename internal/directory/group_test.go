package directory_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

func TestANewGroupReadsBackOnBothSides(t *testing.T) {
	w := newWorld(t)
	ann, err := w.dir.CreateUser(t.Context(), w.okta, scim.Object{"userName": "ann", "displayName": "Ann Lee"})
	w.must(err)
	bob := w.user("bob")
	sales := w.group("Sales", bob, ann.ID, bob)

	g := w.readGroup(sales)
	members := []directory.MemberRef{{ID: ann.ID, Display: "Ann Lee"}, {ID: bob, Display: "bob"}}
	if diff := cmp.Diff(members, g.Members); diff != "" || g.Version != 1 || g.Omitted {
		t.Errorf("group %+v, members differ:\n%s", g, diff)
	}
	if diff := cmp.Diff([]directory.GroupRef{{ID: sales, Display: "Sales"}}, w.readUser(bob).Groups); diff != "" {
		t.Errorf("groups of bob:\n%s", diff)
	}
	if w.want(bob) != 2 {
		t.Errorf("want %d, want 2: born, and joined", w.want(bob))
	}
	plain, err := w.dir.Group(t.Context(), w.okta.Account, sales, false)
	w.must(err)
	if plain.Members != nil {
		t.Error("members were read though nobody asked")
	}
}

func TestUniqueNamesOfGroups(t *testing.T) {
	w := newWorld(t)
	w.group("Sales")
	tests := []struct {
		name  string
		who   access.Principal
		taken bool
	}{
		{"SALES ", w.okta, true},
		{"Sales", w.entra, false},
		{"Sales", w.stranger, false},
		{"Support", w.okta, false},
	}
	for _, tt := range tests {
		_, err := w.dir.CreateGroup(t.Context(), tt.who, scim.Object{"displayName": tt.name}, nil)
		if tt.taken {
			w.fails(err, fault.Conflict, scim.Uniqueness)
			continue
		}
		w.must(err)
	}
}

func TestGroupsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	foreign, err := w.dir.CreateUser(t.Context(), w.stranger, scim.Object{"userName": "ann"})
	w.must(err)
	tests := []struct {
		name    string
		display string
		members []string
		path    string
	}{
		{"no name", "", nil, "displayName"},
		{"a hidden character", "a\u200fb", nil, "displayName"},
		{"an unknown member", "Sales", []string{ann, "01NOBODY"}, "members"},
		{"a member of another account", "Sales", []string{foreign.ID}, "members"},
		{"a member that can be no id", "Sales", []string{ann, "x#" + ann}, "members"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": tt.display}, tt.members)
			w.fails(err, fault.Invalid, scim.InvalidValue)
			if f := fault.As(err).Fields; len(f) != 1 || f[0].Path != tt.path {
				t.Errorf("fields %v, want %s", f, tt.path)
			}
		})
	}
	list, err := w.dir.Groups(t.Context(), w.okta.Account, directory.Query{})
	w.must(err)
	if list.Total != 0 || len(w.groupsOf(ann)) != 0 {
		t.Errorf("%d groups were made", list.Total)
	}
}

func TestPatchingMembers(t *testing.T) {
	where := func(w *world, text string) patch.Op {
		e, err := filter.Parse(text)
		w.must(err)
		return patch.Op{Kind: patch.Remove, Path: &filter.Path{Attr: "members", Filter: e}}
	}
	all := patch.Op{Kind: patch.Remove, Path: &filter.Path{Attr: "members"}}
	const ann, bob, cid = 0, 1, 2 // ann and bob are members at first
	tests := []struct {
		name    string
		ops     func(w *world, id []string) []patch.Op
		members []int
		version int64
		rung    []int
	}{
		{"add one", func(_ *world, id []string) []patch.Op { return []patch.Op{addMembers(id[cid])} }, []int{ann, bob, cid}, 2, []int{cid}},
		{"add one who is one", func(_ *world, id []string) []patch.Op { return []patch.Op{addMembers(id[ann])} }, []int{ann, bob}, 1, nil},
		{"remove one", func(_ *world, id []string) []patch.Op { return []patch.Op{removeMembers(id[ann])} }, []int{bob}, 2, []int{ann}},
		{"remove one who is none", func(_ *world, id []string) []patch.Op { return []patch.Op{removeMembers(id[cid], "01NOBODY", "#")} }, []int{ann, bob}, 1, nil},
		{"add and remove in turn", func(_ *world, id []string) []patch.Op {
			return []patch.Op{addMembers(id[cid]), removeMembers(id[cid]), removeMembers(id[ann]), addMembers(id[ann])}
		}, []int{ann, bob}, 1, nil},
		{"replace", func(_ *world, id []string) []patch.Op { return []patch.Op{replaceMembers(id[cid], id[bob])} }, []int{bob, cid}, 2, []int{ann, cid}},
		{"replace by the same", func(_ *world, id []string) []patch.Op { return []patch.Op{replaceMembers(id[bob], id[ann])} }, []int{ann, bob}, 1, nil},
		{"remove all", func(*world, []string) []patch.Op { return []patch.Op{all} }, []int{}, 2, []int{ann, bob}},
		{"remove by id", func(w *world, id []string) []patch.Op { return []patch.Op{where(w, `value eq "`+id[bob]+`"`)} }, []int{ann}, 2, []int{bob}},
		{"remove by name", func(w *world, _ []string) []patch.Op { return []patch.Op{where(w, `display sw "A"`)} }, []int{bob}, 2, []int{ann}},
		{"rename alone", func(*world, []string) []patch.Op { return []patch.Op{set("displayName", "Sellers")} }, []int{ann, bob}, 2, nil},
		{"rename and add", func(_ *world, id []string) []patch.Op {
			return []patch.Op{set("displayName", "Sellers"), addMembers(id[cid])}
		}, []int{ann, bob, cid}, 2, []int{cid}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			ids := []string{w.user("ann"), w.user("bob"), w.user("cid")}
			sales := w.group("Sales", ids[ann], ids[bob])
			wants := []int64{w.want(ids[ann]), w.want(ids[bob]), w.want(ids[cid])}
			writes := w.writes(func() { w.must(w.patchGroup(sales, tt.ops(w, ids)...)) })

			g := w.readGroup(sales)
			if got := w.indexes(ids, w.membersOf(sales)); !slices.Equal(got, tt.members) || g.Version != tt.version {
				t.Errorf("members %v at version %d, want %v at %d", got, g.Version, tt.members, tt.version)
			}
			if (writes == 0) != (tt.version == 1) {
				t.Errorf("%d writes", writes)
			}
			for i, id := range ids {
				if rung := w.want(id) > wants[i]; rung != slices.Contains(tt.rung, i) {
					t.Errorf("user %d: rung is %v", i, rung)
				}
				if in := len(w.groupsOf(id)) == 1; in != slices.Contains(tt.members, i) {
					t.Errorf("user %d: being in the group is %v on the user's side", i, in)
				}
			}
		})
	}
}

func (w *world) indexes(ids, found []string) []int {
	list := []int{}
	for _, id := range found {
		list = append(list, slices.Index(ids, id))
	}
	return list
}

func TestAGroupPatchIsAllOrNothing(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	sales := w.group("Sales", ann)
	w.group("Support")
	tests := []struct {
		name string
		ops  []patch.Op
		kind fault.Kind
		code string
	}{
		{"an unknown member", []patch.Op{removeMembers(ann), addMembers(bob, "01NOBODY")}, fault.Invalid, scim.InvalidValue},
		{"a member without a value", []patch.Op{addMembers(bob), addMembers("")}, fault.Invalid, scim.InvalidValue},
		{"a name that is taken", []patch.Op{addMembers(bob), set("displayName", "support")}, fault.Conflict, scim.Uniqueness},
		{"no name", []patch.Op{addMembers(bob), set("displayName", "\u200e")}, fault.Invalid, scim.InvalidValue},
		{"a bad path", []patch.Op{addMembers(bob), set("nothing", "x")}, fault.Invalid, scim.InvalidPath},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.fails(w.patchGroup(sales, tt.ops...), tt.kind, tt.code)
			if g := w.readGroup(sales); g.Version != 1 || !slices.Equal(w.membersOf(sales), []string{ann}) || w.want(bob) != 1 {
				t.Errorf("the group changed: %+v", g)
			}
		})
	}
}

func TestOnlyTheOwnerChangesAGroup(t *testing.T) {
	w := newWorld(t)
	sales := w.group("Sales", w.user("ann"))
	name := scim.Object{"displayName": "Sellers"}
	tests := []struct {
		name string
		who  access.Principal
		id   string
		pre  directory.Precondition
		kind fault.Kind
		code string
	}{
		{"another connection", w.entra, sales, 0, fault.Forbidden, "not_owner"},
		{"another account", w.stranger, sales, 0, fault.NotFound, "not_found"},
		{"an unknown id", w.okta, "01NOTHING", 0, fault.NotFound, "not_found"},
		{"an id that can be none", w.okta, "", 0, fault.NotFound, "not_found"},
		{"another version", w.okta, sales, 2, fault.Stale, "version"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.dir.PatchGroup(t.Context(), tt.who, tt.id, []patch.Op{set("displayName", "Sellers")}, tt.pre)
			w.fails(err, tt.kind, tt.code)
			_, err = w.dir.ReplaceGroup(t.Context(), tt.who, tt.id, name, nil, tt.pre)
			w.fails(err, tt.kind, tt.code)
			w.fails(w.dir.DeleteGroup(t.Context(), tt.who, tt.id, tt.pre), tt.kind, tt.code)
		})
	}
	if g := w.readGroup(sales); g.Version != 1 || len(g.Members) != 1 {
		t.Errorf("the group changed: %+v", g)
	}
}

func TestPutReplacesTheWholeGroup(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.user("ann"), w.user("bob")
	sales := w.group("Sales", ann)
	g, err := w.dir.ReplaceGroup(t.Context(), w.okta, sales, scim.Object{"displayName": "Sellers", "externalId": "g1"}, []string{bob}, 1)
	w.must(err)
	if g.Version != 2 || g.Attrs["externalId"] != "g1" || !slices.Equal(w.membersOf(sales), []string{bob}) {
		t.Errorf("got %+v", g)
	}
	n := w.writes(func() {
		g, err = w.dir.ReplaceGroup(t.Context(), w.okta, sales, scim.Object{"externalId": "g1", "displayName": "Sellers"}, []string{bob}, 0)
	})
	w.must(err)
	if n != 0 || g.Version != 2 {
		t.Errorf("%d writes and version %d after a PUT of the same", n, g.Version)
	}
	_, err = w.dir.ReplaceGroup(t.Context(), w.okta, sales, scim.Object{"displayName": "Sellers"}, nil, 0)
	w.must(err)
	if got := w.membersOf(sales); len(got) != 0 {
		t.Errorf("members %v, want none", got)
	}
	w.group("Sales") // the old name is free
}

func TestADeletedGroupIsGoneFromItsMembers(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann")
	sales := w.group("Sales", ann)
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, sales, 1))
	if got := w.groupsOf(ann); len(got) != 0 || w.want(ann) != 3 {
		t.Errorf("groups %v and want %d, want none and 3", got, w.want(ann))
	}
	_, err := w.dir.Group(t.Context(), w.okta.Account, sales, true)
	w.fails(err, fault.NotFound, "not_found")
	w.fails(w.dir.DeleteGroup(t.Context(), w.okta, sales, 0), fault.NotFound, "not_found")
	w.group("Sales")
}

func TestParallelPatchesOfOneGroupLoseNothing(t *testing.T) {
	w := newWorld(t)
	const n = 50
	ids, sales := w.users(n), w.group("Sales")
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			err := w.patchGroup(sales, addMembers(id))
			for fault.Is(err, fault.Unavailable) { // what a client does
				err = w.patchGroup(sales, addMembers(id))
			}
			if err != nil {
				t.Errorf("patch: %v", err)
			}
		})
	}
	wg.Wait()
	g := w.readGroup(sales)
	if got := w.membersOf(sales); !slices.Equal(got, ids) || g.Version != n+1 {
		t.Errorf("%d members at version %d, want %d at %d", len(got), g.Version, n, n+1)
	}
}

func TestALostRaceIsTriedAgainWhileTimeLasts(t *testing.T) {
	tests := []struct {
		name  string
		hurry bool  // the caller's deadline is near
		fail  bool  // the rival always comes first
		want  int64 // writes of ours
	}{
		{"the rival acts once", false, false, 2},
		{"the rival always acts", false, true, 24},
		{"no time to try again", true, true, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.user("ann")
			ctx := t.Context()
			if tt.hurry {
				var cancel context.CancelFunc
				ctx, cancel = w.hurried()
				defer cancel()
			}
			var ours, rival int64
			w.rival(func() bool {
				rival++
				_, err := w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("title", string(rune('a'+rival)))}, 0)
				w.must(err)
				return tt.fail
			}, &ours)
			_, err := w.dir.PatchUser(ctx, w.okta, id, []patch.Op{set("nickName", "x")}, 0)
			if !tt.fail {
				w.must(err)
			} else if w.fails(err, fault.Unavailable, "busy"); fault.As(err).RetryAfter <= 0 {
				t.Error("no word on when to come back")
			}
			if ours != tt.want {
				t.Errorf("%d tries, want %d", ours, tt.want)
			}
		})
	}
}

func TestAGivenUpWaitEndsTheTries(t *testing.T) {
	w := newWorld(t)
	id := w.user("ann")
	ctx, cancel := context.WithCancel(t.Context())
	var ours int64
	w.rival(func() bool {
		_, err := w.dir.PatchUser(t.Context(), w.okta, id, []patch.Op{set("title", "x")}, 0)
		w.must(err)
		cancel()
		return false
	}, &ours)
	if _, err := w.dir.PatchUser(ctx, w.okta, id, []patch.Op{set("nickName", "x")}, 0); err == nil {
		t.Error("want a failure")
	}
}

func TestAMemberListThatIsTooLongIsLeftOutWhole(t *testing.T) {
	w := newWorld(t)
	ids := w.users(directory.MaxListedMembers + 1)
	sales := w.group("Sales", ids[1:]...)
	if g := w.readGroup(sales); len(g.Members) != directory.MaxListedMembers || g.Omitted {
		t.Errorf("%d members, omitted %v; want all", len(g.Members), g.Omitted)
	}
	w.must(w.patchGroup(sales, addMembers(ids[0])))
	if g := w.readGroup(sales); len(g.Members) != 0 || !g.Omitted {
		t.Errorf("%d members, omitted %v; want none of them", len(g.Members), g.Omitted)
	}
	list, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(`id eq "`+sales+`" and members eq "`+ids[0]+`"`, schema.Groups()))
	w.must(err)
	if list.Total != 1 {
		t.Error("the member was not found by its membership")
	}
}

// restless is a store whose groups change right after their members were read.
type restless struct {
	directory.Store
	change func()
}

func (r *restless) Members(ctx context.Context, a access.Account, group string, limit int) ([]string, error) {
	ids, err := r.Store.Members(ctx, a, group, limit)
	r.change()
	return ids, err
}

func TestAReadShowsTheMembersOfItsVersion(t *testing.T) {
	for _, changes := range []int{1, 100} {
		w := newWorld(t)
		ids, sales := w.users(10), w.group("Sales")
		made, store := 0, w.dir.Store
		w.dir.Store = &restless{store, func() {
			if made < min(changes, len(ids)) {
				made++
				w.must(w.patchGroup(sales, addMembers(ids[made-1])))
			}
		}}
		g := w.readGroup(sales)
		if changes == 1 && (g.Version != 2 || len(g.Members) != 1) {
			t.Errorf("version %d with %d members, want 2 with 1", g.Version, len(g.Members))
		}
		if changes == 100 && made > 5 {
			t.Errorf("the group was read %d times", made)
		}
	}
}
