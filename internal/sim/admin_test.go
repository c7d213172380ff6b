package sim

import (
	"context"
	"slices"

	"usersync/internal/provision"
	"usersync/internal/rule"
)

// edit makes up one change by the admin.
func (c *company) edit(p *plant) request {
	publisher := c.publisher(p)
	catalogue := &provision.Catalogue{Publisher: publisher, Seats: p.desk.resolver}
	made, n := c.rule(""), c.rng.IntN(10)
	switch {
	case n < 4:
		product := pick(c, []string{"scarce", "some"})
		seats := c.seats(product, c.rng.IntN(4))
		return func(ctx context.Context) error {
			_, err := catalogue.ChangeProduct(ctx, c.account, 0, product, func(x rule.Product) (rule.Product, error) {
				x.Seats = seats
				return x, nil
			})
			return err
		}
	case c.drafts && n != 5 && n != 6:
		return c.draft(p)
	case n < 5:
		return func(ctx context.Context) error {
			_, err := publisher.Publish(ctx, c.account, 0, func(policy *rule.Policy) error {
				added := made
				added.ID = p.newID()
				policy.Rules = slices.Insert(policy.Rules, 0, added)
				return rule.Check(added, policy)
			})
			return err
		}
	case n < 6:
		return func(ctx context.Context) error {
			_, err := p.desk.runner.StartRun(ctx, c.account, provision.FullRun)
			return err
		}
	case n < 7:
		return c.switchSync(p, c.rng.IntN(2) == 0)
	default:
		return c.changeRules(p, made, n)
	}
}

// changeRules changes, deletes or moves one rule of those that are live.
func (c *company) changeRules(p *plant, made rule.Rule, n int) request {
	which, publisher := c.rng.Uint64(), c.publisher(p)
	change := func(policy *rule.Policy) error {
		if len(policy.Rules) == 0 {
			return nil
		}
		at := int(which % uint64(len(policy.Rules)))
		switch n {
		case 7:
			policy.Rules = slices.Delete(policy.Rules, at, at+1)
		case 8:
			policy.Rules = append(slices.Clone(policy.Rules[at:]), policy.Rules[:at]...)
		default:
			made.ID = policy.Rules[at].ID
			policy.Rules[at] = made
			return rule.Check(made, policy)
		}
		return nil
	}
	return func(ctx context.Context) error {
		_, err := publisher.Publish(ctx, c.account, 0, change)
		return err
	}
}

func (c *company) switchSync(p *plant, on bool) request {
	publisher := c.publisher(p)
	return func(ctx context.Context) error {
		_, err := publisher.Publish(ctx, c.account, 0, func(policy *rule.Policy) error {
			policy.SyncOn = on
			return nil
		})
		return err
	}
}
