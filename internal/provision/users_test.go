package provision_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim/patch"
	"usersync/internal/table"
)

// desk is where account users are looked up.
type desk struct {
	*works
	reader *provision.UserReader
	group  string
}

func newDesk(t *testing.T, seats int64) *desk {
	w := newWorks(t)
	return &desk{w, &provision.UserReader{Users: w.runs, Policies: w.runs, Seats: w.runs}, w.give("meeting", seats)}
}

func (d *desk) hire(names ...string) (ids []string) {
	d.t.Helper()
	for _, name := range names {
		ids = append(ids, d.user(name, d.group))
	}
	d.rest()
	return ids
}

func (d *desk) rename(user, name string) {
	d.t.Helper()
	ops, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": "replace", "path": "userName", "value": name}}})
	d.must(err)
	_, err = d.directory.PatchUser(context.Background(), d.idp, user, ops, 0)
	d.must(err)
	d.rest()
}

// pages lists everything that a query finds, page by page, with "|" between the pages. between is called after each.
func (d *desk) pages(q provision.UserQuery, between func()) string {
	d.t.Helper()
	var pages []string
	for {
		users, next, err := d.reader.AccountUsers(context.Background(), d.account, q)
		d.must(err)
		var names []string
		for _, u := range users {
			names = append(names, u.Outcome.UserName)
		}
		if len(users) > q.Limit {
			d.t.Errorf("%d users on a page of %d", len(users), q.Limit)
		}
		pages = append(pages, strings.Join(names, " "))
		if q.Cursor = next; next == "" {
			return strings.Join(pages, "|")
		}
		if strings.Trim(next, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			d.t.Errorf("the cursor %q is not URL-safe", next)
		}
		if between != nil {
			between()
		}
	}
}

func TestAccountUsersAreListedByName(t *testing.T) {
	d := newDesk(t, -1)
	ids := d.hire("dora", "Bob", "ann", "émile", "carl")
	d.crowd(1) // no rule matches: no account user
	d.setActive(ids[2], false)
	d.rest()
	for _, c := range []struct {
		name string
		q    provision.UserQuery
		want string
	}{
		{"all", provision.UserQuery{Limit: 100}, "ann Bob carl dora émile"},
		{"two by two", provision.UserQuery{Limit: 2}, "ann Bob|carl dora|émile"},
		{"a page that is just full is the last", provision.UserQuery{Limit: 5}, "ann Bob carl dora émile"},
		{"one by one", provision.UserQuery{Limit: 1}, "ann|Bob|carl|dora|émile"},
		{"one user, in any case", provision.UserQuery{UserName: "BOB", Limit: 10}, "Bob"},
		{"one user, alone on a page", provision.UserQuery{UserName: "bob", Limit: 1}, "Bob"},
		{"a beginning is no name", provision.UserQuery{UserName: "bo", Limit: 10}, ""},
		{"nobody", provision.UserQuery{UserName: "zoe", Limit: 10}, ""},
		{"a state", provision.UserQuery{State: plan.Suspended, Limit: 10}, "ann"},
		{"a state, one by one", provision.UserQuery{State: plan.Active, Limit: 1}, "Bob|carl|dora|émile"},
		{"a name and a state", provision.UserQuery{UserName: "ann", State: plan.Active, Limit: 1}, ""},
		{"a very long name", provision.UserQuery{UserName: strings.Repeat("ä", 700), Limit: 1}, ""},
	} {
		if got := d.pages(c.q, nil); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestUsersOfOneNameAreAllListed(t *testing.T) {
	d := newDesk(t, -1)
	for range 7 {
		id := d.hire("ann")[0]
		d.must(d.directory.DeleteUser(context.Background(), d.idp, id, 0))
		d.rest()
	}
	d.hire("ann", "bob")
	for limit := range 9 {
		got := d.pages(provision.UserQuery{Limit: limit + 1}, nil)
		if names := strings.Fields(strings.ReplaceAll(got, "|", " ")); len(names) != 9 || names[7] != "ann" {
			t.Errorf("pages of %d: %s", limit+1, got)
		}
	}
	if got := d.pages(provision.UserQuery{UserName: "ann", State: plan.Active, Limit: 3}, nil); got != "ann" {
		t.Errorf("the one in use: %s", got)
	}
	if got := d.pages(provision.UserQuery{UserName: "ann", Limit: 5}, nil); got != "ann ann ann ann ann|ann ann ann" {
		t.Errorf("by name: %s", got)
	}
}

func TestWhoeverIsRenamedBetweenPagesDisturbsNobodyElse(t *testing.T) {
	d := newDesk(t, -1)
	ids := d.hire("a", "b", "c", "d", "e")
	renames := []string{"z", "aa"}
	got := d.pages(provision.UserQuery{Limit: 2}, func() {
		if len(renames) > 0 {
			d.rename(ids[1], renames[0]) // to the end, and back behind the cursor
			renames = renames[1:]
		}
	})
	if got != "a b|c d|e" {
		t.Errorf("got %s", got)
	}
}

func TestUsersOfARareStateAreFoundInBoundedSteps(t *testing.T) {
	d := newDesk(t, -1)
	var names []string
	for i := range 450 {
		names = append(names, fmt.Sprintf("u%03d", i))
	}
	ids := d.hire(names...)
	d.setActive(ids[449], false)
	d.setActive(ids[3], false)
	d.rest()
	m := &table.Meter{}
	users, next, err := d.reader.AccountUsers(table.WithMeter(context.Background(), m), d.account, provision.UserQuery{State: plan.Suspended, Limit: 2})
	d.must(err)
	if len(users) != 2 || next != "" || users[0].ID != ids[3] || users[1].ID != ids[449] {
		t.Errorf("found %d users, next %q", len(users), next)
	}
	if u := m.Usage(); u.Calls > 60 {
		t.Errorf("%d calls", u.Calls)
	}
}

func TestMadeUpCursorsAreRefused(t *testing.T) {
	d := newDesk(t, -1)
	d.hire("ann", "bob")
	_, good, err := d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{Limit: 1})
	d.must(err)
	for _, cursor := range []string{"!", "YQ", "AGE", "YQAjIw", "_wBh", good + "=", good[:len(good)-5]} {
		_, _, err := d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{Limit: 1, Cursor: cursor})
		if !fault.Is(err, fault.Malformed) && cursor != good[:len(good)-5] {
			t.Errorf("%q: %v", cursor, err)
		}
	}
	users, next, err := d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{UserName: "Ann", Limit: 1, Cursor: "egBJRA"})
	if err != nil || len(users) != 0 || next != "" {
		t.Errorf("behind the only name: %v, %q, %v", users, next, err)
	}
}

