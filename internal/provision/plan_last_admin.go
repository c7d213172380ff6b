package provision

import (
	"slices"

	"usersync/internal/plan"
	"usersync/internal/rule"
)

// SparedAdmin is what a change would make of somebody who would cease to be an admin, if they stayed one because nobody else is.
type SparedAdmin struct {
	Difference plan.Difference `json:"difference"` // in place of the one that takes the role
	Correction plan.Totals     `json:"correction"` // what it changes in the totals, claims granted
}

// spare keeps of those in a chunk who would cease to be admins the first by id, with what they would be if they stayed. Whether one has to, only the whole
// population tells; that it is always the first makes the plan say who.
func (c *ChunkDiff) spare(of Plan, set, base *rule.Set, d plan.Difference, rec Record, rank func(string) int) {
	if !d.Is(plan.AdminChanges) || !rec.Outcome.IsAdmin() || c.Spared != nil && c.Spared.Difference.User < d.User {
		return
	}
	stays := rehearseAs(set, base, d.User, rec, of.Created, plan.Target.KeepAdmin)
	now, was := ChunkDiff{}, ChunkDiff{}
	now.add(of, stays, rec.Outcome, rank)
	was.add(of, d, rec.Outcome, rank)
	now.Totals.Merge(was.Totals.Negative())
	c.Spared = &SparedAdmin{stays, now.Totals}
}

// firstOf is the first by id of two who may be spared; nil is nobody.
func firstOf(a, b *SparedAdmin) *SparedAdmin {
	if a == nil || b != nil && b.Difference.User < a.Difference.User {
		return b
	}
	return a
}

// spareLast spares somebody where the change would leave nobody with the role admin.
func (c *ChunkDiff) spareLast(of Plan, rank func(string) int) {
	last := c.Totals.Admins > 0 && c.Totals.AdminsMade == 0 && c.Totals.AdminsGone == c.Totals.Admins
	if !last {
		c.Spared = nil
		return
	}
	c.Totals.Merge(c.Spared.Correction)
	d := c.Spared.Difference
	for product, claims := range c.Claims {
		c.Claims[product] = slices.DeleteFunc(claims, func(x plan.Claim) bool { return x.User == d.User })
	}
	for product, claim := range d.Claims(rank, of.Created) {
		c.Claims[product] = append(c.Claims[product], claim)
	}
}

// spared is a stored difference, or what stands in its place because its user is spared.
func (f PlanFindings) spared(d plan.Difference) plan.Difference {
	if f.Spared != nil && f.Spared.User == d.User {
		return *f.Spared
	}
	return d
}
