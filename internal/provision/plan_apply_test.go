package provision_test

import (
	"context"
	"fmt"
	"math/rand/v2"
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
)

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
	w.strict(func(s *guard.Settings) { s.Wait = true })
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
