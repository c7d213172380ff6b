package provision_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/access"
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
	if n := p.Totals.Products["meeting"]; n.Gained != 5 || n.Waiting != 25 || n.Holders != 5 || len(w.differences(p)) != 0 {
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

// What a plan says is what applying it then does, user by user, seats included, in whatever order messages arrive.
func TestAPlanIsWhatApplyingDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		w.random = rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 0))
		groups := []string{w.give("meeting", rapid.SampledFrom([]int64{-1, 3, 8}).Draw(rt, "meeting")), w.give("phone", rapid.SampledFrom([]int64{-1, 2}).Draw(rt, "phone")), w.group("third")}
		w.publish(func(p *rule.Policy) {
			p.Rules = append(p.Rules, rule.Rule{ID: "R-third", Enabled: true, Group: groups[2], Language: "de", Role: &rule.Role{Kind: rule.Admin}})
		})
		for range rapid.IntRange(0, 12).Draw(rt, "people") {
			w.user(fmt.Sprint("u", w.ids), rapid.SliceOfDistinct(rapid.SampledFrom(groups), rapid.ID[string]).Draw(rt, "in")...)
		}
		for _, u := range w.users() {
			if rapid.IntRange(0, 5).Draw(rt, "away") == 0 {
				w.setActive(u, false)
			}
		}
		w.rest()
		if rapid.Bool().Draw(rt, "off") {
			w.publish(func(p *rule.Policy) { p.SyncOn = false })
			w.rest()
		}
		change := drawChange(rt, w.live(), groups)
		p := w.tried(change)
		expected := w.differences(p)
		before := w.outcomes()
		w.apply(p)
		w.rest()
		after := w.outcomes()
		compare(rt, p, expected, before, after)
	})
}

func drawChange(t *rapid.T, live *rule.Policy, groups []string) provision.PlanChange {
	switch rapid.IntRange(0, 4).Draw(t, "change") {
	case 0:
		return provision.PlanChange{DeleteRule: rapid.SampledFrom(live.Rules).Draw(t, "rule").ID}
	case 1:
		r := rapid.SampledFrom(live.Rules).Draw(t, "rule")
		r.Group = rapid.SampledFrom(groups).Draw(t, "group")
		r.Enabled = rapid.Bool().Draw(t, "enabled")
		return provision.PlanChange{Rule: &r, Position: rapid.IntRange(0, len(live.Rules)).Draw(t, "position")}
	case 2:
		return provision.PlanChange{Rule: &rule.Rule{
			ID: "", Enabled: true, Group: rapid.SampledFrom(groups).Draw(t, "group"), Language: "fr",
			Products: []rule.ProductGrant{{Key: rapid.SampledFrom([]string{"meeting", "phone"}).Draw(t, "product")}},
		}}
	case 3:
		return provision.PlanChange{Product: &rule.Product{Key: "meeting", Name: "Meeting", Seats: new(rapid.Int64Range(0, 12).Draw(t, "seats")), Excludes: []string{"phone"}}}
	default:
		return provision.PlanChange{SyncOn: new(rapid.Bool().Draw(t, "on"))}
	}
}

// apply approves and applies a plan.
func (w *works) apply(p provision.Plan) provision.Plan {
	w.t.Helper()
	if p.Held() {
		_, err := w.planner.Approve(context.Background(), w.account, p.ID, "another key", "it is meant")
		w.must(err)
	}
	p, err := w.planner.Apply(context.Background(), w.account, p.ID)
	w.must(err)
	return p
}

// outcomes is what everybody has.
func (w *works) outcomes() map[string]*plan.Outcome {
	w.t.Helper()
	all := map[string]*plan.Outcome{}
	for _, u := range w.users() {
		all[u] = w.record(u).Outcome
	}
	return all
}

func compare(t *rapid.T, p provision.Plan, expected map[string]plan.Difference, before, after map[string]*plan.Outcome) {
	used := map[string]int64{}
	for u := range before {
		got := plan.Compare(u, before[u], after[u], nil)
		for _, product := range orNone(after[u]).Products {
			if product.State == plan.Granted {
				used[product.Key]++
			}
		}
		want := expected[u]
		if got.IsZero() && want.IsZero() {
			continue
		}
		want.Mail, want.Keeps, got.Keeps = nil, 0, 0
		for i := range want.Products {
			want.Products[i].Since = time.Time{}
		}
		if diff := cmp.Diff(want, got); diff != "" && (want.Was != want.Will || len(want.Products)+len(want.Slots) > 0 || !got.IsZero()) {
			t.Fatalf("%s: the plan said otherwise (-plan +application):\n%s", u, diff)
		}
	}
	for _, s := range p.Seats {
		if used[s.Key] != s.After.Used {
			t.Fatalf("%d have %s, the plan said %+v", used[s.Key], s.Key, s)
		}
	}
}

