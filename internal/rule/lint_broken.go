package rule

import "slices"

// broken reports what compiling found.
func (l *linter) broken() {
	places := map[string]int{}
	for i, r := range slices.Backward(l.policy.Rules) {
		places[r.ID] = i
	}
	for _, p := range l.set.problems {
		l.report(l.codeOf(p), places[p.Rule], p.Slot, p.Subject)
	}
}

// codeOf is the finding that a problem of a rule is.
func (l *linter) codeOf(p Problem) string {
	switch p.Slot {
	case slotGroup:
		return FindGroupGone
	case slotCondition:
		return FindConditionBroke
	case slotProducts:
		if l.set.known.products[p.Subject] == nil {
			return FindProduct
		}
		return FindPlan
	case slotLanguage:
		return FindLanguage
	case slotUserGroup:
		return FindUserGroup
	case slotSettings, slotWelcome:
		return FindTemplate
	}
	switch p.Code {
	case codeGroupMissing:
		return FindUserGroup
	case codeRole:
		return FindNotAssignable
	default:
		return FindRole
	}
}

// groups reports directory groups that are gone or empty, and rules that match nobody.
func (l *linter) groups() {
	for _, at := range l.enabled() {
		r := &l.policy.Rules[at]
		l.directoryGroups(at, r)
		if n, known := l.facts.Matched[r.ID]; known && n == 0 && l.facts.Members[r.Group] > 0 {
			l.report(FindNobody, at, slotCondition, "")
		}
	}
}

func (l *linter) directoryGroups(at int, r *Rule) {
	if l.facts.Members == nil {
		return
	}
	if r.Group != "" {
		n, there := l.facts.Members[r.Group]
		switch {
		case !there:
			l.report(FindGroupGone, at, slotGroup, r.Group)
		case n == 0:
			l.report(FindGroupEmpty, at, slotGroup, r.Group)
		}
	}
	for _, id := range ConditionGroups(r.Condition) {
		if _, there := l.facts.Members[id]; !there {
			l.report(FindGroupGone, at, slotCondition, id)
		}
	}
}

// catalogue reports products whose prerequisites are missing, and those that cannot be held together.
func (l *linter) catalogue() {
	for _, at := range l.enabled() {
		for i, c := range l.set.rules[at].products {
			if c.broken {
				continue
			}
			it := l.set.known.products[c.key]
			for _, key := range it.missing {
				l.report(FindPrerequisite, at, slotProducts, key)
			}
			if it.clash != "" {
				l.report(FindImpossible, at, slotProducts, c.key)
				continue
			}
			l.excluded(at, i, c.key)
		}
	}
}

// excluded reports the first product that stands in the way of one: named before it in the same rule, or in a stronger one that matches whenever this one does.
func (l *linter) excluded(at, i int, key string) {
	for _, before := range l.set.rules[at].products[:i] {
		if l.apart(before, key) {
			l.report(FindExcludedPair, at, slotProducts, key)
			return
		}
	}
	for _, stronger := range l.strongerOn(at) {
		for _, before := range l.set.rules[stronger].products {
			if l.apart(before, key) {
				l.report(FindExcludedPair, at, slotProducts, key, stronger)
				return
			}
		}
	}
}

// strongerOn are the places of the stronger rules that match whenever the one at a place does.
func (l *linter) strongerOn(at int) []int {
	var places []int
	for _, other := range l.set.byGroup[l.set.rules[at].group] {
		if other < at && l.implies(at, other) {
			places = append(places, other)
		}
	}
	return places
}

// apart reports whether two products, with all that they need, cannot be held together.
func (l *linter) apart(a claim, b string) bool {
	products := l.set.known.products
	if a.broken || products[a.key].clash != "" {
		return false
	}
	for _, x := range products[a.key].bundle {
		for _, y := range products[b].bundle {
			if slices.Contains(products[x].excludes, y) {
				return true
			}
		}
	}
	return false
}
