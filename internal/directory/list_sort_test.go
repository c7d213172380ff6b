package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

// sortedBy is a search with an order.
func (w *world) sortedBy(filter, by string, descending bool) directory.Query {
	w.Helper()
	q := w.search(filter, schema.Users())
	order, err := schema.Users().Order(by, descending)
	w.must(err)
	q.Order = &order
	return q
}

func TestSortingUsers(t *testing.T) {
	w, ids := company(t)
	for _, c := range []struct{ filter, by, up string }{
		{``, "userName", "ann bob Cid Dan"},
		{``, "id", "bob Dan ann Cid"}, // as they were created
		{``, "externalId", "Cid Dan ann bob"},
		{``, "emails", "ann bob Cid Dan"},
		{``, "title", "bob Dan ann Cid"}, // nobody has one: by id
		{`active eq true or userName eq "Dan"`, "userName", "ann bob Dan"},
		{`groups.value eq "` + ids["Sales"] + `"`, "userName", "ann bob"},
		{`userName eq "cid"`, "id", "Cid"},
		{`userName eq "nobody"`, "id", ""},
	} {
		for _, descending := range []bool{false, true} {
			list, err := w.dir.Users(t.Context(), w.okta.Account, w.sortedBy(c.filter, c.by, descending))
			w.must(err)
			want := strings.Fields(c.up)
			if descending && c.by != "title" {
				slices.Reverse(want)
			}
			if got := userNames(list); !slices.Equal(got, want) || list.Total != len(want) {
				t.Errorf("%s by %s, descending %v: %v of %d, want %v", c.filter, c.by, descending, got, list.Total, want)
			}
		}
	}
}

func TestPagesOfASortedList(t *testing.T) {
	w, _ := company(t)
	for _, by := range []string{"userName", "id", "externalId"} {
		for _, descending := range []bool{false, true} {
			q := w.sortedBy("", by, descending)
			list, err := w.dir.Users(t.Context(), w.okta.Account, q)
			w.must(err)
			whole := userNames(list)

			q.Start, q.Count = 2, 2
			list, err = w.dir.Users(t.Context(), w.okta.Account, q)
			w.must(err)
			if got := userNames(list); !slices.Equal(got, whole[1:3]) || list.More {
				t.Errorf("by %s: the middle is %v of %v", by, got, whole)
			}
			var seen []string
			q.After, q.Count = &directory.Place{}, 3
			for more := true; more; more = list.More {
				list, err = w.dir.Users(t.Context(), w.okta.Account, q)
				w.must(err)
				seen = append(seen, userNames(list)...)
				at := directory.Behind(list, len(list.Items))
				q.After = &at
			}
			if !slices.Equal(seen, whole) {
				t.Errorf("by %s, descending %v: page by page %v, at once %v", by, descending, seen, whole)
			}
		}
	}
}

func TestSortingHasALimit(t *testing.T) {
	w := newWorld(t)
	for i := range 1001 {
		_, err := w.dir.CreateUser(t.Context(), w.okta, scim.Object{"userName": fmt.Sprintf("u%04d", i), "title": "x"})
		w.must(err)
	}
	for filter, by := range map[string]string{``: "title", `title eq "x"`: "title", `userName pr`: "name.familyName"} {
		_, err := w.dir.Users(t.Context(), w.okta.Account, w.sortedBy(filter, by, false))
		w.fails(err, fault.Scope, scim.TooMany)
	}
	for filter, by := range map[string]string{``: "displayName", `userName sw "u0"`: "title", `userName pr`: "id"} {
		list, err := w.dir.Users(t.Context(), w.okta.Account, w.sortedBy(filter, by, true))
		w.must(err)
		if list.Total < 1000 {
			t.Errorf("%d users by %s", list.Total, by)
		}
	}
	q := w.sortedBy("", "displayName", false)
	q.After, q.Count = &directory.Place{Name: "no number"}, 1
	if list, err := w.dir.Users(t.Context(), w.okta.Account, q); err != nil || list.Start != 1 {
		t.Errorf("a place of another kind: %+v, %v", list.Start, err)
	}
}

// TestSortedPagesUnderWrites: who comes or goes in front of a page does not move it, and everybody who was there from the beginning is seen once.
func TestSortedPagesUnderWrites(t *testing.T) {
	for _, by := range []string{"userName", "title", "id", "active"} {
		for _, descending := range []bool{false, true} {
			w := newWorld(t)
			var before []string
			for i := range 20 {
				u, err := w.dir.CreateUser(t.Context(), w.okta, scim.Object{"userName": fmt.Sprintf("u%02d", i), "title": strings.Repeat("x", 600*(i%2)) + fmt.Sprint(i%3), "active": i%4 > 0})
				w.must(err)
				before = append(before, u.ID)
			}
			q := w.sortedBy("", by, descending)
			q.After, q.Count = &directory.Place{}, 3
			seen := map[string]int{}
			for more, n := true, 0; more; n++ {
				list, err := w.dir.Users(t.Context(), w.okta.Account, q)
				w.must(err)
				for _, u := range list.Items {
					seen[u.ID]++
				}
				if more = list.More; more {
					at := directory.Behind(list, len(list.Items))
					q.After = &at
				}
				if n < 3 { // at both ends of any order
					w.user(fmt.Sprint("a", n))
					w.user(fmt.Sprint("z", n))
					w.must(w.dir.DeleteUser(t.Context(), w.okta, list.Items[0].ID, 0))
				}
			}
			for i, id := range before {
				if seen[id] != 1 {
					t.Errorf("by %s, descending %v: user %d was seen %d times", by, descending, i, seen[id])
				}
			}
		}
	}
}
