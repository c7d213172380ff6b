package rule

import (
	"cmp"
	"math/bits"
	"slices"
)

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
	matching mask
	products []BriefProduct
}

// mask is a set of places in a rule list.
type mask []uint64

func newMask(rules int) mask { return make(mask, (rules+63)/64) }

func (m mask) add(place int) { m[place/64] |= 1 << (place % 64) }

// first is the strongest place that is in both masks, or -1.
func (m mask) first(other mask) int {
	for i, w := range m {
		if both := w & other[i]; both != 0 {
			return i*64 + bits.TrailingZeros64(both)
		}
	}
	return -1
}

// index says of a rule list which rules have a word that counts, by slot and product.
type index struct {
	role, userGroup, settings, language, welcome mask
	products                                     []indexed // by key
}

// indexed is one product: the rules that name it, with the plans they name, and those that name what needs it.
type indexed struct {
	key          string
	named, needs mask
	plans        map[int]string
}

func newIndex(l *ruleList, c catalogue) *index {
	n := len(l.rules)
	x := &index{newMask(n), newMask(n), newMask(n), newMask(n), newMask(n), nil}
	products := map[string]*indexed{}
	for at := range l.rules {
		r := &l.rules[at]
		for _, slot := range []struct {
			counts bool
			in     mask
		}{{r.role.counts(), x.role}, {r.userGroup.counts(), x.userGroup}, {r.settings.counts(), x.settings}, {r.language.counts(), x.language}, {r.welcome.counts(), x.welcome}} {
			if slot.counts {
				slot.in.add(at)
			}
		}
		for _, p := range r.products {
			if p.broken {
				continue
			}
			for _, key := range c[p.key].bundle {
				if products[key] == nil {
					products[key] = &indexed{key: key, named: newMask(n), needs: newMask(n), plans: map[int]string{}}
				}
				products[key].needs.add(at)
			}
			products[p.key].named.add(at)
			products[p.key].plans[at] = p.plan
		}
	}
	for _, p := range products {
		x.products = append(x.products, *p)
	}
	slices.SortFunc(x.products, func(a, b indexed) int { return cmp.Compare(a.key, b.key) })
	return x
}

// Quick is Evaluate without losers and reasons, for those who ask about everybody. Where no matching rule has a condition and a rule states the language it needs no
// memory but that of the scratch. ok is false where words stand in each other's way and only Evaluate can tell: somebody has hand-made grants, or products exclude each other.
func (s *Set) Quick(in Input, scratch *Scratch) (b Brief, ok bool) {
	if len(in.Grants) > 0 || len(in.GoneGroups) > 0 || s.policy.Rollout != nil || s.index == nil {
		return Brief{}, false
	}
	b.Any = s.mark(in, scratch)
	m, x := scratch.matching, s.index
	b.Role = brief(s, m.first(x.role), func(c *compiled) word[Role] { return c.role }, Role{Kind: Member})
	b.UserGroup = brief(s, m.first(x.userGroup), func(c *compiled) word[Choice] { return c.userGroup }, NoOpinion)
	b.Settings = brief(s, m.first(x.settings), func(c *compiled) word[Choice] { return c.settings }, Default)
	b.Welcome = brief(s, m.first(x.welcome), func(c *compiled) word[Choice] { return c.welcome }, Default)
	b.Language = s.briefLanguage(in, m.first(x.language))
	b.Products = s.briefProducts(scratch)
	return b, true
}

// mark notes the rules that match.
func (s *Set) mark(in Input, scratch *Scratch) (matched bool) {
	words := (len(s.rules) + 63) / 64
	scratch.matching = slices.Grow(scratch.matching[:0], words)[:words]
	clear(scratch.matching)
	var asked *subject
	for _, group := range in.Groups {
		for _, place := range s.byGroup[group] {
			r := &s.rules[place]
			if r.broken {
				continue
			}
			if r.condition != nil {
				if asked == nil {
					asked = &subject{user: s.known.visible(in.User), groups: present(in.Groups, nil)}
				}
				if asked.verdict(r) != "" {
					continue
				}
			}
			scratch.matching.add(place)
			matched = true
		}
	}
	return matched
}

func brief[V any](s *Set, at int, on func(*compiled) word[V], unstated V) BriefSlot[V] {
	if at < 0 {
		return BriefSlot[V]{Value: unstated, Source: FromDefault}
	}
	r := &s.rules[at]
	return BriefSlot[V]{Value: on(r).value, Source: FromRule, Rule: r.id}
}

func (s *Set) briefLanguage(in Input, at int) BriefSlot[string] {
	if tag := matchLanguage(in.OwnLanguage); tag != "" {
		return BriefSlot[string]{Value: tag, Source: FromOwn}
	}
	if at >= 0 {
		return BriefSlot[string]{Value: s.rules[at].language.value, Source: FromRule, Rule: s.rules[at].id}
	}
	tag, from := s.fallbackLanguage(in.User)
	return BriefSlot[string]{Value: tag, Source: from}
}

func (s *Set) briefProducts(scratch *Scratch) []BriefProduct {
	out := scratch.products[:0]
	for i := range s.index.products {
		p := &s.index.products[i]
		brought := scratch.matching.first(p.needs) // who names a product needs it, too
		if brought < 0 {
			continue
		}
		if at := scratch.matching.first(p.named); at >= 0 {
			out = append(out, BriefProduct{Key: p.key, Plan: p.plans[at], Owner: FromRule, Rule: s.rules[at].id})
		} else {
			out = append(out, BriefProduct{Key: p.key, Owner: FromRequired, Rule: s.rules[brought].id})
		}
	}
	scratch.products = out
	return out
}
