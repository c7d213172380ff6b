package sim

import (
	"context"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// unreviewed is an account whose rules go live as they are saved.
type unreviewed struct{}

// Account implements provision.AccountReader.
func (unreviewed) Account(context.Context, access.Account) (provision.Account, error) {
	return provision.Account{}, nil
}

// edit makes up one change by the admin.
func (c *company) edit(p *plant) request {
	rules := &provision.Rules{Publisher: c.publisher(p), Groups: p.store, Drafts: p.store, Accounts: unreviewed{}}
	catalogue := &provision.Catalogue{Publisher: rules.Publisher, Seats: p.workers[0].resolver}
	made, n := c.rule(""), c.rng.IntN(10)
	switch {
	case n < 4:
		product := pick(c, []string{"scarce", "some"})
		seats := c.seats(product, c.rng.IntN(4))
		return func(ctx context.Context) error {
			_, err := catalogue.ChangeProduct(ctx, p.account, 0, product, func(x rule.Product) (rule.Product, error) {
				x.Seats = seats
				return x, nil
			})
			return err
		}
	case n < 5:
		return func(ctx context.Context) error {
			_, _, err := rules.Add(ctx, p.account, 0, made, 1)
			return err
		}
	case n < 6:
		return func(ctx context.Context) error {
			_, err := p.workers[0].runner.StartRun(ctx, p.account, provision.FullRun)
			return err
		}
	case n < 7:
		return c.switchSync(p, c.rng.IntN(2) == 0)
	default:
		return c.changeRules(p, rules, made, n)
	}
}

// changeRules changes, deletes or moves one rule of those that are live.
func (c *company) changeRules(p *plant, rules *provision.Rules, made rule.Rule, n int) request {
	which := c.rng.Uint64()
	return func(ctx context.Context) error {
		live, err := rules.Publisher.Live(ctx, p.account)
		if err != nil || len(live.Rules) == 0 {
			return err
		}
		at := int(which % uint64(len(live.Rules)))
		id := live.Rules[at].ID
		switch n {
		case 7:
			_, err = rules.Delete(ctx, p.account, 0, id)
		case 8:
			var order []string
			for _, r := range append(live.Rules[at:], live.Rules[:at]...) {
				order = append(order, r.ID)
			}
			_, err = rules.Order(ctx, p.account, 0, order)
		default:
			_, _, err = rules.Change(ctx, p.account, 0, id, func(rule.Rule) (rule.Rule, error) { return made, nil })
		}
		return err
	}
}

func (c *company) switchSync(p *plant, on bool) request {
	publisher := c.publisher(p)
	return func(ctx context.Context) error {
		_, err := publisher.Publish(ctx, p.account, 0, func(policy *rule.Policy) error {
			policy.SyncOn = on
			return nil
		})
		return err
	}
}
