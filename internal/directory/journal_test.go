package directory_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

// mass is a change that is too large for one transaction, with what holds before and after it.
type mass struct {
	name   string
	setUp  func(w *world) (ids []string, group string)
	change func(w *world, ids []string, group string) error
	before func(w *world, ids []string, group string)
	after  func(w *world, ids []string, group string)
}

const many = 2*directory.MaxDirect + 5

// masses is every use case that goes through a journal.
var masses = []mass{
	{
		name:   "create a group of many",
		setUp:  func(w *world) ([]string, string) { return w.users(many), "" },
		change: func(w *world, ids []string, _ string) error { return w.makeGroup("Sales", ids) },
		before: func(w *world, ids []string, _ string) { w.holds(w.named("Sales"), nil, ids) },
		after:  func(w *world, ids []string, _ string) { w.holds(w.named("Sales"), ids, nil) },
	},
	{
		name:  "add many, remove some and rename",
		setUp: func(w *world) ([]string, string) { ids := w.users(many); return ids, w.group("Sales", ids[:20]...) },
		change: func(w *world, ids []string, group string) error {
			return w.patchGroup(group, removeMembers(ids[:10]...), addMembers(ids[20:]...), set("displayName", "Sellers"))
		},
		before: func(w *world, ids []string, group string) {
			w.holds(group, ids[:20], ids[20:])
			w.called(group, "Sales", 1)
		},
		after: func(w *world, ids []string, group string) {
			w.holds(group, ids[10:], ids[:10])
			w.called(group, "Sellers", 2)
		},
	},
	{
		name:  "delete a group of many",
		setUp: func(w *world) ([]string, string) { ids := w.users(many); return ids, w.bigGroup("Sales", ids) },
		change: func(w *world, _ []string, group string) error {
			return w.dir.DeleteGroup(w.Context(), w.okta, group, 0)
		},
		before: func(w *world, ids []string, group string) { w.holds(group, ids, nil) },
		after:  func(w *world, ids []string, _ string) { w.holds("", nil, ids); w.holds(w.named("Sales"), nil, nil) },
	},
	{
		name: "delete a user of many groups",
		setUp: func(w *world) ([]string, string) {
			ids := []string{w.user("ann"), w.user("bob")}
			for i := range many {
				w.group(fmt.Sprintf("group%03d", i), ids...)
			}
			return ids, w.named("group007")
		},
		change: func(w *world, ids []string, _ string) error { return w.dir.DeleteUser(w.Context(), w.okta, ids[0], 0) },
		before: func(w *world, ids []string, group string) { w.holds(group, ids, nil) },
		after: func(w *world, ids []string, group string) {
			w.holds(group, ids[1:], nil)
			if _, err := w.dir.User(w.Context(), w.okta.Account, ids[0], true); !fault.Is(err, fault.NotFound) {
				w.Errorf("reading the deleted user: %v", err)
			}
		},
	},
}

func (w *world) makeGroup(name string, members []string) error {
	_, err := w.dir.CreateGroup(w.Context(), w.okta, scim.Object{"displayName": name}, members)
	return err
}

func (w *world) bigGroup(name string, members []string) string {
	w.Helper()
	w.must(w.makeGroup(name, members))
	return w.named(name)
}

// named is the id of the group of a name, or "".
func (w *world) named(name string) string {
	w.Helper()
	list, err := w.dir.Groups(w.Context(), w.okta.Account, w.search(`displayName eq "`+name+`"`, schema.Groups()))
	w.must(err)
	if len(list.Items) != 1 {
		return ""
	}
	return list.Items[0].ID
}

// holds demands that exactly in are members of the group, on both sides, and out are in no group.
func (w *world) holds(group string, in, out []string) {
	w.Helper()
	if group == "" && in != nil {
		w.Fatal("there is no such group")
	}
	if group != "" && !slices.Equal(w.membersOf(group), in) {
		w.Errorf("%d members, want %d", len(w.membersOf(group)), len(in))
	}
	for _, id := range in {
		if !slices.Contains(w.groupsOf(id), group) {
			w.Errorf("user %s does not know of its group", id)
		}
	}
	for _, id := range out {
		if got := w.groupsOf(id); len(got) != 0 {
			w.Errorf("user %s is still in %v", id, got)
		}
	}
}

