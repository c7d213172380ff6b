package provision_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

func TestACrashBetweenAnyTwoMessagesHeals(t *testing.T) {
	for after, more := 0, true; more; after++ {
		w := newWorks(t)
		w.narrow = true
		users := w.crowd(120, w.give("meeting", -1))
		w.rest()
		full, published := w.sync(), w.speak("de")
		w.random = rand.New(rand.NewPCG(uint64(after), 2))
		for range after {
			more = w.step()
		}
		w.crash()
		w.rest()
		w.counted(full.ID, provision.RunDone, 120)
		if r := w.counted(published.ID, provision.RunDone, 120); r.Skipped != 0 {
			t.Errorf("crashed after %d messages: %+v", after, r)
		}
		w.settled(users...)
		if t.Failed() {
			t.Fatalf("crashed after %d messages", after)
		}
	}
}

func TestACrashAtAnyWriteHeals(t *testing.T) {
	for write, more := 1, true; more; write++ {
		for _, lost := range []bool{true, false} {
			w := newWorks(t)
			w.narrow = true
			users := w.crowd(52, w.give("meeting", 30))
			w.rest()
			run := w.speak("de")
			w.engine.countdown, w.engine.lost = write, lost
			for w.step() && !w.engine.dead {
			}
			more = w.engine.dead
			w.crash()
			w.rest()
			w.counted(run.ID, provision.RunDone, 52)
			w.settled(users...)
			w.counts("meeting", 30, users...)
			if t.Failed() {
				t.Fatalf("crashed at write %d, lost: %v", write, lost)
			}
		}
	}
}

func TestAnyCallMayFailOnce(t *testing.T) {
	for call, more := 1, true; more; call++ {
		w := newWorks(t)
		users := w.crowd(5, w.give("meeting", 3))
		w.rest()
		full, published := w.sync(), w.speak("de")
		w.engine.calls = call
		w.rest()
		more, w.engine.calls = w.engine.calls <= 0, 0
		w.counted(full.ID, provision.RunDone, 5)
		w.counted(published.ID, provision.RunDone, 5)
		w.settled(users...)
		if t.Failed() {
			t.Fatalf("failed at call %d", call)
		}
	}
}

func TestAnySendMayFailOnce(t *testing.T) {
	for call, more := 1, true; more; call++ {
		w := newWorks(t)
		users := w.crowd(5, w.give("meeting", 3))
		w.rest()
		run := w.speak("de")
		w.relay()
		n := call
		w.runner.Sender = &unsent{w, &n}
		w.rest()
		more = n <= 0
		w.counted(run.ID, provision.RunDone, 5)
		w.settled(users...)
	}
}

// unsent fails to send once.
type unsent struct {
	*works
	until *int
}

func (u *unsent) Send(ctx context.Context, q job.Queue, messages ...job.Message) error {
	if *u.until--; *u.until == 0 {
		return errDown
	}
	return u.works.Send(ctx, q, messages...)
}

func TestTheSweeperLeavesARunAloneThatMoves(t *testing.T) {
	w := newWorks(t)
	w.crowd(60, w.give("meeting", -1))
	w.rest()
	run := w.sync()
	sent := func(olderThan time.Duration) int {
		before := len(w.box)
		w.must(w.runner.SweepRuns(context.Background(), w.account, olderThan))
		return len(w.box) - before
	}
	w.relay()
	if n := sent(5 * time.Minute); n != 0 {
		t.Errorf("%d messages for a young run", n)
	}
	w.clock = w.clock.Add(6 * time.Minute)
	if n := sent(5 * time.Minute); n != 0 {
		t.Errorf("%d messages for a run that is seen for the first time", n)
	}
	for range 6 {
		w.step()
	}
	if n := sent(5 * time.Minute); n != 0 {
		t.Errorf("%d messages for a run that has moved", n)
	}
	if n := sent(5 * time.Minute); n != 1 {
		t.Errorf("%d messages for a run that stands still", n)
	}
	w.rest()
	w.counted(run.ID, provision.RunDone, 60)
	if n := sent(0); n != 0 {
		t.Errorf("%d messages when all is done", n)
	}
}

func TestTheSweeperAsksForAMissingSecondListing(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(5, w.give("meeting", -1))
	w.rest()
	w.speak("de")
	for w.step() {
		for i, l := range w.box {
			if l.Kind == job.CheckRun {
				w.box = append(w.box[:i], w.box[i+1:]...)
				break
			}
		}
	}
	if s := w.look(); s.Pending != 1 || s.Current != nil {
		t.Errorf("with a lost listing: %+v", s)
	}
	w.must(w.runner.SweepRuns(context.Background(), w.account, 5*time.Minute))
	if len(w.box) != 0 {
		t.Errorf("sent %+v for what was published just now", w.box)
	}
	w.clock = w.clock.Add(6 * time.Minute)
	w.must(w.runner.SweepRuns(context.Background(), w.account, 5*time.Minute))
	w.rest()
	w.settled(users...)
}

