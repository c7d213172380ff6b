package sim

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// plan has a change planned, looks at it for a while, and applies it.
func (c *company) plan(p *plant) {
	c.pause(time.Duration(c.rng.IntN(10_000)) * time.Millisecond)
	change, asked := c.change(), provision.Plan{}
	if !c.insist(func(ctx context.Context) (err error) {
		asked, err = p.desk.planner.Start(ctx, c.account, provision.NewPlan{Change: change, By: "asks"})
		return err
	}) {
		return
	}
	for range 40 {
		if asked.Over() {
			break
		}
		c.pause(time.Duration(1+c.rng.IntN(15_000)) * time.Millisecond)
		c.insist(func(ctx context.Context) error {
			now, err := p.desk.planner.Plan(ctx, c.account, asked.ID)
			if err == nil {
				asked.State, asked.Gauges = now.State, now.Gauges
			}
			return err
		})
	}
	c.pause(time.Duration(c.rng.IntN(10_000)) * time.Millisecond)
	switch n := c.rng.IntN(8); {
	case n == 0:
		c.insist(func(ctx context.Context) error {
			_, err := p.desk.planner.Cancel(ctx, c.account, asked.ID)
			return err
		})
	case n < 3 && asked.Held():
		c.insist(func(ctx context.Context) error {
			_, err := p.desk.holds.ApprovePlan(ctx, c.account, asked.ID, "decides", "It is meant.")
			return err
		})
	}
	c.apply(p, asked)
}

func (c *company) apply(p *plant, asked provision.Plan) {
	c.acting.applies = asked
	defer func() { c.acting.applies = provision.Plan{} }()
	c.insist(func(ctx context.Context) error {
		_, err := p.desk.planner.Apply(ctx, c.account, asked.ID)
		if code := fault.Code(err); code != "" && !fault.Is(err, fault.Unavailable) {
			c.deeds["plan not applied: "+code]++
		}
		return err
	})
}

// change makes up something to be planned.
func (c *company) change() provision.PlanChange {
	live := c.livePolicy()
	if len(live.Rules) == 0 {
		return provision.PlanChange{Rule: new(c.rule(""))}
	}
	id := pick(c, live.Rules).ID
	switch c.rng.IntN(9) {
	case 0, 1:
		return provision.PlanChange{DeleteRule: id}
	case 2, 3, 4:
		return provision.PlanChange{Rule: new(c.tame(c.rule(id))), Position: c.rng.IntN(len(live.Rules) + 1)}
	case 5:
		return provision.PlanChange{Rule: new(c.tame(c.rule("")))}
	case 6:
		return provision.PlanChange{Order: c.shuffled(live.Rules)}
	case 7:
		product := live.Products[2+c.rng.IntN(2)]
		product.Seats = c.seats(product.Key, c.rng.IntN(4))
		return provision.PlanChange{Product: &product}
	default:
		return provision.PlanChange{}
	}
}

// tame mostly lets a rule give no role: rules that make admins wait for a second person.
func (c *company) tame(r rule.Rule) rule.Rule {
	if c.rng.IntN(4) > 0 {
		r.Role = nil
	}
	return r
}

func (c *company) livePolicy() *rule.Policy {
	version, err := c.raw.store.LiveVersion(context.Background(), c.account)
	c.must(err)
	live, err := c.raw.store.Policy(context.Background(), c.account, version)
	c.must(err)
	return live
}

func (c *company) shuffled(rules []rule.Rule) []string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	rand.New(rand.NewPCG(c.rng.Uint64(), 0)).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	return ids
}

// decide waits for a hold, and says a word on it.
func (c *company) decide(p *plant) {
	var open []provision.Hold
	for range 20 {
		c.pause(time.Duration(c.rng.IntN(15_000)) * time.Millisecond)
		if c.insist(func(ctx context.Context) (err error) {
			open, err = p.decisions().OpenHolds(ctx, c.account)
			return err
		}) && len(open) > 0 {
			break
		}
	}
	if len(open) == 0 {
		return
	}
	h, word := pick(c, open), provision.Word{By: "decides", Reason: "It is meant."}
	if c.rng.IntN(3) == 0 {
		word.Edition = h.Edition
	}
	switch c.rng.IntN(6) {
	case 0:
		c.insist(func(ctx context.Context) error {
			_, err := p.desk.holds.Reject(ctx, c.account, h.ID, word)
			return err
		})
		return
	case 1:
		return
	case 2, 3:
		word.Users = c.held(p, h.ID)
	}
	c.insist(func(ctx context.Context) error {
		_, err := p.desk.holds.Approve(ctx, c.account, h.ID, word)
		return err
	})
}

// held is a few of those who are in a hold.
func (c *company) held(p *plant, hold string) (users []string) {
	c.insist(func(ctx context.Context) error {
		list, _, err := p.decisions().HeldUsers(ctx, c.account, hold, "", 1+c.rng.IntN(3))
		users = nil
		for _, u := range list {
			users = append(users, u.User)
		}
		return err
	})
	return users
}

// draft changes rules as admins do who do not have them reviewed: what is saved goes live by itself.
func (c *company) draft(p *plant) request {
	which, made, n := c.rng.Uint64(), c.rule(""), c.rng.IntN(4)
	return func(ctx context.Context) error {
		rules := p.desk.rules.As("saves")
		policy, _, err := rules.Current(ctx, c.account)
		if err != nil {
			return err
		}
		if n == 0 || len(policy.Rules) == 0 {
			_, _, err = rules.Add(ctx, c.account, 0, made, 0)
			return err
		}
		id := policy.Rules[which%uint64(len(policy.Rules))].ID
		switch n {
		case 1:
			_, err = rules.Delete(ctx, c.account, 0, id)
		case 2:
			ids := make([]string, 0, len(policy.Rules))
			for _, r := range policy.Rules {
				ids = append(ids, r.ID)
			}
			slices.Reverse(ids)
			_, err = rules.Order(ctx, c.account, policy.RulesRevision(), ids)
		default:
			_, _, err = rules.Change(ctx, c.account, 0, id, func(rule.Rule) (rule.Rule, error) { return made, nil })
		}
		return err
	}
}
