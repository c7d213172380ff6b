package plan

import (
	"slices"
	"time"
)

// Claims lists the person's wishes for seats, each under its product key. rank is the place of a rule in the order (Claim.Rank); who is not in line yet
// begins to wait at now.
func (d Difference) Claims(rank func(rule string) int, now time.Time) map[string]Claim {
	claims := map[string]Claim{}
	for _, p := range d.Products {
		if p.Will == Waiting || p.Gained() {
			claims[p.Key] = p.claim(d.User, rank, now)
		}
	}
	return claims
}

func (p ProductChange) claim(user string, rank func(rule string) int, now time.Time) Claim {
	c := Claim{User: user, Rank: rank(p.Rule), Since: p.Since}
	if c.Since.IsZero() {
		c.Since = now
	}
	return c
}

// Settle says of each claim whether it gets a seat, and corrects the state that depends on it: in use is who holds a product, or needs none. The mail is
// kept only for somebody who becomes active with a product. d is not changed.
func (d Difference) Settle(seats map[string]Allotment, rank func(rule string) int, now time.Time) Difference {
	d.Products = slices.Clone(d.Products)
	for i, p := range d.Products {
		allotment, known := seats[p.Key]
		if !known || p.Will != Waiting && !p.Gained() {
			continue
		}
		d.Products[i].Will = Waiting
		if allotment.Gets(p.claim(d.User, rank, now)) {
			d.Products[i].Will = Granted
		}
	}
	if d.Will == Active || d.Will == Invited {
		d.Will = d.inUse()
	}
	if !d.holds() || d.Will != Active {
		d.Mail = nil
	}
	return d
}

// inUse is Active, but Invited for somebody whose every product waits.
func (d Difference) inUse() State {
	waits := slices.ContainsFunc(d.Products, func(p ProductChange) bool { return p.Will == Waiting })
	if waits && !d.holds() {
		return Invited
	}
	return Active
}

// holds reports whether the person has a seat of any product afterwards.
func (d Difference) holds() bool {
	return d.Keeps > 0 || slices.ContainsFunc(d.Products, func(p ProductChange) bool { return p.Will == Granted })
}
