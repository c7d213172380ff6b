package sim

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/table"
)

var calm = context.Background()

// person is what somebody had after the last resolve.
type person struct {
	outcome *plan.Outcome
	commit  int
	at      time.Time
}

// resolved is one resolve that was written: what the user had before and has now, and everything that it was worked out from.
type resolved struct {
	*audit
	account, user string
	was, now      fence
	before, after *plan.Outcome
	rec           provision.Record
	policy        *rule.Policy
}

// seeResolve checks an outcome at the moment when it is written. The fence says that the inputs are still those that it was worked out from.
func (a *audit) seeResolve(c table.Change, transaction []table.Change) {
	moved := func(of table.Change) bool { return of.Key == table.Key{P: c.Key.P, S: "SYNC"} }
	if c.Key.S != "SYNC" && (c.Key.S != "ACC" || slices.ContainsFunc(transaction, moved)) {
		return
	}
	parts := strings.Split(c.Key.P, "#")
	account, user := parts[1], parts[3]
	r := resolved{audit: a, account: account, user: user, was: a.fences[user], now: a.fences[user]}
	if c.Key.S == "SYNC" {
		r.was = fenceOf(c.Old)
	}
	if r.now.rings || r.now.rules == 0 {
		return
	}
	rec, err := a.store.Record(calm, access.FromTrigger(account), user)
	if err != nil {
		a.wrong("%s: %v", user, err)
		return
	}
	known := a.people[user]
	r.rec, r.before, r.after, r.policy = rec, known.outcome, rec.Outcome, a.policy(account, r.now.rules)
	r.checkRules()
	r.checkPromise(known)
	r.checkLoss()
	a.checkHeld(account, user, rec.Outcome)
	a.people[user] = person{rec.Outcome, a.commits, a.clock}
}

func fenceOf(attrs table.Attrs) fence {
	_, rings := attrs["bell"]
	return fence{attrs["want"].Int(), attrs["done"].Int(), attrs["rules"].Int(), rings}
}

// checkRules checks that an outcome is what the policy that it names gives for these inputs. Groups in groups have no fence: whoever changes them rings everybody below.
func (r resolved) checkRules() {
	o := r.after
	if r.nested[r.account] || o.SparedAdmin() || o != nil && len(o.Held) > 0 {
		return
	}
	want := r.due(r.policy)
	switch {
	case !r.policy.SyncOn:
		if !maps.Equal(keys(r.before), keys(o)) {
			r.wrong("syncing is off, and %s had %v and has %v", r.user, keys(r.before), keys(o))
		}
	case o == nil:
		if want.entitled {
			r.wrong("%s has nothing, and policy %d gives %+v", r.user, r.policy.Version, want)
		}
	case !maps.Equal(keys(o), want.products) || want.entitled == (o.State == plan.Suspended) || o.Role.Value.Kind != want.role:
		r.wrong("%s is %s %v as %s, and policy %d gives %+v", r.user, o.State, keys(o), o.Role.Value.Kind, r.policy.Version, want)
	}
}

// due is what a policy gives, by the groups that the user is in.
func (r resolved) due(p *rule.Policy) due {
	return dueBy(p, r.rec, func(group string) bool { return slices.Contains(r.rec.Groups, group) })
}

// keys are the products of an outcome, granted or waited for.
func keys(o *plan.Outcome) map[string]bool {
	all := map[string]bool{}
	if o != nil {
		for _, p := range o.Products {
			all[p.Key] = true
		}
	}
	return all
}

// loss is what somebody had and has no more.
type loss struct {
	account  bool
	products []string
	admin    bool
}

func (l loss) any() bool { return l.account || l.admin || len(l.products) > 0 }

func lost(before, after *plan.Outcome) (l loss) {
	if before == nil || before.State != plan.Active && before.State != plan.Invited {
		return l
	}
	l.account = after == nil || after.State == plan.Suspended
	l.admin = before.IsAdmin() && !after.IsAdmin()
	has := keys(after)
	for _, p := range before.Products {
		if p.State == plan.Granted && !has[p.Key] {
			l.products = append(l.products, p.Key)
		}
	}
	return l
}

// checkLoss checks that nobody loses what a hold keeps, and that every loss was counted or approved.
func (r resolved) checkLoss() {
	l := lost(r.before, r.after)
	if !l.any() {
		return
	}
	free := r.approved()
	if free {
		r.deeds["loss that was approved"]++
	}
	if under := r.openHold(); under != "" && !free {
		r.wrong("%s lost %+v, which the open hold %s keeps", r.user, l, under)
	}
	if w := r.policy.Withhold; w != nil && !r.rec.Passed[w.Hold] {
		r.deeds["loss beside a policy that withholds"]++
		r.checkWithheld(l, w)
	}
	planned := r.was.want == r.was.done && r.was.rules < r.now.rules && r.policy.Planned > r.was.rules
	if !free && !planned && r.claims == 0 && !r.groupApproved() {
		r.wrong("%s lost %+v, and nobody counted it: from %+v to %+v", r.user, l, r.was, r.now)
	}
}

// checkWithheld checks that nobody loses what the policy that is not in question gives.
func (r resolved) checkWithheld(l loss, w *rule.Withhold) {
	base := r.policyOf(w.Base)
	gives := r.due(base)
	if l.account && (gives.entitled || !base.SyncOn) {
		r.wrong("%s lost the account, which hold %s keeps: policy %d gives %+v", r.user, w.Hold, base.Version, gives)
	}
	for _, key := range l.products {
		if gives.products[key] || !base.SyncOn {
			r.wrong("%s lost %s, which hold %s keeps: policy %d gives %+v", r.user, key, w.Hold, base.Version, gives)
		}
	}
}

func (r resolved) policyOf(version int64) *rule.Policy { return r.audit.policy(r.account, version) }

// approved reports whether somebody said that what the user loses may go.
func (r resolved) approved() bool {
	return r.before != nil && slices.ContainsFunc(r.before.Held, func(h plan.Held) bool {
		return r.rec.Passed[h.Hold] || r.holds[h.Hold].state == provision.HoldApproved
	})
}

// openHold is the hold, not one of a plan, that the user is in and that nobody has decided on.
func (r resolved) openHold() string {
	for _, h := range r.before.Held {
		if known := r.holds[h.Hold]; known.kind != provision.HoldPlan && known.state == provision.HoldOpen {
			return h.Hold
		}
	}
	return ""
}

// groupApproved reports whether somebody said that what an emptied group gave may go: that holds for everybody.
func (r resolved) groupApproved() bool {
	for _, h := range r.holds {
		if h.account == r.account && h.kind == provision.HoldGroup && h.state == provision.HoldApproved {
			return true
		}
	}
	return false
}
