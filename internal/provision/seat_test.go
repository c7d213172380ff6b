package provision_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

func TestSeatsRunOutAndTheRestIsGivenAllTheSame(t *testing.T) {
	h := newHouse(t)
	scarce, plenty := h.give("scarce", 1), h.give("plenty", -1)
	ann, bob := h.user("ann", scarce, plenty), h.user("bob", scarce, plenty)
	h.resolve(ann, bob)
	h.sees(ann, "active plenty:granted scarce:granted")
	h.sees(bob, "active plenty:granted scarce:waiting")
	h.counts("scarce", 1, ann, bob)
	h.counts("plenty", 2, ann, bob)
}

func TestAReleasedSeatGoesToTheHeadOfTheLineAtOnce(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 1)
	ann, bob, cid := h.user("ann", g), h.user("bob", g), h.user("cid", g)
	h.resolve(ann, bob, cid)
	h.setActive(ann, false)
	h.resolve(ann)
	if h.record(bob).Seats["scarce"].State != plan.Granted {
		t.Error("the longest waiting was not seated in the same transaction")
	}
	if f := h.fence(bob); f.Want == f.Done {
		t.Error("the heir was not rung")
	}
	h.resolve(bob, cid)
	h.sees(bob, "active scarce:granted")
	h.sees(cid, "invited scarce:waiting")
	h.counts("scarce", 1, ann, bob, cid)
}

func TestTheStrongestRuleIsServedFirstAndAReorderCounts(t *testing.T) {
	h := newHouse(t)
	weak := h.give("scarce", 0)
	strong := h.group("strong")
	h.publish(func(p *rule.Policy) { p.Rules = append([]rule.Rule{gives("R-strong", strong, "scarce")}, p.Rules...) })
	first, second := h.user("weak and long", weak), h.user("strong and late", strong)
	h.resolve(first, second)
	h.owns("scarce", 1)
	h.resolve(first, second)
	h.sees(first, "invited scarce:waiting")
	h.sees(second, "active scarce:granted")
	third := h.user("strong and later", strong)
	h.resolve(third)
	h.publish(func(p *rule.Policy) { p.Rules[0], p.Rules[1] = p.Rules[1], p.Rules[0] })
	h.owns("scarce", 2)
	h.resolve(first, third)
	h.sees(first, "active scarce:granted")
	h.sees(third, "invited scarce:waiting")
}

func TestAWaiterWhoseRuleChangesKeepsTheTimeWaited(t *testing.T) {
	h := newHouse(t)
	weak := h.give("scarce", 0)
	strong := h.group("strong")
	h.publish(func(p *rule.Policy) { p.Rules = append([]rule.Rule{gives("R-strong", strong, "scarce")}, p.Rules...) })
	ann := h.user("ann", weak)
	h.resolve(ann)
	before := h.record(ann).Seats["scarce"]
	h.members(strong, "add", ann)
	h.resolve(ann)
	after := h.record(ann).Seats["scarce"]
	if before.Rule != "R-scarce" || after.Rule != "R-strong" || !after.Since.Equal(before.Since) {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if line := h.items("P#scarce#W"); len(line) != 1 {
		t.Errorf("%d places in the line", len(line))
	}
	h.setActive(ann, false)
	h.resolve(ann)
	if line := h.items("P#scarce#W"); len(line) != 0 {
		t.Errorf("%d places in the line of nobody", len(line))
	}
}

func TestNobodyJumpsTheLine(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 0)
	ann, bob := h.user("ann", g), h.user("bob", g)
	h.resolve(ann)
	one := int64(1)
	h.must(h.resolver.ResizeSeats(context.Background(), h.account, "scarce", &one)) // a seat, and nobody was told yet
	h.publish(func(p *rule.Policy) { p.Products[0].Seats = &one })
	h.clock = h.clock.Add(2e9)
	h.resolve(bob)
	h.resolve(ann)
	h.sees(ann, "active scarce:granted")
	h.sees(bob, "invited scarce:waiting")
}

