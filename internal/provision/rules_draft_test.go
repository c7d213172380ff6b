package provision_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// drafter is a store of drafts in which somebody else is faster, a number of times.
type drafter struct {
	provision.DraftStore
	act  func()
	left int
}

func (r *drafter) SaveDraft(ctx context.Context, a access.Account, d, was provision.Draft) error {
	if r.left > 0 {
		r.left--
		r.act()
	}
	return r.DraftStore.SaveDraft(ctx, a, d, was)
}

func (h *house) rules() *provision.Rules {
	return &provision.Rules{Publisher: h.publisher, Groups: h.store, Drafts: h.store, History: h.store, Accounts: h.store}
}

func TestTwoWhoEditTheDraftAtATime(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	group := h.group("Sales")
	other := h.rules()
	race := &drafter{DraftStore: h.store, left: 3, act: func() {
		_, _, err := other.Add(ctx, h.account, 0, rule.Rule{Enabled: true, Group: group}, 0)
		h.must(err)
	}}
	s := h.rules()
	s.Drafts = race
	_, p, err := s.Add(ctx, h.account, 0, rule.Rule{Enabled: true, Group: group, Language: "de"}, 1)
	h.must(err)
	if len(p.Rules) != 4 || p.Rules[0].Language != "de" || h.slept != 3 {
		t.Errorf("%d rules after %d pauses", len(p.Rules), h.slept)
	}
	race.left = 1000
	_, _, err = s.Add(ctx, h.account, 0, rule.Rule{Enabled: true, Group: group}, 0)
	h.fails(err, fault.Unavailable, "conflict")
	race.left = 1
	_, err = s.Discard(ctx, h.account, 0)
	h.fails(err, fault.Stale, "stale_if_match")
	race.left, race.act = 1, func() {
		_, err := other.Discard(ctx, h.account, 0)
		h.must(err)
	}
	_, p, err = s.Add(ctx, h.account, 0, rule.Rule{Enabled: true, Group: group, Language: "fr"}, 0)
	h.must(err)
	if len(p.Rules) != 1 || p.Rules[0].Language != "fr" {
		t.Errorf("what was thrown away came back: %d rules", len(p.Rules))
	}
}

func TestALargeDraftIsStoredInParts(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	group := h.group("Sales")
	s := h.rules()
	for i := range 5 {
		_, _, err := s.Add(ctx, h.account, 0, rule.Rule{Enabled: true, Group: group, Description: fmt.Sprintf("%d %01000d", i, i)[:1000]}, 0)
		h.must(err)
	}
	if p, d, err := s.Current(ctx, h.account); err != nil || len(p.Rules) != 5 || !d.Open {
		t.Errorf("%d rules, %v", len(p.Rules), err)
	}
}

// Whatever is drafted, discarded, applied and restored: what was live and is restored is live again, and a plan of that is empty.
func TestWhatIsRestoredIsAsItWas(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorks(t)
		group := w.give("meeting", -1)
		w.crowd(3, group)
		w.rest()
		s := &provision.Rules{Publisher: w.publisher, Groups: w.store, Drafts: w.store, History: w.store, Accounts: w.store}
		var lived [][]rule.Rule
		var revisions []int64
		for range rapid.IntRange(1, 6).Draw(rt, "edits") {
			r := rule.Rule{Enabled: true, Group: group, Language: rapid.SampledFrom(rule.Languages).Draw(rt, "language")}
			_, _, err := s.Add(ctx, w.account, 0, r, rapid.IntRange(0, 1).Draw(rt, "place"))
			w.must(err)
			switch rapid.IntRange(0, 2).Draw(rt, "then") {
			case 0:
				_, err := s.Discard(ctx, w.account, 0)
				w.must(err)
			case 1:
				w.apply(w.tried(provision.PlanChange{}))
				w.rest()
				lived, revisions = append(lived, w.live().Rules), append(revisions, w.live().RulesRevision())
			}
		}
		if len(lived) == 0 {
			return
		}
		n := rapid.IntRange(0, len(lived)-1).Draw(rt, "version")
		_, err := s.Restore(ctx, w.account, 0, revisions[n])
		w.must(err)
		p := w.tried(provision.PlanChange{})
		w.apply(p)
		w.rest()
		if changes := rule.CompareRules(lived[n], w.live().Rules); len(changes) != 0 {
			rt.Fatalf("restored with differences: %+v", changes)
		}
		if again := w.tried(provision.PlanChange{}); again.Totals.Changed != 0 || again.Draft != 0 {
			rt.Fatalf("the plan of what is live: %+v", again.Totals)
		}
	})
}