func TestWaitersAreToldTheirPlace(t *testing.T) {
	d := newDesk(t, 1)
	strong := d.stronger("strong", "meeting")
	weak := d.hire("ann", "bob", "carl")
	boss := d.user("boss", strong)
	d.rest()
	for user, want := range map[string]int{weak[0]: 0, boss: 1, weak[1]: 2, weak[2]: 3} {
		u, err := d.reader.AccountUser(context.Background(), d.account, user)
		d.must(err)
		if u.WaitPosition["meeting"] != want {
			t.Errorf("%s stands at %d, want %d", u.Outcome.UserName, u.WaitPosition["meeting"], want)
		}
	}
	users, _, err := d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{Limit: 10})
	d.must(err)
	places := []int{}
	for _, u := range users {
		places = append(places, u.WaitPosition["meeting"])
	}
	if !slices.Equal(places, []int{0, 2, 1, 3}) {
		t.Errorf("places %v", places)
	}
	d.publish(func(p *rule.Policy) { p.Rules = p.Rules[:1] }) // the rule that they wait under is gone, and nobody was told
	if u, err := d.reader.AccountUser(context.Background(), d.account, weak[1]); err != nil || u.WaitPosition["meeting"] != 2 || !u.Pending {
		t.Errorf("%+v, %v", u.WaitPosition, err)
	}
}

// stronger makes a rule that is stronger than all others.
func (d *desk) stronger(name, product string) string {
	g := d.house.group(name)
	d.publish(func(p *rule.Policy) { p.Rules = append([]rule.Rule{gives("R-"+name, g, product)}, p.Rules...) })
	return g
}

func TestAnAccountUserShowsMailAndWhetherItIsUpToDate(t *testing.T) {
	d := newDesk(t, -1)
	ann := d.hire("ann")[0]
	u, err := d.reader.AccountUser(context.Background(), d.account, ann)
	d.must(err)
	if u.Pending || u.Gone || u.Mail == nil || u.Mail.State != "due" || u.Mail.At.IsZero() || u.Fence.Rules != 2 {
		t.Errorf("%+v, mail %+v", u, u.Mail)
	}
	d.setActive(ann, false)
	if u, err = d.reader.AccountUser(context.Background(), d.account, ann); err != nil || !u.Pending {
		t.Errorf("after a change: %+v, %v", u, err)
	}
	d.rest()
	d.publish(func(p *rule.Policy) { p.DefaultLanguage = "de" })
	if u, err = d.reader.AccountUser(context.Background(), d.account, ann); err != nil || !u.Pending {
		t.Errorf("after a publication: %+v, %v", u, err)
	}
	if _, err := d.reader.AccountUser(context.Background(), second, ann); !fault.Is(err, fault.NotFound) {
		t.Errorf("in another account: %v", err)
	}
	for _, id := range []string{"", "nobody", "a#b", "\x00", d.crowd(1)[0]} {
		if _, err := d.reader.AccountUser(context.Background(), d.account, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("user %q: %v", id, err)
		}
	}
}

// TestANameGivenAgain: of two people who had a userName one after the other, the one who has it now comes first.
func TestANameGivenAgain(t *testing.T) {
	d := newDesk(t, -1)
	left := d.hire("ann")[0]
	d.must(d.directory.DeleteUser(context.Background(), d.idp, left, 0))
	d.rest()
	now := d.hire("ann")[0]
	users, _, err := d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{UserName: "ANN", Limit: 10})
	d.must(err)
	if len(users) != 2 || users[0].ID != now || users[1].ID != left || !users[1].Gone {
		t.Errorf("got %+v", users)
	}
}

func TestNoMailIsShownAsSuch(t *testing.T) {
	d := newDesk(t, -1)
	d.publish(func(p *rule.Policy) { p.MailOn = false })
	u := d.user("mute", d.group)
	d.rest()
	got, err := d.reader.AccountUser(context.Background(), d.account, u)
	d.must(err)
	if got.Mail == nil || got.Mail.State != "none" {
		t.Errorf("mail %+v", got.Mail)
	}
}

func TestReadingUsersReportsEveryFailureOfTheStore(t *testing.T) {
	d := newDesk(t, 1)
	ann, bob := d.hire("ann")[0], d.hire("bob")[0]
	for call, failures := 1, 0; ; call++ {
		d.engine.calls = call
		_, err := d.reader.AccountUser(context.Background(), d.account, bob)
		if err == nil {
			_, _, err = d.reader.AccountUsers(context.Background(), d.account, provision.UserQuery{Limit: 5})
		}
		if d.engine.calls > 0 {
			if err != nil || failures < 5 || ann == bob {
				t.Errorf("after %d failures: %v", failures, err)
			}
			return
		}
		if failures++; err == nil {
			t.Errorf("call %d failed and nobody noticed", call)
		}
	}
}
