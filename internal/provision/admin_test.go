package provision_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var admin = &rule.Role{Kind: rule.Admin}

// bosses makes a group whose members are admins with the product meeting, and so many of them.
func (w *works) bosses(n int) (group string, users []string) {
	w.t.Helper()
	group = w.give("meeting", -1)
	w.publish(func(p *rule.Policy) { p.Rules[0].Role = admin })
	users = w.crowd(n, group)
	w.rest()
	return group, users
}

// admins are the users with the role admin, by their outcomes; they must be those on the list.
func (w *works) admins() []string {
	w.t.Helper()
	var have []string
	for _, user := range w.everybody() {
		if w.record(user).Outcome.IsAdmin() {
			have = append(have, user)
		}
	}
	listed, err := w.store.Admins(context.Background(), w.account, 100)
	w.must(err)
	slices.Sort(have)
	if !slices.Equal(have, listed.Users) {
		w.t.Errorf("admins are %v, listed %v", have, listed.Users)
	}
	return have
}

// everybody is all who ever had an outcome.
func (w *works) everybody() []string {
	w.t.Helper()
	places, err := w.store.AccountUserIDs(context.Background(), w.account, "", "", 1000)
	w.must(err)
	var ids []string
	for _, p := range places {
		ids = append(ids, p.User)
	}
	return ids
}

func (w *works) codes(user string) []string {
	var codes []string
	for _, p := range w.record(user).Outcome.Problems {
		codes = append(codes, p.Code)
	}
	return codes
}

func (w *works) deleteUser(user string) {
	w.t.Helper()
	w.must(w.directory.DeleteUser(context.Background(), w.idp, user, 0))
}

func TestTheLastAdminStays(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(w *works, group, user string)
		keeps   string // state and products of the one who stays
	}{
		"inactive":     {func(w *works, _, user string) { w.setActive(user, false) }, "active meeting:granted"},
		"deleted":      {func(w *works, _, user string) { w.deleteUser(user) }, "active meeting:granted"},
		"out of group": {func(w *works, group, user string) { w.members(group, "remove", user) }, "active meeting:granted"},
		"rule deleted": {func(w *works, _, _ string) { w.publish(func(p *rule.Policy) { p.Rules = nil }) }, "active meeting:granted"},
		"rule weaker":  {func(w *works, _, _ string) { w.publish(func(p *rule.Policy) { p.Rules[0].Role = nil }) }, "active meeting:granted"},
		"role replaced": {func(w *works, _, _ string) {
			w.publish(func(p *rule.Policy) { p.Rules[0].Role, p.Rules[0].Products = nil, nil })
		}, "active"},
		"not allowed": {func(w *works, _, _ string) {
			w.publish(func(p *rule.Policy) { p.AssignableRoles = []rule.RoleKind{rule.Member} })
		}, "active meeting:granted"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group, users := w.bosses(3)
			for _, user := range users {
				c.happens(w, group, user)
			}
			w.rest()
			left := w.admins()
			if len(left) != 1 {
				t.Fatalf("%v are admins", left)
			}
			w.sees(left[0], c.keeps)
			if codes := w.codes(left[0]); !slices.Contains(codes, "last_admin") {
				t.Errorf("its failures are %v", codes)
			}
			w.settled()
			w.clock = w.clock.Add(time.Hour)
			w.sweep(time.Minute)
			w.rest()
			if again := w.admins(); !slices.Equal(again, left) {
				t.Errorf("later %v are admins", again)
			}
		})
	}
}

// The one who is kept is let go as soon as somebody else is an admin, whoever notices.
func TestAnotherAdminReleasesTheOneWhoWasKept(t *testing.T) {
	for name, crash := range map[string]bool{"at once": false, "by the sweeper": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group, users := w.bosses(1)
			w.setActive(users[0], false)
			w.rest()
			w.sees(users[0], "active meeting:granted")
			if failures := w.look().Failures; len(failures) != 1 || failures[0].Code != "last_admin" || failures[0].Users != 1 {
				t.Errorf("the board says %+v", failures)
			}
			fresh := w.crowd(1, group)
			if crash {
				w.engine.countdown = 1 // the outcome is the last write
				for w.step() && !w.engine.dead {
				}
				w.crash()
				w.clock = w.clock.Add(time.Hour)
				w.rest()
				w.sweep(time.Minute)
			}
			w.rest()
			w.sees(users[0], "suspended")
			if left := w.admins(); !slices.Equal(left, fresh) {
				t.Errorf("%v are admins", left)
			}
			if failures := w.look().Failures; len(failures) != 0 {
				t.Errorf("the board says %+v", failures)
			}
		})
	}
}

