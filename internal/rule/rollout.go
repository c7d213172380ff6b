package rule

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// Rollout is a rule set on its way to everybody: the policy's Rules are the candidate, which only the pilot gets; all others still get Base. Products, user groups,
// templates and settings are the same for both. Exactly one of Group and Percent is set.
type Rollout struct {
	ID          string `json:"id"`                // new for each roll-out, the same while it stands
	Base        []Rule `json:"base"`              // strongest first
	BaseVersion int64  `json:"baseVersion"`       // of the policy that Base was live in
	Group       string `json:"group,omitempty"`   // a directory group: its members are the pilot
	Percent     int    `json:"percent,omitempty"` // 1 to 99: so many of a hundred users are the pilot
}

// Side says which of the two rule lists of a roll-out decided, and why.
type Side struct {
	Rollout     string `json:"id"`
	Candidate   bool   `json:"candidate"`
	Reason      Reason `json:"reason"` // pilot_group, percent or outside_pilot
	BaseVersion int64  `json:"baseVersion"`
}

// CheckRollout finds what is wrong with a roll-out: fault.Invalid (invalid_rollout) with one Field per fault, or nil. Whether the directory group exists is for the
// caller to check.
func CheckRollout(r Rollout) error {
	c := checker{}
	if r.ID == "" {
		c.at("id", "A roll-out needs an id.")
	}
	if (r.Group == "") == (r.Percent == 0) {
		c.at("percent", "Give either a pilot group or a per cent.")
	}
	if r.Percent < 0 || r.Percent > 99 {
		c.at("percent", "Must be 1 to 99. For everybody, end the roll-out.")
	}
	if len(r.Base) > MaxRules {
		c.at("base", fmt.Sprintf("An account has at most %d rules.", MaxRules))
	}
	return c.err("invalid_rollout", "The roll-out cannot be started as it is. Correct the members that are named.")
}

// EveryRule lists the rules of the policy and, while a roll-out stands, those of its base: whatever a rule uses must not be taken away from either.
func (p *Policy) EveryRule() []*Rule {
	var all []*Rule
	for i := range p.Rules {
		all = append(all, &p.Rules[i])
	}
	if p.Rollout != nil {
		for i := range p.Rollout.Base {
			all = append(all, &p.Rollout.Base[i])
		}
	}
	return all
}

// side picks the rule list that decides for a user; groups are those that are there, sorted.
func (s *Set) side(user string, groups []string) (*ruleList, *Side) {
	r := s.policy.Rollout
	if r == nil {
		return &s.ruleList, nil
	}
	side := &Side{Rollout: r.ID, BaseVersion: r.BaseVersion, Reason: r.reason(user, groups)}
	if side.Candidate = side.Reason != OutsidePilot; side.Candidate {
		return &s.ruleList, side
	}
	return s.base, side
}

func (r *Rollout) reason(user string, groups []string) Reason {
	_, member := slices.BinarySearch(groups, r.Group)
	switch {
	case r.Group != "" && member:
		return InPilot
	case r.Share(user) < r.Percent:
		return InShare
	default:
		return OutsidePilot
	}
}

// Share is the place of a user among a hundred, 0 to 99, in this roll-out: who is below Percent gets the candidate. It depends on nothing but the two ids, so that a
// user's side stands while the roll-out does, and a higher per cent keeps those who are in.
func (r *Rollout) Share(user string) int {
	sum := sha256.Sum256([]byte(r.ID + "\x00" + user))
	return int(binary.BigEndian.Uint64(sum[:8]) % 100)
}
