package rule

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a product.
const (
	MaxProductKey  = 64  // bytes
	MaxProductName = 200 // characters
	MaxPlans       = 50
	MaxPlanName    = 64 // bytes
)

// keyPattern is what can stand in a path and in a message without quoting.
var keyPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`)

const keyDetail = "Must be letters, digits, dots, hyphens and underscores, at most 64, with a letter or digit at both ends."

// CheckProduct finds what is wrong with a product: key and name, duplicate plans, negative seats, a settings schema beyond what is understood, unknown or circular prerequisites,
// exclusion of itself or of a prerequisite. It looks at the catalogue as it would be with the product in it, in the place of one of the same key. The
// error is fault.Invalid (invalid_product) with one Field per fault, or nil. Whether the key is taken is for the caller to check.
func CheckProduct(pr Product, p *Policy) error {
	c := checker{known: known{products: newCatalogue(with(p.Products, pr))}}
	c.names(pr)
	c.plans(pr.Plans)
	if pr.Seats != nil && *pr.Seats < 0 {
		c.at("seats", "Must be 0 or more, or null for unlimited.")
	}
	c.settingsSchema(pr.SettingsSchema)
	c.references("requires", pr.Requires, pr.Key)
	c.references("excludes", pr.Excludes, pr.Key)
	if len(c.fields) == 0 { // what follows from one another is worth saying only of sound references
		c.circles(pr)
		c.clashes(pr, newCatalogue(p.Products))
	}
	return c.err("invalid_product", "The product cannot be saved as it is. Correct the members that are named.")
}

// with is the products with one added or replaced.
func with(products []Product, pr Product) []Product {
	out := []Product{pr}
	for _, p := range products {
		if p.Key != pr.Key {
			out = append(out, p)
		}
	}
	return out
}

func (c *checker) names(pr Product) {
	if len(pr.Key) > MaxProductKey || !keyPattern.MatchString(pr.Key) {
		c.at("key", keyDetail)
	}
	switch {
	case strings.TrimSpace(pr.Name) == "":
		c.at("name", "A product needs a name.")
	case !utf8.ValidString(pr.Name):
		c.at("name", "Must be valid UTF-8.")
	case utf8.RuneCountInString(pr.Name) > MaxProductName:
		c.at("name", fmt.Sprintf("Must be at most %d characters long.", MaxProductName))
	}
}

func (c *checker) plans(plans []string) {
	if len(plans) > MaxPlans {
		c.at("plans", fmt.Sprintf("A product has at most %d plans.", MaxPlans))
		return
	}
	for i, plan := range plans {
		path := fmt.Sprintf("plans[%d]", i)
		switch {
		case strings.TrimSpace(plan) == "" || len(plan) > MaxPlanName || !utf8.ValidString(plan):
			c.at(path, fmt.Sprintf("A plan needs a name of at most %d bytes.", MaxPlanName))
		case slices.Contains(plans[:i], plan):
			c.at(path, "The plan is named twice.")
		}
	}
}

func (c *checker) references(member string, keys []string, self string) {
	for i, key := range keys {
		path := fmt.Sprintf("%s[%d]", member, i)
		switch {
		case key == self:
			c.at(path, "A product cannot name itself.")
		case c.known.products[key] == nil:
			c.at(path, "There is no such product.")
		case slices.Contains(keys[:i], key):
			c.at(path, "The product is named twice.")
		}
	}
}

func (c *checker) circles(pr Product) {
	for i, key := range pr.Requires {
		if slices.Contains(c.known.products[key].bundle, pr.Key) {
			c.at(fmt.Sprintf("requires[%d]", i), "The other product needs this one: prerequisites cannot run in a circle.")
		}
	}
}

// clashes finds bundles that nobody could hold, of the product itself or of those that need it. What was
// unsound before, elsewhere, is not this product's fault.
func (c *checker) clashes(pr Product, before catalogue) {
	for _, key := range slices.Sorted(maps.Keys(c.known.products)) {
		it := c.known.products[key]
		if it.clash == "" || !slices.Contains(it.bundle, pr.Key) {
			continue
		}
		if old := before[key]; key != pr.Key && old != nil && old.clash != "" {
			continue
		}
		if i := slices.IndexFunc(pr.Excludes, func(other string) bool { return slices.Contains(it.bundle, other) }); i >= 0 {
			c.at(fmt.Sprintf("excludes[%d]", i), "The two are needed together, as prerequisites: one cannot exclude the other.")
		} else {
			c.at("requires", "Two of the products that would come together exclude each other.")
		}
		return
	}
}
