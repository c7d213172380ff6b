package provision_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

// try starts a plan of a change.
func (w *works) try(change provision.PlanChange) provision.Plan {
	w.t.Helper()
	p, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{Change: change, By: "key"})
	w.must(err)
	return p
}

// tried is a plan that was worked out.
func (w *works) tried(change provision.PlanChange) provision.Plan {
	w.t.Helper()
	return w.ready(w.try(change).ID)
}

func (w *works) ready(id string) provision.Plan {
	w.t.Helper()
	w.rest()
	p, err := w.planner.Plan(context.Background(), w.account, id)
	w.must(err)
	if p.State != provision.PlanReady || p.Finished.IsZero() || p.Done != p.Planned {
		w.t.Fatalf("the plan is %s, %d of %d", p.State, p.Done, p.Planned)
	}
	return p
}

// differences reads what a plan would make of everybody, by user.
func (w *works) differences(p provision.Plan) map[string]plan.Difference {
	w.t.Helper()
	candidate, err := w.runs.Candidate(context.Background(), w.account, p.ID)
	w.must(err)
	all := map[string]plan.Difference{}
	for at, more := "", true; more; more = at != "" {
		var list []plan.Difference
		list, at, err = w.runs.Differences(context.Background(), w.account, p.ID, at, 7)
		w.must(err)
		for _, d := range list {
			if d = p.Settled(d, candidate); !d.IsZero() {
				all[d.User] = d
			}
		}
	}
	return all
}

func (w *works) live() *rule.Policy {
	w.t.Helper()
	p, err := w.publisher.Live(context.Background(), w.account)
	w.must(err)
	return p
}

func TestAPlanSaysWhatAChangeWouldMakeOfEverybody(t *testing.T) {
	w := newWorks(t)
	meeting, phone := w.give("meeting", -1), w.give("phone", 3)
	users := w.crowd(120, meeting)
	few := w.crowd(5, phone)
	w.rest()
	before := w.core()
	p := w.tried(provision.PlanChange{DeleteRule: "R-meeting"})
	want := plan.Totals{
		Users: 125, InUse: 125, Changed: 120, Losing: 120, Everything: 120, Suspended: 120,
		Products: map[string]plan.ProductTotals{"meeting": {Holders: 120, Lost: 120}, "phone": {Holders: 3, WasWaiting: 2, Waiting: 2}},
	}
	if diff := cmp.Diff(want, p.Totals); diff != "" {
		t.Error(diff)
	}
	if !p.Held() || !slices.Contains(p.Gauges, guard.Gauge{Name: guard.Everything, Value: 120, Limit: 10, Of: 125, Held: true}) {
		t.Errorf("gauges %+v", p.Gauges)
	}
	all := w.differences(p)
	if len(all) != 120 || all[users[0]].Will != plan.Suspended || !all[few[0]].IsZero() {
		t.Errorf("%d differences, the first %+v", len(all), all[users[0]])
	}
	if diff := cmp.Diff(before, w.core()); diff != "" {
		t.Errorf("the plan changed something: %s", diff)
	}
}

// core is everything that is stored but plans, their runs and what only tests of time need.
func (w *works) core() map[string]int {
	w.t.Helper()
	n := map[string]int{}
	for _, user := range w.users() {
		page, err := w.db.Query(context.Background(), table.Query{P: "T#" + w.account.ID() + "#U#" + user})
		w.must(err)
		n[fmt.Sprint(page.Items)]++
	}
	n["live"] = int(w.live().Version)
	return n
}

// users are all directory users.
func (w *works) users() []string {
	w.t.Helper()
	var all []string
	for shard := range provision.ListShards {
		for at, more := "", true; more; more = at != "" {
			ids, next, err := w.store.UserIDs(context.Background(), w.account, shard, at, 500)
			w.must(err)
			all, at = append(all, ids...), next
		}
	}
	return all
}

func TestAPlanOfNothingIsEmpty(t *testing.T) {
	w := newWorks(t)
	w.crowd(60, w.give("meeting", 40))
	w.rest()
	p := w.tried(provision.PlanChange{})
	if p.Totals.Changed != 0 || p.Held() || len(w.differences(p)) != 0 {
		t.Errorf("%+v", p.Totals)
	}
	if s := p.Seats[0]; s.Before != 40 || s.After.Used != 40 || s.After.Waiting != 20 || s.Needed() != 60 {
		t.Errorf("seats %+v", s)
	}
}

