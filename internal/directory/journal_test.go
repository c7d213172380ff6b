package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

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
