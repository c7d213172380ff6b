package rule

import (
	"cmp"
	"maps"
	"slices"
)

// GoneBeside is the directory groups that the policy knows to be gone, and some more; nil where there are none.
func (p *Policy) GoneBeside(more map[string]bool) map[string]bool {
	if len(p.Gone) == 0 {
		return more
	}
	all := make(map[string]bool, len(p.Gone)+len(more))
	maps.Copy(all, more)
	for _, id := range p.Gone {
		all[id] = true
	}
	return all
}

// Asked lists the directory groups that somebody is not in and that the conditions of their rules ask for, each once, in order: whether one of them is gone makes a
// difference. Those in Policy.Gone are left out. Usually there are none.
func (s *Set) Asked(groups []string) []string {
	var asked []string
	for _, l := range []*ruleList{&s.ruleList, s.base} {
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

// AskedByAny lists the directory groups that the conditions of enabled rules ask for, each once, in order.
func (s *Set) AskedByAny() []string {
	return s.groups(func(l *ruleList, note func(string)) {
		for id := range l.byAsked {
			note(id)
		}
	})
}

// Named lists the directory groups that enabled rules name at all, of their own or in a condition, each once, in order.
func (s *Set) Named() []string {
	return s.groups(func(l *ruleList, note func(string)) {
		for id := range l.byGroup {
			note(id)
		}
		for id := range l.byAsked {
			note(id)
		}
	})
}

func (s *Set) groups(of func(l *ruleList, note func(string))) []string {
	found := map[string]bool{}
	for _, l := range []*ruleList{&s.ruleList, s.base} {
		if l != nil {
			of(l, func(id string) { found[id] = true })
		}
	}
	return slices.Sorted(maps.Keys(found))
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
