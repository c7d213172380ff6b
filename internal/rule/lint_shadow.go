package rule

import "slices"

// shadows reports rules of which nothing can win, because stronger rules that match whenever they do state every slot that they state. Hand-made denials stand outside of this: where an
// admin denied somebody the stronger value, the weaker one can win.
func (l *linter) shadows() {
	l.hidden = map[int]bool{}
	for _, at := range l.enabled() {
		stronger := l.strongerOn(at)
		if len(stronger) == 0 {
			continue
		}
		if twin := slices.IndexFunc(stronger, func(s int) bool { return l.twins(s, at) }); twin >= 0 {
			l.hidden[at] = true
			l.report(FindDuplicate, at, "", "", stronger[twin])
			continue
		}
		if by, all := l.covered(&l.set.rules[at], stronger); all {
			l.hidden[at] = true
			l.report(FindShadowed, at, "", "", by...)
		}
	}
}

// covered names the stronger rules that take a rule's words away, strongest first; all says that nothing is left.
func (l *linter) covered(c *compiled, stronger []int) (by []int, all bool) {
	take := func(has bool, takes func(*compiled) bool) bool {
		if !has {
			return true
		}
		at := slices.IndexFunc(stronger, func(s int) bool { return takes(&l.set.rules[s]) })
		if at >= 0 && !slices.Contains(by, stronger[at]) {
			by = append(by, stronger[at])
		}
		return at >= 0
	}
	all = take(c.role.counts(), func(s *compiled) bool { return s.role.counts() }) &&
		take(c.userGroup.counts(), func(s *compiled) bool { return s.userGroup.counts() }) &&
		take(c.settings.counts(), func(s *compiled) bool { return s.settings.counts() }) &&
		take(c.language.counts(), func(s *compiled) bool { return s.language.counts() }) &&
		take(c.welcome.counts(), func(s *compiled) bool { return s.welcome.counts() })
	for _, p := range c.products {
		all = all && take(!p.broken, func(s *compiled) bool { return s.names(p.key) })
	}
	if len(by) == 0 { // it says nothing that counts, but lets people in: so does any stronger one
		by = stronger[:1]
	}
	slices.Sort(by)
	return by, all
}

// counts reports whether a word can decide its slot.
func (w word[V]) counts() bool { return w.stated && !w.broken }

func (c *compiled) names(product string) bool {
	return slices.ContainsFunc(c.products, func(x claim) bool { return x.key == product })
}

// twins reports whether two rules say the same to the same people, in the same words but for the description.
func (l *linter) twins(a, b int) bool {
	x, y := l.policy.Rules[a], l.policy.Rules[b]
	if (x.Role == nil) != (y.Role == nil) || x.Role != nil && !x.Role.Equal(*y.Role) {
		return false
	}
	return x.Group == y.Group && l.implies(b, a) && l.implies(a, b) && slices.Equal(x.Products, y.Products) &&
		x.UserGroup == y.UserGroup && x.SettingsTemplate == y.SettingsTemplate && x.Language == y.Language && x.WelcomeMail == y.WelcomeMail
}
