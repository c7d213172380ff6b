package rule

import (
	"cmp"
	"maps"
	"slices"
)

// allGone is the groups that the policy or the caller knows to be gone; nil where there are none.
func (s *Set) allGone(more map[string]bool) map[string]bool {
	if len(s.policy.Gone) == 0 {
		return more
	}
	all := make(map[string]bool, len(s.policy.Gone)+len(more))
	maps.Copy(all, more)
	for _, id := range s.policy.Gone {
		all[id] = true
	}
	return all
}

// Asked lists the directory groups that somebody is not in and that the conditions of their rules ask for, each once, in order: whether one of them is gone makes a
// difference. Those in Policy.Gone are left out. Usually there are none.
func (s *Set) Asked(groups []string) []string {
	var asked []string
	lists := []*ruleList{&s.ruleList, s.base}
	for _, l := range lists {
		if l == nil || len(l.byAsked) == 0 {
			continue
		}
		for _, place := range l.places(groups) {
			asked = append(asked, l.rules[place].asked...)
		}
	}
	slices.Sort(asked)
	return slices.DeleteFunc(slices.Compact(asked), func(id string) bool {
		return slices.Contains(groups, id) || slices.Contains(s.policy.Gone, id)
	})
}

// GroupsNamed lists the directory groups that the enabled rules of a policy name, each once, in order.
func (s *Set) GroupsNamed() []string {
	named := map[string]bool{}
	for _, l := range []*ruleList{&s.ruleList, s.base} {
		if l == nil {
			continue
		}
		for id := range l.byGroup {
			named[id] = true
		}
		for id := range l.byAsked {
			named[id] = true
		}
	}
	return slices.Sorted(maps.Keys(named))
}

// asksGone reports whether the condition names a group that is gone: nobody can be in it any more, so nothing that the condition says can be told from that.
func (c *compiled) asksGone(gone map[string]bool) bool {
	return len(gone) > 0 && slices.ContainsFunc(c.asked, func(id string) bool { return gone[id] })
}

func (l *ruleList) markGone(matches []Match, gone map[string]bool) {
	for id, isGone := range gone {
		if !isGone {
			continue
		}
		for _, place := range l.byGroup[id] {
			matches[place].Reason = Broken
		}
	}
}

// gone reports the rules that name a directory group that is gone, in order.
func (l *ruleList) gone(gone map[string]bool) []Problem {
	type at struct {
		place int
		Problem
	}
	var found []at
	note := func(place int, slot, id string) {
		found = append(found, at{place, Problem{Code: codeGroupMissing, Rule: l.rules[place].id, Slot: slot, Subject: id}})
	}
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		if !gone[id] {
			continue
		}
		for _, place := range l.byGroup[id] {
			note(place, slotGroup, id)
		}
		for _, place := range l.byAsked[id] {
			note(place, slotCondition, id)
		}
	}
	slices.SortStableFunc(found, func(a, b at) int { return cmp.Compare(a.place, b.place) })
	var problems []Problem
	for _, f := range found {
		problems = append(problems, f.Problem)
	}
	return problems
}
