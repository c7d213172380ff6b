package directory_test

import (
	"fmt"
	"slices"
	"testing"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// pages is the ids of a group's members, page by page.
func (w *world) pages(group string, limit int) (ids []string, most int) {
	w.Helper()
	for after, more := "", true; more; more = after != "" {
		page, next, err := w.dir.Members(w.Context(), w.okta.Account, group, after, limit)
		w.must(err)
		for _, m := range page {
			ids = append(ids, m.ID)
		}
		after, most = next, max(most, len(page))
	}
	return ids, most
}

// TestPagesOfMembers: pages of any size hold every member once, in order, whether the memberships stand or are on their way.
func TestPagesOfMembers(t *testing.T) {
	w := newWorld(t)
	ids := w.users(130)
	group := w.group("Sales", ids[:100]...)
	for _, limit := range []int{1, 7, 99, 100, 101, 1000} {
		got, most := w.pages(group, limit)
		if !slices.Equal(got, ids[:100]) || most > limit {
			t.Errorf("by %d: %d members, at most %d on a page", limit, len(got), most)
		}
	}
	ctx, cancel := w.hurried()
	defer cancel()
	_, err := w.dir.PatchGroup(ctx, w.okta, group, []patch.Op{removeMembers(ids[:20]...), addMembers(ids[90:]...)}, 0)
	w.must(err)
	if pending, err := w.dir.PendingJournals(t.Context(), w.okta.Account); err != nil || len(pending) != 1 {
		t.Fatalf("pending %v, %v", pending, err)
	}
	for _, limit := range []int{1, 13, 1000} {
		if got, _ := w.pages(group, limit); !slices.Equal(got, ids[20:]) {
			t.Errorf("by %d, with a pending journal: %d members", limit, len(got))
		}
	}
}

func TestPagesOfMembersThatAreRefused(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.dir.Members(t.Context(), w.okta.Account, "nobody", "", 10)
	w.fails(err, fault.NotFound, "not_found")
	group := w.group("Sales", w.user("ann"))
	_, _, err = w.dir.Members(t.Context(), w.stranger.Account, group, "", 10)
	w.fails(err, fault.NotFound, "not_found")
	w.db.noReads = true
	_, _, err = w.dir.Members(t.Context(), w.okta.Account, group, "", 10)
	w.fails(err, fault.Unavailable, "storage")
}

// TestUsersOfAGroupByCursor: the filter that SCIM has for the members of a group, page by page, alone and narrowed.
func TestUsersOfAGroupByCursor(t *testing.T) {
	w := newWorld(t)
	ids := w.users(60)
	group := w.group("Sales", ids[:50]...)
	_, err := w.dir.PatchUser(t.Context(), w.okta, ids[7], []patch.Op{set("title", "boss")}, 0)
	w.must(err)
	for _, c := range []struct {
		filter string
		count  int
		want   []string
	}{
		{`groups.value eq "%s"`, 7, ids[:50]},
		{`groups eq "%s"`, 50, ids[:50]},
		{`groups[value eq "%s"]`, 49, ids[:50]},
		{`groups.value eq "%s" and title eq "boss"`, 10, ids[7:8]},
		{`groups.value eq "%s" and groups.value eq "other"`, 10, nil},
		{`groups.value eq "no id / %s"`, 10, nil},
	} {
		q := w.search(fmt.Sprintf(c.filter, group), schema.Users())
		q.After, q.Count = &directory.Place{}, c.count
		var got []string
		for pages, more := 1, true; more; pages++ {
			list, err := w.dir.Users(t.Context(), w.okta.Account, q)
			w.must(err)
			for _, u := range list.Items {
				got = append(got, u.ID)
			}
			if more = list.More; more {
				at := directory.Behind(list, len(list.Items))
				q.After = &at
			}
			if list.Uncounted != (more || pages > 1) || !list.Uncounted && list.Total != len(c.want) {
				t.Errorf("%s: total %d of page %d, uncounted %v", c.filter, list.Total, pages, list.Uncounted)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %d users, want %d", c.filter, len(got), len(c.want))
		}
	}
}
