package directory_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
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