func TestScarceSeatsGoToTheStrongestRuleInAPlan(t *testing.T) {
	w := newWorks(t)
	boss, staff := w.group("bosses"), w.group("staff")
	w.publish(func(p *rule.Policy) {
		p.Products = append(p.Products, rule.Product{Key: "meeting", Name: "Meeting", Seats: new(int64(3))})
		p.Rules = append(p.Rules, rule.Rule{ID: "R-boss", Enabled: true, Group: boss}, rule.Rule{ID: "R-staff", Enabled: true, Group: staff})
	})
	w.must(w.resolver.SettleSeats(context.Background(), w.account, "meeting"))
	workers, bosses := w.crowd(5, staff), w.crowd(2, boss)
	w.rest()
	everybody := w.live().Rules
	for i := range everybody {
		everybody[i].Products = []rule.ProductGrant{{Key: "meeting"}}
	}
	w.publish(func(p *rule.Policy) { p.Rules[1] = everybody[1] }) // three of the staff hold the seats, two wait
	w.rest()
	p := w.tried(provision.PlanChange{Rule: &everybody[0]})
	if s := p.Seats[0]; s.Before != 3 || s.After.Used != 3 || s.After.Waiting != 4 || !s.After.Scarce {
		t.Errorf("nobody who sits is sent away: %+v", s)
	}
	more := rule.Product{Key: "meeting", Name: "Meeting", Seats: new(int64(4))}
	p = w.tried(provision.PlanChange{Product: &more})
	if n := p.Totals.Products["meeting"]; n.Gained != 1 || n.Waiting != 1 || p.Totals.Changed != 1 {
		t.Errorf("%+v", p.Totals)
	}
	w.publish(func(p *rule.Policy) { p.Rules[0] = everybody[0] })
	w.rest()
	p = w.tried(provision.PlanChange{Product: &more})
	all := w.differences(p)
	if len(all) != 1 || all[bosses[0]].Will != plan.Active && all[bosses[1]].Will != plan.Active {
		t.Errorf("the seat goes to %+v, not to one of %v; staff is %v", all, bosses, workers)
	}
}

func TestNumbersAlone(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", 10)
	w.crowd(30, w.group("others"))
	w.crowd(5, group)
	w.rest()
	others := rule.Rule{Enabled: true, Group: w.live().Rules[0].Group, Products: []rule.ProductGrant{{Key: "meeting"}}}
	for _, g := range w.groups() {
		if g != group {
			others.Group = g
		}
	}
	p, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{Change: provision.PlanChange{Rule: &others}, Counts: true})
	w.must(err)
	p = w.ready(p.ID)
	if n := p.Totals.Products["meeting"]; n.Gained != 5 || n.Waiting != 25 || n.Holders != 5 || p.Totals.Gaining != 5 || len(w.differences(p)) != 0 {
		t.Errorf("%+v", p.Totals)
	}
}

func (w *works) groups() []string {
	w.t.Helper()
	var ids []string
	for shard := range provision.ListShards {
		page, err := w.db.Query(context.Background(), table.Query{Index: true, P: fmt.Sprintf("T#%s#L#G#%d", w.account.ID(), shard)})
		w.must(err)
		for _, i := range page.Items {
			ids = append(ids, i.Key.P[len("T#"+w.account.ID()+"#G#"):])
		}
	}
	return ids
}

