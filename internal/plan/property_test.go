package plan_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// world is one drawn case: a person, what the rules say, what holds today, and the seats there are.
type world struct {
	policy   *rule.Policy
	person   plan.Person
	decision rule.Decision
	before   *plan.Outcome
	seats    map[string]plan.SeatState
}

func draw(t *rapid.T) world {
	flag := func(label string) bool { return rapid.Bool().Draw(t, label) }
	w := world{
		policy: &rule.Policy{
			Version: 7, SyncOn: rapid.IntRange(0, 4).Draw(t, "sync") > 0, MailOn: flag("mail"), Quiet: flag("quiet"),
			Products: []rule.Product{{Key: "meeting"}, {Key: "phone"}, {Key: "webinar", Requires: []string{"meeting"}}},
			Rules: []rule.Rule{
				{ID: "r1", Enabled: true, Group: "a", Products: []rule.ProductGrant{{Key: "webinar"}}, UserGroup: rule.None},
				{ID: "r2", Enabled: true, Group: "b", Products: []rule.ProductGrant{{Key: "phone"}}, Role: &rule.Role{Kind: rule.Admin}, WelcomeMail: rule.None},
				{ID: "r3", Enabled: true, Group: "c", Language: "de", SettingsTemplate: "gone"},
				{ID: "r4", Enabled: true, Group: "d", Condition: "(("},
			},
		},
		person: plan.Person{Gone: flag("gone"), Active: rapid.IntRange(0, 3).Draw(t, "active") > 0, UserName: "ann"},
		seats:  map[string]plan.SeatState{},
	}
	if flag("address") {
		w.person.Email = "ann@example.com"
	}
	in := rule.Input{Groups: rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3).Draw(t, "groups")}
	if flag("by hand") {
		in.Grants = []rule.Grant{{ID: "h1", Product: "phone", Deny: flag("denied")}}
	}
	w.decision = rule.Compile(w.policy).Evaluate(in)
	for _, key := range []string{"meeting", "phone", "webinar"} {
		w.seats[key] = rapid.SampledFrom([]plan.SeatState{plan.Granted, plan.Waiting}).Draw(t, "seat")
	}
	if state := rapid.SampledFrom([]plan.State{plan.Nothing, plan.Invited, plan.Active, plan.Suspended, plan.Erased}).Draw(t, "before"); state != plan.Nothing {
		w.before = outcome()
		w.before.State = state
	}
	return w
}

func (w world) outcome() *plan.Outcome {
	return plan.Aim(w.policy, w.person, w.decision, w.before).Outcome(w.seats)
}

// The transitions of the description, as a table over "what was" and "is the person entitled".
func TestStatesFollowTheDescription(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		was, entitled := plan.Nothing, w.person.Active && !w.person.Gone && (w.decision.AnyMatch() || handGives(w.decision))
		if w.before != nil {
			was = w.before.State
		}
		want := was
		switch {
		case !w.policy.SyncOn || was == plan.Erased:
		case entitled && len(w.decision.Products) > 0 && !slices.ContainsFunc(w.decision.Products, w.granted):
			want = plan.Invited
		case entitled:
			want = plan.Active
		case was != plan.Nothing:
			want = plan.Suspended
		}
		got := plan.Nothing
		if o := w.outcome(); o != nil {
			got = o.State
		}
		if got != want {
			t.Fatalf("was %q, is %q, want %q", was, got, want)
		}
	})
}

func handGives(d rule.Decision) bool {
	return slices.ContainsFunc(d.Products, func(p rule.ProductDecision) bool { return p.Owner == rule.FromHand })
}

func (w world) granted(p rule.ProductDecision) bool { return w.seats[p.Key] == plan.Granted }

// Resolving twice is resolving once: nothing changes, and no second mail is due.
func TestResolvingTwiceIsResolvingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		first := w.outcome()
		_, due := plan.Welcome(w.policy, w.decision, w.person, first, false)
		w.before = first
		if diff := cmp.Diff(first, w.outcome()); diff != "" {
			t.Fatalf("(-once +twice):\n%s", diff)
		}
		if _, again := plan.Welcome(w.policy, w.decision, w.person, first, due); due && again {
			t.Fatal("a second mail")
		}
	})
}

// What holds for somebody in use depends on today's rules, person and seats alone, never on what was.
func TestWhatHoldsDoesNotRememberHowItCame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		w.policy.SyncOn = true
		if w.before != nil && w.before.State == plan.Erased {
			w.before = nil
		}
		target := plan.Aim(w.policy, w.person, w.decision, w.before)
		if target.State != plan.Active {
			return
		}
		got := w.outcome()
		w.before = nil
		if diff := cmp.Diff(w.outcome(), got); diff != "" {
			t.Fatalf("(-new +known):\n%s", diff)
		}
	})
}

// greeted says it in the words of the description.
func greeted(p *rule.Policy, o *plan.Outcome) bool {
	return p.SyncOn && o != nil && o.State == plan.Active &&
		slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.State == plan.Granted })
}

// A mail is due exactly to somebody who is active with a granted product while sync is on and nothing was decided; it goes out only where
// everybody agrees.
func TestWelcomeFollowsTheDescription(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := draw(t)
		o := w.outcome()
		decided := rapid.Bool().Draw(t, "decided")
		mail, due := plan.Welcome(w.policy, w.decision, w.person, o, decided)
		waits := w.policy.MailOn && !w.policy.Quiet && w.decision.Welcome.Value != rule.None && w.person.Email == "" // until there is an address
		want := !decided && greeted(w.policy, o) && !waits
		if due != want {
			t.Fatalf("due %t, want %t: %+v", due, want, o)
		}
		asleep := rapid.Bool().Draw(t, "asleep")
		if again := plan.WelcomeAgain(w.policy, o, asleep); again != (asleep && greeted(w.policy, o)) {
			t.Fatalf("due again: %t, asleep: %t, %+v", again, asleep, o)
		}
		sent := w.policy.MailOn && !w.policy.Quiet && w.person.Email != "" && w.decision.Welcome.Value != rule.None
		if due && (sent != (mail.Template != rule.None) || sent != (mail.Reason == "") || mail.Language == "") {
			t.Fatalf("%+v", mail)
		}
	})
}

// An outcome is stored as JSON: what is read back is the same.
func TestOutcomeSurvivesStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := draw(t).outcome()
		text, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		var back *plan.Outcome
		if err := json.Unmarshal(text, &back); err != nil || !plan.Same(o, back) {
			t.Fatalf("%v: %s", err, text)
		}
	})
}
