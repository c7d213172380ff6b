package directory_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// regroupings is every use case that changes which groups are in groups, with users beside, few and many. cid hears of each.
var regroupings = []struct {
	name   string
	crowd  bool // the users are in Sales before
	change func(tr *tree, users []string) error
}{
	{"a group joins, with some users", false, func(tr *tree, users []string) error {
		return tr.patchGroup(tr.staff, addMembers(append(users[:9:9], tr.east)...))
	}},
	{"a group joins, with many users", false, func(tr *tree, users []string) error {
		return tr.patchGroup(tr.staff, addMembers(append(users[:40:40], tr.east)...))
	}},
	{"a group leaves", false, func(tr *tree, _ []string) error { return tr.patchGroup(tr.sales, removeMembers(tr.east)) }},
	{"a group in the middle is deleted", false, func(tr *tree, _ []string) error { return tr.dir.DeleteGroup(tr.Context(), tr.okta, tr.sales, 0) }},
	{"a large group in the middle is deleted", true, func(tr *tree, _ []string) error {
		return tr.dir.DeleteGroup(tr.Context(), tr.okta, tr.sales, 0)
	}},
	{"a group of groups is made", false, func(tr *tree, users []string) error {
		_, err := tr.dir.CreateGroup(tr.Context(), tr.okta, scim.Object{"displayName": "All"}, append(users[:5:5], tr.staff, tr.east))
		return err
	}},
}

// TestACrashWhileGroupsMove stops each change at every one of its writes. Whatever holds afterwards, whoever is in other groups than before has
// heard of it, and nothing is left over.
func TestACrashWhileGroupsMove(t *testing.T) {
	for _, r := range regroupings {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", r.name, done), func(t *testing.T) {
				for n := int64(1); ; n++ {
					tr := newTree(t)
					users := tr.users(60)
					if r.crowd {
						tr.must(tr.patchGroup(tr.sales, addMembers(users...)))
					}
					if !tr.crashes(n, done, users, r.change) {
						return
					}
				}
			})
		}
	}
}

// crashes reports whether the change made as many as n writes.
func (tr *tree) crashes(n int64, done bool, users []string, change func(tr *tree, users []string) error) bool {
	tr.Helper()
	all := append(slices.Clone(users), tr.ann, tr.bob, tr.cid)
	tr.db.failAt, tr.db.after = tr.db.calls.Load()+n, done
	before, wants := tr.placesOf(all), tr.wants(all)
	err := change(tr, users)
	reached := tr.db.calls.Load() >= tr.db.failAt
	tr.db.failAt = 0
	if reached && !done && err != nil && !fault.Is(err, fault.Unavailable) {
		tr.Errorf("write %d: %v", n, err)
	}
	shown := tr.placesOf(all)
	tr.ticks.Add(time.Hour.Milliseconds())
	tr.heard()
	after, heard := tr.placesOf(all), tr.wants(all)
	for i, user := range all {
		if after[i] != shown[i] {
			tr.Errorf("write %d: user %s was shown in %q and is in %q", n, user, shown[i], after[i])
		}
		if after[i] != before[i] && heard[user] == wants[user] {
			tr.Errorf("write %d: user %s went from %q to %q and has not heard of it", n, user, before[i], after[i])
		}
	}
	if err == nil && slices.Equal(before, after) {
		tr.Errorf("write %d: nothing has happened", n)
	}
	tr.sound()
	return reached
}

func (w *world) placesOf(users []string) []string {
	w.Helper()
	list := make([]string, len(users))
	for i, u := range users {
		list[i] = w.places(u)
	}
	return list
}

// sound demands that the nesting names only groups that exist and are marked.
func (w *world) sound() {
	w.Helper()
	nesting, err := w.dir.Store.Nesting(w.Context(), w.okta.Account)
	w.must(err)
	list, err := w.dir.Groups(w.Context(), w.okta.Account, w.search("", schema.Groups()))
	w.must(err)
	marked := map[string]bool{}
	for _, g := range list.Items {
		marked[g.ID] = g.Nested
	}
	for parent, members := range nesting.Members {
		for _, id := range append(members, parent) {
			if !marked[id] {
				w.Errorf("the nesting names %s, which is gone or not marked", id)
			}
		}
	}
}

// TestAGroupIsDeletedWhileItBecomesAMember: whoever comes second finds what the first one did.
func TestAGroupIsDeletedWhileItBecomesAMember(t *testing.T) {
	for _, everNested := range []bool{false, true} {
		w := newWorld(t)
		child, parent, other := w.group("Child"), w.group("Parent"), w.group("Other")
		if everNested {
			w.must(w.patchGroup(other, addMembers(child)))
			w.must(w.patchGroup(other, removeMembers(child)))
		}
		var writes int64
		w.rival(func() bool { w.must(w.patchGroup(parent, addMembers(child))); return false }, &writes)
		w.must(w.dir.DeleteGroup(t.Context(), w.okta, child, 0))
		w.db.before = nil
		w.heard()
		w.sound()
		if writes < 2 || len(w.membersOf(parent)) != 0 {
			t.Errorf("%d writes, members %v", writes, w.membersOf(parent))
		}

		child = w.group("Child")
		w.rival(func() bool { w.must(w.dir.DeleteGroup(t.Context(), w.okta, child, 0)); return false }, &writes)
		w.fails(w.patchGroup(parent, addMembers(child)), fault.Invalid, scim.InvalidValue)
		w.db.before = nil
		w.heard()
		w.sound()
	}
}

// TestAGroupIsRenamedWhileItBecomesAMember: a rename that knew nothing of it does not take the mark away.
func TestAGroupIsRenamedWhileItBecomesAMember(t *testing.T) {
	w := newWorld(t)
	child, parent := w.group("Child"), w.group("Parent")
	var writes int64
	w.rival(func() bool { w.must(w.patchGroup(parent, addMembers(child))); return false }, &writes)
	w.must(w.patchGroup(child, set("displayName", "Renamed")))
	w.db.before = nil
	w.sound()
	if writes < 2 {
		t.Errorf("%d writes", writes)
	}
}

// TestRingingGoesOnWhereItStopped: many users below are rung in several transactions; whoever was rung is not rung again.
func TestRingingGoesOnWhereItStopped(t *testing.T) {
	w := newWorld(t)
	users := w.users(3*directory.MaxRung + 5)
	leaf, twig, top := w.group("Leaf", users[20:]...), w.group("Twig", users[:30]...), w.group("Top")
	w.must(w.patchGroup(twig, addMembers(leaf)))
	w.heard()
	w.must(w.patchGroup(top, addMembers(twig)))
	before := w.wants(users)
	ctx, cancel := w.hurried()
	w.fails(w.dir.ApplyAll(ctx, w.okta.Account), fault.Unavailable, "busy")
	cancel()
	for n := 0; ; n++ {
		if n > 20 {
			t.Fatal("it does not come to an end")
		}
		w.db.failAt = w.db.calls.Load() + 3 // two steps, then the process dies
		err := w.dir.ApplyAll(t.Context(), w.okta.Account)
		w.db.failAt = 0
		if err == nil {
			break
		}
	}
	w.settled()
	for i, user := range users {
		times := w.want(user) - before[user]
		if inBoth := i >= 20 && i < 30; times != 1 && (times != 2 || !inBoth) {
			t.Errorf("user %d was rung %d times", i, times)
		}
	}
}
