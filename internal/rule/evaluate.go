package rule

import (
	"maps"
	"slices"

	"usersync/internal/scim"
)

// Evaluate works out one user's decision. It is total, deterministic and independent of the order of Groups and Grants. The
// decision shares memory with s and must not be changed.
func (s *Set) Evaluate(in Input) Decision {
	gone := s.policy.GoneBeside(in.GoneGroups)
	groups := present(in.Groups, gone)
	list, side := s.side(in.ID, groups)
	matches, rules := list.match(s.known.visible(in.User), groups, gone)
	rules, barred := s.policy.bar(in.Email, matches, rules)
	h := s.hand(in.Grants, in.Now)
	d := Decision{
		Version:   s.policy.Version,
		Rollout:   side,
		Matches:   matches,
		Problems:  slices.Concat(list.problems, list.gone(gone), h.problems, barred),
		Role:      decide(voices(h.roles, rules, func(c *compiled) word[Role] { return c.role }), h.deniesRole, Role{Kind: Member}),
		UserGroup: decide(voices(h.groups, rules, func(c *compiled) word[Choice] { return c.userGroup }), h.deniesGroup, NoOpinion),
		Settings:  decide(voices(nil, rules, func(c *compiled) word[Choice] { return c.settings }), nothingDenied, Default),
		Welcome:   decide(voices(nil, rules, func(c *compiled) word[Choice] { return c.welcome }), nothingDenied, Default),
		Language:  s.decideLanguage(in, rules),
	}
	s.decideProducts(&d, h, rules)
	return d
}

func (s *Set) decideProducts(d *Decision, h hand, rules []*compiled) {
	b := newBasket(s.known.products, h.noProduct)
	for _, c := range h.products {
		b.add(c)
	}
	for _, r := range rules {
		for _, c := range r.products {
			b.add(c)
		}
	}
	products, problems := b.products()
	d.Products, d.Refused = products, b.refused
	d.Problems = append(d.Problems, problems...)
}

// match gives the verdict on every rule and the rules that match, both strongest first. It evaluates only the rules of
// the user's groups, which are present.
func (l *ruleList) match(user scim.Object, groups []string, gone map[string]bool) ([]Match, []*compiled) {
	matches := slices.Clone(l.stranger)
	l.markGone(matches, gone)
	subject := subject{user: user, groups: groups, gone: gone}
	var matching []*compiled
	for _, place := range l.places(groups) {
		rule := &l.rules[place]
		matches[place].Reason = subject.verdict(rule)
		if matches[place].Reason == "" {
			matches[place].Matched = true
			matching = append(matching, rule)
		}
	}
	return matches, matching
}

// present is the user's groups, sorted, once each, without those that are gone.
func present(groups []string, gone map[string]bool) []string {
	sorted := slices.Compact(slices.Sorted(slices.Values(groups)))
	return slices.DeleteFunc(sorted, func(id string) bool { return gone[id] })
}

// places are the rules of some groups, in order.
func (l *ruleList) places(groups []string) []int {
	var places []int
	for _, id := range groups {
		places = append(places, l.byGroup[id]...)
	}
	slices.Sort(places)
	return places
}

// subject is whom conditions are asked about. The object that they see is made only when there is a condition.
type subject struct {
	user   scim.Object
	groups []string
	gone   map[string]bool
	object scim.Object
}

// verdict is why a rule of one of the subject's groups does not match, or "".
func (s *subject) verdict(r *compiled) Reason {
	switch {
	case r.broken, r.asksGone(s.gone):
		return Broken
	case r.condition == nil || r.condition.Match(s.seen()):
		return ""
	default:
		return NotMatching
	}
}

// seen is the directory user with memberOf.
func (s *subject) seen() scim.Object {
	if s.object != nil {
		return s.object
	}
	s.object = make(scim.Object, len(s.user)+1)
	maps.Copy(s.object, s.user)
	delete(s.object, memberOf)
	if len(s.groups) > 0 {
		values := make([]any, len(s.groups))
		for i, id := range s.groups {
			values[i] = id
		}
		s.object[memberOf] = values
	}
	return s.object
}
