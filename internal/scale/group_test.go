package scale

import (
	"context"
	"slices"
	"testing"

	"usersync/internal/directory"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/table"
)

// TestLoadingSpreadsOverPartitions: while 100,000 members arrive, no partition key takes more than an eighth of the writes.
func TestLoadingSpreadsOverPartitions(t *testing.T) {
	w := newWorld(t)
	all, most := 0, 0
	for _, n := range w.loading {
		all, most = all+n, max(most, n)
	}
	t.Logf("%d writes, %d on the hottest of %d partition keys: %.1f %%", all, most, len(w.loading), 100*float64(most)/float64(all))
	if all < 3*crowd || most > all/8 {
		t.Errorf("the hottest partition key takes %d of %d writes", most, all)
	}
}

// TestWhatOneMemberCosts: units and calls are the same in groups of any size, and within what they may be.
func TestWhatOneMemberCosts(t *testing.T) {
	w := newWorld(t)
	stranger := w.users[crowd-1]
	for _, c := range []struct {
		name        string
		do          func(ctx context.Context, group string) error
		read, write float64
	}{
		{"remove a member", func(ctx context.Context, group string) error { return w.patch(ctx, group, patch.Remove, w.users[3]) }, 3, 13},
		{"remove nobody", func(ctx context.Context, group string) error { return w.patch(ctx, group, patch.Remove, w.users[3]) }, 3, 0},
		{"add a member", func(ctx context.Context, group string) error { return w.patch(ctx, group, patch.Add, w.users[3]) }, 3, 13},
		{"add a member who is one", func(ctx context.Context, group string) error { return w.patch(ctx, group, patch.Add, w.users[3]) }, 3, 0},
		{"read without members", func(ctx context.Context, group string) error {
			g, err := w.dir.Group(ctx, w.who.Account, group, false)
			if len(g.Members) > 0 || g.Omitted {
				t.Error("members were read")
			}
			return err
		}, 1, 0},
		{"is a member", func(ctx context.Context, group string) error { return w.isMember(ctx, group, w.users[3], 1) }, 4, 0},
		{"is no member", func(ctx context.Context, group string) error {
			if group == w.groups[crowd] {
				return w.isMember(ctx, group, "nobody", 0)
			}
			return w.isMember(ctx, group, stranger, 0)
		}, 3, 0},
	} {
		var used []table.Usage
		for _, size := range sizes {
			u := w.cost(func(ctx context.Context) { w.must(c.do(ctx, w.groups[size])) })
			if used = append(used, u); u.Read > c.read || u.Write > c.write {
				t.Errorf("%s of %d: %+v, want at most %v read and %v write units", c.name, size, u, c.read, c.write)
			}
		}
		if len(slices.Compact(slices.Clone(used))) > 1 {
			t.Errorf("%s: groups of %v cost %+v", c.name, sizes, used)
		}
	}
}

func (w *world) isMember(ctx context.Context, group, user string, want int) error {
	list, err := w.dir.Groups(ctx, w.who.Account, w.query(`id eq "`+group+`" and members eq "`+user+`"`, schema.Groups()))
	if err == nil && list.Total != want {
		w.t.Errorf("%d groups, want %d", list.Total, want)
	}
	return err
}

// TestManyMembersAreLeftOutWhole: an answer holds 1,000 members or none, and finding out costs the same in any larger group.
func TestManyMembersAreLeftOutWhole(t *testing.T) {
	w := newWorld(t)
	var used []table.Usage
	for _, size := range sizes {
		var g directory.Group
		u := w.cost(func(ctx context.Context) {
			var err error
			g, err = w.dir.Group(ctx, w.who.Account, w.groups[size], true)
			w.must(err)
		})
		if omitted := size > directory.MaxListedMembers; g.Omitted != omitted || !omitted && len(g.Members) != size || omitted && g.Members != nil {
			t.Errorf("group of %d: %d members, omitted %v", size, len(g.Members), g.Omitted)
		}
		if g.Omitted {
			used = append(used, u)
		}
	}
	if used[1].Read > 1.5*used[0].Read {
		t.Errorf("groups of 10,000 and 100,000 cost %+v", used)
	}
}

