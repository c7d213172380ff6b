package rule

import "usersync/internal/scim/filter"

// Set is a compiled policy. It is immutable and safe for concurrent use.
type Set struct {
	policy   *Policy
	rules    []compiled       // in order, strongest first
	byGroup  map[string][]int // directory group id to the places of its rules, ascending
	stranger []Match          // the verdict on every rule for somebody who is in no group
	problems []Problem
	known    known
}

// compiled is a rule made ready: its condition bound, and of its words only what can be evaluated.
type compiled struct {
	id        string
	group     string
	condition *filter.Filter // nil: none
	broken    bool           // the condition cannot be evaluated, so nothing of the rule can
	products  []claim
	role      word[Role]
	userGroup word[Choice]
	settings  word[Choice]
	language  word[string]
	welcome   word[Choice]
}

// word is what a rule says on one slot.
type word[V any] struct {
	value  V
	stated bool
	broken bool // stated, but it cannot be evaluated
}

// Compile prepares a policy for evaluation. It never fails: a rule that cannot be compiled is reported in
// each decision's Problems and skipped; where only one word of a rule is at fault, only that word is. The policy
// must not be changed afterwards. A nil policy has no rules.
func Compile(p *Policy) *Set {
	if p == nil {
		p = &Policy{}
	}
	s := &Set{
		policy:   p,
		rules:    make([]compiled, len(p.Rules)),
		byGroup:  map[string][]int{},
		stranger: make([]Match, len(p.Rules)),
		known:    newKnown(p),
	}
	for i := range p.Rules {
		s.add(i, &p.Rules[i])
	}
	return s
}

// Policy is the snapshot that s was compiled from; it must not be changed.
func (s *Set) Policy() *Policy { return s.policy }

func (s *Set) add(place int, r *Rule) {
	s.stranger[place] = Match{Rule: r.ID, Reason: NotMember}
	if !r.Enabled {
		s.stranger[place].Reason = Disabled
		return
	}
	c := compiler{rule: r, known: &s.known}
	s.rules[place] = c.compile()
	s.problems = append(s.problems, c.problems...)
	if r.Group == "" {
		s.stranger[place].Reason = Broken
		return
	}
	s.byGroup[r.Group] = append(s.byGroup[r.Group], place)
}
