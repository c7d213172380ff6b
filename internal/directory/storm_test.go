package directory_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
)

// TestBothSidesAgreeAfterAStorm lets several clients change the same users and groups at once, small and large, with the sweeper among them.
// Afterwards every membership stands on both sides, between a user and a group that exist, and the totals are exact.
func TestBothSidesAgreeAfterAStorm(t *testing.T) {
	w := newWorld(t)
	w.dir.Sleep = func(ctx context.Context, _ time.Duration) error { runtime.Gosched(); return ctx.Err() }
	users, groups := w.users(50), []string{}
	for i := range 4 {
		groups = append(groups, w.group(fmt.Sprintf("group%d", i)))
	}
	var wg sync.WaitGroup
	for client := range 6 {
		random := rand.New(rand.NewPCG(1, uint64(client)))
		wg.Go(func() {
			for range 40 {
				if err := w.anything(random, users, groups); !expected(err) {
					t.Errorf("client %d: %v", client, err)
				}
			}
		})
	}
	wg.Wait()
	w.ticks.Add(time.Hour.Milliseconds())
	w.must(w.dir.ApplyAll(t.Context(), w.okta.Account))
	w.settled()
	w.agree(users, groups)
	w.sound()
}

// anything does one change that is drawn at random.
func (w *world) anything(random *rand.Rand, users, groups []string) error {
	some := func(n int) []string {
		list := slices.Clone(users)
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return list[:n]
	}
	group := groups[random.IntN(len(groups))]
	switch random.IntN(15) {
	case 0:
		return w.dir.DeleteUser(w.Context(), w.okta, users[random.IntN(10)], 0)
	case 1:
		return w.dir.DeleteGroup(w.Context(), w.okta, groups[0], 0)
	case 2:
		return w.dir.ApplyAll(w.Context(), w.okta.Account)
	case 3, 4:
		return w.patchGroup(group, addMembers(users[10:]...))
	case 5:
		return w.patchGroup(group, replaceMembers(some(5)...))
	case 6:
		_, err := w.dir.ReplaceGroup(w.Context(), w.okta, group, scim.Object{"displayName": group}, users[10+random.IntN(30):], 0)
		return err
	case 7:
		_, err := w.dir.PatchUser(w.Context(), w.okta, some(1)[0], []patch.Op{set("title", fmt.Sprint(random.IntN(9)))}, 0)
		return err
	case 9, 10:
		return w.patchGroup(group, addMembers(groups[random.IntN(len(groups))]))
	case 11:
		return w.patchGroup(group, removeMembers(groups[random.IntN(len(groups))]))
	case 8:
		return w.patchGroup(group, removeMembers(some(20)...))
	default:
		return w.patchGroup(group, addMembers(some(2)...))
	}
}

// expected are the failures that a storm brings: somebody is gone, or the others are too quick.
func expected(err error) bool {
	return err == nil || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unavailable)
}

func (w *world) agree(users, groups []string) {
	w.Helper()
	a, port := w.okta.Account, w.dir.Store
	living, err := port.DirectoryUsers(w.Context(), a, users)
	w.must(err)
	there, err := port.DirectoryGroups(w.Context(), a, groups)
	w.must(err)
	sides := map[[2]string]int{}
	for _, g := range groups {
		members, err := port.Members(w.Context(), a, g, 0)
		w.must(err)
		for _, u := range members {
			sides[[2]string{u, g}]++
		}
	}
	for _, u := range users {
		in, err := port.GroupsOf(w.Context(), a, u)
		w.must(err)
		for _, g := range in {
			sides[[2]string{u, g}] += 2
		}
	}
	for edge, n := range sides {
		user := slices.ContainsFunc(living, func(u directory.User) bool { return u.ID == edge[0] })
		group := slices.ContainsFunc(there, func(g directory.Group) bool { return g.ID == edge[1] })
		if n != 3 || !user || !group {
			w.Errorf("membership %v: sides %d, user exists: %v, group exists: %v", edge, n, user, group)
		}
	}
	for kind, want := range map[directory.Kind]int{directory.UserKind: len(living), directory.GroupKind: len(there)} {
		if got, err := port.Count(w.Context(), a, kind); err != nil || got != want {
			w.Errorf("%s: counted %d, %v; there are %d", kind, got, err, want)
		}
	}
}