func orNone(o *plan.Outcome) *plan.Outcome {
	if o == nil {
		return &plan.Outcome{}
	}
	return o
}

func TestPlansThatCannotBeApplied(t *testing.T) {
	ctx := context.Background()
	w := newWorks(t)
	w.crowd(30, w.give("meeting", -1))
	w.rest()
	remove := provision.PlanChange{DeleteRule: "R-meeting"}
	refused := func(p provision.Plan, code string) {
		t.Helper()
		before := w.live().Version
		_, err := w.planner.Apply(ctx, w.account, p.ID)
		w.fails(err, fault.Conflict, code)
		if w.live().Version != before {
			t.Errorf("%s, and applied all the same", code)
		}
	}
	_, err := w.planner.Apply(ctx, w.account, "nothing")
	w.fails(err, fault.NotFound, "plan_not_found")
	refused(w.try(remove), "plan_not_ready")
	w.rest()
	counts, err := w.planner.Start(ctx, w.account, provision.NewPlan{Change: remove, Counts: true})
	w.must(err)
	refused(w.ready(counts.ID), "plan_counts_only")
	held := w.tried(remove)
	refused(held, "plan_held")
	old := w.tried(provision.PlanChange{})
	w.clock = w.clock.Add(provision.PlanLife)
	refused(old, "plan_stale")
	overtaken := w.tried(provision.PlanChange{})
	w.speak("de")
	w.rest()
	refused(overtaken, "plan_stale")
}

func TestAPlanIsAppliedOnce(t *testing.T) {
	w := newWorks(t)
	w.crowd(8, w.give("meeting", -1))
	w.rest()
	p := w.apply(w.tried(provision.PlanChange{SyncOn: new(false)}))
	if p.State != provision.PlanApplied || p.Run == "" || w.live().SyncOn {
		t.Errorf("%+v", p)
	}
	version := w.live().Version
	if again := w.apply(p); again.Run != p.Run || w.live().Version != version {
		t.Errorf("the second time it is %+v", again)
	}
	w.rest()
	if r := w.run(p.Run); r.State != provision.RunDone || r.Version != version {
		t.Errorf("its run is %+v", r)
	}
	if len(w.differences(p)) != 0 {
		t.Error("switching off changes somebody")
	}
}

func TestWhoMovedIsLeftToNormalResolving(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", -1)
	users := w.crowd(40, group)
	w.rest()
	r := w.live().Rules[0]
	r.Language = "de"
	p := w.tried(provision.PlanChange{Rule: &r})
	w.setActive(users[0], false)
	w.members(group, "remove", users[1])
	p = w.apply(p)
	if p.Moved != 2 {
		t.Errorf("%d moved", p.Moved)
	}
	w.rest()
	w.sees(users[0], "suspended")
	w.sees(users[1], "suspended")
	w.sees(users[2], "active meeting:granted")
}

func TestWhoMovedCanMakeAPlanOld(t *testing.T) {
	w := newWorks(t)
	group := w.give("meeting", -1)
	users := w.crowd(40, group)
	w.rest()
	r := w.live().Rules[0]
	r.Language = "de"
	p := w.tried(provision.PlanChange{Rule: &r})
	for _, u := range users[:11] { // one more than the guard lets go at once
		w.setActive(u, false)
	}
	_, err := w.planner.Apply(context.Background(), w.account, p.ID)
	w.fails(err, fault.Conflict, "plan_stale")
}