func (w *world) called(group, name string, version int64) {
	w.Helper()
	if g := w.readGroup(group); g.Attrs["displayName"] != name || g.Version != version {
		w.Errorf("the group is %v at version %d, want %s at %d", g.Attrs, g.Version, name, version)
	}
}

// settled demands that no journal and no half of a membership is left.
func (w *world) settled() {
	w.Helper()
	journals, err := w.dir.Store.Journals(w.Context(), w.okta.Account)
	w.must(err)
	if len(journals) != 0 {
		w.Errorf("journals are left: %+v", journals)
	}
}

func TestMassChanges(t *testing.T) {
	for _, m := range masses {
		t.Run(m.name, func(t *testing.T) {
			w := newWorld(t)
			ids, group := m.setUp(w)
			w.must(m.change(w, ids, group))
			m.after(w, ids, group)
			w.settled()
		})
	}
}

func TestConflictsAreTriedAgain(t *testing.T) {
	for _, m := range masses {
		t.Run(m.name, func(t *testing.T) {
			w := newWorld(t)
			random := rand.New(rand.NewPCG(7, 7))
			w.db.contended = func() bool { return random.IntN(3) == 0 }
			ids, group := m.setUp(w)
			w.must(m.change(w, ids, group))
			m.after(w, ids, group)
			w.ticks.Add(time.Hour.Milliseconds())
			w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
			w.settled()
			m.after(w, ids, group)
		})
	}
}

// TestACrashAtAnyWrite stops each mass change at every one of its writes, with the write done and not done. At once, reads show all of it or
// nothing; the sweeper finishes it, or clears it away.
func TestACrashAtAnyWrite(t *testing.T) {
	for _, m := range masses {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", m.name, done), func(t *testing.T) {
				for n := int64(1); crashAt(t, m, n, done); n++ {
				}
			})
		}
	}
}

// crashAt reports whether the change made as many as n writes.
func crashAt(t *testing.T, m mass, n int64, done bool) bool {
	w := newWorld(t)
	ids, group := m.setUp(w)
	wants := w.wants(ids)
	w.db.failAt, w.db.after = w.db.calls.Load()+n, done
	err := m.change(w, ids, group)
	reached := w.db.calls.Load() >= w.db.failAt
	w.db.failAt = 0

	pending, listErr := w.dir.PendingJournals(t.Context(), w.okta.Account)
	w.must(listErr)
	committed := len(pending) > 0 || err == nil
	if err == nil {
		m.after(w, ids, group)
	}
	for _, journal := range pending {
		m.after(w, ids, group)
		w.must(w.dir.ApplyJournal(t.Context(), w.okta.Account, journal))
		w.must(w.dir.ApplyJournal(t.Context(), w.okta.Account, journal))
	}
	w.ticks.Add(time.Hour.Milliseconds())
	w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
	w.settled()
	if committed {
		m.after(w, ids, group)
		w.rungOnce(ids, wants)
	} else {
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("write %d: %v, want fault.Unavailable", n, err)
		}
		w.untouched(ids, wants)
		m.before(w, ids, group)
	}
	if t.Failed() {
		t.Fatalf("after a crash at write %d", n)
	}
	return reached
}

func (w *world) wants(ids []string) map[string]int64 {
	w.Helper()
	wants, err := w.dir.Store.Wants(w.Context(), w.okta.Account, ids)
	w.must(err)
	return wants
}

// rungOnce demands that nobody was rung twice for one change, whatever was repeated.
func (w *world) rungOnce(ids []string, before map[string]int64) {
	w.Helper()
	for id, want := range w.wants(ids) {
		if want > before[id]+1 {
			w.Errorf("user %s was rung %d times", id, want-before[id])
		}
	}
}

func (w *world) untouched(ids []string, before map[string]int64) {
	w.Helper()
	for id, want := range w.wants(ids) {
		if want != before[id] {
			w.Errorf("user %s was rung for nothing", id)
		}
	}
}

// stuck makes a group and a mass change of it that is committed and not applied.
func stuck(w *world) (ids []string, group string) {
	w.Helper()
	ids = w.users(many)
	group = w.group("Sales", ids[0])
	w.unapplied(func() error { return w.patchGroup(group, removeMembers(ids[0]), addMembers(ids[1:]...)) })
	pending, err := w.dir.PendingJournals(w.Context(), w.okta.Account)
	w.must(err)
	if len(pending) != 1 {
		w.Fatalf("journals %v, want one", pending)
	}
	return ids, group
}

