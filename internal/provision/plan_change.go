package provision

import (
	"slices"

	"usersync/internal/fault"
	"usersync/internal/rule"
)

// PlanChange is what a plan tries, one of these. The zero PlanChange tries the draft of the rules; without a draft the live policy as it is: what a full sync would put right.
type PlanChange struct {
	Rule       *rule.Rule    `json:"rule,omitempty"`     // a new rule, or one with the id of a rule that it replaces or that only the draft has
	Position   int           `json:"position,omitempty"` // of Rule, from 1; 0: at the end, or where it is
	Order      []string      `json:"order,omitempty"`    // every rule's id once
	DeleteRule string        `json:"deleteRule,omitempty"`
	Product    *rule.Product `json:"product,omitempty"` // a new product, or one with the key of a product that it replaces
	SyncOn     *bool         `json:"syncOn,omitempty"`

	Rollout *RolloutChange `json:"rollout,omitempty"`

	File *FileChange `json:"file,omitempty"` // a whole rule set; set by Planner.StartFile
}

// candidate is the policy with the change in it. A new rule has its id from newID, which it keeps when the plan is applied; c says it afterwards.
// fault.Invalid, NotFound and Conflict as when the change is made.
func (c *PlanChange) candidate(live *rule.Policy, newID func() string) (*rule.Policy, error) {
	next, _, err := revise(live, func(p *rule.Policy) error { return c.applyTo(p, newID) })
	if err != nil {
		return nil, err
	}
	return next, nil
}

func (c *PlanChange) applyTo(p *rule.Policy, newID func() string) error {
	switch {
	case c.Rule != nil:
		return c.applyRule(p, newID)
	case c.Order != nil:
		return reorder(p, c.Order)
	case c.DeleteRule != "":
		return deleteRule(p, c.DeleteRule)
	case c.File != nil:
		return c.File.apply(p)
	case c.Product != nil:
		return c.applyProduct(p)
	case c.Rollout != nil:
		return c.Rollout.apply(p)
	}
	set(&p.SyncOn, c.SyncOn)
	return nil
}

func (c *PlanChange) applyRule(p *rule.Policy, newID func() string) error {
	r := *c.Rule
	if r.ID == "" {
		r.ID = newID()
		c.Rule = &r
		return insertRule(p, r, c.Position)
	}
	at, err := findRule(p, r.ID)
	if err != nil {
		return err
	}
	if err := rule.Check(r, p); err != nil {
		return err
	}
	p.Rules[at] = r
	return moveRule(p, at, c.Position-1)
}

func (c *PlanChange) applyProduct(p *rule.Policy) error {
	if err := rule.CheckProduct(*c.Product, p); err != nil {
		return err
	}
	at := slices.IndexFunc(p.Products, func(x rule.Product) bool { return x.Key == c.Product.Key })
	if at < 0 {
		if len(p.Products) >= MaxProducts {
			return errLimit("products", MaxProducts)
		}
		p.Products = append(p.Products, *c.Product)
		return nil
	}
	p.Products[at] = *c.Product
	return inUse(p, func(r rule.Rule) bool { return namesLostPlan(r, *c.Product) })
}

// changesRules reports whether the change is one of the rules themselves.
func (c *PlanChange) changesRules() bool {
	return c.Rule != nil || c.Order != nil || c.DeleteRule != "" || c.File != nil || c.goesBack()
}

// goesBack reports whether the rules from before a roll-out are everybody's again.
func (c *PlanChange) goesBack() bool {
	return c.Rollout != nil && c.Rollout.End == RolloutNobody
}

// isNothing reports whether the plan is of the draft, or of what is live.
func (c *PlanChange) isNothing() bool {
	return !c.changesRules() && c.Product == nil && c.SyncOn == nil && c.Rollout == nil
}

// check fails with fault.Invalid when more than one thing is tried.
func (c *PlanChange) check() error {
	n := 0
	for _, stated := range []bool{c.Rule != nil, c.Order != nil, c.DeleteRule != "", c.Product != nil, c.SyncOn != nil, c.Rollout != nil} {
		if stated {
			n++
		}
	}
	if n > 1 || c.Position != 0 && c.Rule == nil || c.Rollout.twofold() {
		return fault.New(fault.Invalid, "invalid_value", "A plan tries one change: a rule with its position, an order, a rule to delete, a product, syncOn, or a step of a roll-out.").
			At("change", "Names more than one change, or a position without a rule.")
	}
	return nil
}
