package provision_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/provision"
)

func (w *works) retry(want provision.Retry) provision.Run {
	w.t.Helper()
	r, err := w.runner.Retry(context.Background(), w.account, want)
	w.must(err)
	return r
}

// lookedAt lists whom a run looked at, sorted.
func (w *works) lookedAt(run string) []string {
	w.t.Helper()
	var users []string
	for _, r := range w.results(run, "", 1000) {
		users = append(users, r.User)
	}
	slices.Sort(users)
	return users
}

// broken is a works with a run that left users failed for a reason that is gone by now: it was ours.
func broken(t *testing.T, n int) (w *works, run provision.Run, users, failed []string) {
	t.Helper()
	w = newWorks(t)
	w.narrow = true
	users = w.crowd(n, w.give("meeting", -1))
	w.rest()
	records := &sickly{w.runs, map[string]bool{}}
	for i, u := range users {
		if i%2 == 0 {
			records.users[u] = true
			failed = append(failed, u)
		}
	}
	w.resolver.Records = records
	run = w.sync()
	w.rest()
	w.resolver.Records = w.runs
	slices.Sort(failed)
	return w, run, users, failed
}

func TestARetryOfARunLooksAtThoseWhomItLeftFailed(t *testing.T) {
	w, run, users, failed := broken(t, 240)
	if r := w.run(run.ID); r.Failed != 120 {
		t.Fatalf("counts %+v", r)
	}
	retry := w.retry(provision.Retry{RunSource: provision.RunSource{Run: run.ID}})
	if retry.Kind != provision.RetryRun || w.run(retry.ID).Source.Run != run.ID {
		t.Errorf("born as %+v", w.run(retry.ID))
	}
	w.rest()
	if r := w.counted(retry.ID, provision.RunDone, 120); r.Failed != 0 {
		t.Errorf("counts %+v", r)
	}
	if got := w.lookedAt(retry.ID); !slices.Equal(got, failed) {
		t.Errorf("looked at %d users, want the %d who failed", len(got), len(failed))
	}
	nobody := w.retry(provision.Retry{RunSource: provision.RunSource{Run: retry.ID}})
	w.rest()
	w.counted(nobody.ID, provision.RunDone, 0)
	w.settled(users...)
}

func TestARetryOfSomeUsers(t *testing.T) {
	w, run, users, _ := broken(t, 130)
	for _, n := range []int{1, 50, 51, 130} {
		want := slices.Sorted(slices.Values(users[:n]))
		twice := slices.Concat(users[:n], users[:1])
		r := w.retry(provision.Retry{RunSource: provision.RunSource{Run: run.ID}, Users: twice})
		w.rest()
		w.counted(r.ID, provision.RunDone, n)
		if got := w.lookedAt(r.ID); !slices.Equal(got, want) {
			t.Errorf("%d users: looked at %d", n, len(got))
		}
	}
}

func TestARetryOfACauseLooksAtThoseWhoHaveIt(t *testing.T) {
	w := newWorks(t)
	scarce, other := w.give("meeting", 0), w.give("webinar", -1)
	waiting, broken := w.crowd(60, scarce), w.crowd(30, other)
	both := w.crowd(10, scarce, other)
	w.rest()
	w.publish(breaks("R-webinar", "gone"))
	w.rest()
	for cause, want := range map[string][]string{
		"out_of_seats": slices.Concat(waiting, both), "template_missing": slices.Concat(broken, both), "internal": nil,
		provision.AnyCause: slices.Concat(waiting, broken, both),
	} {
		r := w.retry(provision.Retry{RunSource: provision.RunSource{Cause: cause}})
		w.rest()
		slices.Sort(want)
		if got := w.lookedAt(r.ID); !slices.Equal(got, want) {
			t.Errorf("%s: looked at %d users, want %d", cause, len(got), len(want))
		}
		w.counted(r.ID, provision.RunDone, len(want))
	}
}

