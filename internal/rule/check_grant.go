package rule

// CheckGrant finds what is wrong with a hand-made grant as a person entered it: it speaks of not exactly one thing, of something unknown, or denies
// with more words than a denial has. The error is fault.Invalid (invalid_grant) with one Field per fault, or nil. An admin may give any role, whatever
// rules may. Time, note and number of grants are for the caller to check.
func CheckGrant(g Grant, p *Policy) error {
	c := checker{known: newKnown(p)}
	c.known.roles = []RoleKind{Member, Manager, Admin}
	c.oneThing(g)
	if g.Product != "" {
		c.grantedProduct(g)
	}
	if g.Role != nil {
		c.grantedRole(g)
	}
	c.choice(g.Group, c.known.userGroup, slotUserGroup, `There is no such user group. Give the id of one, or "none".`)
	return c.err("invalid_grant", "The grant cannot be made as it is. Correct the members that are named.")
}

func (c *checker) oneThing(g Grant) {
	said := 0
	for _, named := range []bool{g.Product != "", g.Role != nil, g.Group.Stated()} {
		if named {
			said++
		}
	}
	switch {
	case said != 1:
		c.at("product", "A grant speaks of one thing: name either product, or role, or userGroup.")
	case g.Plan != "" && g.Product == "":
		c.at("plan", "Only a product has a plan.")
	}
}

func (c *checker) grantedProduct(g Grant) {
	_, known, planKnown := c.known.grant(ProductGrant{Key: g.Product, Plan: g.Plan})
	switch {
	case !known:
		c.at("product", "There is no such product.")
	case g.Deny && g.Plan != "":
		c.at("plan", "A product is denied as a whole: leave the plan out.")
	case !planKnown:
		c.at("plan", "The product has no such plan.")
	}
}

func (c *checker) grantedRole(g Grant) {
	if !g.Deny {
		c.role(*g.Role)
		return
	}
	if !g.Role.Kind.known() {
		c.at("role.kind", "Must be member, manager or admin.")
	}
	if len(g.Role.Privileges) > 0 || g.Role.Managed.All || len(g.Role.Managed.IDs) > 0 {
		c.at("role", "A role is denied by its kind: leave privileges and managed groups out.")
	}
}