func TestFewerSeatsEvictNobodyAndLetNobodyIn(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 3)
	var all []string
	for i := range 4 {
		all = append(all, h.user(fmt.Sprint("u", i), g))
	}
	h.resolve(all...)
	h.owns("scarce", 1)
	h.resolve(all...)
	h.counts("scarce", 3, all...)
	for i, left := range []int64{2, 1} {
		h.setActive(all[i], false)
		h.resolve(all...)
		h.counts("scarce", left, all...)
	}
	h.sees(all[3], "invited scarce:waiting")
	h.setActive(all[2], false)
	h.resolve(all...)
	h.resolve(all...)
	h.sees(all[3], "active scarce:granted")
	h.counts("scarce", 1, all...)
}

func TestMoreSeatsSeatManyAtOnce(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 0)
	var all []string
	for i := range 60 {
		all = append(all, h.user(fmt.Sprint("u", i), g))
	}
	h.resolve(all...)
	h.owns("scarce", 55)
	h.resolve(all...)
	h.counts("scarce", 55, all...)
	h.sees(all[54], "active scarce:granted")
	h.sees(all[55], "invited scarce:waiting")
	h.publish(func(p *rule.Policy) { p.Products[0].Seats = nil })
	h.must(h.resolver.SettleSeats(context.Background(), h.account, "scarce"))
	h.resolve(all...)
	h.counts("scarce", 60, all...)
}

func TestSeatsOfADeletedProductAreGivenBack(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 2)
	ann := h.user("ann", g)
	h.resolve(ann)
	h.publish(func(p *rule.Policy) { p.Products, p.Rules = nil, nil })
	h.must(h.resolver.SettleSeats(context.Background(), h.account, "scarce"))
	h.clock = h.clock.Add(2e9)
	h.resolve(ann)
	h.sees(ann, "suspended")
	h.counts("scarce", 0, ann)
}

func TestOneUserMayInheritTwoSeatsAtOnce(t *testing.T) {
	h := newHouse(t)
	one, two := h.give("one", 1), h.give("two", 1)
	ann, bob := h.user("ann", one, two), h.user("bob", one, two)
	h.resolve(ann, bob)
	h.setActive(ann, false)
	want := h.fence(bob).Want
	h.resolve(ann)
	if got := h.fence(bob).Want; got != want+1 {
		t.Errorf("rung %d times", got-want)
	}
	h.resolve(bob)
	h.sees(bob, "active one:granted two:granted")
}

// rival lets somebody else act between what SettleSeats reads and what it writes.
type rival struct {
	*store.Store
	act   func()
	times int
}

func (r *rival) Promote(ctx context.Context, a access.Account, product string, to provision.Shard, waiters []provision.Waiter, now time.Time) error {
	r.strike()
	return r.Store.Promote(ctx, a, product, to, waiters, now)
}

func (r *rival) Resize(ctx context.Context, a access.Account, product string, old, next []provision.Shard) error {
	r.strike()
	return r.Store.Resize(ctx, a, product, old, next)
}

func (r *rival) strike() {
	if r.times > 0 {
		r.times--
		r.act()
	}
}

func TestTwoThatSettleAtOnceSeatEachWaiterOnce(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 0)
	ann, bob := h.user("ann", g), h.user("bob", g)
	h.resolve(ann, bob)
	other := h.newResolver(h.store)
	h.resolver.Seats = &rival{Store: h.store, times: 2, act: func() {
		h.must(other.SettleSeats(context.Background(), h.account, "scarce"))
	}}
	h.owns("scarce", 1)
	h.counts("scarce", 1, ann, bob)
}