func TestARetryThatIsRefused(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(3)
	open := w.sync()
	plan, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{})
	w.must(err)
	of := func(run string) provision.RunSource { return provision.RunSource{Run: run} }
	for name, c := range map[string]struct {
		want provision.Retry
		kind fault.Kind
		code string
	}{
		"no such run":          {provision.Retry{RunSource: of("nobody")}, fault.NotFound, "run_not_found"},
		"a plan":               {provision.Retry{RunSource: of(plan.ID)}, fault.NotFound, "run_not_found"},
		"a run that goes on":   {provision.Retry{RunSource: of(open.ID)}, fault.Conflict, "run_not_over"},
		"no such failure":      {provision.Retry{RunSource: provision.RunSource{Cause: "bad_luck"}}, fault.NotFound, "failure_not_found"},
		"nothing at all":       {provision.Retry{}, fault.NotFound, "failure_not_found"},
		"nobody known":         {provision.Retry{RunSource: of(open.ID), Users: []string{users[0], "nobody"}}, fault.Invalid, "invalid_value"},
		"more than is allowed": {provision.Retry{RunSource: of(open.ID), Users: make([]string, provision.MaxRetryUsers+1)}, fault.Invalid, "invalid_value"},
	} {
		_, err := w.runner.Retry(context.Background(), w.account, c.want)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != c.kind || f.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range provision.MaxOpenRetry {
		w.retry(provision.Retry{RunSource: of(open.ID), Users: users})
	}
	if _, err := w.runner.Retry(context.Background(), w.account, provision.Retry{Users: users}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one more: %v", err)
	}
	w.rest()
	w.retry(provision.Retry{Users: users})
	w.rest()
	w.settled(users...)
}

func TestRetriesAreCanceled(t *testing.T) {
	w, run, users, _ := broken(t, 240)
	retry := w.retry(provision.Retry{RunSource: provision.RunSource{Run: run.ID}})
	for range 4 {
		w.step()
	}
	w.cancel(retry.ID)
	w.rest()
	if r := w.run(retry.ID); r.State != provision.RunCanceled || r.Done != r.Planned {
		t.Errorf("ended as %+v", r)
	}
	w.settled(users...)
}

func TestACrashAtAnyWriteOfARetryHeals(t *testing.T) {
	for _, named := range []bool{false, true} {
		for write, more := 1, true; more; write++ {
			w, run, users, failed := broken(t, 104)
			want := provision.Retry{RunSource: provision.RunSource{Run: run.ID}}
			if named {
				want.Users = failed
			}
			retry := w.retry(want)
			w.random = rand.New(rand.NewPCG(uint64(write), 5))
			w.engine.countdown, w.engine.lost = write, write%2 == 0
			for w.step() && !w.engine.dead {
			}
			more = w.engine.dead
			w.crash()
			w.rest()
			w.counted(retry.ID, provision.RunDone, 52)
			if got := w.lookedAt(retry.ID); !slices.Equal(got, failed) {
				t.Fatalf("crashed at write %d: looked at %d", write, len(got))
			}
			w.settled(users...)
		}
	}
}

func TestFailuresThatClearWhileTheyAreRetried(t *testing.T) {
	w := newWorks(t)
	users := w.crowd(220, w.give("meeting", 0))
	w.rest()
	retry := w.retry(provision.Retry{RunSource: provision.RunSource{Cause: "out_of_seats"}})
	w.owns("meeting", 220)
	w.random = rand.New(rand.NewPCG(1, 1))
	w.rest()
	if r := w.run(retry.ID); !r.Over() || r.Done != r.Planned || r.Planned > 220 {
		t.Errorf("ended as %+v", r)
	}
	if got := w.lookedAt(retry.ID); len(slices.Compact(got)) != w.run(retry.ID).Planned {
		t.Errorf("somebody was looked at twice: %s", fmt.Sprint(len(got)))
	}
	w.settled(users...)
	w.counts("meeting", 220, users...)
}
