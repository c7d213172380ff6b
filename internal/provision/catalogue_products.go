package provision

import (
	"context"
	"slices"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/rule"
)

// AddProduct stores a new product. Its seat counters come first: whoever sees the product can claim a seat. fault.Conflict when the
// key is taken, fault.Invalid, fault.Stale.
func (c *Catalogue) AddProduct(ctx context.Context, a access.Account, ifMatch int64, product rule.Product) (*rule.Policy, error) {
	add := func(p *rule.Policy) error {
		if _, err := FindProduct(p, product.Key); err == nil {
			return fault.New(fault.Conflict, "product_exists", "There is a product with this key already.").At("key", "Taken.")
		}
		if len(p.Products) >= MaxProducts {
			return errLimit("products", MaxProducts)
		}
		if err := rule.CheckProduct(product, p); err != nil {
			return err
		}
		p.Products = append(p.Products, product)
		return nil
	}
	live, err := c.Publisher.Live(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, _, err := revise(live, add); err != nil {
		return nil, err
	}
	if err := c.Seats.ResizeSeats(ctx, a, product.Key, product.Seats); err != nil {
		return nil, err
	}
	policy, err := c.Publisher.Publish(ctx, a, ifMatch, add)
	_ = c.Seats.SettleSeats(ctx, a, product.Key) // only of use when somebody else added the key meanwhile, and the sweeper does it again
	return policy, err
}

// ChangeProduct applies change to one product; its key stays. Its counters and its waiting line follow the live policy; when that stops in between, the same
// request again heals it, and so does the sweeper. fault.NotFound, Invalid, Stale, and Conflict when a plan that a rule names would go.
func (c *Catalogue) ChangeProduct(ctx context.Context, a access.Account, ifMatch int64, key string, change func(rule.Product) (rule.Product, error)) (*rule.Policy, error) {
	policy, err := c.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		at, err := findProduct(p, key)
		if err != nil {
			return err
		}
		product, err := change(p.Products[at])
		if err != nil {
			return err
		}
		product.Key = key
		if err := rule.CheckProduct(product, p); err != nil {
			return err
		}
		p.Products[at] = product
		return inUse(p, func(r rule.Rule) bool { return namesLostPlan(r, product) })
	})
	if err != nil {
		return nil, err
	}
	return policy, c.Seats.SettleSeats(ctx, a, key)
}

// DeleteProduct takes a product away; whoever holds a seat loses it by the run that follows. fault.NotFound, Stale, and Conflict
// when a rule or a hand-made grant names it or another product requires it.
func (c *Catalogue) DeleteProduct(ctx context.Context, a access.Account, ifMatch int64, key string) (*rule.Policy, error) {
	policy, err := c.Publisher.Publish(ctx, a, ifMatch, func(p *rule.Policy) error {
		if _, err := findProduct(p, key); err != nil {
			return err
		}
		if err := c.unused(ctx, a, p, func(r rule.Rule) bool { return names(r, key) }); err != nil {
			return err
		}
		*p = *without(p, key)
		if err := notRequired(p, key); err != nil {
			return err
		}
		return c.productUnheld(ctx, a, key)
	})
	if err != nil {
		return nil, err
	}
	_ = c.Seats.SettleSeats(ctx, a, key) // tidies up: no policy from here on gives a seat of it
	return policy, nil
}

// FindProduct returns a product of a policy. fault.NotFound.
func FindProduct(p *rule.Policy, key string) (rule.Product, error) {
	at, err := findProduct(p, key)
	if err != nil {
		return rule.Product{}, err
	}
	return p.Products[at], nil
}

func findProduct(p *rule.Policy, key string) (int, error) {
	return indexOf(p.Products, func(x rule.Product) bool { return x.Key == key }, "product_not_found", "There is no product with this key.")
}

// without is the policy less one product.
func without(p *rule.Policy, key string) *rule.Policy {
	rest := *p
	rest.Products = slices.DeleteFunc(slices.Clone(p.Products), func(x rule.Product) bool { return x.Key == key })
	return &rest
}

func names(r rule.Rule, key string) bool {
	return slices.ContainsFunc(r.Products, func(g rule.ProductGrant) bool { return g.Key == key })
}

// namesLostPlan reports whether a rule names a plan that the product does not have.
func namesLostPlan(r rule.Rule, product rule.Product) bool {
	return slices.ContainsFunc(r.Products, func(g rule.ProductGrant) bool {
		return g.Key == product.Key && g.Plan != "" && !slices.Contains(product.Plans, g.Plan)
	})
}

// notRequired fails when another product mentions a product that is going away.
func notRequired(p *rule.Policy, key string) error {
	err := fault.New(fault.Conflict, "in_use", "Other products require or exclude it. Change them first.")
	for _, x := range p.Products {
		if slices.Contains(x.Requires, key) || slices.Contains(x.Excludes, key) {
			err.At("products/"+x.Key, "This product names it.")
		}
	}
	if len(err.Fields) == 0 {
		return nil
	}
	return err
}
