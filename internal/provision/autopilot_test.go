package provision_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// atOnce is an account that does not review rules, with a crowd in a group.
func atOnce(t testing.TB, people int) (w *works, group string, users []string) {
	w = newWorks(t)
	w.review(false)
	group = w.group("Sales")
	w.publish(func(p *rule.Policy) { p.Products = append(p.Products, rule.Product{Key: "meeting", Name: "Meeting"}) })
	w.must(w.resolver.SettleSeats(context.Background(), w.account, "meeting"))
	users = w.crowd(people, group)
	w.rest()
	return w, group, users
}

func (w *works) review(on bool) {
	w.t.Helper()
	_, err := w.store.ChangeAccount(context.Background(), w.account, func(a *provision.Account) error { a.ReviewRules = on; return nil })
	w.must(err)
}

// add saves a rule for a group that gives meeting.
func (w *works) add(group string, change ...func(*rule.Rule)) (id string, revision int64) {
	w.t.Helper()
	r := rule.Rule{Enabled: true, Group: group, Products: []rule.ProductGrant{{Key: "meeting"}}}
	for _, f := range change {
		f(&r)
	}
	rules := &provision.Rules{Publisher: w.publisher, Groups: w.store, Drafts: w.store, History: w.store, Accounts: w.store}
	made, p, err := rules.As("key of Ann").Add(context.Background(), w.account, 0, r, 0)
	w.must(err)
	return made.ID, p.RulesRevision()
}

func german(r *rule.Rule) { r.Language = "de" }

// auto is the draft that goes live by itself.
func (w *works) auto() (provision.AutoDraft, bool) {
	w.t.Helper()
	d, ok, err := w.rules().Auto(context.Background(), w.account)
	w.must(err)
	return d, ok
}

func (w *works) draft() provision.Draft {
	w.t.Helper()
	d, err := w.store.Draft(context.Background(), w.account)
	w.must(err)
	return d
}

// untilPlan delivers messages until a plan is in a state.
func (w *works) untilPlan(id string, state provision.PlanState) {
	w.t.Helper()
	for n := 0; ; n++ {
		if p, ok, err := w.store.GetPlan(context.Background(), w.account, id); err == nil && ok && p.State == state {
			return
		}
		if n > 10_000 || !w.step() {
			w.t.Fatalf("the plan %s never was %s", id, state)
		}
	}
}

func TestASavedRuleGoesLiveByItself(t *testing.T) {
	w, group, users := atOnce(t, 120)
	before := w.live().Version
	id, revision := w.add(group)
	if w.live().Version != before || w.look().Pending == 0 {
		t.Errorf("saving published version %d, pending %d", w.live().Version, w.look().Pending)
	}
	w.rest()
	w.settled(users...)
	live := w.live()
	if len(live.Rules) != 1 || live.Rules[0].ID != id || live.Version != before+1 || live.RulesRevision() != revision || w.draft().Open {
		t.Errorf("live is version %d, revision %d with %+v, draft %+v", live.Version, live.RulesRevision(), live.Rules, w.draft())
	}
	if o := w.record(users[7]).Outcome; o == nil || o.State != plan.Active {
		t.Errorf("somebody got %+v", o)
	}
	p, err := w.planner.Plan(t.Context(), w.account, fmt.Sprintf("AUTO-%d-0", revision))
	w.must(err)
	if !p.Auto || p.State != provision.PlanApplied || p.By != "key of Ann" || p.Totals.Gaining != 120 || p.Run == "" {
		t.Errorf("by the plan %+v", p)
	}
}

func TestOfQuickSavesTheNewestIsPlanned(t *testing.T) {
	w, group, _ := atOnce(t, 150)
	before := w.live().Version
	_, first := w.add(group)
	w.untilPlan(fmt.Sprintf("AUTO-%d-0", first), provision.PlanPlanning)
	w.add(group, german)
	_, third := w.add(group)
	w.rest()
	if live := w.live(); live.Version != before+1 || live.RulesRevision() != third || len(live.Rules) != 3 {
		t.Errorf("live is version %d, revision %d with %d rules", live.Version, live.RulesRevision(), len(live.Rules))
	}
	plans, _, err := w.planner.Plans(t.Context(), w.account, "", 10)
	w.must(err)
	if len(plans) != 2 || plans[0].State != provision.PlanApplied || plans[1].State != provision.PlanCanceled || plans[1].Draft != first {
		t.Errorf("plans %+v", plans)
	}
	w.settled()
}

