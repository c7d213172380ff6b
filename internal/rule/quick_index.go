package rule

import (
	"maps"
	"math"
	"slices"
)

// index is a rule list made ready for Quick: of each rule only what can be given, in numbers, and close together.
type index struct {
	groups   groupPlaces // of rules that can match
	rules    []indexed   // by place
	claims   []indexedClaim
	plans    []string // of claims
	ids      []string // of rules
	products []string // keys, sorted; their places are their numbers
}

// indexed is one rule.
type indexed struct {
	from, to int32             // its claims
	words    [quickSlots]int32 // its place where it has a word that counts, else nobody
	asks     bool              // it has a condition
}

// nobody is weaker than every place in a rule list. Of several the strongest is the least, so nothing has to be in order and no branch depends on who is who.
const nobody = math.MaxInt32

// indexedClaim is one product that a rule names, or brings because one that it names needs it.
type indexedClaim struct {
	product int32
	named   bool
}

// The slots of an index, as numbers.
const (
	quickRole = iota
	quickUserGroup
	quickSettings
	quickLanguage
	quickWelcome
	quickSlots
)

func newIndex(l *ruleList, c catalogue) *index {
	byGroup := map[string][]int32{}
	x := &index{rules: make([]indexed, len(l.rules)), ids: make([]string, len(l.rules)), products: slices.Sorted(maps.Keys(c))}
	for at := range l.rules {
		r := &l.rules[at]
		x.ids[at] = r.id
		if r.group == "" || r.broken {
			continue
		}
		byGroup[r.group] = append(byGroup[r.group], int32(at))
		from := int32(len(x.claims))
		x.addClaims(r, c)
		x.rules[at] = indexed{from: from, to: int32(len(x.claims)), words: r.words(int32(at)), asks: r.condition != nil}
	}
	x.groups = newGroupPlaces(byGroup)
	return x
}

// words says on which slots a rule has a word that counts.
func (c *compiled) words(place int32) (words [quickSlots]int32) {
	for slot, counts := range [quickSlots]bool{
		quickRole: c.role.counts(), quickUserGroup: c.userGroup.counts(), quickSettings: c.settings.counts(), quickLanguage: c.language.counts(), quickWelcome: c.welcome.counts(),
	} {
		words[slot] = nobody
		if counts {
			words[slot] = place
		}
	}
	return words
}

func (x *index) addClaims(r *compiled, c catalogue) {
	for _, p := range r.products {
		if p.broken {
			continue
		}
		for _, key := range c[p.key].bundle {
			number, _ := slices.BinarySearch(x.products, key)
			x.claims = append(x.claims, indexedClaim{product: int32(number), named: key == p.key})
			x.plans = append(x.plans, p.plan)
		}
	}
}

// planOf is the plan of a product in the rule that names it.
func (x *index) planOf(place, product int32) string {
	for at := x.rules[place].from; at < x.rules[place].to; at++ {
		if x.claims[at] == (indexedClaim{product, true}) {
			return x.plans[at]
		}
	}
	return ""
}

// take adds a rule that matches: on every slot and for every product the strongest rule counts.
func (x *index) take(place int32, scratch *Scratch) {
	r := &x.rules[place]
	for slot := range r.words {
		scratch.first[slot] = min(scratch.first[slot], r.words[slot])
	}
	for _, claim := range x.claims[r.from:r.to] {
		by := &scratch.givers[claim.product]
		by.brought = min(by.brought, place)
		if claim.named {
			by.named = min(by.named, place)
		}
	}
}