func TestARunAtAnOlderPolicyDoesNotStandForTheSecondListing(t *testing.T) {
	w := newWorks(t)
	w.crowd(5, w.give("meeting", -1))
	w.rest()
	full := w.sync()
	w.relay()
	slow := w.box[0]
	w.box = nil
	published := w.speak("de")
	for !w.run(published.ID).Over() {
		w.step()
	}
	w.box = nil
	w.clock = w.clock.Add(6 * time.Minute)
	w.must(w.runner.SweepRuns(context.Background(), w.account, 5*time.Minute))
	w.rest()
	if s := w.look(); s.Pending != 0 || s.Current.ID != full.ID {
		t.Errorf("status %+v", s)
	}
	w.box = []letter{slow}
	w.rest()
	w.counted(full.ID, provision.RunDone, 5)
}

func TestManyRunsThatWereLostAllEnd(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(5, w.give("meeting", -1))
	w.rest()
	for i := range 40 {
		w.speak([]string{"de", "fr"}[i%2])
	}
	w.crash()
	w.rest()
	runs, _, err := w.runner.Runs(context.Background(), w.account, "", "", 100)
	w.must(err)
	for _, r := range runs {
		if !r.Over() {
			t.Errorf("run %+v", r)
		}
	}
	if len(runs) < 40 {
		t.Errorf("%d runs", len(runs))
	}
	w.settled(users...)
}

// lagging makes the list of users late by so much.
func (w *works) lagging(lag time.Duration) {
	w.engine.lag, w.engine.born = lag, map[string]time.Time{}
	w.runner.IndexLag = lag
}

func TestABirthThatTheListMissesIsCaughtByTheSecondListing(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", -1)
	users := w.crowd(5, sales)
	w.rest()
	w.lagging(2 * time.Second)
	late := w.crowd(3, sales)
	for _, u := range late {
		w.engine.born[u] = w.clock
	}
	w.rest() // resolved at the policy of today, and on no list yet
	for _, u := range late {
		w.engine.born[u] = w.clock
	}
	run := w.speak("de")
	for w.step() && !w.run(run.ID).Over() {
	}
	w.counted(run.ID, provision.RunDone, 5)
	if s := w.look(); s.Pending != 1 {
		t.Errorf("three are older and pending is %d", s.Pending)
	}
	w.rest()
	w.settled(append(users, late...)...)
}

func TestAPolicySettlesWhilePeopleArePushed(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", -1)
	w.crowd(5, sales)
	w.rest()
	run := w.speak("de")
	for !w.run(run.ID).Over() {
		w.step()
	}
	early := w.crowd(1, sales)[0]
	check := job.Message{Kind: job.CheckRun, Account: first.ID(), ID: run.ID, Hops: job.MaxHops}
	w.clock = w.clock.Add(10 * time.Second)
	late := w.crowd(1, sales)[0]
	w.box = nil
	if _, again := w.runner.Handle(context.Background(), w.account, check).IsAgain(); !again || len(w.box) != 1 || w.box[0].User != early {
		t.Errorf("for the early one: again %v, sent %+v", again, w.box)
	}
	w.resolve(early)
	if v := w.runner.Handle(context.Background(), w.account, check); !v.IsDone() || w.fence(late).Rules != 0 {
		t.Errorf("for the late one: %+v, %+v", v, w.fence(late))
	}
	settled, live, _, err := w.store.Settled(context.Background(), w.account)
	if s := w.look(); err != nil || settled != live || s.Pending != 1 {
		t.Errorf("settled %d of %d, pending %d, %v", settled, live, s.Pending, err)
	}
}

func TestTheSecondListingWaitsForTheList(t *testing.T) {
	w := newWorks(t)
	w.crowd(1, w.give("meeting", -1))
	w.rest()
	w.lagging(2 * time.Second)
	w.speak("de")
	v := w.runner.Handle(context.Background(), w.account, job.Message{Kind: job.CheckRun})
	if wait, again := v.IsAgain(); !again || wait < time.Second || wait > 2*time.Second {
		t.Errorf("got %v, %v", wait, again)
	}
	w.rest()
	w.settled()
}

func TestWhoeverIsDeletedWhileSyncIsOffIsFoundByTheSecondListing(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(5, w.give("meeting", 5))
	w.rest()
	w.publish(func(p *rule.Policy) { p.SyncOn = false })
	w.must(w.directory.DeleteUser(context.Background(), w.idp, users[0], 0))
	w.rest()
	w.settled()
	w.publish(func(p *rule.Policy) { p.SyncOn = true })
	w.rest()
	w.settled(users...)
	w.sees(users[0], "suspended")
	w.counts("meeting", 4, users...)
}

func TestNobodyBornAfterAPublicationIsGivenWhatHeldBefore(t *testing.T) {
	w := newWorks(t)
	sales := w.give("meeting", -1)
	w.rest()
	full := w.sync()
	w.relay()
	_, err := w.resolver.Recheck(context.Background(), w.account, w.crowd(1, sales)[0], 0) // the policy of today is in the cache
	w.must(err)
	w.speak("de")
	w.box = w.box[:1] // the publication's messages are late, the birth's lost
	ann := w.crowd(1, sales)[0]
	w.read = 1 << 40
	for !w.run(full.ID).Over() {
		w.step()
	}
	if f := w.fence(ann); f.Rules != w.run(full.ID).Version+1 {
		t.Errorf("the fence is %+v", f)
	}
}
