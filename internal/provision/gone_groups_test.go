package provision_test

import (
	"context"
	"slices"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

func (w *works) deleteGroup(group string) {
	w.t.Helper()
	w.must(w.directory.DeleteGroup(context.Background(), w.idp, group, 0))
}

// noted fails unless the policy says that exactly these groups are gone, nobody has to look any more, and everybody's outcome is as new as that.
func (w *works) noted(groups ...string) {
	w.t.Helper()
	left, err := w.store.Departed(context.Background(), w.account, 10)
	w.must(err)
	if live := w.live(); !slices.Equal(live.Gone, groups) || len(left) > 0 {
		w.t.Errorf("gone are %v, not looked at %v", live.Gone, left)
	}
	w.settled(w.users()...)
}

// A rule that gives something to all but the members of a group gives it to nobody more when the group is deleted: at no moment, to none of its former members. It is
// skipped and reported for everybody.
func TestARuleWhoseGroupIsGoneIsSkipped(t *testing.T) {
	for name, interns := range map[string]int{"at once": 4, "by a journal": 40} {
		t.Run(name, func(t *testing.T) {
			w, _, gone, regulars, former := sales(t, 4, interns)
			if n := w.having(regulars, "meeting"); n != 4 || w.having(former, "meeting") != 0 {
				t.Fatalf("%d have it", n)
			}
			w.deleteGroup(gone)
			for n := 0; w.step(); n++ {
				if n > 5000 {
					t.Fatal("it does not come to rest")
				}
				if n := w.having(former, "meeting"); n > 0 {
					t.Fatalf("%d of the former members have it", n)
				}
			}
			w.noted(gone)
			for _, u := range slices.Concat(regulars, former) {
				if !slices.Contains(w.codes(u), "group_missing") {
					t.Fatalf("%s: %v", u, w.codes(u))
				}
			}
			holds := w.openHeld()
			switch kept := w.having(regulars, "meeting"); {
			case interns < 5 && (kept > 0 || len(holds) > 0):
				t.Errorf("%d keep it, held %+v", kept, holds)
			case interns >= 5 && (kept != 4 || len(holds) != 1 || holds[0].Kind != provision.HoldGroup || holds[0].Group != gone):
				t.Errorf("%d keep it, held %+v", kept, holds)
			}
		})
	}
}

// Explain, what-if and a plan say the same as the resolver, before the policy knows of it and after.
func TestEverybodyWhoEvaluatesSeesThatAGroupIsGone(t *testing.T) {
	w, _, gone, _, former := sales(t, 1, 2)
	w.deleteGroup(gone)
	missing := func(d rule.Decision) bool {
		return slices.Contains(d.Problems, rule.Problem{Code: "group_missing", Rule: "R", Slot: "condition", Subject: gone}) && d.Matches[0].Reason == rule.Broken
	}
	explainer := provision.Explainer{Policies: w.runs, Records: w.runs, History: w.runs, Now: w.now}
	for _, when := range []string{"before", "after"} {
		d, err := explainer.Explain(context.Background(), w.account, former[0])
		w.must(err)
		if !missing(d) {
			t.Errorf("explained %s: %+v", when, d.Problems)
		}
		if d := w.whatIf(former[0], provision.WhatIf{}).Decision; !missing(d) {
			t.Errorf("what if %s: %+v", when, d.Problems)
		}
		w.rest()
	}
	w.noted(gone)
	for user, d := range w.differences(w.tried(provision.PlanChange{})) {
		if !d.IsZero() {
			t.Errorf("the plan of nothing changes %s: %+v", user, d)
		}
	}
}

// Whatever write is the last one of the process that deletes the group, or of the one that notes it, the sweeper of the next one finishes it.
func TestADeletedGroupIsNotedThroughCrashes(t *testing.T) {
	for countdown := 1; countdown <= 12; countdown++ {
		for _, lost := range []bool{false, true} {
			w, _, gone, _, former := sales(t, 2, 3)
			w.deleteGroup(gone)
			w.engine.countdown, w.engine.lost = countdown, lost
			for n := 0; n < 200 && !w.engine.dead && w.step(); n++ {
			}
			w.crash()
			w.rest()
			w.noted(gone)
			if n := w.having(former, "meeting"); n > 0 {
				t.Fatalf("write %d: %d of the former members have it", countdown, n)
			}
		}
	}
}

// The message about a deletion is lost: the sweeper sends it once it is old enough.
func TestTheSweeperFindsADeletedGroup(t *testing.T) {
	w, _, gone, _, _ := sales(t, 1, 2)
	w.deleteGroup(gone)
	for w.relay() {
		w.box = nil
	}
	w.sweep(0)
	w.rest()
	w.noted(gone)
}

// A group that no condition asks for goes without a note, and one that is created anew under the name is another.
func TestOnlyGroupsOfConditionsAreNoted(t *testing.T) {
	w, group, gone, _, _ := sales(t, 1, 2)
	before := w.live().Version
	w.deleteGroup(w.group("Choir"))
	w.rest()
	w.noted()
	if now := w.live().Version; now != before {
		t.Errorf("version %d was published", now)
	}
	w.deleteGroup(gone)
	again := w.group("Interns")
	w.rest()
	w.noted(gone)
	w.publish(func(p *rule.Policy) { p.Rules[0].Condition = `not (memberOf eq "` + again + `")` })
	w.deleteGroup(group) // the rules' own: nobody is in it
	w.rest()
	w.noted(gone)
	w.publish(func(p *rule.Policy) { p.Rules = append(p.Rules, asks("T", again, gone)) })
	w.rest()
	w.noted(gone)
}

// A rule is published at the moment at which its group goes: the run of that version finds out.
func TestARuleIsPublishedAfterItsGroupWent(t *testing.T) {
	w, group, gone, _, _ := sales(t, 1, 2)
	other := w.group("Choir")
	w.deleteGroup(other)
	w.rest()
	w.publish(func(p *rule.Policy) { p.Rules = append(p.Rules, asks("T", group, other), gives("U", gone)) })
	w.rest()
	w.noted(other)
}
