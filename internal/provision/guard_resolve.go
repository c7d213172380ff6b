package provision

import (
	"context"
	"slices"
	"strconv"
	"time"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// maxHoldsOfOne bounds how many holds one hour of a connection, or one version, may have: each is made when the one before was decided.
const maxHoldsOfOne = 50

// guarding is one resolve that the guard looks at.
type guarding struct {
	records Records
	seats   Seats
	a       access.Account
	policy  *rule.Policy
	rec     Record
	denied  rule.Denials
	now     time.Time
}

// guarded is the target with what the guard keeps from being taken, or with a claim on what may be taken at once. Of somebody who loses nothing, nothing more is read.
func (r *Resolver) guarded(ctx context.Context, a access.Account, policy *rule.Policy, rec Record, t plan.Target, now time.Time) (plan.Target, Guarded, error) {
	g := guarding{r.Records, r.Seats, a, policy, rec, rule.DenialsIn(rec.Grants, now), now}
	if !t.TakesGuarded(g.denied) || g.begun() {
		return t, Guarded{}, nil
	}
	under, open, free, err := g.standing(ctx)
	switch {
	case err != nil, free:
		return t, Guarded{}, err
	case under == "":
		return g.anew(ctx, t)
	case open:
		return g.withhold(t, under), Guarded{Under: under}, nil
	default:
		return g.withhold(t, under), Guarded{}, nil
	}
}

func (g guarding) withhold(t plan.Target, hold string) plan.Target {
	return t.Withhold(plan.Withholding{Hold: hold, Denied: g.denied})
}

// begun reports whether a change in several parts has taken seats already: then it is carried out to its end.
func (g guarding) begun() bool {
	return slices.ContainsFunc(g.rec.Outcome.Products, func(p plan.Product) bool {
		_, has := g.rec.Seats[p.Key]
		return p.State == plan.Granted && !has
	})
}

// with is what the guard demands of a first part of a change. It claims with the part that begins to take, behind which the change is carried out to its end, and
// with no other, so that one loss counts once.
func (g Guarded) with(part []SeatStep, before *plan.Outcome) Guarded {
	takes := func(p plan.Product) bool {
		return p.State == plan.Granted && slices.ContainsFunc(part, func(s SeatStep) bool { return s.Product == p.Key && s.Now == nil })
	}
	if g.Claim != nil && !slices.ContainsFunc(before.Products, takes) {
		g.Claim = nil
	}
	return g
}

// standing looks at the holds that the user is in: under is the one that still binds, open says that nobody has decided on it, free that somebody approved one.
func (g guarding) standing(ctx context.Context) (under string, open, free bool, err error) {
	for _, held := range g.rec.Outcome.Held {
		if g.policy.Withhold != nil && held.Hold == g.policy.Withhold.Hold {
			continue // the policy withholds under it, as long as it does
		}
		h, ok, err := g.records.GetHold(ctx, g.a, held.Hold)
		switch {
		case err != nil:
			return "", false, false, err
		case g.rec.Passed[held.Hold] || h.State == HoldApproved:
			return "", false, true, nil
		case !ok || h.Kind == HoldPlan:
			continue
		case h.State == HoldOpen:
			under, open = held.Hold, true
		case h.refused() && !g.rec.Fence.moved() && !open:
			under = held.Hold
		}
	}
	return under, open, false, nil
}

// refused reports whether somebody said no, or nobody said anything in time.
func (h Hold) refused() bool { return h.State == HoldRejected || h.State == HoldExpired }

// moved reports whether the user's inputs are newer than the outcome.
func (f Fence) moved() bool { return f.Want != f.Done }

// anew judges a loss that is in no hold yet.
func (g guarding) anew(ctx context.Context, t plan.Target) (plan.Target, Guarded, error) {
	group, mark, err := g.emptied(ctx, t)
	if err != nil {
		return t, Guarded{}, err
	}
	if group != "" {
		h := Hold{Kind: HoldGroup, Group: group, Since: mark.At, Gauges: []guard.Gauge{{Name: guard.GroupEmpty, Subject: group, Value: mark.Members, Of: mark.Members, Held: true}}}
		return g.under(ctx, t, h, mark.At, "group", group)
	}
	if !g.rec.Fence.moved() && g.rec.Fence.Rules < g.policy.Version {
		return g.ofPolicy(ctx, t)
	}
	hour := g.now.UTC().Truncate(time.Hour)
	key := AllowanceKey{Connection: g.rec.Connection, Hour: hour}
	return g.claim(ctx, t, key, Hold{Kind: HoldConnection, Connection: key.Connection}, hour, "connection", key.Connection)
}

// ofPolicy judges what a newer policy takes. What a plan said it would take was looked at before it was published.
func (g guarding) ofPolicy(ctx context.Context, t plan.Target) (plan.Target, Guarded, error) {
	if g.policy.Planned > g.rec.Fence.Rules {
		return t, Guarded{}, nil
	}
	key := AllowanceKey{Version: g.policy.Version}
	return g.claim(ctx, t, key, Hold{Kind: HoldPolicy, Version: key.Version}, g.now.UTC().Truncate(24*time.Hour), "policy", strconv.FormatInt(key.Version, 10))
}

// claim takes one from an allowance; when there is none left, what would go is withheld.
func (g guarding) claim(ctx context.Context, t plan.Target, key AllowanceKey, h Hold, at time.Time, about ...string) (plan.Target, Guarded, error) {
	al, open, err := g.records.Allowance(ctx, g.a, key)
	if err == nil && !open {
		al.Limit, err = g.limit(ctx)
	}
	if err != nil {
		return t, Guarded{}, err
	}
	if al.Used < al.Limit {
		return t, Guarded{Claim: &Claim{Key: key, Limit: al.Limit, Open: !open}}, nil
	}
	h.Since, h.Gauges = g.now, []guard.Gauge{{Name: guard.Hourly, Subject: key.Connection, Value: al.Used + 1, Limit: al.Limit, Held: true}}
	return g.under(ctx, t, h, at, about...)
}

// under withholds under the first hold of a thing that is not decided, and makes it where there is none. What an emptied group takes somebody approves once.
func (g guarding) under(ctx context.Context, t plan.Target, h Hold, at time.Time, about ...string) (plan.Target, Guarded, error) {
	for n := range maxHoldsOfOne {
		h.ID = HoldID(at, append(about, strconv.Itoa(n))...)
		was, ok, err := g.records.GetHold(ctx, g.a, h.ID)
		switch {
		case err != nil, ok && h.Kind == HoldGroup && was.State == HoldApproved:
			return t, Guarded{}, err
		case !ok:
			return g.withhold(t, h.ID), Guarded{Under: h.ID, Opens: &h}, nil
		case was.State == HoldOpen:
			return g.withhold(t, h.ID), Guarded{Under: h.ID}, nil
		}
	}
	return t, Guarded{}, busy("guard", h.ID, errManyHolds)
}

// prepare makes what the change of one user needs to be there.
func (r *Resolver) prepare(ctx context.Context, a access.Account, g Guarded) error {
	if g.Opens != nil {
		return r.Records.OpenHold(ctx, a, *g.Opens)
	}
	if g.Claim != nil && g.Claim.Open {
		return r.Records.OpenAllowance(ctx, a, g.Claim.Key, g.Claim.Limit)
	}
	return nil
}
