package provision_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// tamper changes a stored outcome behind everybody's back.
func (w *works) tamper(user string) {
	w.t.Helper()
	key := table.Key{P: "T#" + w.account.ID() + "#U#" + user, S: "ACC"}
	item, ok, err := w.db.Get(context.Background(), key)
	w.must(err)
	if !ok {
		w.t.Fatalf("no outcome of %s", user)
	}
	was := w.record(user).Outcome
	was.Language.Value = "fr"
	item.Attrs["json"] = table.B(encoded(w.t, was))
	w.must(w.db.Transact(context.Background(), []table.Action{table.Put(item)}))
}

// drifted lists whom a run found drifted.
func (w *works) drifted(run string) (users []string) {
	w.t.Helper()
	list, _, err := w.runner.Results(context.Background(), w.account, provision.ResultQuery{Run: run, Drift: true, Limit: 100})
	w.must(err)
	for _, u := range list {
		users = append(users, u.User)
	}
	return users
}

// fullSync runs one to its end and demands who had drifted.
func (w *works) fullSync(want ...string) {
	w.t.Helper()
	run := w.sync()
	w.rest()
	slices.Sort(want)
	got := w.drifted(run.ID)
	slices.Sort(got)
	if n := w.run(run.ID).Drift; !slices.Equal(got, want) || n != len(want) {
		w.t.Errorf("drifted %v, counted %d, want %v", got, n, want)
	}
}

func TestDriftIsCountedAndPutRight(t *testing.T) {
	for _, copies := range []int{1, 2} {
		t.Run(fmt.Sprint(copies), func(t *testing.T) {
			w := newWorks(t)
			users := w.crowd(5, w.give("meeting", -1))
			w.rest()
			w.copies = copies
			was := w.record(users[1]).Outcome.Language
			w.tamper(users[1])
			w.fullSync(users[1])
			if now := w.record(users[1]).Outcome.Language; now != was {
				t.Errorf("the language is %+v, it was %+v", now, was)
			}
			e, _, err := w.store.LastDecided(context.Background(), w.account, users[1], w.now())
			w.must(err)
			if e.Decided.Cause != provision.ByDrift {
				t.Errorf("the history says %s", e.Decided.Cause)
			}
			w.fullSync()
		})
	}
}

// A pin keeps what the rules do not give: every full sync says so and changes nothing.
func TestDriftOfSomebodyPinnedIsReportedOnly(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", -1)
	users := w.crowd(2, sales)
	w.rest()
	w.mark(users[0], provision.MarkPin, "")
	w.mark(users[1], provision.MarkPin, "")
	w.rest()
	w.fullSync()
	w.members(sales, "remove", users[0])
	w.rest()
	w.sees(users[0], "active meeting:granted")
	w.fullSync(users[0])
	w.tamper(users[1])
	w.fullSync(users...)
	if now := w.record(users[1]).Outcome.Language.Value; now != "fr" {
		t.Errorf("the language is %q", now)
	}
	w.unmark(users[0], provision.MarkPin)
	w.rest()
	w.sees(users[0], "suspended")
	w.fullSync(users[1])
}

// What is no drift, though an outcome becomes another.
func TestWhatMovesByItselfIsNoDrift(t *testing.T) {
	for name, happens := range map[string]func(w *works, group string, users []string){
		"the inputs": func(w *works, group string, users []string) { w.members(group, "remove", users[2]); w.box = nil },
		"the rules":  func(w *works, _ string, _ []string) { w.publish(func(p *rule.Policy) { p.DefaultLanguage = "de" }) },
		"a seat that comes free": func(w *works, _ string, users []string) {
			w.setActive(users[0], false)
			_, err := w.resolver.Resolve(context.Background(), w.account, users[0], 0)
			w.must(err)
		},
		"more seats": func(w *works, _ string, _ []string) { w.owns("meeting", 3) },
		"the end of a grant": func(w *works, _ string, users []string) {
			w.grant(users[0], rule.Grant{Product: "meeting", Deny: true, Until: w.clock.Add(time.Hour)})
			w.rest()
			w.clock = w.clock.Add(2 * time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group := w.give("meeting", 2)
			users := w.crowd(3, group)
			w.rest()
			happens(w, group, users)
			w.fullSync()
		})
	}
}

// What the guard kept and somebody let go is a decision, and no drift.
func TestWhatAHoldLetsGoIsNoDrift(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", -1)
	users := w.crowd(6, group)
	w.rest()
	w.members(group, "remove", users...)
	w.rest()
	w.approve(w.openHeld()[0])
	w.fullSync()
	if n := w.suspended(users); n != 6 {
		t.Errorf("%d are suspended", n)
	}
}

// A group in a group changes what many have before all of them are rung.
func TestAMassChangeOnItsWayIsNoDrift(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(1, w.give("meeting", -1))
	w.rest()
	w.tamper(users[0])
	w.must(w.db.Transact(context.Background(), []table.Action{table.Put(table.Item{
		Key: table.Key{P: "T#" + w.account.ID() + "#J", S: "JOURNAL"}, Attrs: table.Attrs{"state": table.S("applying")},
	})}))
	got, err := w.resolver.Recheck(context.Background(), w.account, users[0], 0)
	w.must(err)
	if got.Drift || !got.Changed {
		t.Errorf("got %+v", got)
	}
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