// unapplied lets a mass change fail behind its commit; it must not notice.
func (w *world) unapplied(change func() error) {
	w.Helper()
	w.db.before = func(actions []table.Action) {
		if isCommit(actions) {
			w.db.failAt = w.db.calls.Load() + 1
		}
	}
	w.must(change())
	w.db.before, w.db.failAt = nil, 0
}

func TestAUserWhoIsLeavingIsGoneForEveryGroup(t *testing.T) {
	w := newWorld(t)
	gone, bob := w.user("gone"), w.user("bob")
	groups := []string{}
	for i := range many {
		groups = append(groups, w.group(fmt.Sprintf("group%03d", i), gone, bob))
	}
	w.unapplied(func() error { return w.dir.DeleteUser(w.Context(), w.okta, gone, 0) })
	w.holds(groups[0], []string{bob}, nil)
	w.fails(w.patchGroup(groups[1], addMembers(gone)), fault.Invalid, scim.InvalidValue)
	w.settled()
}

func TestDeletingAGroupThatAUserIsLeaving(t *testing.T) {
	w := newWorld(t)
	gone := w.user("gone")
	groups := []string{}
	for i := range many {
		groups = append(groups, w.group(fmt.Sprintf("group%03d", i), gone))
	}
	w.unapplied(func() error { return w.dir.DeleteUser(w.Context(), w.okta, gone, 0) })
	w.must(w.dir.DeleteGroup(w.Context(), w.okta, groups[0], 0))
	w.settled()
}

func TestReadsHonourACommittedJournal(t *testing.T) {
	w := newWorld(t)
	ids, group := stuck(w)
	w.holds(group, ids[1:], ids[:1])
	tests := []struct {
		filter string
		groups int
	}{
		{`members eq "` + ids[1] + `"`, 1},
		{`members eq "` + ids[0] + `"`, 0},
		{`id eq "` + group + `" and members eq "` + ids[2] + `"`, 1},
		{`id eq "` + group + `" and members eq "` + ids[0] + `"`, 0},
	}
	for _, tt := range tests {
		list, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(tt.filter, schema.Groups()))
		w.must(err)
		if list.Total != tt.groups {
			t.Errorf("%s: %d groups, want %d", tt.filter, list.Total, tt.groups)
		}
	}
	users, err := w.dir.Users(t.Context(), w.okta.Account, w.search(`groups.value eq "`+group+`"`, schema.Users()))
	w.must(err)
	if users.Total != many-1 {
		t.Errorf("%d users in the group, want %d", users.Total, many-1)
	}
}

func TestWritesFinishAPendingJournalFirst(t *testing.T) {
	tests := []struct {
		name string
		do   func(w *world, ids []string, group string) error
		in   func(ids []string) []string
	}{
		{"patch", func(w *world, ids []string, group string) error {
			return w.patchGroup(group, removeMembers(ids[1]), addMembers(ids[0]))
		}, func(ids []string) []string { return slices.Concat(ids[:1], ids[2:]) }},
		{"replace", func(w *world, ids []string, group string) error {
			_, err := w.dir.ReplaceGroup(w.Context(), w.okta, group, scim.Object{"displayName": "Sales"}, ids[:3], 0)
			return err
		}, func(ids []string) []string { return ids[:3] }},
		{"a user of the group is deleted", func(w *world, ids []string, _ string) error {
			return w.dir.DeleteUser(w.Context(), w.okta, ids[1], 0)
		}, func(ids []string) []string { return ids[2:] }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			ids, group := stuck(w)
			w.must(tt.do(w, ids, group))
			w.holds(group, tt.in(ids), nil)
			w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
			w.settled()
			w.holds(group, tt.in(ids), nil)
		})
	}
}

func TestDeletingAGroupWithAPendingJournal(t *testing.T) {
	w := newWorld(t)
	ids, group := stuck(w)
	w.must(w.dir.DeleteGroup(t.Context(), w.okta, group, 0))
	w.holds("", nil, ids)
	w.settled()
}

func TestALateApplierUndoesNothing(t *testing.T) {
	w := newWorld(t)
	ids, group := stuck(w)
	pending, err := w.dir.PendingJournals(t.Context(), w.okta.Account)
	w.must(err)
	// Between the reads and the first write of the late applier, somebody finishes the journal and takes a user out again.
	w.beforeNextWrite(func() { w.must(w.patchGroup(group, removeMembers(ids[1]))) })
	w.must(w.dir.ApplyJournal(t.Context(), w.okta.Account, pending[0]))
	w.holds(group, ids[2:], ids[:2])
	w.settled()
}

