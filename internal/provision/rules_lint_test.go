package provision_test

import (
	"fmt"
	"slices"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

func TestGroupSizesAreCountedAsFarAsAsked(t *testing.T) {
	h := newHouse(t)
	var members []string
	for i := range 20 {
		u, err := h.directory.CreateUser(t.Context(), h.idp, scim.Object{"userName": fmt.Sprintf("u%d@example.com", i)})
		h.must(err)
		members = append(members, u.ID)
	}
	g, err := h.directory.CreateGroup(t.Context(), h.idp, scim.Object{"displayName": "All"}, members)
	h.must(err)
	for most, want := range map[int]int{0: 0, 1: 1, 7: 7, 20: 20, 100: 20} {
		if n, err := h.store.GroupSize(t.Context(), h.account, g.ID, most); err != nil || n != want {
			t.Errorf("up to %d: %d, %v", most, n, err)
		}
	}
	if n, err := h.store.GroupSize(t.Context(), h.account, "nothing", 5); n != 0 || err != nil {
		t.Errorf("a group that is not there: %d, %v", n, err)
	}
}

// Beyond the first 200 groups linting knows only whether they are there: it says nothing of emptiness.
func TestLintAsksOfSoManyGroupsWhetherTheyAreEmpty(t *testing.T) {
	h := newHouse(t)
	var ids []string
	for i := range 203 {
		g, err := h.directory.CreateGroup(t.Context(), h.idp, scim.Object{"displayName": fmt.Sprint("G", i)}, nil)
		h.must(err)
		ids = append(ids, g.ID)
	}
	h.publish(func(p *rule.Policy) {
		for i, id := range ids {
			p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprint("r", i), Enabled: true, Group: id})
		}
	})
	h.must(h.directory.DeleteGroup(t.Context(), h.idp, ids[201], 0))
	p, found, err := (&provision.Rules{Publisher: h.publisher, Groups: h.store, Drafts: h.store, Accounts: h.store}).Lint(t.Context(), h.account)
	h.must(err)
	empty := slices.DeleteFunc(slices.Clone(found), func(f rule.Finding) bool { return f.Code != rule.FindGroupEmpty })
	if len(empty) != 200 || len(found) != 201 || found[200].Code != rule.FindGroupGone || p.Version != 2 {
		t.Errorf("%d empty, %d in all", len(empty), len(found))
	}
}
