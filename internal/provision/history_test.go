package provision_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// Whatever happens later: what was decided at a time is worked out again, equal, from the history, for as long as that is kept; and after that, equal or not at all.
func TestThePastIsExplainedAsItWasDecided(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorks(t)
		explainer := &provision.Explainer{Policies: w.store, Records: w.store, History: w.store, Now: w.now}
		groups := []string{w.give("meeting", -1), w.give("webinar", -1)}
		ann := w.user("ann")
		var told []func()
		for range rapid.IntRange(1, 8).Draw(r, "steps") {
			w.clock = w.clock.AddDate(0, 0, rapid.IntRange(0, 250).Draw(r, "days"))
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				w.members(rapid.SampledFrom(groups).Draw(r, "group"), "add", ann)
			case 1:
				w.members(rapid.SampledFrom(groups).Draw(r, "group"), "remove", ann)
			case 2:
				w.grant(ann, rule.Grant{Product: "meeting", Deny: rapid.Bool().Draw(r, "deny")})
			case 3:
				w.publish(func(p *rule.Policy) { p.Rules[0].Enabled = !p.Rules[0].Enabled })
			}
			w.rest()
			now, outcome := w.now(), w.record(ann).Outcome
			told = append(told, func() {
				d, err := explainer.ExplainAt(context.Background(), w.account, ann, now)
				if err != nil && (outcome == nil || w.clock.Sub(now) > provision.HistoryLife && fault.Is(err, fault.NotFound)) {
					return
				}
				w.must(err)
				if got := gets(d); outcome.State == plan.Active && got != has(outcome) {
					r.Fatalf("explained %q, it was %q", got, has(outcome))
				}
			})
		}
		for _, tell := range told {
			tell()
		}
	})
}

func gets(d rule.Decision) string {
	text := ""
	for _, p := range d.Products {
		text += p.Key + ":" + string(p.Owner) + ":" + p.Rule + " "
	}
	return text
}

func has(o *plan.Outcome) string {
	text := ""
	for _, p := range o.Products {
		text += p.Key + ":" + string(p.Owner) + ":" + p.Rule + " "
	}
	return text
}
