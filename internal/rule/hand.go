package rule

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// hand is the hand-made grants that hold now, sorted by what they speak of. The newest is the strongest; what is both
// given and denied is denied.
type hand struct {
	products    []claim
	roles       []voice[Role]
	groups      []voice[Choice]
	noProduct   map[string]string // product key to the grant that denies it
	noRole      map[RoleKind]string
	noUserGroup map[Choice]string
	problems    []Problem
}

func (s *Set) hand(grants []Grant, now time.Time) hand {
	h := hand{noProduct: map[string]string{}, noRole: map[RoleKind]string{}, noUserGroup: map[Choice]string{}}
	for _, g := range newestFirst(grants) {
		switch {
		case !g.holds(now):
		case g.Deny:
			h.deny(g)
		default:
			h.give(g, &s.known)
		}
	}
	return h
}

// holds reports whether the grant has not expired.
func (g Grant) holds(now time.Time) bool { return g.Until.IsZero() || now.Before(g.Until) }

// newestFirst sorts by id, which are ULIDs; the rest of the grant decides between equal ids, so that the order
// of the input never matters.
func newestFirst(grants []Grant) []Grant {
	sorted := slices.Clone(grants)
	slices.SortFunc(sorted, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(b.ID, a.ID), cmp.Compare(a.text(), b.text()))
	})
	return sorted
}

func (g Grant) text() string {
	var role Role
	if g.Role != nil {
		role = *g.Role
	}
	return fmt.Sprintf("%t %q %q %#v %q", g.Deny, g.Product, g.Plan, role, g.Group)
}

func (h *hand) deny(g Grant) {
	if g.Product != "" {
		keepFirst(h.noProduct, g.Product, g.ID)
	}
	if g.Role != nil {
		keepFirst(h.noRole, g.Role.Kind, g.ID)
	}
	if g.Group.Stated() {
		keepFirst(h.noUserGroup, g.Group, g.ID)
	}
}

func keepFirst[K comparable](m map[K]string, key K, grant string) {
	if _, ok := m[key]; !ok {
		m[key] = grant
	}
}

func (h *hand) give(g Grant, k *known) {
	if g.Product != "" {
		h.giveProduct(g, k)
	}
	if g.Role != nil {
		h.giveRole(g, k)
	}
	if g.Group.Stated() {
		h.giveGroup(g, k)
	}
}

func (h *hand) giveProduct(g Grant, k *known) {
	plan, known, planKnown := k.grant(ProductGrant{Key: g.Product, Plan: g.Plan})
	if !known || !planKnown {
		h.report(g, codeInvalid, slotProducts, g.Product)
	}
	h.products = append(h.products, claim{key: g.Product, plan: plan, grant: g.ID, source: FromHand, broken: !known})
}

func (h *hand) giveRole(g Grant, k *known) {
	role, faults := k.role(*g.Role)
	for _, f := range faults {
		h.report(g, f.code, slotRole, f.subject)
	}
	h.roles = append(h.roles, given(g, role, !role.usable()))
}

func (h *hand) giveGroup(g Grant, k *known) {
	broken := !k.userGroup(g.Group)
	if broken {
		h.report(g, codeGroupMissing, slotUserGroup, string(g.Group))
	}
	h.groups = append(h.groups, given(g, g.Group, broken))
}

func given[V any](g Grant, value V, broken bool) voice[V] {
	return voice[V]{word: word[V]{value: value, stated: true, broken: broken}, source: FromHand, grant: g.ID}
}

func (h *hand) report(g Grant, code, slot, subject string) {
	h.problems = append(h.problems, Problem{Code: code, Grant: g.ID, Slot: slot, Subject: subject})
}

func (h *hand) deniesRole(r Role) string { return h.noRole[r.Kind] }

func (h *hand) deniesGroup(c Choice) string { return h.noUserGroup[c] }

// Denials is what an admin denies to somebody by hand.
type Denials struct {
	Products map[string]bool
	Roles    map[RoleKind]bool
}

// DenialsIn is what grants deny at a time.
func DenialsIn(grants []Grant, now time.Time) Denials {
	d := Denials{Products: map[string]bool{}, Roles: map[RoleKind]bool{}}
	for _, g := range grants {
		if !g.Deny || !g.holds(now) {
			continue
		}
		if g.Product != "" {
			d.Products[g.Product] = true
		}
		if g.Role != nil {
			d.Roles[g.Role.Kind] = true
		}
	}
	return d
}
