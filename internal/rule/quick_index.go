package rule

import (
	"maps"
	"math"
	"slices"
)

// index is a rule list made ready for Quick: of each rule only what it has a word on, in numbers, and close together.
//
// What rules have words on has a number: first the slots, then of each product whether it is named and whether it is brought, at last nothing.
type index struct {
	groups   groupLines // of rules that can match
	more     []uint16   // what rules have a word on besides what stands in their lines
	plans    []plans    // by place
	ids      []string   // of rules, by place
	products []string   // keys, sorted
	nothing  uint16     // the first of as many numbers of nothing as a line has words
}

// plans says which plans a rule names, by products' places in index.products.
type plans map[int]string

// of is the plan of a product, or "". Nearly no rule names any, and to look into nothing takes a while too.
func (p plans) of(product int) string {
	if p == nil {
		return ""
	}
	return p[product]
}

// nobody is weaker than every place in a rule list. Of several the strongest is the least, so nothing has to be in order and no branch depends on who is who.
const nobody = math.MaxInt16

// The slots of an index, as numbers.
const (
	quickRole = iota
	quickUserGroup
	quickSettings
	quickLanguage
	quickWelcome
	quickSlots
)

// named and brought are the numbers of a product: a rule names it, or brings it because one that it names needs it.
func named(product int) uint16   { return uint16(quickSlots + 2*product) }
func brought(product int) uint16 { return named(product) + 1 }

// newIndex is nil where there are more rules or products than its numbers can tell apart.
func newIndex(l *ruleList, c catalogue) *index {
	if len(l.rules) >= nobody || len(c) >= nobody/2 {
		return nil
	}
	x := &index{groups: newGroupLines(len(l.byGroup)), plans: make([]plans, len(l.rules)), ids: make([]string, len(l.rules)), products: slices.Sorted(maps.Keys(c))}
	x.nothing = named(len(x.products))
	for at := range l.rules {
		r := &l.rules[at]
		x.ids[at] = r.id
		if r.group == "" || r.broken {
			continue
		}
		x.plans[at] = x.plansOf(r)
		x.groups.add(x.line(r, int16(at), x.words(r, c)))
	}
	return x
}

func (x *index) line(r *compiled, place int16, words []uint16) line {
	l := line{group: r.group, place: place, asks: r.condition != nil, from: uint32(len(x.more))}
	for len(words) < len(l.words) {
		words = append(words, x.nothing+uint16(len(words))) // each its own, so that none waits for another
	}
	rest := words[copy(l.words[:], words):]
	l.more = uint16(len(rest))
	x.more = append(x.more, rest...)
	return l
}

// words is what a rule has a word on that counts.
func (x *index) words(r *compiled, c catalogue) (words []uint16) {
	for slot, counts := range [quickSlots]bool{
		quickRole: r.role.counts(), quickUserGroup: r.userGroup.counts(), quickSettings: r.settings.counts(), quickLanguage: r.language.counts(), quickWelcome: r.welcome.counts(),
	} {
		if counts {
			words = append(words, uint16(slot))
		}
	}
	for _, p := range r.products {
		if p.broken {
			continue
		}
		for _, key := range c[p.key].bundle {
			number := brought
			if key == p.key {
				number = named
			}
			words = append(words, number(x.place(key)))
		}
	}
	return words
}

func (x *index) place(product string) int {
	place, _ := slices.BinarySearch(x.products, product)
	return place
}

func (x *index) plansOf(r *compiled) (p plans) {
	for _, claim := range r.products {
		if claim.plan == "" || claim.broken {
			continue
		}
		if p == nil {
			p = plans{}
		}
		p[x.place(claim.key)] = claim.plan
	}
	return p
}

// take adds a rule that matches: of all that have a word on something the strongest counts. The four in the line are written out, as the compiler would not.
func (x *index) take(l *line, strongest []int16) {
	strongest[l.words[0]] = min(strongest[l.words[0]], l.place)
	strongest[l.words[1]] = min(strongest[l.words[1]], l.place)
	strongest[l.words[2]] = min(strongest[l.words[2]], l.place)
	strongest[l.words[3]] = min(strongest[l.words[3]], l.place)
	if l.more > 0 {
		x.takeMore(l, strongest)
	}
}

func (x *index) takeMore(l *line, strongest []int16) {
	for _, on := range x.more[l.from:][:l.more] {
		strongest[on] = min(strongest[on], l.place)
	}
}
