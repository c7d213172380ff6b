package provision_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// results reads all results of a run, page by page.
func (w *works) results(run string, verdict provision.UserVerdict, limit int) []provision.UserResult {
	w.t.Helper()
	var all []provision.UserResult
	for at, more := "", true; more; more = at != "" {
		page, next, err := w.runner.Results(context.Background(), w.account, provision.ResultQuery{Run: run, Verdict: verdict, Cursor: at, Limit: limit})
		w.must(err)
		if len(page) > limit {
			w.t.Fatalf("%d on a page of %d", len(page), limit)
		}
		all, at = append(all, page...), next
	}
	return all
}

// found says what a run found of a user: "changed failed: group_missing".
func (w *works) found(run, user string) string {
	w.t.Helper()
	for _, r := range w.results(run, "", 1000) {
		if r.User == user {
			text := strings.Trim(fmt.Sprint(r.Verdicts()), "[]")
			if len(r.Codes) > 0 {
				text += ": " + strings.Join(r.Codes, " ")
			}
			return text
		}
	}
	return "nothing"
}

// adds up checks that a run's results say of everybody what its counts say of all.
func (w *works) addsUp(id string) {
	w.t.Helper()
	run := w.run(id)
	for verdict, want := range map[provision.UserVerdict]int{
		"": run.Done, provision.UserChanged: run.Changed, provision.UserFailed: run.Failed, provision.UserWaiting: run.Waiting, provision.UserSkipped: run.Skipped,
		provision.UserUnchanged: run.Done - run.Changed - run.Skipped,
	} {
		seen := map[string]bool{}
		for _, r := range w.results(id, verdict, 7) {
			seen[r.User] = true
		}
		if len(seen) != want {
			w.t.Errorf("%d results %q, counted are %d", len(seen), verdict, want)
		}
	}
}

func TestWhatARunFoundOfEachUser(t *testing.T) {
	w := newWorks(t)
	scarce := w.give("meeting", 1)
	broken := w.group("Broken")
	w.publish(func(p *rule.Policy) {
		p.Rules = append(p.Rules, rule.Rule{ID: "R-broken", Enabled: true, Group: broken, SettingsTemplate: "gone"})
	})
	w.rest()
	ann, bob, cid, dora := w.user("ann", scarce), w.user("bob", scarce), w.user("cid", broken), w.user("dora", scarce, broken)
	w.rest()
	w.resolver.Records = &sick{w.runs, dora}
	run := w.sync()
	w.rest()
	for user, want := range map[string]string{
		ann: "unchanged", bob: "unchanged waiting: out_of_seats", cid: "unchanged failed: template_missing", dora: "unchanged failed: internal",
	} {
		if got := w.found(run.ID, user); got != want {
			t.Errorf("of %s: %s, want %s", user, got, want)
		}
	}
	w.addsUp(run.ID)
	names := map[string]string{}
	for _, r := range w.results(run.ID, "", 100) {
		names[r.User] = r.UserName
	}
	if names[ann] != "ann" || names[dora] != "dora" {
		t.Errorf("names %v", names)
	}
}

func TestResultsOfAPublication(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(130, w.give("meeting", 100))
	w.rest()
	run := w.speak("de")
	w.rest()
	w.addsUp(run.ID)
	if got := len(w.results(run.ID, provision.UserChanged, 1)); got != 130 {
		t.Errorf("%d are changed", got)
	}
}

func TestResultsAreThereAsSoonAsAChunkIsCounted(t *testing.T) {
	w := newWorks(t)
	w.narrow = true
	w.crowd(120)
	w.rest()
	run := w.sync()
	for w.step() {
		if got := len(w.results(run.ID, "", 1000)); got != w.run(run.ID).Done {
			t.Fatalf("%d results when %d are done", got, w.run(run.ID).Done)
		}
	}
}

func TestACrashLosesNoResult(t *testing.T) {
	for write, more := 1, true; more; write++ {
		w := newWorks(t)
		w.narrow = true
		w.crowd(52, w.give("meeting", 30))
		w.rest()
		run := w.sync()
		w.engine.countdown = write
		for w.step() && !w.engine.dead {
		}
		more = w.engine.dead
		w.crash()
		w.rest()
		w.counted(run.ID, provision.RunDone, 52)
		w.addsUp(run.ID)
	}
}

func TestResultsThatNobodyCanRead(t *testing.T) {
	w := newWorks(t)
	w.crowd(3)
	run := w.sync()
	w.rest()
	plan, err := w.planner.Start(context.Background(), w.account, provision.NewPlan{})
	w.must(err)
	for _, id := range []string{"nobody", "a/b", plan.ID} {
		if _, _, err := w.runner.Results(context.Background(), w.account, provision.ResultQuery{Run: id, Limit: 5}); !fault.Is(err, fault.NotFound) {
			t.Errorf("of %q: %v", id, err)
		}
	}
	for _, cursor := range []string{"x", "0-0", "0-0-0-0", "-1-0-0", "9-0-0", "0-0-99", " 0-0-0", "0-00-0", "0-99999999999-0"} {
		_, _, err := w.runner.Results(context.Background(), w.account, provision.ResultQuery{Run: run.ID, Cursor: cursor, Limit: 5})
		if !fault.Is(err, fault.Malformed) {
			t.Errorf("behind %q: %v", cursor, err)
		}
	}
	gone := w.user("eve")
	w.rest()
	if err := w.directory.DeleteUser(context.Background(), w.idp, gone, 0); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(w.results(run.ID, "", 10), func(r provision.UserResult) bool { return r.User == gone }) {
		t.Error("somebody who came later is among them")
	}
	for call := 1; ; call++ {
		w.engine.calls = call
		_, _, err := w.runner.Results(context.Background(), w.account, provision.ResultQuery{Run: run.ID, Limit: 5})
		if w.engine.calls > 0 {
			break
		}
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("when call %d fails: %v", call, err)
		}
	}
}
