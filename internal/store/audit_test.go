package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/audit"
	"usersync/internal/engine/local"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/store"
)

// record has something be on record: the return of a user, which is the shortest way to a record.
func record(t *testing.T, s *store.Store, a access.Account, user string, r audit.Record) {
	t.Helper()
	must(t, s.Commit(t.Context(), a, user, provision.Change{
		Fence: fence(t, s, a, user), Version: 1, Now: bellTime, Outcome: &plan.Outcome{State: plan.Active, UserName: "ann"}, Returned: &r,
	}))
}

// Whatever is asked for and however large a page is: the pages together are what is asked for, newest first, each record once.
func TestPagesOfTheAuditAreAllThatIsAskedFor(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	var all []audit.Record
	for i := range 40 {
		r := audit.Record{
			ID: fmt.Sprintf("R%02d", i), At: bellTime.Add(time.Duration(i/3) * time.Second), Actor: fmt.Sprint("k", i%2),
			Action: []audit.Action{audit.AdoptUser, audit.EraseUser, audit.AdoptGroup}[i%3], Subject: fmt.Sprint("u", i%5),
		}
		record(t, s, a, user, r)
		all = append(all, r)
	}
	slices.Reverse(all)
	rapid.Check(t, func(t *rapid.T) {
		q := audit.Query{
			Actor:   rapid.SampledFrom([]string{"", "k0", "k2"}).Draw(t, "actor"),
			Action:  rapid.SampledFrom([]audit.Action{"", audit.EraseUser}).Draw(t, "action"),
			Subject: rapid.SampledFrom([]string{"", "u3"}).Draw(t, "subject"),
			From:    bellTime.Add(time.Duration(rapid.IntRange(-1, 9).Draw(t, "from")) * time.Second),
		}
		want := slices.DeleteFunc(slices.Clone(all), func(r audit.Record) bool { return !q.Matches(r) })
		limit, got := rapid.IntRange(1, 50).Draw(t, "limit"), []audit.Record{}
		for cursor, more := "", true; more; more = cursor != "" {
			page, next, err := s.AuditRecords(t.Context(), a, q, cursor, limit)
			if err != nil || len(page) > limit {
				t.Fatal(len(page), err)
			}
			got, cursor = append(got, page...), next
		}
		if !slices.EqualFunc(got, want, func(x, y audit.Record) bool { return x.ID == y.ID }) {
			t.Fatalf("%+v: %d records, want %d", q, len(got), len(want))
		}
	})
}

// What lies before the time that is asked for is not read, however much it is.
func TestAListFromATimeEndsThere(t *testing.T) {
	s, a := store.New(local.Memory()), access.FromTrigger("A1")
	user := newcomers(t, s, 1)[0][len("A1/"):]
	for i := range 20 {
		record(t, s, a, user, audit.Record{ID: fmt.Sprintf("R%02d", i), At: bellTime.Add(time.Duration(i) * time.Hour), Action: audit.EraseUser})
	}
	q := audit.Query{From: bellTime.Add(17 * time.Hour)}
	page, next, err := s.AuditRecords(t.Context(), a, q, "", 3)
	if must(t, err); len(page) != 3 || page[2].ID != "R17" || next != "" {
		t.Errorf("%d records, next %q: what is older was looked at", len(page), next)
	}
}
