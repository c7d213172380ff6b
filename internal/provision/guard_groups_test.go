package provision_test

import (
	"slices"
	"testing"

	"usersync/internal/guard"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// A plan of a policy whose rules use a group that went empty is held, until somebody approved one: from then on the group is as any other.
func TestAPlanSeesGroupsThatWentEmpty(t *testing.T) {
	for name, c := range map[string]struct {
		members int
		rule    func(group, other string) rule.Rule
		held    bool
	}{
		"the rule's group":      {5, func(group, _ string) rule.Rule { return gives("R", group) }, true},
		"in its condition":      {5, func(group, other string) rule.Rule { return asks("R", other, group) }, true},
		"of a rule that is off": {5, func(group, _ string) rule.Rule { r := gives("R", group); r.Enabled = false; return r }, false},
		"of no rule":            {5, func(_, other string) rule.Rule { return gives("R", other) }, false},
		"a small one":           {4, func(group, _ string) rule.Rule { return gives("R", group) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorks(t)
			group, other := w.group("crowd"), w.group("other")
			users := w.crowd(c.members, group)
			w.publish(func(p *rule.Policy) { p.Rules = append(p.Rules, c.rule(group, other)) })
			w.rest()
			w.members(group, "remove", users...)
			w.rest()
			p := w.tried(provision.PlanChange{})
			at := slices.IndexFunc(p.Gauges, func(g guard.Gauge) bool { return g.Name == guard.GroupEmpty })
			if p.Held() != c.held || c.held && p.Gauges[at].Subject != group {
				t.Fatalf("%+v", p.Gauges)
			}
			w.apply(p)
			w.rest()
			if again := w.tried(provision.PlanChange{}); again.Held() {
				t.Errorf("held again: %+v", again.Gauges)
			}
		})
	}
}

func asks(id, group, also string) rule.Rule {
	r := gives(id, group)
	r.Condition = `memberOf eq "` + also + `"`
	return r
}
