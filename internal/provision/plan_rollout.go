package provision

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// RolloutChange is a step of a staged roll-out, one of these: a pilot by group or per cent begins a roll-out of the draft, or is the pilot from now on of the one that
// is running; End takes the new rules to everybody, or back from the pilot.
type RolloutChange struct {
	Group   string     `json:"group,omitempty"`   // a directory group
	Percent int        `json:"percent,omitempty"` // 1 to 99
	End     RolloutEnd `json:"end,omitempty"`
}

// RolloutEnd is how a roll-out ends.
type RolloutEnd string

// The ends of a roll-out.
const (
	RolloutEverybody RolloutEnd = "everybody" // the new rules are everybody's
	RolloutNobody    RolloutEnd = "nobody"    // the rules from before are
)

// apply is the next step of a running roll-out.
func (c *RolloutChange) apply(p *rule.Policy) error {
	if p.Rollout == nil {
		return fault.New(fault.Conflict, "no_rollout", "No roll-out is running.")
	}
	next := *p.Rollout
	next.Group, next.Percent = c.Group, c.Percent
	switch c.End {
	case RolloutEverybody:
		p.Rollout = nil
		return nil
	case RolloutNobody:
		p.Rules, p.Rollout = p.Rollout.Base, nil
		return checkRules(p)
	}
	p.Rollout = &next
	return rule.CheckRollout(next)
}

// twofold reports whether a step both ends a roll-out and says who its pilot is.
func (c *RolloutChange) twofold() bool {
	return c != nil && c.End != "" && (c.Group != "" || c.Percent != 0)
}

// begins reports whether the change is the first step of a roll-out: one of the draft.
func (c *PlanChange) begins(live *rule.Policy) bool {
	return c.Rollout != nil && c.Rollout.End == "" && live.Rollout == nil
}

// checkRollout keeps other changes of rules apart from a running roll-out: which of its two lists would they be of?
func (c *PlanChange) checkRollout(live *rule.Policy) error {
	if live.Rollout == nil || !c.changesRules() || c.Rollout != nil {
		return nil
	}
	return errRolloutRunning()
}

func errRolloutRunning() error {
	return fault.New(fault.Conflict, "rollout_running", "A staged roll-out is running. Take it to everybody or back before other rules go live.")
}

// beginRollout is the policy in which the draft's rules are the pilot's, and those that are live everybody else's.
func (p *Planner) beginRollout(live *rule.Policy, draft Draft, c RolloutChange) (*rule.Policy, error) {
	if !draft.Open {
		return nil, fault.New(fault.Conflict, "no_draft", "A roll-out begins with a draft of the rules. Change the rules first.")
	}
	candidate := *draft.over(live)
	candidate.Rollout = &rule.Rollout{ID: p.NewID(), Base: live.Rules, BaseVersion: live.Version, Group: c.Group, Percent: c.Percent}
	return &candidate, rule.CheckRollout(*candidate.Rollout)
}

// checkPilot looks up the directory group of a pilot.
func (p *Planner) checkPilot(ctx context.Context, a access.Account, c *RolloutChange) error {
	if c == nil || c.Group == "" {
		return nil
	}
	rules := Rules{Groups: p.Groups}
	return rules.checkGroup(ctx, a, c.Group, "change.rollout.group")
}
