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
			out = append(out, wish{"hand", g.ID, g.Product, g.Plan})
		}
	}
	for _, r := range o.matching {
		for _, p := range r.Products {
			out = append(out, wish{"rule", r.ID, p.Key, p.Plan})
		}
	}
	return out
}

func (o oracle) products() (given map[string]string, refused map[string]bool) {
	given, refused = map[string]string{}, map[string]bool{}
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
			refused[w.key] = true
		}
	}
	for i, w := range wishes { // "the strongest rule that names it decides the plan"
		if granted[i] && given[w.key] == "" {
			given[w.key] = strings.Join([]string{w.owner, w.by, strings.TrimPrefix(w.plan, "unknown")}, "/")
		}
	}
	for i, w := range wishes { // "prerequisites of a granted product are added"
		for _, need := range o.needs(w.key, nil) {
			if granted[i] && given[need] == "" {
				given[need] = "prerequisite/" + w.by + "/"
			}
		}
	}
	return given, refused
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
	for _, g := range o.grants(true) {
		if slices.Contains(needs, g.Product) {
			return false
		}
	}
	return len(needs) > 0 && o.together(key, key)
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
