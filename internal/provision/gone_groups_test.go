package provision_test

import (
	"context"
	"slices"
	"testing"

	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// sales is a house in which everybody is in sales and gets meeting unless they are an intern; the last so many are interns.
func sales(t testing.TB, others, interns int) (w *works, group, gone string, regulars, former []string) {
	w = newWorks(t)
	group, gone = w.group("Sales"), w.group("Interns")
	users := w.crowd(others+interns, group)
	regulars, former = users[:others], users[others:]
	w.members(gone, "add", former...)
	r := gives("R", group, "meeting")
	r.Condition = `not (memberOf eq "` + gone + `")`
	w.publish(func(p *rule.Policy) {
		p.Products = []rule.Product{{Key: "meeting", Name: "Meeting"}}
		p.Rules = []rule.Rule{r, gives("S", group)}
	})
	w.must(w.resolver.SettleSeats(context.Background(), w.account, "meeting"))
	w.rest()
	return w, group, gone, regulars, former
}

func (w *works) deleteGroup(group string) {
	w.t.Helper()
	w.must(w.directory.DeleteGroup(context.Background(), w.idp, group, 0))
}

func (w *works) having(users []string, product string) (n int) {
	w.t.Helper()
	for _, u := range users {
		if o := w.record(u).Outcome; o != nil && slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.Key == product }) {
			n++
		}
	}
	return n
}

// noted fails unless the policy says that exactly these groups are gone, nobody has to look any more, and everybody's outcome is as new as that.
func (w *works) noted(groups ...string) {
	w.t.Helper()
	left, err := w.store.Departed(context.Background(), w.account, 10)
	w.must(err)
	if live := w.live(); !slices.Equal(live.Gone, groups) || len(left) > 0 {
		w.t.Errorf("gone are %v, not looked at %v", live.Gone, left)
	}
	w.settled(w.users()...)
}

// A rule that gives something to all but the members of a group gives it to nobody more when the group is deleted: at no moment, to none of its former members. It is
// skipped and reported for everybody.
func TestARuleWhoseGroupIsGoneIsSkipped(t *testing.T) {
	for name, interns := range map[string]int{"at once": 4, "by a journal": 40} {
		t.Run(name, func(t *testing.T) {
			w, _, gone, regulars, former := sales(t, 4, interns)
			if n := w.having(regulars, "meeting"); n != 4 || w.having(former, "meeting") != 0 {
				t.Fatalf("%d have it", n)
			}
			w.deleteGroup(gone)
			for n := 0; w.step(); n++ {
				if n > 5000 {
					t.Fatal("it does not come to rest")
				}
				if n := w.having(former, "meeting"); n > 0 {
					t.Fatalf("%d of the former members have it", n)
				}
			}
			w.noted(gone)
			for _, u := range slices.Concat(regulars, former) {
				if !slices.Contains(w.codes(u), "group_missing") {
					t.Fatalf("%s: %v", u, w.codes(u))
				}
			}
			holds := w.openHeld()
			switch kept := w.having(regulars, "meeting"); {
			case interns < 5 && (kept > 0 || len(holds) > 0):
				t.Errorf("%d keep it, held %+v", kept, holds)
			case interns >= 5 && (kept != 4 || len(holds) != 1 || holds[0].Kind != provision.HoldGroup || holds[0].Group != gone):
				t.Errorf("%d keep it, held %+v", kept, holds)
			}
		})
	}
}

// Explain, what-if and a plan say the same as the resolver, before the policy knows of it and after.
func TestEverybodyWhoEvaluatesSeesThatAGroupIsGone(t *testing.T) {
	w, _, gone, _, former := sales(t, 1, 2)
	w.deleteGroup(gone)
	missing := func(d rule.Decision) bool {
		return slices.Contains(d.Problems, rule.Problem{Code: "group_missing", Rule: "R", Slot: "condition", Subject: gone}) && d.Matches[0].Reason == rule.Broken
	}
	explainer := provision.Explainer{Policies: w.runs, Records: w.runs, History: w.runs, Now: w.now}
	for _, when := range []string{"before", "after"} {
		d, err := explainer.Explain(context.Background(), w.account, former[0])
		w.must(err)
		if !missing(d) {
			t.Errorf("explained %s: %+v", when, d.Problems)
		}
		if d := w.whatIf(former[0], provision.WhatIf{}).Decision; !missing(d) {
			t.Errorf("what if %s: %+v", when, d.Problems)
		}
		w.rest()
	}
	w.noted(gone)
	for user, d := range w.differences(w.tried(provision.PlanChange{})) {
		if !d.IsZero() {
			t.Errorf("the plan of nothing changes %s: %+v", user, d)
		}
	}
}

// Whatever write is the last one of the process that deletes the group, or of the one that notes it, the sweeper of the next one finishes it.
func TestADeletedGroupIsNotedThroughCrashes(t *testing.T) {
	for countdown := 1; countdown <= 12; countdown++ {
		for _, lost := range []bool{false, true} {
			w, _, gone, _, former := sales(t, 2, 3)
			w.deleteGroup(gone)
			w.engine.countdown, w.engine.lost = countdown, lost
			for n := 0; n < 200 && !w.engine.dead && w.step(); n++ {
			}
			w.crash()
			w.rest()
			w.noted(gone)
			if n := w.having(former, "meeting"); n > 0 {
				t.Fatalf("write %d: %d of the former members have it", countdown, n)
			}
		}
	}
}