func TestAMassChangeIsCheckedBeforeItIsCommitted(t *testing.T) {
	w := newWorld(t)
	ids := w.users(many)
	group := w.group("Sales")
	gone := w.user("gone")
	w.must(w.dir.DeleteUser(t.Context(), w.okta, gone, 0))
	for _, bad := range []string{"01NOBODY", gone, "#"} {
		err := w.patchGroup(group, addMembers(append(slices.Clone(ids), bad)...))
		w.fails(err, fault.Invalid, scim.InvalidValue)
	}
	_, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "SALES"}, ids)
	w.fails(err, fault.Conflict, scim.Uniqueness)
	w.holds(group, nil, ids)
	w.settled()
}

func TestSlowAppliersLeaveTheRestToTheNextOne(t *testing.T) {
	w := newWorld(t)
	_, group := stuck(w)
	pending, err := w.dir.PendingJournals(t.Context(), w.okta.Account)
	w.must(err)
	ctx, cancel := w.hurried()
	defer cancel()
	w.fails(w.dir.ApplyJournal(ctx, w.okta.Account, pending[0]), fault.Unavailable, "busy")
	_, err = w.dir.PatchGroup(ctx, w.okta, group, []patch.Op{set("displayName", "Sellers")}, 0)
	w.fails(err, fault.Unavailable, "busy")
	w.must(w.dir.ApplyJournal(t.Context(), w.okta.Account, pending[0]))
	w.settled()
}

func TestAnOpenJournalOfALivingRequestIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	ids := w.users(many)
	group := w.group("Sales")
	once := false
	w.db.before = func(actions []table.Action) {
		if isCommit(actions) && !once {
			once = true
			w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
		}
	}
	w.must(w.patchGroup(group, addMembers(ids...)))
	w.holds(group, ids, nil)
	if !once {
		t.Error("the commit was not seen")
	}
}

func TestAJournalThatWasVoidedCannotBeCommitted(t *testing.T) {
	w := newWorld(t)
	ids := w.users(many)
	group := w.group("Sales")
	times := 0
	w.db.before = func(actions []table.Action) {
		if isCommit(actions) {
			if times++; times == 1 {
				w.ticks.Add(time.Hour.Milliseconds())
				w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
			}
		}
	}
	w.must(w.patchGroup(group, addMembers(ids...)))
	w.holds(group, ids, nil)
	w.settled()
	if times != 2 {
		t.Errorf("%d commits, want 2: the first one lost", times)
	}
}

func TestFailuresOfReadsComeOut(t *testing.T) {
	w := newWorld(t)
	ids, group := stuck(w)
	w.db.noReads = true
	calls := map[string]func() error{
		"user":  func() error { _, err := w.dir.User(t.Context(), w.okta.Account, ids[0], true); return err },
		"group": func() error { _, err := w.dir.Group(t.Context(), w.okta.Account, group, true); return err },
		"users": func() error { _, err := w.dir.Users(t.Context(), w.okta.Account, w.search("", nil)); return err },
		"groups": func() error {
			_, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(`members pr`, schema.Groups()))
			return err
		},
		"edge": func() error {
			_, err := w.dir.Groups(t.Context(), w.okta.Account, w.search(`members eq "x"`, schema.Groups()))
			return err
		},
		"look up": func() error {
			_, err := w.dir.Users(t.Context(), w.okta.Account, w.search(`groups eq "x"`, schema.Users()))
			return err
		},
		"patch":   func() error { return w.patchGroup(group, addMembers(ids[0])) },
		"create":  func() error { return w.makeGroup("Big", ids) },
		"remove":  func() error { return w.dir.DeleteUser(t.Context(), w.okta, ids[0], 0) },
		"delete":  func() error { return w.dir.DeleteGroup(t.Context(), w.okta, group, 0) },
		"apply":   func() error { return w.dir.ApplyAll(t.Context(), w.okta.Account) },
		"journal": func() error { return w.dir.ApplyJournal(t.Context(), w.okta.Account, "x") },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, errCrash) {
			t.Errorf("%s: %v, want the engine's failure as the cause", name, err)
		}
	}
}
