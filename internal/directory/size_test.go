package directory_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"usersync/internal/store"
	"usersync/internal/table"
)

func TestAGroupThatGoesEmptyIsMarked(t *testing.T) {
	all := func(w *world, group string, users []string) { w.must(w.patchGroup(group, removeMembers(users...))) }
	for name, c := range map[string]struct {
		members int
		empties func(w *world, group string, users []string)
		want    int // members of the mark; 0: none
	}{
		"one request":               {5, all, 5},
		"one request, by a journal": {40, all, 40},
		"nobody is left of one":     {1, all, 0},
		"some are left":             {5, func(w *world, g string, u []string) { w.must(w.patchGroup(g, removeMembers(u[:4]...))) }, 0},
		"one after the other":       {5, func(w *world, g string, u []string) { w.oneByOne(g, u, time.Minute) }, 5},
		"one after the other, slow": {5, func(w *world, g string, u []string) { w.oneByOne(g, u, 40*time.Minute) }, 0},
		"deleted":                   {5, func(w *world, g string, _ []string) { w.deleteGroup(g) }, 5},
		"deleted, by a journal":     {40, func(w *world, g string, _ []string) { w.deleteGroup(g) }, 40},
		"deleted when it was empty": {0, func(w *world, g string, _ []string) { w.deleteGroup(g) }, 0},
		"everybody exchanged":       {5, func(w *world, g string, _ []string) { w.must(w.patchGroup(g, replaceMembers(w.user("other")))) }, 0},
		"emptied and filled again":  {5, func(w *world, g string, u []string) { all(w, g, u); w.must(w.patchGroup(g, addMembers(u[0]))) }, 0},
		"emptied twice": {5, func(w *world, g string, u []string) {
			all(w, g, u)
			w.must(w.patchGroup(g, addMembers(u[0])))
			all(w, g, u)
		}, 5},
		"users deleted": {5, func(w *world, _ string, u []string) { w.deleteUsers(u) }, 0},
		"users deleted but the last": {5, func(w *world, g string, u []string) {
			w.deleteUsers(u[:4])
			w.must(w.patchGroup(g, removeMembers(u[4])))
		}, 0},
		"grown since": {2, func(w *world, g string, u []string) { w.growAndEmpty(g, u) }, 9},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			users := w.users(c.members)
			group := w.group("crowd", users...)
			c.empties(w, group, users)
			if got := w.emptied(group); got != c.want {
				t.Errorf("marked %d, want %d", got, c.want)
			}
		})
	}
}

// Groups of earlier deployments, whose members nobody counted, are counted when they lose one.
func TestGroupsThatWereNotCounted(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	users := w.users(6)
	group := w.group("crowd", users...)
	w.must(w.db.Transact(ctx, []table.Action{table.Update(table.Key{P: "T#01MINE#G#" + group, S: "GROUP"}, []table.Edit{table.Remove("size")})}))
	w.must(w.patchGroup(group, addMembers(w.user("late"))))
	if g := w.readGroup(group); g.Size.Known {
		t.Errorf("%+v", g.Size)
	}
	w.must(w.patchGroup(group, removeMembers(users[0])))
	if g := w.readGroup(group); g.Size.Now != 6 || !g.Size.Known {
		t.Errorf("%+v", g.Size)
	}
	w.must(w.patchGroup(group, replaceMembers()))
	if got := w.emptied(group); got != 7 {
		t.Errorf("marked %d", got)
	}
}

// emptied is how many members the mark of a group tells of; 0: there is none.
func (w *world) emptied(group string) int {
	w.Helper()
	marks, err := store.New(w.db).EmptiedGroups(context.Background(), w.okta.Account, []string{group})
	w.must(err)
	return marks[group].Members
}

func (w *world) oneByOne(group string, users []string, wait time.Duration) {
	for _, u := range users {
		w.must(w.patchGroup(group, removeMembers(u)))
		w.ticks.Add(wait.Milliseconds())
	}
}

func (w *world) growAndEmpty(group string, users []string) {
	more := []string{}
	for i := range 7 {
		more = append(more, w.user(fmt.Sprint("more", i)))
	}
	w.must(w.patchGroup(group, addMembers(more...)))
	w.must(w.patchGroup(group, removeMembers(append(more, users...)...)))
}

func (w *world) deleteGroup(group string) {
	w.must(w.dir.DeleteGroup(context.Background(), w.okta, group, 0))
}

func (w *world) deleteUsers(users []string) {
	for _, u := range users {
		w.must(w.dir.DeleteUser(context.Background(), w.okta, u, 0))
	}
}