func TestWhatIsUndoneLeavesNothing(t *testing.T) {
	w, group, _ := atOnce(t, 30)
	before := w.live().Version
	id, revision := w.add(group)
	w.untilPlan(fmt.Sprintf("AUTO-%d-0", revision), provision.PlanPlanning)
	_, err := w.rules().Delete(t.Context(), w.account, 0, id)
	w.must(err)
	w.rest()
	if _, ok := w.auto(); ok || w.draft().Open || w.live().Version != before || w.look().Pending != 0 {
		t.Errorf("draft %+v, live %d, status %+v", w.draft(), w.live().Version, w.look())
	}
}

func TestADraftThatIsOvertakenIsPlannedAgain(t *testing.T) {
	w, group, users := atOnce(t, 30)
	_, revision := w.add(group)
	w.untilPlan(fmt.Sprintf("AUTO-%d-0", revision), provision.PlanReady)
	w.publish(func(p *rule.Policy) { p.DefaultLanguage = "fr" })
	w.rest()
	w.settled(users...)
	if live := w.live(); live.DefaultLanguage != "fr" || len(live.Rules) != 1 {
		t.Errorf("live is %+v", live)
	}
	if p, err := w.planner.Plan(t.Context(), w.account, fmt.Sprintf("AUTO-%d-1", revision)); err != nil || p.State != provision.PlanApplied {
		t.Errorf("the second plan is %s, %v", p.State, err)
	}
}

// A plan that the guard holds waits for a person, and nobody else waits for it.
func TestTheGuardHoldsADraftThatWouldGoLive(t *testing.T) {
	w, group, _ := atOnce(t, 5)
	for range 2 {
		w.owner()
	}
	_, revision := w.add(group, func(r *rule.Rule) { r.Role = &rule.Role{Kind: rule.Admin} })
	before := w.live().Version
	w.rest()
	d, ok := w.auto()
	if !ok || d.Stopped.Code != "plan_held" || d.Stopped.Detail == "" || w.look().Pending != 0 || w.live().Version != before {
		t.Fatalf("%+v (%t), pending %d, live %d", d, ok, w.look().Pending, w.live().Version)
	}
	w.clock = w.clock.Add(time.Hour)
	w.sweep(time.Minute)
	w.rest()
	if again, _ := w.auto(); again != d {
		t.Errorf("it became %+v", again)
	}
	_, err := w.planner.Approve(t.Context(), w.account, d.Plan, d.By, "I mean it")
	w.fails(err, fault.Conflict, "own_plan")
	_, err = w.planner.Approve(t.Context(), w.account, d.Plan, "key of Bob", "she means it")
	w.must(err)
	_, err = w.planner.Apply(t.Context(), w.account, d.Plan)
	w.must(err)
	w.rest()
	if live := w.live(); live.RulesRevision() != revision || w.draft().Open {
		t.Errorf("revision %d is live, the draft is %+v", live.RulesRevision(), w.draft())
	}
	w.settled()
}

// owner makes a key that may do everything.
func (w *works) owner() {
	w.t.Helper()
	id := w.newID()
	w.must(w.store.SaveCredential(context.Background(), w.account, access.Credential{
		ID: id, Account: w.account.ID(), Kind: access.AdminKey, Scopes: []access.Scope{access.Read, access.Write, access.Owner}, Name: id, Created: w.clock,
	}))
}

func TestADraftThatCannotGoLiveSaysWhy(t *testing.T) {
	w, group, _ := atOnce(t, 5)
	for _, c := range []struct {
		name, code string
		spoil      func(plan string)
	}{
		{"what it names is gone", "invalid_rule", func(string) {
			w.publish(func(p *rule.Policy) { p.Products = nil })
		}},
		{"a roll-out is running", "rollout_running", func(string) {
			w.publish(func(p *rule.Policy) { p.Rollout = &rule.Rollout{ID: "R", Percent: 10} })
		}},
		{"somebody canceled its plan", "plan_canceled", func(plan string) {
			w.untilPlan(plan, provision.PlanPlanning)
			_, err := w.planner.Cancel(t.Context(), w.account, plan)
			w.must(err)
			w.sweep(0)
		}},
	} {
		products := w.live().Products
		_, revision := w.add(group)
		c.spoil(fmt.Sprintf("AUTO-%d-0", revision))
		w.rest()
		if d, ok := w.auto(); !ok || d.Stopped.Code != c.code || d.Stopped.Detail == "" || w.look().Pending != 0 || len(w.live().Rules) != 0 {
			t.Errorf("%s: %+v (%t), pending %d", c.name, d, ok, w.look().Pending)
		}
		_, err := w.rules().Discard(t.Context(), w.account, 0)
		w.must(err)
		w.publish(func(p *rule.Policy) { p.Products, p.Rollout = products, nil })
		w.rest()
	}
	w.add(group)
	w.rest()
	if len(w.live().Rules) != 1 {
		t.Error("the next one does not go live")
	}
}

