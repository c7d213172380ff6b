package rule_test

import (
	"slices"
	"strings"

	"usersync/internal/rule"
)

// wish is somebody's word for a product, at its place in the order of strength.
type wish struct {
	owner, by, key, plan string
}

// wishes lists all words for products, hand-made ones first, then rule by rule.
func (o oracle) wishes() []wish {
	var out []wish
	for _, g := range o.grants(false) {
		if g.Product != "" {
			out = append(out, wish{"hand", g.ID, g.Product, strings.TrimPrefix(g.Plan, "unknown")})
		}
	}
	for _, r := range o.matching {
		for i, p := range r.Products {
			if !slices.ContainsFunc(r.Products[:i], func(q rule.ProductGrant) bool { return q.Key == p.Key }) {
				out = append(out, wish{"rule", r.ID, p.Key, strings.TrimPrefix(p.Plan, "unknown")})
			}
		}
	}
	return out
}

func (o oracle) products() (given map[string]string, outdone map[string][]rule.Reason, refused []refusal) {
	given, outdone = map[string]string{}, map[string][]rule.Reason{}
	wishes := o.wishes()
	granted := make([]bool, len(wishes))
	for i, w := range wishes {
		granted[i] = o.possible(w.key)
		for j := range i { // "the stronger rule's product wins"
			if granted[j] && !o.together(wishes[j].key, w.key) {
				granted[i] = false
			}
		}
		if !granted[i] {
			refused = append(refused, refusal{w.by, w.key, o.refusalOf(w.key)})
		}
	}
	winner := map[string]wish{}
	for i, w := range wishes { // "the strongest rule that names it decides the plan"
		first, named := winner[w.key]
		switch {
		case !granted[i]:
		case !named:
			winner[w.key] = w
			given[w.key] = strings.Join([]string{w.owner, w.by, w.plan}, "/")
		case w.owner != first.owner:
			outdone[w.key] = append(outdone[w.key], "overridden")
		case w.plan == first.plan:
			outdone[w.key] = append(outdone[w.key], "same_value")
		default:
			outdone[w.key] = append(outdone[w.key], "lower_priority")
		}
	}
	for i, w := range wishes { // "prerequisites of a granted product are added"
		for _, need := range o.needs(w.key, nil) {
			if granted[i] && given[need] == "" {
				given[need] = "prerequisite/" + w.by + "/"
			}
		}
	}
	return given, outdone, refused
}

func (o oracle) refusalOf(key string) rule.Reason {
	needs := o.needs(key, nil)
	if len(needs) == 0 {
		return "broken"
	}
	if o.denies(needs) {
		return "denied"
	}
	return "excluded"
}

func (o oracle) denies(keys []string) bool {
	for _, g := range o.grants(true) {
		if slices.Contains(keys, g.Product) {
			return true
		}
	}
	return false
}

func (o oracle) product(key string) *rule.Product {
	for i := range o.p.Products {
		if o.p.Products[i].Key == key {
			return &o.p.Products[i]
		}
	}
	return nil
}

// needs is the product and everything that has to come with it, as far as there is such a product.
func (o oracle) needs(key string, sofar []string) []string {
	p := o.product(key)
	if p == nil || slices.Contains(sofar, key) {
		return sofar
	}
	sofar = append(sofar, key)
	for _, need := range p.Requires {
		sofar = o.needs(need, sofar)
	}
	return sofar
}

// possible reports whether a product could be held at all: it exists, nothing that it needs is denied, and its needs get along.
func (o oracle) possible(key string) bool {
	needs := o.needs(key, nil)
	return len(needs) > 0 && !o.denies(needs) && o.together(key, key)
}

// together reports whether two products with all their needs can be held at once.
func (o oracle) together(a, b string) bool {
	for _, x := range o.needs(a, nil) {
		for _, y := range o.needs(b, nil) {
			if x != y && (slices.Contains(o.product(x).Excludes, y) || slices.Contains(o.product(y).Excludes, x)) {
				return false
			}
		}
	}
	return true
}
