package rule

import "slices"

// Brief is what of a decision reaches a person: no losers, no reasons, no problems. It shares memory with the Scratch that it was made with.
type Brief struct {
	Any       bool // at least one rule matched
	Products  []BriefProduct
	Role      BriefSlot[Role]
	UserGroup BriefSlot[Choice]
	Settings  BriefSlot[Choice]
	Language  BriefSlot[string]
	Welcome   BriefSlot[Choice]
}

// BriefProduct is one product, as in ProductDecision.
type BriefProduct struct {
	Key, Plan string
	Owner     Source
	Rule      string
}

// BriefSlot is one single-valued slot, as in Slot.
type BriefSlot[V any] struct {
	Value  V
	Source Source
	Rule   string
}

// Scratch is memory that evaluations use again. The zero value is ready; one goroutine at a time.
type Scratch struct {
	strongest []int16 // rule with a word on something, by the index's numbers; or nobody
	products  []BriefProduct
}

func (s *Scratch) begin(things int) {
	s.strongest = slices.Grow(s.strongest[:0], things)[:things]
	for i := range s.strongest {
		s.strongest[i] = nobody
	}
}

// Quick is Evaluate without losers and reasons, for those who ask about everybody. Where no matching rule has a condition and a rule states the language it needs no
// memory but that of the scratch. ok is false where words stand in each other's way and only Evaluate can tell: somebody has hand-made grants, a group is gone, a domain
// is not verified, or products exclude each other.
func (s *Set) Quick(in Input, scratch *Scratch) (b Brief, ok bool) {
	if len(in.Grants) > 0 || len(in.GoneGroups) > 0 || len(s.policy.Gone) > 0 || s.policy.Rollout != nil || s.index == nil {
		return Brief{}, false
	}
	if _, barred := s.policy.unverified(in.Email); barred {
		return Brief{}, false
	}
	scratch.begin(int(s.index.nothing) + len(line{}.words))
	b.Any = s.quickMatch(in, scratch)
	first := scratch.strongest
	b.Role = brief(s, first[quickRole], func(c *compiled) word[Role] { return c.role }, Role{Kind: Member})
	b.UserGroup = brief(s, first[quickUserGroup], func(c *compiled) word[Choice] { return c.userGroup }, NoOpinion)
	b.Settings = brief(s, first[quickSettings], func(c *compiled) word[Choice] { return c.settings }, Default)
	b.Welcome = brief(s, first[quickWelcome], func(c *compiled) word[Choice] { return c.welcome }, Default)
	b.Language = s.briefLanguage(in, first[quickLanguage])
	b.Products = s.briefProducts(scratch)
	return b, true
}

// quickMatch takes the rules that match.
func (s *Set) quickMatch(in Input, scratch *Scratch) (matched bool) {
	var asked *subject
	lines := s.index.groups.lines
	for _, group := range in.Groups {
		for l := s.index.groups.of(group); l != nil; {
			if l.asks && asked == nil {
				asked = &subject{user: s.known.visible(in.User), groups: present(in.Groups, nil)}
			}
			if !l.asks || asked.verdict(&s.rules[l.place]) == "" {
				s.index.take(l, scratch.strongest)
				matched = true
			}
			if l.next == nobody {
				break
			}
			l = &lines[l.next]
		}
	}
	return matched
}

func brief[V any](s *Set, at int16, on func(*compiled) word[V], unstated V) BriefSlot[V] {
	if at == nobody {
		return BriefSlot[V]{Value: unstated, Source: FromDefault}
	}
	r := &s.rules[at]
	return BriefSlot[V]{Value: on(r).value, Source: FromRule, Rule: r.id}
}

func (s *Set) briefLanguage(in Input, at int16) BriefSlot[string] {
	if tag := matchLanguage(in.OwnLanguage); tag != "" {
		return BriefSlot[string]{Value: tag, Source: FromOwn}
	}
	if at != nobody {
		return BriefSlot[string]{Value: s.rules[at].language.value, Source: FromRule, Rule: s.rules[at].id}
	}
	tag, from := s.fallbackLanguage(in.User)
	return BriefSlot[string]{Value: tag, Source: from}
}

func (s *Set) briefProducts(scratch *Scratch) []BriefProduct {
	out := scratch.products[:0]
	x := s.index
	for i, key := range x.products {
		if by := scratch.strongest[named(i)]; by != nobody {
			out = append(out, BriefProduct{Key: key, Plan: x.plans[by].of(i), Owner: FromRule, Rule: x.ids[by]})
		} else if by := scratch.strongest[brought(i)]; by != nobody {
			out = append(out, BriefProduct{Key: key, Owner: FromRequired, Rule: x.ids[by]})
		}
	}
	scratch.products = out
	return out
}

// Faultless reports whether no decision has a problem to report that comes from the policy: every rule and every product can be given as it is written.
func (s *Set) Faultless() bool { return s.faultless }

func (s *Set) isFaultless() bool {
	for _, it := range s.known.products {
		if len(it.missing) > 0 {
			return false
		}
	}
	return len(s.problems) == 0
}