// The message about a deletion is lost: the sweeper sends it once it is old enough.
func TestTheSweeperFindsADeletedGroup(t *testing.T) {
	w, _, gone, _, _ := sales(t, 1, 2)
	w.deleteGroup(gone)
	for w.relay() {
		w.box = nil
	}
	w.sweep(0)
	w.rest()
	w.noted(gone)
}

// A group that no rule names goes without a trace, and one that is created anew under the name is another.
func TestOnlyGroupsOfRulesAreNoted(t *testing.T) {
	w, group, gone, _, _ := sales(t, 1, 2)
	before := w.live().Version
	w.deleteGroup(w.group("Choir"))
	w.rest()
	w.noted()
	if now := w.live().Version; now != before {
		t.Errorf("version %d was published", now)
	}
	w.deleteGroup(gone)
	again := w.group("Interns")
	w.rest()
	w.noted(gone)
	w.publish(func(p *rule.Policy) { p.Rules[0].Condition = `not (memberOf eq "` + again + `")` })
	w.deleteGroup(group)
	w.rest()
	w.noted(group)
}

// A rule is published at the moment at which its group goes: the run of that version finds out.
func TestARuleIsPublishedAfterItsGroupWent(t *testing.T) {
	w, group, gone, _, _ := sales(t, 1, 2)
	other := w.group("Choir")
	w.deleteGroup(other)
	w.rest()
	w.publish(func(p *rule.Policy) { p.Rules = append(p.Rules, asks("T", group, other), gives("U", gone)) })
	w.rest()
	w.noted(other)
}

// faulty fails at the read of a number, or takes the last item off what it found while it says that more follows.
type faulty struct {
	table.Table
	at, reads int
	torn      bool
	writes    int
}

func (f *faulty) broken() bool {
	f.reads++
	return f.reads == f.at
}

func (f *faulty) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if f.broken() {
		return table.Item{}, false, &table.ThrottledError{Cause: errDown}
	}
	return f.Table.Get(ctx, key)
}

func (f *faulty) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if f.broken() {
		items, _ := f.Table.BatchGet(ctx, keys)
		return items[:len(items)/2], &table.ThrottledError{Cause: errDown}
	}
	return f.Table.BatchGet(ctx, keys)
}

// Query answers with half a page, and either fails or says where the page ends: then the other half is a read that fails.
func (f *faulty) Query(ctx context.Context, q table.Query) (table.Page, error) {
	broken := f.broken()
	page, err := f.Table.Query(ctx, q)
	if err != nil || !broken {
		return page, err
	}
	half := len(page.Items) / 2
	if !f.torn || half == 0 {
		page.Items = page.Items[:half]
		return page, &table.ThrottledError{Cause: errDown}
	}
	f.at = f.reads + 1
	q.Limit = half
	return f.Table.Query(ctx, q)
}

func (f *faulty) Transact(ctx context.Context, actions []table.Action) error {
	f.writes++
	return f.Table.Transact(ctx, actions)
}

// An incomplete read may add, never remove: whichever read of a resolve fails, or ends in the middle of a page, nothing is written and nobody has less.
func TestAnIncompleteReadTakesNothing(t *testing.T) {
	for _, torn := range []bool{false, true} {
		w, _, _, regulars, _ := sales(t, 1, 2)
		user := regulars[0]
		before := *w.record(user).Outcome
		reads := 0
		for at := 1; ; at++ {
			f := &faulty{Table: w.db, at: at, torn: torn}
			_, err := w.newResolver(store.New(f)).Recheck(context.Background(), w.account, user, 0)
			if f.reads < at {
				w.must(err)
				break
			}
			reads++
			after := w.record(user).Outcome
			if err == nil || f.writes > 0 || !plan.Same(after, &before) {
				t.Fatalf("read %d (torn %t): %v, %d writes, %+v", at, torn, err, f.writes, after)
			}
		}
		if reads < 5 {
			t.Errorf("only %d reads could fail", reads)
		}
	}
}

// The same of a publishing run over everybody: what a read breaks off comes again, and at no time has anybody less.
func TestAnIncompleteReadOfARunTakesNothing(t *testing.T) {
	for at := 1; at <= 120; at++ {
		w, _, _, regulars, former := sales(t, 3, 2)
		w.speak("de")
		w.engine.calls = at
		for n := 0; w.step(); n++ {
			if n > 2000 {
				t.Fatal("it does not come to rest")
			}
			if has := w.having(regulars, "meeting"); has != 3 || w.having(former, "meeting") != 0 {
				t.Fatalf("call %d: %d have it", at, has)
			}
		}
		w.engine.calls = 0
		w.sweep(0)
		w.rest()
		w.settled(w.users()...)
	}
}