func TestReviewingBeginsWithADraftThatWasToGoLive(t *testing.T) {
	w, group, _ := atOnce(t, 30)
	before := w.live().Version
	_, revision := w.add(group)
	w.untilPlan(fmt.Sprintf("AUTO-%d-0", revision), provision.PlanReady)
	w.review(true)
	w.rest()
	w.sweep(0)
	w.rest()
	if _, ok := w.auto(); ok || !w.draft().Open || w.live().Version != before || w.look().Pending != 0 {
		t.Errorf("draft %+v, live %d, pending %d", w.draft(), w.live().Version, w.look().Pending)
	}
	w.add(group, german) // it grows as any other, and goes live by a plan that somebody asks for
	w.review(false)
	_, _, err := w.rules().Add(t.Context(), w.account, 0, rule.Rule{Enabled: true, Group: group}, 0)
	w.fails(err, fault.Conflict, "draft_open")
	w.apply(w.tried(provision.PlanChange{}))
	if len(w.live().Rules) != 2 {
		t.Errorf("live are %+v", w.live().Rules)
	}
}

// Wherever the process dies, what was saved goes live once.
func TestADraftGoesLiveThroughCrashes(t *testing.T) {
	for n := 1; n < 30; n += 2 {
		t.Run(fmt.Sprint("write ", n), func(t *testing.T) {
			w, group, users := atOnce(t, 60)
			before := w.live().Version
			id, revision := w.add(group)
			w.engine.countdown, w.engine.lost = n, n%4 == 1
			for range 500 {
				if w.engine.dead || !w.step() {
					break
				}
			}
			w.crash()
			for range 3 {
				w.rest()
				w.clock = w.clock.Add(time.Minute)
				w.sweep(0)
			}
			w.rest()
			live := w.live()
			if live.Version != before+1 || live.RulesRevision() != revision || len(live.Rules) != 1 || live.Rules[0].ID != id || w.draft().Open {
				t.Errorf("live is version %d, revision %d with %+v", live.Version, live.RulesRevision(), live.Rules)
			}
			w.settled(users...)
		})
	}
}

func TestTheSweeperFindsWhatTheStreamLost(t *testing.T) {
	w, group, users := atOnce(t, 10)
	w.add(group)
	for len(w.box) > 0 || w.relay() {
		w.box = nil
	}
	w.sweep(time.Minute)
	if len(w.box) != 0 {
		t.Errorf("what was saved just now is swept for: %+v", w.box)
	}
	w.clock = w.clock.Add(2 * time.Minute)
	w.sweep(time.Minute)
	if len(w.box) != 1 || w.box[0].Kind != job.AutoPlan {
		t.Errorf("the sweep sent %+v", w.box)
	}
	w.rest()
	w.settled(users...)
	if len(w.live().Rules) != 1 {
		t.Error("it is not live")
	}
}

// Thresholds that change while a plan is worked out are those that count.
func TestTheGuardOfTheMomentCounts(t *testing.T) {
	w, group, _ := atOnce(t, 30)
	_, revision := w.add(group)
	w.untilPlan(fmt.Sprintf("AUTO-%d-0", revision), provision.PlanReady)
	_, err := w.store.ChangeAccount(t.Context(), w.account, func(a *provision.Account) error { a.Guard.Mails = 40; return nil })
	w.must(err)
	w.rest()
	p, err := w.planner.Plan(t.Context(), w.account, fmt.Sprintf("AUTO-%d-1", revision))
	if err != nil || p.State != provision.PlanApplied || p.Guard.Mails != 40 {
		t.Errorf("%+v, %v", p, err)
	}
}