func TestPlansThatAreRefused(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", -1)
	for name, c := range map[string]struct {
		change provision.PlanChange
		kind   fault.Kind
		code   string
	}{
		"two changes":        {provision.PlanChange{DeleteRule: "R-meeting", SyncOn: new(false)}, fault.Invalid, "invalid_value"},
		"a lone position":    {provision.PlanChange{Position: 1}, fault.Invalid, "invalid_value"},
		"no such rule":       {provision.PlanChange{DeleteRule: "nothing"}, fault.NotFound, "rule_not_found"},
		"half an order":      {provision.PlanChange{Order: []string{}}, fault.Invalid, "invalid_order"},
		"a group that's not": {provision.PlanChange{Rule: &rule.Rule{Enabled: true, Group: "nothing"}}, fault.Invalid, "group_missing"},
		"no such product":    {provision.PlanChange{Rule: &rule.Rule{Enabled: true, Group: group, Products: []rule.ProductGrant{{Key: "nothing"}}}}, fault.Invalid, ""},
		"a bad product":      {provision.PlanChange{Product: &rule.Product{Key: "meeting", Seats: new(int64(-1))}}, fault.Invalid, ""},
	} {
		_, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{Change: c.change})
		if !fault.Is(err, c.kind) || c.code != "" && fault.Code(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range provision.MaxOpenPlans {
		w.try(provision.PlanChange{})
	}
	_, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{})
	w.fails(err, fault.Conflict, "too_many_plans")
	_, err = w.planner.Plan(context.Background(), w.account, "nothing")
	w.fails(err, fault.NotFound, "plan_not_found")
}

func TestAPlanIsCanceled(t *testing.T) {
	w := newWorks(t)
	w.crowd(300, w.give("meeting", -1))
	w.rest()
	p := w.try(provision.PlanChange{DeleteRule: "R-meeting"})
	for range 6 {
		w.step()
	}
	p, err := w.planner.Cancel(context.Background(), w.account, p.ID)
	w.must(err)
	if p.State != provision.PlanCanceled {
		t.Errorf("it is %s", p.State)
	}
	w.rest()
	if p, err = w.planner.Plan(context.Background(), w.account, p.ID); err != nil || p.State != provision.PlanCanceled || p.Fingerprint != "" {
		t.Errorf("it became %+v, %v", p, err)
	}
	if open, err := w.runs.OpenRuns(context.Background(), w.account); err != nil || len(open) != 0 {
		t.Errorf("its run goes on: %+v, %v", open, err)
	}
	ready := w.tried(provision.PlanChange{})
	if again, err := w.planner.Cancel(context.Background(), w.account, ready.ID); err != nil || again.State != provision.PlanReady {
		t.Errorf("one that has ended became %s, %v", again.State, err)
	}
	if list, _, err := w.planner.Plans(context.Background(), w.account, "", 1); err != nil || len(list) != 1 || list[0].ID != ready.ID {
		t.Errorf("the list begins with %+v, %v", list, err)
	}
	if runs, _, err := w.runner.Runs(context.Background(), w.account, "", "", 100); err != nil || slices.ContainsFunc(runs, func(r provision.Run) bool { return r.Kind == provision.DryRun }) {
		t.Errorf("dry runs are listed among runs, %v", err)
	}
}

// Wherever the process dies, the plan is the same in the end.
func TestAPlanSurvivesCrashes(t *testing.T) {
	for n := 1; n < 40; n += 3 {
		t.Run(fmt.Sprint("write ", n), func(t *testing.T) {
			w := newWorks(t)
			w.narrow = true
			w.crowd(120, w.give("meeting", 100))
			w.rest()
			whole := w.tried(provision.PlanChange{DeleteRule: "R-meeting"})
			w.engine.countdown, w.engine.lost = n, n%2 == 0
			p, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{Change: provision.PlanChange{DeleteRule: "R-meeting"}, By: "key"})
			if err != nil {
				return // nobody was told of a plan
			}
			for range 200 {
				if w.engine.dead {
					break
				}
				w.step()
			}
			w.crash()
			p = w.ready(p.ID)
			if diff := cmp.Diff(whole.PlanFindings, p.PlanFindings); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheFingerprintFollowsTheInputs(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(3, w.give("meeting", -1))
	w.rest()
	change := provision.PlanChange{DeleteRule: "R-meeting"}
	first, again := w.tried(change), w.tried(change)
	if first.Fingerprint == "" || first.Fingerprint != again.Fingerprint {
		t.Errorf("%q, then %q", first.Fingerprint, again.Fingerprint)
	}
	w.setActive(users[0], false)
	w.rest()
	if moved := w.tried(change); moved.Fingerprint == first.Fingerprint {
		t.Error("somebody moved, and the fingerprint did not")
	}
	if other := w.tried(provision.PlanChange{}); other.Fingerprint == first.Fingerprint {
		t.Error("another change has the same fingerprint")
	}
}
