package provision_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// crowdOf is a list of account users that counts how many of them were read; policies and waiting lines have nothing to say.
type crowdOf struct {
	provision.Policies
	provision.Seats
	users []provision.AccountUser
	read  int
}

func (c *crowdOf) ReadAccountUsers(_ context.Context, _ access.Account, ids []string) ([]provision.AccountUser, error) {
	c.read += len(ids)
	var users []provision.AccountUser
	for _, id := range ids {
		at, err := strconv.Atoi(id)
		if err != nil {
			return nil, err
		}
		u := c.users[at]
		u.ID = id
		users = append(users, u)
	}
	return users, nil
}

func (c *crowdOf) AccountUserIDs(_ context.Context, _ access.Account, _, after string, limit int) ([]provision.Place, error) {
	at, _ := strconv.Atoi(after)
	var places []provision.Place
	for ; at < len(c.users) && len(places) < limit; at++ {
		places = append(places, provision.Place{User: strconv.Itoa(at), At: strconv.Itoa(at + 1)})
	}
	return places, nil
}

func (c *crowdOf) Said(context.Context, access.Account, string) (provision.Said, error) {
	return provision.Said{}, nil
}

func (c *crowdOf) LiveVersion(context.Context, access.Account) (int64, error) { return 1, nil }

func (c *crowdOf) Policy(context.Context, access.Account, int64) (*rule.Policy, error) {
	return &rule.Policy{}, nil
}

func (c *crowdOf) LineHeads(context.Context, access.Account, string) ([]provision.Waiter, error) {
	return nil, nil
}

func (c *crowdOf) find(t *testing.T, q provision.UserQuery) (names []string, next string) {
	t.Helper()
	reader := &provision.UserReader{Users: c, Policies: c, Seats: c}
	users, next, err := reader.AccountUsers(context.Background(), access.Account{}, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		names = append(names, u.Outcome.UserName)
	}
	return names, next
}

func TestUsersAreSearchedByWhatTheyHave(t *testing.T) {
	by := func(id string) plan.Assigned[rule.Choice] { return plan.Assigned[rule.Choice]{Rule: id} }
	in := func(group rule.Choice) plan.Assigned[rule.Choice] { return plan.Assigned[rule.Choice]{Value: group} }
	crowd := &crowdOf{}
	for _, o := range []plan.Outcome{
		{UserName: "ann", DisplayName: "Ann Émile", Products: []plan.Product{{Key: "meeting", State: plan.Granted, Rule: "r1"}}, UserGroup: in("g1")},
		{UserName: "bob", DisplayName: "Robert", Products: []plan.Product{{Key: "meeting", State: plan.Waiting}}, UserGroup: in(rule.None)},
		{UserName: "émile", Products: []plan.Product{{Key: "webinar"}}, Role: plan.Assigned[rule.Role]{Rule: "r1"}},
		{UserName: "dora", State: plan.Suspended, Language: plan.Assigned[string]{Rule: "r1"}, UserGroup: in("g2")},
		{UserName: "eve", Settings: by("r1"), UserGroup: by("r2")},
		{UserName: "fay", UserGroup: by("r1")},
	} {
		crowd.users = append(crowd.users, provision.AccountUser{Outcome: o})
	}
	for _, c := range []struct {
		name string
		q    provision.UserQuery
		want string
	}{
		{"text in either name, whatever its case", provision.UserQuery{Text: "ÉMILE"}, "ann émile"},
		{"text in the middle", provision.UserQuery{Text: "ober"}, "bob"},
		{"text that is nowhere", provision.UserQuery{Text: "zoe"}, ""},
		{"a product, granted or waiting", provision.UserQuery{Product: "meeting"}, "ann bob"},
		{"a part of a key is no key", provision.UserQuery{Product: "meet"}, ""},
		{"a rule, whatever it gives", provision.UserQuery{Rule: "r1"}, "ann émile dora eve fay"},
		{"a user group", provision.UserQuery{UserGroup: "g1"}, "ann"},
		{"no user group, by a rule or by default", provision.UserQuery{UserGroup: rule.None}, "bob émile eve fay"},
		{"all together", provision.UserQuery{Text: "a", Product: "meeting", Rule: "r1", UserGroup: "g1"}, "ann"},
		{"none has all", provision.UserQuery{State: plan.Suspended, Product: "meeting"}, ""},
	} {
		c.q.Limit = 10
		if got, next := crowd.find(t, c.q); strings.Join(got, " ") != c.want || next != "" {
			t.Errorf("%s: %q, want %q; next %q", c.name, got, c.want, next)
		}
	}
}

func TestASearchReadsAtMost5000UsersAndGoesOnFromThere(t *testing.T) {
	crowd := &crowdOf{}
	for i := range 12_000 {
		crowd.users = append(crowd.users, provision.AccountUser{Outcome: plan.Outcome{UserName: fmt.Sprint("u", i)}})
	}
	crowd.users[7].Outcome.DisplayName, crowd.users[11_000].Outcome.DisplayName = "Rare", "Rare"
	for _, limit := range []int{1, 100, 999} {
		var found []string
		q := provision.UserQuery{Text: "rare", Limit: limit}
		pages := 0
		for more := true; more; more = q.Cursor != "" {
			crowd.read = 0
			names, next := crowd.find(t, q)
			found, q.Cursor = append(found, names...), next
			if pages++; crowd.read > 5000 || pages > 6 {
				t.Fatalf("pages of %d: %d users read for page %d", limit, crowd.read, pages)
			}
		}
		if strings.Join(found, " ") != "u7 u11000" {
			t.Errorf("pages of %d: found %v", limit, found)
		}
	}
}