func TestApprovals(t *testing.T) {
	ctx := context.Background()
	w := newWorks(t)
	w.crowd(30, w.give("meeting", -1))
	w.rest()
	p := w.tried(provision.PlanChange{DeleteRule: "R-meeting"})
	for _, reason := range []string{"", " ", "a\x00b", string(make([]byte, 2000))} {
		_, err := w.planner.Approve(ctx, w.account, p.ID, "key", reason)
		w.fails(err, fault.Invalid, "invalid_value")
	}
	p, err := w.planner.Approve(ctx, w.account, p.ID, "key", "the department is closed")
	w.must(err)
	if p.Approval == nil || p.Approval.By != "key" || p.Approval.Reason != "the department is closed" || p.Approval.At.IsZero() {
		t.Errorf("%+v", p.Approval)
	}
	w.apply(p)
	_, err = w.planner.Approve(ctx, w.account, p.ID, "key", "again")
	w.fails(err, fault.Conflict, "plan_not_ready")
	w.rest()
	_, err = w.planner.Approve(ctx, w.account, w.tried(provision.PlanChange{}).ID, "key", "nothing to approve")
	w.fails(err, fault.Conflict, "not_held")
	_, err = w.planner.Approve(ctx, w.account, "nothing", "key", "x")
	w.fails(err, fault.NotFound, "plan_not_found")
}

func TestARuleThatMakesAdminsNeedsASecondPerson(t *testing.T) {
	ctx := context.Background()
	w := newWorks(t)
	group := w.give("meeting", -1)
	w.crowd(3, group)
	w.rest()
	makes := provision.PlanChange{Rule: &rule.Rule{Enabled: true, Group: group, Role: &rule.Role{Kind: rule.Admin}}}
	keys := &provision.Keys{Store: w.runs, Now: w.now, Random: strings.NewReader(strings.Repeat("random and long ", 100))}
	owner := func() {
		_, _, err := keys.Create(ctx, w.account, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Name: "owner"})
		w.must(err)
	}
	owner()
	if p := w.tried(makes); p.Held() {
		t.Errorf("held where nobody else could look: %+v", p.Gauges)
	}
	owner()
	p := w.tried(makes)
	if !p.Held() || p.Totals.AdminsMade != 3 {
		t.Errorf("not held: %+v", p.Gauges)
	}
	_, err := w.planner.Approve(ctx, w.account, p.ID, p.By, "I want it")
	w.fails(err, fault.Conflict, "own_plan")
	w.apply(p)
}

// A seat that was gathered for is given out in the end, whatever became of the application.
func TestGatheringEnds(t *testing.T) {
	ctx := context.Background()
	w := newWorks(t)
	users := w.crowd(6, w.give("meeting", 3))
	w.rest()
	w.must(w.resolver.GatherSeats(ctx, w.account, "meeting", w.clock))
	w.must(w.resolver.GatherSeats(ctx, w.account, "meeting", w.clock))
	w.owns("meeting", 5)
	w.rest()
	granted := func() (n int) {
		for _, u := range users {
			if o := w.record(u).Outcome; len(o.Products) > 0 && o.Products[0].State == plan.Granted {
				n++
			}
		}
		return n
	}
	if n := granted(); n != 5 {
		t.Errorf("the publication's run leaves %d with a seat", n)
	}
	w.must(w.resolver.GatherSeats(ctx, w.account, "meeting", w.clock))
	w.setActive(users[0], false)
	w.setActive(users[1], false)
	w.rest()
	w.sweep(time.Minute)
	w.rest()
	if n := granted(); n == 4 {
		t.Error("the sweeper is hasty")
	}
	w.clock = w.clock.Add(time.Hour)
	w.sweep(time.Minute)
	w.rest()
	if n := granted(); n != 4 {
		t.Errorf("%d have a seat, of 4 who want one", n)
	}
}

// Ten people want five seats, and their messages arrive in any order: those get one whom the plan names, the strongest rule first.
func TestScarceSeatsAreGivenAsPlanned(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorks(t)
		staff, bosses := w.group("staff"), w.group("bosses")
		w.publish(func(p *rule.Policy) {
			p.Products = append(p.Products, rule.Product{Key: "meeting", Name: "Meeting", Seats: new(int64(5))})
			p.Rules = append(p.Rules, gives("R-staff", staff))
		})
		w.must(w.resolver.SettleSeats(context.Background(), w.account, "meeting"))
		w.crowd(8, staff)
		w.crowd(2, bosses)
		w.rest()
		w.random = rand.New(rand.NewPCG(seed, 1))
		p := w.tried(provision.PlanChange{Rule: new(gives("R-staff", staff, "meeting"))})
		planned := w.differences(p)
		w.apply(p)
		w.rest()
		for user, d := range planned {
			if o := w.record(user).Outcome; o.State != d.Will || o.Products[0].State != d.Products[0].Will {
				t.Fatalf("seed %d: %s is %s, the plan said %s", seed, user, o.Products[0].State, d.Products[0].Will)
			}
		}
		if len(planned) != 8 {
			t.Fatalf("the plan touches %d", len(planned))
		}
	}
}