func TestOfTwoSizesTheLivePolicyStands(t *testing.T) {
	h := newHouse(t)
	h.give("scarce", 1)
	other := h.newResolver(h.store)
	h.resolver.Seats = &rival{Store: h.store, times: 1, act: func() {
		three := int64(3)
		h.publish(func(p *rule.Policy) { p.Products[0].Seats = &three })
		h.must(other.SettleSeats(context.Background(), h.account, "scarce"))
	}}
	h.owns("scarce", 2)
	shards, err := h.store.Shards(context.Background(), h.account, "scarce")
	h.must(err)
	if shards[0].Cap != 3 {
		t.Errorf("counters %+v", shards)
	}
}

func TestSettlingThatAlwaysLosesSaysSo(t *testing.T) {
	h := newHouse(t)
	h.give("scarce", 1)
	n := int64(1)
	h.resolver.Seats = &rival{Store: h.store, times: 99, act: func() {
		n++
		shards, err := h.store.Shards(context.Background(), h.account, "scarce")
		h.must(err)
		h.must(h.store.Resize(context.Background(), h.account, "scarce", shards, provision.Spread(&n, []int64{0})))
	}}
	five := int64(500)
	if err := h.resolver.ResizeSeats(context.Background(), h.account, "scarce", &five); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

// Whatever call fails while a line is settled, the error comes back and doing it again puts everything right.
func TestEveryFailureOfSettlingIsReportedAndHealed(t *testing.T) {
	for call := 1; ; call++ {
		h := newHouse(t)
		g := h.give("scarce", 0)
		ann := h.user("ann", g)
		h.resolve(ann)
		h.publish(func(p *rule.Policy) { p.Products[0].Seats = nil })
		fragile := h.newResolver(store.New(&failing{Table: h.db, left: call}))
		err := fragile.SettleSeats(context.Background(), h.account, "scarce")
		if err != nil && !fault.Is(err, fault.Unavailable) {
			t.Fatalf("call %d: %v", call, err)
		}
		h.must(h.resolver.SettleSeats(context.Background(), h.account, "scarce"))
		h.resolve(ann)
		h.sees(ann, "active scarce:granted")
		h.counts("scarce", 1, ann)
		if err == nil {
			if call < 8 {
				t.Fatalf("only %d calls", call)
			}
			return
		}
	}
}

func TestSettlingThatIsToldToStopStops(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 0)
	h.resolve(h.user("ann", g))
	other := h.newResolver(h.store)
	h.publish(func(p *rule.Policy) { p.Products[0].Seats = nil })
	h.resolver.Seats = &rival{Store: h.store, times: 1, act: func() {
		h.must(other.SettleSeats(context.Background(), h.account, "scarce"))
	}}
	h.resolver.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if err := h.resolver.SettleSeats(context.Background(), h.account, "scarce"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSettleAllSeesToEveryProductThatNeedsIt(t *testing.T) {
	h := newHouse(t)
	one, two := h.give("one", 0), h.give("two", 0)
	ann := h.user("ann", one, two)
	h.resolve(ann)
	m := &table.Meter{}
	h.must(h.resolver.SettleAll(table.WithMeter(context.Background(), m), h.account))
	if u := m.Usage(); u.Write != 0 || u.Calls > 3 {
		t.Errorf("with nothing to do it used %+v", u)
	}
	h.publish(func(p *rule.Policy) { p.Products[0].Seats, p.Products[1].Seats = nil, nil })
	h.must(h.resolver.SettleAll(context.Background(), h.account))
	h.resolve(ann)
	h.sees(ann, "active one:granted two:granted")
}

func TestSettleAllMovesALineThatWasLeftStanding(t *testing.T) {
	h := newHouse(t)
	g := h.give("scarce", 0)
	ann := h.user("ann", g)
	h.resolve(ann)
	one := int64(1)
	h.publish(func(p *rule.Policy) { p.Products[0].Seats = &one })
	h.must(h.resolver.ResizeSeats(context.Background(), h.account, "scarce", &one))
	h.must(h.resolver.SettleAll(context.Background(), h.account))
	h.resolve(ann)
	h.sees(ann, "active scarce:granted")
}
