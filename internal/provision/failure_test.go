package provision_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
)

// sickly fails for some users, for good.
type sickly struct {
	*store.Store
	users map[string]bool
}

func (s *sickly) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	if s.users[user] {
		return provision.Record{}, errDown
	}
	return s.Store.Record(ctx, a, user)
}

// breaks has a rule name a settings template.
func breaks(id, template string) func(p *rule.Policy) {
	return func(p *rule.Policy) {
		at := slices.IndexFunc(p.Rules, func(r rule.Rule) bool { return r.ID == id })
		p.Rules[at].SettingsTemplate = rule.Choice(template)
	}
}

func (w *works) board() []provision.Failure {
	w.t.Helper()
	reader := provision.FailureReader{List: w.store}
	list, err := reader.Failures(context.Background(), w.account)
	w.must(err)
	return list
}

func (w *works) failing(code string, limit int) []provision.FailedUser {
	w.t.Helper()
	reader := provision.FailureReader{List: w.store}
	var all []provision.FailedUser
	for at, more := "", true; more; more = at != "" {
		page, next, err := reader.FailedUsers(context.Background(), w.account, code, at, limit)
		w.must(err)
		if len(page) > limit {
			w.t.Fatalf("%d on a page of %d", len(page), limit)
		}
		all, at = append(all, page...), next
	}
	return all
}

func TestEveryFailureThatAResolveRaisesClearsByItself(t *testing.T) {
	rules := func(change func(r *rule.Rule)) func(w *works) {
		return func(w *works) { w.publish(func(p *rule.Policy) { change(&p.Rules[0]) }) }
	}
	for _, c := range []struct {
		code       string
		harm, mend func(w *works)
		subject    string
	}{
		{"out_of_seats", func(w *works) { w.owns("meeting", 0) }, func(w *works) { w.owns("meeting", 9) }, "meeting"},
		{
			"template_missing", rules(func(r *rule.Rule) { r.SettingsTemplate = "gone" }), rules(func(r *rule.Rule) { r.SettingsTemplate = "" }), "gone",
		},
		{
			"group_missing", rules(func(r *rule.Rule) { r.UserGroup = "gone" }), rules(func(r *rule.Rule) { r.UserGroup = "" }), "gone",
		},
		{
			"role_not_assignable",
			func(w *works) {
				w.publish(func(p *rule.Policy) {
					p.Rules[0].Role, p.AssignableRoles = &rule.Role{Kind: rule.Admin}, []rule.RoleKind{rule.Member}
				})
			},
			func(w *works) {
				w.publish(func(p *rule.Policy) { p.AssignableRoles = []rule.RoleKind{rule.Member, rule.Admin} })
			},
			"admin",
		},
		{
			"invalid_value", rules(func(r *rule.Rule) { r.Products = append(r.Products, rule.ProductGrant{Key: "none"}) }),
			rules(func(r *rule.Rule) { r.Products = r.Products[:1] }), "none",
		},
	} {
		w := newWorks(t)
		group := w.give("meeting", 9)
		w.rest()
		before := w.clock
		c.harm(w)
		users := []string{w.user("ann", group), w.user("bob", group)}
		w.rest()
		list := w.board()
		if len(list) != 1 || list[0].Code != c.code || list[0].Users != 2 || list[0].More || list[0].Remedy == "" {
			t.Errorf("%s: the board has %+v", c.code, list)
			continue
		}
		if f := list[0]; f.FirstSeen.Before(before) || f.LastSeen.Before(f.FirstSeen) || f.LastSeen.After(w.clock) {
			t.Errorf("%s: seen from %v to %v", c.code, f.FirstSeen, f.LastSeen)
		}
		got := w.failing(c.code, 1)
		if len(got) != 2 || len(got[0].Problems) != 1 || got[0].Problems[0].Rule != "R-meeting" || got[0].Problems[0].Subject != c.subject || got[0].UserName == "" {
			t.Errorf("%s: failing are %+v", c.code, got)
		}
		c.mend(w)
		w.rest()
		if list := w.board(); len(list) != 0 || len(w.failing(c.code, 5)) != 0 {
			t.Errorf("%s, mended: the board has %+v", c.code, list)
		}
		w.settled(users...)
	}
}

func TestTheBoardCountsNoFurtherThanAThousand(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 0)
	first := w.clock
	w.crowd(1, group)
	w.rest()
	w.clock = w.clock.Add(time.Hour)
	w.crowd(provision.MaxCounted, group)
	w.rest()
	list := w.board()
	if f := list[0]; f.Users != provision.MaxCounted || !f.More || f.FirstSeen.Sub(first) > time.Minute || f.LastSeen.Sub(f.FirstSeen) < time.Hour {
		t.Errorf("the board has %+v", f)
	}
	if got := w.failing("out_of_seats", 300); len(got) != provision.MaxCounted+1 {
		t.Errorf("%d are listed", len(got))
	}
}

func TestWhoHasHadAFailureLongestComesFirst(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 0)
	var want []string
	for _, name := range []string{"cid", "ann", "bob"} {
		want = append(want, w.user(name, group))
		w.rest()
		w.clock = w.clock.Add(time.Minute)
	}
	w.sync() // whoever fails still has failed since then
	w.rest()
	var got []string
	for _, u := range w.failing("out_of_seats", 2) {
		got = append(got, u.User)
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed are %v, want %v", got, want)
	}
}

func TestEveryFailureHasARemedy(t *testing.T) {
	w := newWorks(t)
	full := provision.FailureReader{List: &everything{w.store}}
	list, err := full.Failures(context.Background(), w.account)
	w.must(err)
	for i, f := range list {
		if f.Code != provision.FailureCodes[i] || f.Remedy == "" {
			t.Errorf("%+v", f)
		}
	}
	if len(list) != len(provision.FailureCodes) {
		t.Errorf("%d causes", len(list))
	}
}

// everything has one user for every failure.
type everything struct{ *store.Store }

func (e *everything) CountFailing(context.Context, access.Account, string, int) (provision.Failure, error) {
	return provision.Failure{Users: 1}, nil
}

func TestFailuresThatNobodyCanRead(t *testing.T) {
	w := newWorks(t)
	w.crowd(3, w.give("meeting", 0))
	w.rest()
	reader := provision.FailureReader{List: w.runs}
	if _, _, err := reader.FailedUsers(context.Background(), w.account, "bad_luck", "", 5); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such failure: %v", err)
	}
	for _, cursor := range []string{"x", "#", "2026-01-01#a", "2026-01-01T00:00:00.000Z#a#b", "2026-01-01T00:00:00.000Z#"} {
		if _, _, err := reader.FailedUsers(context.Background(), w.account, "out_of_seats", cursor, 5); !fault.Is(err, fault.Malformed) {
			t.Errorf("behind %q: %v", cursor, err)
		}
	}
	if list, _, err := reader.FailedUsers(context.Background(), second, "out_of_seats", "", 5); err != nil || len(list) != 0 {
		t.Errorf("by another account: %v, %v", list, err)
	}
	for call := 1; call <= 2; call++ {
		w.engine.calls = call
		if _, _, err := reader.FailedUsers(context.Background(), w.account, "out_of_seats", "", 5); !fault.Is(err, fault.Unavailable) {
			t.Errorf("when call %d fails: %v", call, err)
		}
	}
}
