package provision_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// speak changes the language that everybody has: a new policy version that changes every outcome.
func (w *works) speak(language string) provision.Run {
	w.t.Helper()
	w.publish(func(p *rule.Policy) { p.DefaultLanguage = language })
	return w.newest()
}

func TestAPublicationReachesEverybodyAndSettles(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(130, w.give("meeting", -1))
	w.rest()
	w.settled(users...)
	run := w.speak("de")
	if run.Kind != provision.PublishRun || run.State != provision.RunPlanning {
		t.Errorf("born as %+v", run)
	}
	w.rest()
	if r := w.counted(run.ID, provision.RunDone, 130); r.Changed != 130 || r.Failed+r.Waiting+r.Skipped != 0 {
		t.Errorf("counts %+v", r)
	}
	w.settled(users...)
}

func TestAFullRunLooksAtEverybodyOnceAndWritesNothingNew(t *testing.T) {
	w := newWorks(t)
	w.crowd(1000, w.give("meeting", 900))
	w.rest()
	run := w.sync()
	w.rest()
	if r := w.counted(run.ID, provision.RunDone, 1000); r.Changed != 0 || r.Waiting != 100 || r.Failed != 0 {
		t.Errorf("counts %+v", r)
	}
}

func TestARunOfNobodyEndsAtOnce(t *testing.T) {
	w := newWorks(t)
	full, published := w.sync(), w.speak("de")
	w.rest()
	w.counted(full.ID, provision.RunDone, 0)
	w.counted(published.ID, provision.RunDone, 0)
	w.settled()
}

// away is records that cannot be read for a while.
type away struct {
	provision.Records
	user string
	left int
}

func (r *away) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	if user == r.user && r.left > 0 {
		r.left--
		return provision.Record{}, fault.New(fault.Unavailable, "storage", "The storage does not answer.")
	}
	return r.Records.Record(ctx, a, user)
}

// What the storage cannot do now is nobody's failure: the chunk comes back until it can.
func TestAStorageThatIsAwayFailsNobody(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(5, w.give("meeting", -1))
	w.rest()
	records := &away{w.runs, users[3], 2}
	w.resolver.Records = records
	run := w.sync()
	w.rest()
	if r := w.counted(run.ID, provision.RunDone, 5); r.Failed != 0 || records.left != 0 {
		t.Errorf("counts %+v, and %d times more it would be away", r, records.left)
	}
}

func TestARunCountsFailuresAndGoesOn(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(60, w.give("meeting", -1))
	w.publish(func(p *rule.Policy) {
		p.Rules = append(p.Rules, rule.Rule{ID: "R-broken", Enabled: true, Group: p.Rules[0].Group, SettingsTemplate: "gone"})
	})
	w.rest()
	w.resolver.Records = &sick{w.runs, users[7]}
	run := w.sync()
	w.rest()
	if r := w.counted(run.ID, provision.RunDone, 60); r.Failed != 60 {
		t.Errorf("counts %+v", r)
	}
}

// sick fails for one user, for good.
type sick struct {
	*store.Store
	user string
}

func (s *sick) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	if user == s.user {
		return provision.Record{}, errDown
	}
	return s.Store.Record(ctx, a, user)
}

func TestThereIsOneFullRunAtATime(t *testing.T) {
	w := newWorks(t)
	w.crowd(60)
	run := w.sync()
	for w.step() {
		r := w.sync()
		if r.ID == run.ID {
			continue
		}
		if !w.run(run.ID).Over() {
			t.Fatalf("a second run while the first is %s", w.run(run.ID).State)
		}
		break
	}
	w.rest()
}

// late lets somebody else act just before something is written.
type late struct {
	*store.Store
	act func()
}

func (l *late) strike() {
	if act := l.act; act != nil {
		l.act = nil
		act()
	}
}

func (l *late) AddRun(ctx context.Context, a access.Account, r provision.Run, chunks ...provision.Chunk) error {
	l.strike()
	return l.Store.AddRun(ctx, a, r, chunks...)
}

func (l *late) MoveRun(ctx context.Context, a access.Account, r provision.Run, to provision.RunState, planned int, at time.Time) error {
	l.strike()
	return l.Store.MoveRun(ctx, a, r, to, planned, at)
}

