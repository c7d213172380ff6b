package rule

import (
	"maps"
	"slices"
)

// catalogue is the products of a policy by key, with what follows from their prerequisites and exclusions.
type catalogue map[string]*item

// item is one product of a catalogue.
type item struct {
	plans    []string
	bundle   []string // the product and, transitively, its prerequisites: what has to be held together
	missing  []string // prerequisites that the catalogue does not have
	excludes []string // products that cannot be held with it, whichever of the two says so; by key
	clash    string   // a member of the bundle that another member excludes; "" when the bundle is sound
}

func newCatalogue(products []Product) catalogue {
	c := catalogue{}
	requires := map[string][]string{}
	for _, p := range products {
		if c[p.Key] == nil {
			c[p.Key] = &item{plans: p.Plans}
			requires[p.Key] = p.Requires
		}
	}
	c.exclude(products)
	for key, it := range c {
		it.bundle, it.missing = c.walk(key, requires)
	}
	for _, it := range c {
		it.clash = c.clashOf(it.bundle)
	}
	return c
}

// exclude writes every exclusion down on both sides.
func (c catalogue) exclude(products []Product) {
	sides := map[string]map[string]bool{}
	note := func(a, b string) {
		if sides[a] == nil {
			sides[a] = map[string]bool{}
		}
		sides[a][b] = true
	}
	for _, p := range products {
		for _, other := range p.Excludes {
			if other != p.Key {
				note(p.Key, other)
				note(other, p.Key)
			}
		}
	}
	for key, it := range c {
		it.excludes = slices.Sorted(maps.Keys(sides[key]))
	}
}

// walk lists a product and its prerequisites in depth-first order; circles are walked once.
func (c catalogue) walk(start string, requires map[string][]string) (bundle, missing []string) {
	seen := map[string]bool{}
	todo := []string{start}
	for len(todo) > 0 {
		key := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[key] {
			continue
		}
		seen[key] = true
		if c[key] == nil {
			missing = append(missing, key)
			continue
		}
		bundle = append(bundle, key)
		for _, next := range slices.Backward(requires[key]) {
			todo = append(todo, next)
		}
	}
	return bundle, missing
}

// clashOf names a product of the bundle that another product of it excludes, or "".
func (c catalogue) clashOf(bundle []string) string {
	for _, key := range bundle {
		for _, other := range c[key].excludes {
			if slices.Contains(bundle, other) {
				return other
			}
		}
	}
	return ""
}

// excluding reports whether any product excludes another.
func (c catalogue) excluding() bool {
	for _, it := range c {
		if len(it.excludes) > 0 {
			return true
		}
	}
	return false
}