// While sync is off nobody who is kept is looked at again and again.
func TestWhoIsKeptRestsWhileSyncIsOff(t *testing.T) {
	w := newWorks(t)
	group, users := w.bosses(1)
	w.setActive(users[0], false)
	w.rest()
	w.publish(func(p *rule.Policy) { p.SyncOn = false })
	w.rest()
	w.crowd(1, group)
	w.rest()
	before := w.fence(users[0]).Want
	w.clock = w.clock.Add(time.Hour)
	w.sweep(time.Minute)
	if after := w.fence(users[0]).Want; after != before {
		t.Errorf("rung %d times", after-before)
	}
}

// meddled is records that let something happen before a commit.
type meddled struct {
	provision.Records
	before func(user string)
}

func (m meddled) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	m.before(user)
	return m.Records.Commit(ctx, a, user, c)
}

// All admins cease to be entitled, and whoever resolves one of them may be overtaken between reading and writing by whoever resolves another: in any order one stays.
func TestOfAdminsWhoGoTogetherOneStays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		_, users := w.bosses(rapid.IntRange(2, 5).Draw(rt, "admins"))
		for _, user := range users {
			w.setActive(user, false)
		}
		going := map[string]bool{}
		var resolve func(user string)
		resolver := *w.newResolver(w.store)
		resolver.Records = meddled{w.store, func(string) {
			for next := rapid.IntRange(0, len(users)*2).Draw(rt, "overtaken by"); next < len(users) && !going[users[next]]; next = len(users) {
				resolve(users[next])
			}
		}}
		resolve = func(user string) {
			going[user] = true
			_, err := resolver.Resolve(context.Background(), w.account, user, 0)
			w.must(err)
			going[user] = false
		}
		for _, user := range rapid.Permutation(users).Draw(rt, "order") {
			resolve(user)
		}
		if left := w.admins(); len(left) != 1 || !slices.Equal(w.codes(left[0]), []string{"last_admin"}) {
			rt.Fatalf("%v are admins", left)
		}
		w.counts("meeting", 1, users...)
	})
}