func (l *late) AddChunk(ctx context.Context, a access.Account, run string, c provision.Chunk) error {
	l.strike()
	return l.Store.AddChunk(ctx, a, run, c)
}

func (l *late) CloseChunk(ctx context.Context, a access.Account, run string, c provision.Chunk, t provision.Tally) error {
	l.strike()
	return l.Store.CloseChunk(ctx, a, run, c, t)
}

func TestTwoStartsAtOnceAreOneRun(t *testing.T) {
	w := newWorks(t)
	var first provision.Run
	rival := *w.runner
	w.runner.Heads = &late{w.runs, func() { first, _ = rival.StartRun(context.Background(), w.account, provision.FullRun) }}
	if second := w.sync(); second.ID != first.ID || first.ID == "" {
		t.Errorf("started %q and %q", first.ID, second.ID)
	}
	w.rest()
	w.counted(first.ID, provision.RunDone, 0)
}

func TestAnOccurrenceOfTheScheduleIsStartedOnce(t *testing.T) {
	w := newWorks(t)
	start := func(id string) string {
		r, err := w.runner.StartScheduled(context.Background(), w.account, id)
		w.must(err)
		return r.ID
	}
	if a, b := start("0NIGHT1"), start("0NIGHT1"); a != "0NIGHT1" || b != a {
		t.Errorf("started %s and %s", a, b)
	}
	if got := start("0NIGHT2"); got != "0NIGHT1" {
		t.Errorf("started %s while another goes on", got)
	}
	w.rest()
	if got := start("0NIGHT2"); got != "0NIGHT2" {
		t.Errorf("started %s", got)
	}
	if got := start("0NIGHT1"); got != "0NIGHT1" || !w.run(got).Over() {
		t.Errorf("started %s again", got)
	}
}

func TestWhateverIsDeliveredTwiceOrOutOfOrderIsCountedOnce(t *testing.T) {
	for seed := range uint64(12) {
		w := newWorks(t)
		w.narrow = true
		users := w.crowd(120, w.give("meeting", 70))
		w.random, w.copies = rand.New(rand.NewPCG(seed, 1)), 3
		full, published := w.sync(), w.speak("de")
		w.rest()
		w.counted(full.ID, provision.RunDone, 120)
		w.counted(published.ID, provision.RunDone, 120)
		w.settled(users...)
		w.counts("meeting", 70, users...)
	}
}

func TestAChunkInTwoHandsAtOnceIsCountedOnce(t *testing.T) {
	w := newWorks(t)
	w.crowd(60)
	rival := *w.runner
	w.runner.Parts = &late{w.runs, nil}
	run := w.sync()
	for w.step() {
		for _, l := range w.box {
			if l.Kind == job.RunChunk {
				w.runner.Parts = &late{w.runs, func() { rival.Handle(context.Background(), w.account, l.Message) }}
			}
		}
	}
	w.counted(run.ID, provision.RunDone, 60)
}

func TestTwoPlannersAtOnceListTheSame(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(100)
	w.rest()
	run := w.sync()
	rival := *w.runner
	again := &late{Store: w.runs}
	w.runner.Parts = again
	for n := 0; w.step(); n++ {
		for _, l := range w.box {
			if l.Kind != job.PlanShard {
				continue
			}
			again.act = func() {
				if n == 2 {
					w.crowd(1) // the slower planner would list one more
				}
				rival.Handle(context.Background(), w.account, l.Message)
			}
		}
	}
	r := w.run(run.ID)
	w.counted(run.ID, provision.RunDone, r.Planned)
	if r.Planned != 100 && r.Planned != 101 {
		t.Errorf("planned %d", r.Planned)
	}
}

func TestARunThatIsOvertakenEndsWithExactCounts(t *testing.T) {
	states, skipped := map[provision.RunState]int{}, 0
	for stage, more := 0, true; more; stage++ {
		w := newWorks(t)
		w.narrow = true
		users := w.crowd(120, w.give("meeting", -1))
		w.rest()
		first := w.speak("de")
		for range stage {
			more = w.step()
		}
		second := w.speak("fr")
		w.rest()
		r := w.run(first.ID)
		states[r.State]++
		skipped += r.Skipped
		if !r.Over() || r.Done != r.Planned || r.Changed+r.Skipped > r.Done || r.State == provision.RunDone && r.Skipped > 0 {
			t.Errorf("overtaken at step %d: %+v", stage, r)
		}
		w.counted(second.ID, provision.RunDone, 120)
		w.settled(users...)
	}
	if states[provision.RunSuperseded] < 5 || states[provision.RunDone] < 1 || skipped == 0 {
		t.Errorf("ended as %v, %d users skipped", states, skipped)
	}
}

