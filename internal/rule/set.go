package rule

import "usersync/internal/scim/filter"

// Set is a compiled policy. It is immutable and safe for concurrent use.
type Set struct {
	ruleList // of the policy; while it is rolled out, the candidate
	policy   *Policy
	base     *ruleList // who is outside of the pilot of a roll-out; nil: there is none
	index    *index    // for Quick; nil where products exclude each other, or there are too many
	known    known

	faultless bool
}

// ruleList is an ordered list of rules, compiled.
type ruleList struct {
	rules    []compiled       // in order, strongest first
	byGroup  map[string][]int // directory group id to the places of its rules, ascending
	byAsked  map[string][]int // the same for rules whose condition asks for the group
	stranger []Match          // the verdict on every rule for somebody who is in no group
	problems []Problem
}

// compiled is a rule made ready: its condition bound, and of its words only what can be evaluated.
type compiled struct {
	id        string
	group     string
	condition *filter.Filter // nil: none
	asked     []string       // directory groups that the condition names
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
	s := &Set{policy: p, known: newKnown(p)}
	s.ruleList = newRuleList(p.Rules, &s.known)
	if !s.known.products.excluding() {
		s.index = newIndex(&s.ruleList, s.known.products)
	}
	if p.Rollout != nil {
		base := newRuleList(p.Rollout.Base, &s.known)
		s.base = &base
	}
	s.faultless = s.isFaultless()
	return s
}

func newRuleList(rules []Rule, k *known) ruleList {
	l := ruleList{rules: make([]compiled, len(rules)), byGroup: map[string][]int{}, byAsked: map[string][]int{}, stranger: make([]Match, len(rules))}
	for i := range rules {
		l.add(i, &rules[i], k)
	}
	return l
}

// Policy is the snapshot that s was compiled from; it must not be changed.
func (s *Set) Policy() *Policy { return s.policy }

func (l *ruleList) add(place int, r *Rule, k *known) {
	l.stranger[place] = Match{Rule: r.ID, Reason: NotMember}
	if !r.Enabled {
		l.stranger[place].Reason = Disabled
		return
	}
	c := compiler{rule: r, known: k}
	l.rules[place] = c.compile()
	l.problems = append(l.problems, c.problems...)
	for _, id := range l.rules[place].asked {
		l.byAsked[id] = append(l.byAsked[id], place)
	}
	if r.Group == "" {
		l.stranger[place].Reason = Broken
		return
	}
	l.byGroup[r.Group] = append(l.byGroup[r.Group], place)
}
