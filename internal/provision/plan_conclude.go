package provision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/job"
	"usersync/internal/plan"
	"usersync/internal/rule"
)

// differencePage is how many differences are read together.
const differencePage = 500

// Conclude works out what only the whole population can say: who gets scarce seats, the totals, and whether the guard wants an approval.
func (p *Planner) Conclude(ctx context.Context, a access.Account, run Run) error {
	of, ok, err := p.Store.GetPlan(ctx, a, run.ID)
	if err != nil || !ok {
		return err
	}
	if !of.Over() {
		if err := p.conclude(ctx, a, of); err != nil {
			return err
		}
	}
	if !of.Auto {
		return nil
	}
	return p.Sender.Send(ctx, job.Bulk, job.Message{Kind: job.AutoPlan, Account: a.ID(), Version: run.Version})
}

func (p *Planner) conclude(ctx context.Context, a access.Account, of Plan) error {
	set, err := p.candidates.compiled(ctx, p.Store, a, of.ID)
	if err != nil {
		return err
	}
	live, err := p.Policies.Policy(ctx, a, of.Base)
	if err != nil {
		return err
	}
	if of.PlanFindings, err = p.find(ctx, a, of, set.Policy()); err != nil {
		return err
	}
	owners, err := p.Keys.Owners(ctx, a)
	if err != nil {
		return err
	}
	empty, err := p.emptyGroups(ctx, a, set.Policy())
	if err != nil {
		return err
	}
	of.Gauges = of.Guard.Judge(of.Totals, guard.Facts{EmptyGroups: empty, AdminRules: adminRules(live, set.Policy()), Approvers: owners})
	of.State, of.Finished = PlanReady, p.Now()
	return unlessMoved(p.Store.SavePlan(ctx, a, of, PlanPlanning))
}

func (p *Planner) find(ctx context.Context, a access.Account, of Plan, candidate *rule.Policy) (PlanFindings, error) {
	sum := ChunkDiff{Claims: map[string][]plan.Claim{}}
	marks, err := newFingerprint(of)
	if err != nil {
		return PlanFindings{}, err
	}
	err = p.Store.ChunkDiffs(ctx, a, of.ID, func(c ChunkDiff) error {
		sum.Totals.Merge(c.Totals)
		sum.Rules.Merge(c.Rules)
		sum.Spared = firstOf(sum.Spared, c.Spared)
		for product, claims := range c.Claims {
			sum.Claims[product] = append(sum.Claims[product], claims...)
		}
		return marks.add(c)
	})
	if err != nil {
		return PlanFindings{}, err
	}
	sum.spareLast(of, rankIn(candidate))
	found := PlanFindings{Fingerprint: marks.text(), Totals: sum.Totals, Rules: sum.Rules.Brief()}
	if sum.Spared != nil {
		found.Spared = &sum.Spared.Difference
	}
	found.Seats = allot(candidate, sum)
	if slices.ContainsFunc(found.Seats, func(s PlanSeats) bool { return s.After.Scarce }) {
		found.Totals, err = p.recount(ctx, a, of, found, candidate, sum.Claims)
	}
	return found, err
}

// allot gives the seats of every product that anybody has or claims, by key. While sync is off nobody is seated.
func allot(candidate *rule.Policy, sum ChunkDiff) []PlanSeats {
	var seats []PlanSeats
	for _, key := range slices.Sorted(maps.Keys(sum.Totals.Products)) {
		n := sum.Totals.Products[key]
		kept := int64(n.Holders - n.Lost)
		s := PlanSeats{Key: key, Seats: capacity(candidate, key), Before: int64(n.Holders)}
		given := s.Seats
		if !candidate.SyncOn {
			given = &kept
		}
		s.After = plan.Allot(given, kept, sum.Claims[key])
		seats = append(seats, s)
	}
	return seats
}

// recount counts again where not every claim gets a seat: by the differences, or, where only numbers were asked for, as well as they tell.
func (p *Planner) recount(ctx context.Context, a access.Account, of Plan, found PlanFindings, candidate *rule.Policy, claims map[string][]plan.Claim) (plan.Totals, error) {
	if of.Counts {
		return corrected(found, claims), nil
	}
	sum, seats, rank := found.Totals.Today(), found.allotments(), rankIn(candidate)
	err := p.eachDifference(ctx, a, of.ID, func(d plan.Difference) { sum.AddChange(found.spared(d).Settle(seats, rank, of.Created)) })
	return sum, err
}

// eachDifference calls see for every difference of a plan, as it is stored.
func (p *Planner) eachDifference(ctx context.Context, a access.Account, id string, see func(plan.Difference)) error {
	for at, more := "", true; more; more = at != "" {
		list, next, err := p.Store.Differences(ctx, a, id, at, differencePage)
		if err != nil {
			return err
		}
		for _, d := range list {
			see(d)
		}
		at = next
	}
	return nil
}

// corrected are the totals with the seats of each product put right, and who gets a product: everybody with a claim that gets a seat. Who waits is written to later: of the
// mails at least as many are left out as people wait for the product that most wait for. The other numbers of people stay as if there were seats for everybody.
func corrected(found PlanFindings, claims map[string][]plan.Claim) plan.Totals {
	sum := plan.Totals{}
	sum.Merge(found.Totals)
	most := 0
	for _, s := range found.Seats {
		n, waiting := sum.Products[s.Key], int(s.After.Waiting)
		n.Gained -= waiting
		n.Waiting = waiting
		sum.Products[s.Key] = n
		most = max(most, waiting)
	}
	sum.Mails = max(0, sum.Mails-most)
	sum.Gaining = len(served(found.allotments(), claims))
	return sum
}

// served are the people of whom at least one claim gets a seat.
func served(seats map[string]plan.Allotment, claims map[string][]plan.Claim) map[string]bool {
	users := map[string]bool{}
	for product, line := range claims {
		for _, c := range line {
			if seats[product].Gets(c) {
				users[c.User] = true
			}
		}
	}
	return users
}

// adminRules lists the rules that would give the role admin to people to whom they did not.
func adminRules(live, candidate *rule.Policy) []string {
	known := map[string]rule.Rule{}
	for _, r := range live.Rules {
		known[r.ID] = r
	}
	var ids []string
	for _, r := range candidate.Rules {
		was := known[r.ID]
		if makesAdmins(r) && (!makesAdmins(was) || was.Group != r.Group || was.Condition != r.Condition) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func makesAdmins(r rule.Rule) bool { return r.Enabled && r.Role != nil && r.Role.Kind == rule.Admin }

// fingerprint is a hash of everything that a plan is made from.
type fingerprint struct{ sum hash.Hash }

func newFingerprint(of Plan) (fingerprint, error) {
	f := fingerprint{sha256.New()}
	return f, f.write(struct {
		Base   int64
		Change PlanChange
		Guard  guard.Settings
	}{of.Base, of.Change, of.Guard})
}

func (f fingerprint) add(c ChunkDiff) error {
	return f.write(struct {
		Users []string
		Wants []int64
	}{c.Users, c.Wants})
}

func (f fingerprint) write(v any) error { return json.NewEncoder(f.sum).Encode(v) }

func (f fingerprint) text() string { return hex.EncodeToString(f.sum.Sum(nil)) }
