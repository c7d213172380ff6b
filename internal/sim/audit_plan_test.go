package sim

import (
	"maps"
	"slices"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
)

// promise is what a plan that was applied said of everybody who has not moved since.
type promise map[string]promised

type promised struct {
	want   int64
	commit int // of the last resolve before
	keys   map[string]bool
}

// promise reads what a plan says at the moment when it is applied, and checks that this is what its rules give.
func (a *audit) promise(account string, version int64, told provision.Plan) {
	id := told.ID
	said := promise{}
	a.promises[policyKey{account, version}] = said
	in := access.FromTrigger(account)
	planner := &provision.Planner{Store: a.store}
	of, err := planner.Plan(calm, in, id)
	if err != nil {
		a.wrong("plan %s: %v", id, err)
		return
	}
	if told.Base != version-1 {
		a.wrong("plan %s was worked out against version %d, and applied as version %d", id, told.Base, version)
	}
	a.deeds["plan applied"]++
	if of.Hold != "" {
		a.deeds["plan applied that withholds"]++
	}
	differences := map[string]plan.Difference{}
	list, _, err := planner.Changes(calm, in, provision.ChangesQuery{Plan: id, Limit: 1000})
	if err != nil {
		a.wrong("plan %s: %v", id, err)
	}
	for _, d := range list {
		differences[d.User] = d
	}
	err = a.store.ChunkDiffs(calm, in, id, func(c provision.ChunkDiff) error {
		for i, user := range c.Users {
			if a.stands(of, user, c.Wants[i]) {
				said[user] = promised{c.Wants[i], a.people[user].commit, with(a.people[user].outcome, differences[user])}
				a.checkPlanned(of, account, user, said[user])
			}
		}
		return nil
	})
	if err != nil {
		a.wrong("plan %s: %v", id, err)
	}
}

// stands reports whether what a plan says of somebody can be told from what it says: nothing of them has moved since it was made.
func (a *audit) stands(of provision.Plan, user string, want int64) bool {
	p := a.people[user]
	o := p.outcome
	spared := of.Spared != nil && of.Spared.User == user || o.SparedAdmin()
	return want != 0 && a.fences[user].want == want && p.at.Before(of.Created.Add(-maxSkew)) && !spared && (o == nil || len(o.Held) == 0)
}

// with is the products that somebody has after a difference.
func with(o *plan.Outcome, d plan.Difference) map[string]bool {
	has := keys(o)
	for _, p := range d.Products {
		if p.Will == "" {
			delete(has, p.Key)
		} else {
			has[p.Key] = true
		}
	}
	return has
}

// checkPlanned checks what a plan says against the rules that it makes live. A plan that leaves an older hold where it is says what that keeps, too.
func (a *audit) checkPlanned(of provision.Plan, account, user string, said promised) {
	policy := a.policy(account, of.Base+1)
	rec, err := a.store.Record(calm, access.FromTrigger(account), user)
	if err != nil || a.nested[account] || !policy.SyncOn || policy.Withhold != nil && of.Hold == "" {
		return
	}
	want := dueBy(policy, rec, func(group string) bool { return slices.Contains(rec.Groups, group) })
	if !maps.Equal(said.keys, want.products) {
		a.wrong("the plan says that %s will have %v, the rules give %v", user, said.keys, want.products)
	}
}

// checkPromise checks that a plan which was applied is exactly what happens. Groups in groups move people before their fences say so.
func (r resolved) checkPromise(known person) {
	if r.nested[r.account] {
		return
	}
	said, ok := r.promises[policyKey{r.account, r.now.rules}][r.user]
	if !ok || said.want != r.now.want || said.commit != known.commit || r.after.SparedAdmin() || r.after != nil && len(r.after.Held) > 0 {
		return
	}
	r.deeds["somebody resolved as a plan said"]++
	if !maps.Equal(keys(r.after), said.keys) {
		r.wrong("the plan said that %s will have %v, and it is %v", r.user, said.keys, keys(r.after))
	}
}
