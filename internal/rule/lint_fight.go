package rule

import "slices"

// opinion is a word that counts, as text, with its rule's place.
type opinion struct {
	place int
	value string
}

// fights reports slots of which rules for the same people state different values. That is what the order is for, so it is only worth knowing. What
// certainly happens is reported for each weaker rule with the strongest one that beats it; what may happen, once for the slot with all rules that state it.
func (l *linter) fights() {
	l.fight(slotRole, "", opinions(l, func(c *compiled) word[Role] { return c.role }, Role.String))
	l.fight(slotUserGroup, "", opinions(l, func(c *compiled) word[Choice] { return c.userGroup }, Choice.text))
	l.fight(slotSettings, "", opinions(l, func(c *compiled) word[Choice] { return c.settings }, Choice.text))
	l.fight(slotLanguage, "", opinions(l, func(c *compiled) word[string] { return c.language }, func(s string) string { return s }))
	l.fight(slotWelcome, "", opinions(l, func(c *compiled) word[Choice] { return c.welcome }, Choice.text))
	for _, p := range l.policy.Products {
		if len(p.Plans) > 0 {
			l.fight(slotProducts, p.Key, l.plans(p.Key))
		}
	}
}

func (c Choice) text() string { return string(c) }

func opinions[V any](l *linter, on func(*compiled) word[V], text func(V) string) []opinion {
	var out []opinion
	for _, at := range l.enabled() {
		if w := on(&l.set.rules[at]); w.counts() && !l.hidden[at] {
			out = append(out, opinion{at, text(w.value)})
		}
	}
	return out
}

// plans are the rules' words on the plan of a product.
func (l *linter) plans(key string) []opinion {
	var out []opinion
	for _, at := range l.enabled() {
		for _, c := range l.set.rules[at].products {
			if c.key == key && !c.broken && !l.hidden[at] {
				out = append(out, opinion{at, c.plan})
			}
		}
	}
	return out
}

// fight compares the opinions on one slot, strongest first.
func (l *linter) fight(slot, subject string, all []opinion) {
	var maybe []int
	for i, weaker := range all {
		sure, possible := l.beaten(all[:i], weaker)
		if sure >= 0 {
			l.report(FindFoughtOver, weaker.place, slot, subject, sure)
		}
		for _, at := range possible {
			if !slices.Contains(maybe, at) {
				maybe = append(maybe, at)
			}
		}
	}
	if len(maybe) > 0 {
		slices.Sort(maybe)
		l.report(FindFoughtOver, maybe[0], slot, subject, maybe[1:]...).Potential = true
	}
}

// beaten finds the strongest opinion that certainly takes somebody from a weaker one (-1: none), else the places of those that may, with the weaker's own.
func (l *linter) beaten(stronger []opinion, weaker opinion) (sure int, possible []int) {
	for _, s := range stronger {
		if s.value == weaker.value {
			continue
		}
		certain, may := l.meet(s.place, weaker.place)
		if certain {
			return s.place, nil
		}
		if may && len(possible) == 0 {
			possible = []int{s.place, weaker.place}
		}
	}
	return -1, possible
}

// meet says whether two rules certainly match one person, or may.
func (l *linter) meet(a, b int) (certain, may bool) {
	x, y := &l.set.rules[a], &l.set.rules[b]
	if x.broken || y.broken || x.group == "" || y.group == "" {
		return false, false
	}
	always := l.always(a) && l.always(b)
	switch {
	case x.group == y.group:
		return always && (l.facts.Members == nil || l.facts.Members[x.group] > 0), true
	case l.facts.Shared == nil:
		return false, true
	default:
		shared := l.facts.Shared(x.group, y.group) > 0
		return shared && always, shared
	}
}