func TestActsByHandOnTheLastAdminAreRefused(t *testing.T) {
	ctx := context.Background()
	for name, act := range map[string]func(w *works, user string) error{
		"suspended": func(w *works, user string) error {
			_, err := w.hands.SetMark(ctx, w.account, user, "KEY", provision.MarkSuspension, provision.Mark{})
			return err
		},
		"role denied": func(w *works, user string) error {
			_, err := w.hands.Give(ctx, w.account, user, "KEY", rule.Grant{Role: admin, Deny: true})
			return err
		},
		"another role": func(w *works, user string) error {
			_, err := w.hands.Give(ctx, w.account, user, "KEY", rule.Grant{Role: &rule.Role{Kind: rule.Member}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			_, users := w.bosses(2)
			w.must(act(w, users[0]))
			w.rest()
			before := w.record(users[1])
			w.fails(act(w, users[1]), fault.Conflict, "last_admin")
			w.rest()
			if left := w.admins(); !slices.Equal(left, users[1:]) || w.fence(users[1]).Want != w.fence(users[1]).Done || len(before.Grants) != len(w.record(users[1]).Grants) {
				t.Errorf("%v are admins", left)
			}
		})
	}
}

func TestWhatTheLastAdminMayStillBeDone(t *testing.T) {
	w := newWorks(t)
	w.give("meeting", -1)
	w.give("phone", -1)
	ann := w.user("ann")
	given := w.grant(ann, rule.Grant{Role: admin, Until: w.clock.Add(time.Hour)})
	w.rest()
	w.grant(ann, rule.Grant{Product: "meeting"})
	w.mark(ann, provision.MarkLanguage, "de")
	w.fails(w.hands.Take(context.Background(), w.account, ann, "KEY", given.ID), fault.Conflict, "last_admin")
	w.rest()
	w.sees(ann, "active meeting:granted")
	w.clock = w.clock.Add(2 * time.Hour)
	w.sweep(time.Minute) // what ends by itself ends, and the role stays
	w.rest()
	w.sees(ann, "active meeting:granted")
	if left := w.admins(); !slices.Equal(left, []string{ann}) || !slices.Contains(w.codes(ann), "last_admin") {
		t.Errorf("%v are admins, with %v", left, w.codes(ann))
	}
	w.grant(ann, rule.Grant{Product: "phone"}) // whoever is kept can be given more
}

// The plan says who stays, and that one stays, in whatever order messages arrive.
func TestAPlanThatTakesTheLastAdminSaysWhoStays(t *testing.T) {
	w := newWorks(t)
	_, users := w.bosses(8)
	p := w.tried(provision.PlanChange{DeleteRule: "R-meeting"})
	slices.Sort(users)
	all := w.differences(p)
	stays := all[users[0]]
	if p.Spared == nil || p.Spared.User != users[0] || !slices.Equal(stays.Raised, []string{"last_admin"}) || stays.Will != plan.Active || len(stays.Products) > 0 {
		t.Errorf("the plan says %+v", stays)
	}
	if p.Totals.AdminsGone != 7 || p.Totals.Suspended != 7 || p.Totals.Failing != 1 || p.Seats[0].After.Used != 1 {
		t.Errorf("%+v, seats %+v", p.Totals, p.Seats)
	}
	numbers, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{Change: p.Change, Counts: true})
	w.must(err)
	if numbers = w.ready(numbers.ID); fmt.Sprint(numbers.Totals) != fmt.Sprint(p.Totals) {
		t.Errorf("by numbers alone %+v", numbers.Totals)
	}
	w.apply(p)
	w.must(ignore(w.resolver.Resolve(context.Background(), w.account, users[0], 0))) // before everybody else
	w.sweep(0)
	w.rest()
	if left := w.admins(); !slices.Equal(left, users[:1]) {
		t.Errorf("%v are admins", left)
	}
	w.sees(users[0], "active meeting:granted")
	if again := w.tried(provision.PlanChange{}); again.Totals.Changed != 0 {
		t.Errorf("afterwards a plan of nothing says %+v", again.Totals)
	}
}

func ignore[T any](_ T, err error) error { return err }

// A plan that makes somebody else an admin spares nobody.
func TestAPlanThatChangesWhoIsAdmin(t *testing.T) {
	w := newWorks(t)
	_, users := w.bosses(1)
	others := w.group("others")
	heir := w.crowd(1, others)
	w.rest()
	r := w.live().Rules[0]
	r.Group = others
	p := w.tried(provision.PlanChange{Rule: &r})
	if p.Spared != nil || p.Totals.AdminsGone != 1 || p.Totals.AdminsMade != 1 {
		t.Errorf("%+v", p.PlanFindings)
	}
	w.apply(p)
	w.rest()
	w.sees(users[0], "suspended")
	if left := w.admins(); !slices.Equal(left, heir) {
		t.Errorf("%v are admins", left)
	}
}

// Who became an admin before there was a list is put on it by the sweeper; until then nobody ceases to be one.
func TestTheListOfAdminsIsMadeGood(t *testing.T) {
	ctx := context.Background()
	w := newWorks(t)
	_, users := w.bosses(3)
	for _, user := range users {
		w.must(w.db.Transact(ctx, []table.Action{table.Delete(table.Key{P: "T#" + w.account.ID() + "#ADMINS", S: "U#" + user})}))
	}
	w.setActive(users[0], false)
	w.rest()
	w.sees(users[0], "active meeting:granted")
	w.sweep(time.Minute)
	w.rest()
	w.sees(users[0], "suspended")
	if left := w.admins(); !slices.Equal(left, users[1:]) {
		t.Errorf("%v are admins", left)
	}
	m := &table.Meter{}
	w.must(w.resolver.ReleaseAdmins(table.WithMeter(ctx, m), w.account))
	if used := m.Usage(); used.Read > 2 || used.Write != 0 {
		t.Errorf("looking once more takes %+v", m.Usage())
	}
}
