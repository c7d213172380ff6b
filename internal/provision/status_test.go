package provision_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim/patch"
)

func TestPendingIsThereFromTheMomentAPublicationAnswers(t *testing.T) {
	w := newWorks(t)
	w.crowd(30, w.give("meeting", -1))
	w.rest()
	run := w.speak("de")
	if s := w.look(); s.Pending != 30 || s.Users != 30 || s.Current == nil || s.Current.ID != run.ID {
		t.Errorf("status %+v", s)
	}
	last := 30
	for w.step() {
		s := w.look()
		if s.Pending > last {
			t.Errorf("pending grew from %d to %d", last, s.Pending)
		}
		last = s.Pending
	}
	if last != 0 {
		t.Errorf("at rest %d are pending", last)
	}
}

func TestOfAnEmptyAccountThereIsOnePendingUntilThePolicySettles(t *testing.T) {
	w := newWorks(t)
	w.speak("de")
	if s := w.look(); s.Pending != 1 || s.Users != 0 {
		t.Errorf("status %+v", s)
	}
	w.rest()
	w.settled()
}

func TestPendingIsNeverZeroWhileAnybodyIsOlder(t *testing.T) {
	for seed := range uint64(12) {
		w := newWorks(t)
		sales := w.give("meeting", 4)
		w.random = rand.New(rand.NewPCG(seed, 3))
		users := w.crowd(6, sales)
		for range 150 {
			w.act(sales, &users)
			w.honest(users)
		}
		w.rest()
		w.publish(func(p *rule.Policy) { p.SyncOn = true })
		w.sweep(0)
		for w.step() {
			w.honest(users)
		}
		w.settled()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// act does something, whatever it is.
func (w *works) act(group string, users *[]string) {
	w.t.Helper()
	user := (*users)[w.random.IntN(len(*users))]
	switch w.random.IntN(30) {
	case 0:
		*users = append(*users, w.crowd(1, group)...)
	case 1:
		w.speak([]string{"de", "fr", "it"}[w.random.IntN(3)])
	case 2:
		w.sync()
	case 3:
		w.crash()
	case 4:
		w.must(patched(w, user))
	case 5:
		_ = w.directory.DeleteUser(context.Background(), w.idp, user, 0)
	case 6:
		w.publish(func(p *rule.Policy) { p.SyncOn = !p.SyncOn })
	default:
		w.step()
	}
}

// patched changes a user, if there is one.
func patched(w *works, user string) error {
	ops, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": "replace", "path": "active", "value": w.random.IntN(2) == 0}}})
	if err == nil {
		_, _ = w.directory.PatchUser(context.Background(), w.idp, user, ops, 0)
	}
	return err
}

// honest checks that the status says so when anybody is older than what it depends on.
func (w *works) honest(users []string) {
	w.t.Helper()
	live, err := w.store.LiveVersion(context.Background(), w.account)
	w.must(err)
	older := 0
	for _, u := range users {
		f := w.fence(u)
		if w.record(u).Person.Gone {
			f.Rules = live
		}
		if !f.Current(live) {
			older++
		}
	}
	s := w.look()
	if older > 0 && s.Pending == 0 {
		w.t.Errorf("%d of %d users are older, and nothing is pending", older, len(users))
	}
	if s.Pending > max(1, s.Users) {
		w.t.Errorf("%d of %d users are pending", s.Pending, s.Users)
	}
}

// hurried is a context whose time is nearly up by the house's clock.
type hurried struct {
	context.Context
	deadline time.Time
}

func (h hurried) Deadline() (time.Time, bool) { return h.deadline, true }

func TestAMassChangeThatIsNotAppliedYetIsPending(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(40)
	group := w.give("meeting", -1)
	w.rest()
	w.settled(users...)
	var list []any
	for _, u := range users {
		list = append(list, map[string]any{"value": u})
	}
	ops, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": "add", "path": "members", "value": list}}})
	w.must(err)
	_, err = w.directory.PatchGroup(hurried{context.Background(), w.clock.Add(2 * time.Second)}, w.idp, group, ops, 0)
	w.must(err)
	unapplied, err := w.store.UnappliedChanges(context.Background(), w.account)
	w.must(err)
	if s := w.look(); s.Pending == 0 || unapplied != 1 {
		t.Errorf("status %+v, %d changes not applied", s, unapplied)
	}
	for w.step() {
		if s := w.look(); s.Pending == 0 && w.record(users[39]).Outcome == nil {
			t.Fatal("nothing is pending while somebody has nothing")
		}
	}
	w.settled(users...)
	w.sees(users[39], "active meeting:granted")
}

func TestFailuresAreCountedByCause(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", 0)
	before := w.clock
	w.crowd(200, sales)
	w.rest()
	w.publish(func(p *rule.Policy) { p.Rules[0].SettingsTemplate = "gone" })
	w.rest()
	s := w.look()
	if len(s.Failures) != 2 || s.Failures[0].Code != "out_of_seats" || s.Failures[1].Code != "template_missing" {
		t.Fatalf("failures %+v", s.Failures)
	}
	for _, f := range s.Failures {
		if f.Users != 200 || f.FirstSeen.Before(before) || f.FirstSeen.After(w.clock) {
			t.Errorf("failure %+v", f)
		}
	}
	w.publish(func(p *rule.Policy) { p.Rules[0].SettingsTemplate = "" })
	w.owns("meeting", 150)
	w.rest()
	if s := w.look(); len(s.Failures) != 1 || s.Failures[0].Users != 50 {
		t.Errorf("failures %+v", s.Failures)
	}
}

func TestMailsThatAreDueArePending(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", -1)
	w.user("ann", sales)
	w.rest()
	if s := w.look(); s.MailPending != 1 || s.Pending != 0 {
		t.Errorf("status %+v", s)
	}
}

func TestStatusReportsEveryFailureOfTheStore(t *testing.T) {
	w := newWorks(t)
	w.speak("de")
	w.status = &provision.StatusReader{Gauges: w.runs, Heads: w.runs, People: w.runs, Failed: w.runs, Auto: w.autopilot}
	for call := 1; ; call++ {
		w.engine.calls = call
		_, err := w.status.Status(context.Background(), w.account)
		if err == nil {
			break
		}
		if call > 1000 {
			t.Fatal("it never succeeds")
		}
	}
}

func TestAUserOutsideTheDirectoryIsNotPendingForEver(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", 1)
	ann := w.user("ann", sales)
	w.rest()
	w.must(w.directory.DeleteUser(context.Background(), w.idp, ann, 0))
	w.rest()
	w.speak("de")
	w.rest()
	reader := provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	u, err := reader.AccountUser(context.Background(), w.account, ann)
	w.must(err)
	if u.Outcome.State != plan.Suspended || !u.Gone || u.Pending {
		t.Errorf("read %+v", u)
	}
}