func TestAnOvertakenRunListsAndResolvesNobodyAnyMore(t *testing.T) {
	w := newWorks(t)
	w.crowd(120, w.give("meeting", -1))
	w.rest()
	first, _ := w.speak("de"), w.speak("fr")
	w.rest()
	if r := w.counted(first.ID, provision.RunSuperseded, 0); r.Skipped != 0 {
		t.Errorf("run %+v", r)
	}
}

func TestRunsAreListedNewestFirst(t *testing.T) {
	w := newWorks(t)
	var want []string
	for range 5 {
		want = append([]string{w.sync().ID}, want...)
		w.rest()
	}
	var got []string
	cursor := ""
	for {
		runs, next, err := w.runner.Runs(context.Background(), w.account, "", cursor, 2)
		w.must(err)
		for _, r := range runs {
			got = append(got, r.ID)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if runs, next, err := w.runner.Runs(context.Background(), w.account, "", "", 5); err != nil || len(runs) != 5 || next != "" {
		t.Errorf("a page that is just full: %d, next %q, %v", len(runs), next, err)
	}
	if _, _, err := w.runner.Runs(context.Background(), w.account, "", "a#b", 5); !fault.Is(err, fault.Malformed) {
		t.Errorf("a made-up cursor: %v", err)
	}
	for _, id := range []string{"", "nobody", "a/b", "\xff"} {
		if _, err := w.runner.Run(context.Background(), w.account, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("run %q: %v", id, err)
		}
	}
}

func TestWhoeverAsksForOneUserGetsThePolicyThatIsLiveNow(t *testing.T) {
	w := newWorks(t)
	ann := w.user("ann", w.give("meeting", -1))
	w.rest()
	w.clock = w.clock.Add(time.Minute)
	for _, language := range []string{"de", "fr"} { // the first time the policy is not in the cache
		w.speak(language)
		_, err := w.resolver.Recheck(context.Background(), w.account, ann, 0)
		w.must(err)
		if got := w.record(ann).Outcome.Language.Value; got != language {
			t.Errorf("speaks %s, want %s", got, language)
		}
	}
	w.engine.calls = 1
	if _, err := w.resolver.Recheck(context.Background(), w.account, ann, 0); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestMessagesThatMakeNoSenseAreParked(t *testing.T) {
	w := newWorks(t)
	run := w.sync()
	for name, m := range map[string]job.Message{
		"too many hops":            {Kind: job.PlanRun, ID: run.ID, Hops: job.MaxHops + 1},
		"no such run":              {Kind: job.PlanRun, ID: "nothing"},
		"another kind":             {Kind: job.SendMail, ID: run.ID},
		"a run of another account": {Kind: job.PlanShard, ID: "T#A1#RUN"},
	} {
		if v := w.runner.Handle(context.Background(), w.account, m); !v.IsNever() {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if v := w.runner.Handle(context.Background(), second, job.Message{Kind: job.CheckRun}); !v.IsNever() {
		t.Errorf("an account that is gone: %+v", v)
	}
	w.rest()
	for _, kind := range []job.Kind{job.PlanRun, job.PlanShard, job.RunChunk} {
		if v := w.runner.Handle(context.Background(), w.account, job.Message{Kind: kind, ID: run.ID}); !v.IsDone() {
			t.Errorf("%s of a run that is over: %+v", kind, v)
		}
	}
}

func TestWhatAChunkOfUnchangedUsersCosts(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(50, w.give("meeting", -1))
	w.rest()
	w.sync()
	for len(w.box) == 0 || w.box[0].Kind != job.RunChunk {
		w.step()
	}
	m := &table.Meter{}
	w.runner.Handle(table.WithMeter(context.Background(), m), w.account, w.box[0].Message)
	// Three strong reads a user (the fence, the collection, the groups in groups), and the run's own: nothing is written but the chunk and the counter.
	if u := m.Usage(); u.Read > 50*3+40 || u.Write > 10 {
		t.Errorf("used %+v", u)
	}
}