// TestAPageOfMembersCostsTheSameEverywhere: at the beginning, in the middle and at the end, in a group of 1,000 as in one of 100,000.
func TestAPageOfMembersCostsTheSameEverywhere(t *testing.T) {
	w := newWorld(t)
	least, most := 1e9, 0.0
	for _, size := range sizes[1:] {
		for _, at := range []int{0, size / 2, size - 120} {
			after := ""
			if at > 0 {
				after = w.users[at-1]
			}
			for name, read := range w.pages(w.groups[size], after) {
				var got []string
				u := w.cost(func(ctx context.Context) { got = read(ctx) })
				if !slices.Equal(got, w.users[at:at+100]) {
					t.Errorf("%s, group of %d, behind %d: %d members", name, size, at, len(got))
				}
				least, most = min(least, u.Read), max(most, u.Read)
			}
		}
	}
	t.Logf("a page of 100 members and users: %v to %v read units", least, most)
	if most > 1.3*least {
		t.Errorf("pages cost from %v to %v read units", least, most)
	}
}

// pages are the two ways to a page of members: the admin API's, and SCIM's by cursor.
func (w *world) pages(group, after string) map[string]func(ctx context.Context) []string {
	return map[string]func(ctx context.Context) []string{
		"admin": func(ctx context.Context) (ids []string) {
			list, _, err := w.dir.Members(ctx, w.who.Account, group, after, 100)
			w.must(err)
			for _, m := range list {
				ids = append(ids, m.ID)
			}
			return ids
		},
		"SCIM": func(ctx context.Context) (ids []string) {
			q := w.query(`groups.value eq "`+group+`"`, schema.Users())
			q.After = &directory.Place{ID: after}
			list, err := w.dir.Users(ctx, w.who.Account, q)
			w.must(err)
			for _, u := range list.Items {
				ids = append(ids, u.ID)
			}
			return ids
		},
	}
}

// TestTenThousandMembersByCursor reads a whole group as a client does.
func TestTenThousandMembersByCursor(t *testing.T) {
	w := newWorld(t)
	for name := range w.pages("", "") {
		var got []string
		for after := ""; ; after = got[len(got)-1] {
			page := w.pages(w.groups[10_000], after)[name](t.Context())
			if got = append(got, page...); len(page) < 100 {
				break
			}
		}
		if !slices.Equal(got, w.users[:10_000]) {
			t.Errorf("%s: %d members", name, len(got))
		}
	}
}

// TestTenThousandMembersAreReplacedWhole by one PUT.
func TestTenThousandMembersAreReplacedWhole(t *testing.T) {
	w := newWorld(t)
	group := w.load("Replaced", w.users[:10_000])
	want := w.users[5_000:15_000]
	_, err := w.dir.ReplaceGroup(t.Context(), w.who, group, scim.Object{"displayName": "Replaced"}, want, 0)
	w.must(err)
	got, err := w.dir.Store.Members(t.Context(), w.who.Account, group, 0)
	w.must(err)
	if !slices.Equal(got, want) {
		t.Errorf("%d members", len(got))
	}
	for i, in := range map[int]bool{0: false, 4_999: false, 5_000: true, 14_999: true, 15_000: false} {
		groups, err := w.dir.Store.GroupsOf(t.Context(), w.who.Account, w.users[i])
		w.must(err)
		if slices.Contains(groups, group) != in {
			t.Errorf("user %d: in the group %v, want %v", i, !in, in)
		}
	}
	w.must(w.dir.DeleteGroup(t.Context(), w.who, group, 0))
	if pending, err := w.dir.PendingJournals(t.Context(), w.who.Account); err != nil || len(pending) > 0 {
		t.Errorf("left: %v, %v", pending, err)
	}
}

// TestAHundredMembers: how a batch of 100, as Okta and clients of AWS send it, is written.
func TestAHundredMembers(t *testing.T) {
	w := newWorld(t)
	var used []table.Usage
	for _, size := range sizes[1:] {
		members := w.users[:100]
		used = append(used, w.cost(func(ctx context.Context) { w.must(w.patch(ctx, w.groups[size], patch.Remove, members...)) }))
		w.must(w.patch(t.Context(), w.groups[size], patch.Add, members...))
	}
	t.Logf("%+v", used[0])
	if used[0] != used[len(used)-1] {
		t.Errorf("groups of %v cost %+v", sizes[1:], used)
	}
}
