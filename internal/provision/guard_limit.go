package provision

import (
	"context"
	"errors"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// leastAllowance is from how many users something may always be taken at once: somebody who leaves must lose access now.
const leastAllowance = 20

// errManyHolds says that the holds of one thing were decided again and again, and each time more came.
var errManyHolds = errors.New("too many holds of one thing")

// limit is how many users an allowance is for: the account's threshold for how many people use it. As such counts how many have the product that most have, which
// its counters tell: never more than there are.
func (g guarding) limit(ctx context.Context) (int, error) {
	account, err := g.records.Account(ctx, g.a)
	if err != nil {
		return 0, err
	}
	var most int64
	for _, p := range g.policy.Products {
		shards, err := g.seats.Shards(ctx, g.a, p.Key)
		if err != nil {
			return 0, err
		}
		var used int64
		for _, s := range shards {
			used += s.Used
		}
		most = max(most, used)
	}
	return max(leastAllowance, account.Guard.Hourly.Of(int(most))), nil
}

// emptied finds a directory group that went empty or away and for want of which the target takes something from somebody whom the directory still has; "" when there
// is none.
func (g guarding) emptied(ctx context.Context, t plan.Target) (group string, mark Emptied, err error) {
	if p := g.rec.Person; p.Gone || !p.Active {
		return "", Emptied{}, nil
	}
	marks, err := g.records.EmptiedGroups(ctx, g.a, g.missed(t.LostRules()))
	if err != nil || len(marks) == 0 {
		return "", Emptied{}, err
	}
	account, err := g.records.Account(ctx, g.a)
	if err != nil {
		return "", Emptied{}, err
	}
	for id, m := range marks {
		if least := account.Guard.Group; least > 0 && m.Members >= least && (group == "" || id < group) {
			group, mark = id, m
		}
	}
	return group, mark, nil
}

// missed are the directory groups that rules (nil: all) ask for and the user is not in, each once.
func (g guarding) missed(rules []string) []string {
	var groups []string
	for _, r := range g.policy.Rules {
		if r.Enabled && (rules == nil || slices.Contains(rules, r.ID)) {
			groups = append(groups, groupsOf(r)...)
		}
	}
	slices.Sort(groups)
	return slices.DeleteFunc(slices.Compact(groups), func(id string) bool { return slices.Contains(g.rec.Groups, id) })
}

// bound is the target of somebody in a hold that keeps what they have whatever rules come: a plan knows of it as a resolve does.
func (p *Planner) bound(ctx context.Context, a access.Account, policy *rule.Policy, rec Record, now time.Time) (func(plan.Target) plan.Target, error) {
	g := guarding{p.Records, nil, a, policy, rec, rule.DenialsIn(rec.Grants, now), now}
	under, err := "", error(nil)
	if rec.Outcome != nil {
		under, _, _, err = g.standing(ctx)
	}
	return func(t plan.Target) plan.Target {
		if under == "" || !t.TakesGuarded(g.denied) {
			return t
		}
		return g.withhold(t, under)
	}, err
}
