package provision_test

import (
	"context"
	"testing"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// A step of a staged roll-out that the guard holds and somebody rejects is taken back like any other change of rules: the roll-out stands where it stood, and nobody loses.
func TestRejectingAStepOfARollOutPutsItBack(t *testing.T) {
	for name, step := range map[string]provision.RolloutChange{
		"a wider pilot": {Percent: 99},
		"everybody":     {End: provision.RolloutEverybody},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, w := context.Background(), newWorks(t)
			group := w.give("meeting", -1)
			staff := w.crowd(30, group)
			pilot := w.group("pilot")
			w.publish(func(p *rule.Policy) {
				p.Rollout = &rule.Rollout{ID: "RO", Base: p.Rules, BaseVersion: p.Version, Group: pilot}
				p.Rules = []rule.Rule{}
			})
			w.sync()
			w.rest()
			w.strict(nil)
			p := w.applied(w.tried(provision.PlanChange{Rollout: &step}))
			w.rest()
			if !p.Held() || p.Hold == "" {
				t.Fatalf("%+v", p)
			}
			_, err := w.holds.Reject(ctx, w.account, p.Hold, word("Not yet."))
			w.must(err)
			w.sync()
			w.rest()
			live := w.live()
			if live.Withhold != nil || live.Rollout == nil || live.Rollout.Group != pilot || live.Rollout.Percent != 0 {
				t.Errorf("%+v", live.Rollout)
			}
			for _, u := range staff {
				w.sees(u, hasMeeting)
			}
		})
	}
}
