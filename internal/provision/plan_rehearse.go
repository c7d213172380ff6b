package provision

import (
	"context"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

var _ Rehearsal = (*Planner)(nil)

// ChunkSize implements Rehearsal. A chunk of a plan that keeps differences writes one for each of its users in the transaction that closes it.
func (p *Planner) ChunkSize(ctx context.Context, a access.Account, run Run) (int, error) {
	plan, ok, err := p.Store.GetPlan(ctx, a, run.ID)
	switch {
	case err != nil || !ok || plan.Over():
		return 0, err
	case plan.Counts:
		return countedUsers, nil
	default:
		return ChunkUsers, nil
	}
}

// countedUsers is how many users a chunk holds of a plan that keeps numbers alone.
const countedUsers = 250

// Rehearse works out what the change would make of the users of a chunk. Of a plan that is not wanted any more they are passed over.
func (p *Planner) Rehearse(ctx context.Context, a access.Account, run Run, c Chunk) error {
	of, ok, err := p.Store.GetPlan(ctx, a, run.ID)
	if err != nil {
		return err
	}
	var diff ChunkDiff
	if ok && !of.Over() {
		set, err := p.candidates.compiled(ctx, p.Store, a, run.ID)
		if err != nil {
			return err
		}
		if diff, err = p.differences(ctx, a, of, set, c.Users); err != nil {
			return err
		}
	}
	return p.Store.CloseDiff(ctx, a, run.ID, c, diff)
}

func (p *Planner) differences(ctx context.Context, a access.Account, of Plan, set *rule.Set, users []string) (ChunkDiff, error) {
	diff := ChunkDiff{Users: users, Wants: make([]int64, len(users))}
	base, err := p.base(ctx, a, set.Policy())
	if err != nil {
		return ChunkDiff{}, err
	}
	rank := rankIn(set.Policy())
	fences, err := p.People.Standings(ctx, a, users) // before the data: who moves meanwhile is seen to have moved
	if err != nil {
		return ChunkDiff{}, err
	}
	for i, user := range users {
		fence, exists := fences[user]
		if !exists {
			continue
		}
		diff.Wants[i] = fence.Want
		rec, err := p.Records.Record(ctx, a, user)
		if err != nil {
			return ChunkDiff{}, err
		}
		rec.Fence = fence.Fence
		if err := rec.missing(ctx, a, p.Records, set.Asked(rec.Groups)); err != nil {
			return ChunkDiff{}, err
		}
		bound, err := p.bound(ctx, a, set.Policy(), rec, of.Created)
		if err != nil {
			return ChunkDiff{}, err
		}
		d := rehearse(set, base, user, rec, of.Created, bound)
		diff.add(of, d, rec.Outcome, rank)
		if rec.Person.Active && !rec.Person.Gone && !rec.Person.Erased {
			diff.Rules.Add(set.Evaluate(rec.input(user, of.Created)))
		}
		diff.spare(of, set, base, d, rec, rank)
	}
	if of.Counts {
		diff.Differences = nil
	}
	return diff, nil
}

// base is the policy that a candidate withholds for; nil where it withholds nothing.
func (p *Planner) base(ctx context.Context, a access.Account, candidate *rule.Policy) (*rule.Set, error) {
	if candidate.Withhold == nil {
		return nil, nil
	}
	policy, err := p.Policies.Policy(ctx, a, candidate.Withhold.Base)
	if err != nil {
		return nil, err
	}
	return rule.Compile(policy), nil
}

// add takes up one person: numbers as if every claim got a seat, the claims, and the difference where there is anything to keep.
func (c *ChunkDiff) add(of Plan, d plan.Difference, before *plan.Outcome, rank func(string) int) {
	claims := d.Claims(rank, of.Created)
	roomy := make(map[string]plan.Allotment, len(claims))
	for product, claim := range claims {
		if c.Claims == nil {
			c.Claims = map[string][]plan.Claim{}
		}
		c.Claims[product] = append(c.Claims[product], claim)
		roomy[product] = plan.Allotment{}
	}
	c.Totals.Add(before, d.Settle(roomy, rank, of.Created))
	if len(claims) > 0 || !d.IsZero() {
		c.Differences = append(c.Differences, d)
	}
}

// rehearse is what a resolve at the candidate would make of a user, seats aside: what is held stays held, and every new claim waits. It is what
// Resolver.work decides, without the seats and without writing; bound says what a hold keeps.
func rehearse(set, base *rule.Set, user string, rec Record, now time.Time, bound func(plan.Target) plan.Target) plan.Difference {
	if asBefore(set, user, rec, now) {
		return plan.Compare(user, rec.Outcome, rec.Outcome, nil)
	}
	return rehearseAs(set, base, user, rec, now, bound)
}

// rehearseAs is rehearse with another target.
func rehearseAs(set, base *rule.Set, user string, rec Record, now time.Time, another func(plan.Target) plan.Target) plan.Difference {
	policy := set.Policy()
	decision := set.Evaluate(rec.input(user, now))
	target := plan.Aim(policy, rec.Person, decision, rec.Outcome)
	if withholds(policy, rec, target) {
		target = withhold(policy, base, user, rec, target, now)
	}
	target = another(target)
	held, all, since := map[string]plan.SeatState{}, map[string]plan.SeatState{}, map[string]time.Time{}
	for key, seat := range rec.Seats {
		held[key], since[key] = seat.State, seat.Since
	}
	for _, want := range target.Products {
		all[want.Key] = plan.Granted
	}
	d := plan.Compare(user, rec.Outcome, target.Outcome(held), since)
	if mail, due := plan.Welcome(policy, decision, rec.Person, target.Outcome(all), rec.MailDecided); due {
		d.Mail = &mail // Settle drops it where no seat is got
	}
	return d
}

// maxCandidates is how many compiled candidates a process remembers: those of the plans under way, and a few more.
const maxCandidates = 8

// candidateCache keeps compiled candidates. A candidate never changes. Its zero value is empty; it is safe for concurrent use.
type candidateCache struct {
	mu   sync.Mutex
	sets map[candidateName]*rule.Set
}

type candidateName struct {
	account access.Account
	plan    string
}

func (c *candidateCache) compiled(ctx context.Context, from PlanStore, a access.Account, id string) (*rule.Set, error) {
	name := candidateName{a, id}
	c.mu.Lock()
	set := c.sets[name]
	c.mu.Unlock()
	if set != nil {
		return set, nil
	}
	policy, err := from.Candidate(ctx, a, id)
	if err != nil {
		return nil, err
	}
	set = rule.Compile(policy)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sets == nil || len(c.sets) >= maxCandidates {
		c.sets = map[candidateName]*rule.Set{}
	}
	c.sets[name] = set
	return set, nil
}
