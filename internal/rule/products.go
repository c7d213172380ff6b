package rule

import (
	"cmp"
	"slices"
)

// claim is a rule's or an admin's word that the user shall have a product.
type claim struct {
	key, plan   string
	rule, grant string // who says so: one of the two
	source      Source
	broken      bool // there is no such product
}

// basket is filled with claims, strongest first. What is in it stays in it: a weaker claim can neither push a product out
// nor change its plan.
type basket struct {
	catalogue catalogue
	denied    map[string]string // product key to the grant that denies it
	held      map[string]*ProductDecision
	refused   []Refusal
}

func newBasket(c catalogue, denied map[string]string) *basket {
	return &basket{catalogue: c, denied: denied, held: map[string]*ProductDecision{}}
}

func (b *basket) add(c claim) {
	held := b.held[c.key]
	switch {
	case c.broken:
		b.refuse(c, Broken, "")
	case held == nil:
		b.place(c)
	case held.Owner == FromRequired: // nobody named it until now, so nobody spoke of its plan
		*held = c.decision()
	default:
		held.Losers = append(held.Losers, c.lost(held))
	}
}

// place puts a product in together with all that it needs, or refuses it: half a bundle is of no use.
func (b *basket) place(c claim) {
	if reason, by := b.obstacle(c.key); reason != "" {
		b.refuse(c, reason, by)
		return
	}
	for _, key := range b.catalogue[c.key].bundle {
		if b.held[key] == nil {
			b.held[key] = &ProductDecision{Key: key, Owner: FromRequired, Rule: c.rule, Grant: c.grant}
		}
	}
	*b.held[c.key] = c.decision()
}

// obstacle finds what stands against a product's bundle: an admin's word, a stronger product, or the bundle itself.
func (b *basket) obstacle(key string) (reason Reason, by string) {
	it := b.catalogue[key]
	for _, part := range it.bundle {
		if grant, ok := b.denied[part]; ok {
			return Denied, grant
		}
	}
	for _, part := range it.bundle {
		for _, other := range b.catalogue[part].excludes {
			if b.held[other] != nil {
				return Excluded, other
			}
		}
	}
	if it.clash != "" {
		return Excluded, it.clash
	}
	return "", ""
}

func (b *basket) refuse(c claim, reason Reason, by string) {
	b.refused = append(b.refused, Refusal{Key: c.key, Rule: c.rule, Grant: c.grant, Reason: reason, By: by})
}

// products lists what is in the basket by key, and the prerequisites that could not be added because there are no such products.
func (b *basket) products() (out []ProductDecision, problems []Problem) {
	out = make([]ProductDecision, 0, len(b.held))
	for _, p := range b.held {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(x, y ProductDecision) int { return cmp.Compare(x.Key, y.Key) })
	for _, p := range out {
		if p.Owner == FromRequired {
			continue // what it lacks is in the bundle of the product that needs it
		}
		for _, key := range b.catalogue[p.Key].missing {
			problems = append(problems, Problem{Code: codeInvalid, Rule: p.Rule, Grant: p.Grant, Slot: slotProducts, Subject: key})
		}
	}
	return out, problems
}

func (c claim) decision() ProductDecision {
	return ProductDecision{Key: c.key, Plan: c.plan, Owner: c.source, Rule: c.rule, Grant: c.grant}
}

// lost says why a claim on a product that was named before does not decide its plan.
func (c claim) lost(winner *ProductDecision) Loser {
	return Loser{
		Rule: c.rule, Grant: c.grant, Value: c.plan,
		Reason: lostAgainst(c.source, winner.Owner, c.plan == winner.Plan),
		By:     cmp.Or(winner.Grant, winner.Rule),
	}
}
