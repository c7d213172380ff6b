package provision_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
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

func TestResolveGivesWhatTheRulesGive(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann, bob := h.user("ann", sales), h.user("bob")
	h.resolve(ann, bob)
	h.sees(ann, "active meeting:granted")
	h.sees(bob, "nothing")
	h.counts("meeting", 1, ann, bob)
	for _, u := range []string{ann, bob} {
		if f := h.fence(u); f.Done != f.Want || f.Rules != 2 {
			t.Errorf("the fence of %s is %+v", u, f)
		}
		if sync := h.items("U#" + u); hasBell(sync) {
			t.Errorf("%s still rings", u)
		}
	}
}

func hasBell(items []table.Item) bool {
	for _, item := range items {
		if _, ok := item.Attrs["bell"]; ok {
			return true
		}
	}
	return false
}

func TestResolveReportsWhatItDid(t *testing.T) {
	h := newHouse(t)
	sales, rare := h.give("meeting", 5), h.give("rare", 0)
	ann := h.user("ann", sales, rare)
	got, err := h.resolver.Resolve(context.Background(), h.account, ann, 0)
	h.must(err)
	want := provision.Result{Exists: true, Version: 3, Looked: true, Changed: true, Waiting: true, State: plan.Active, Codes: []string{"out_of_seats"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("first\n got %+v\nwant %+v", got, want)
	}
	got, err = h.resolver.Resolve(context.Background(), h.account, ann, 3)
	h.must(err)
	if want := (provision.Result{Exists: true, Version: 3}); !reflect.DeepEqual(got, want) {
		t.Errorf("again\n got %+v\nwant %+v", got, want)
	}
	got, err = h.resolver.Resolve(context.Background(), h.account, "nobody", 0)
	h.must(err)
	if !reflect.DeepEqual(got, provision.Result{}) {
		t.Errorf("for nobody: %+v", got)
	}
}

func TestResolveOfACurrentUserWritesNothing(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann", h.give("meeting", 5))
	h.resolve(ann)
	m := &table.Meter{}
	ctx := table.WithMeter(context.Background(), m)
	_, err := h.resolver.Resolve(ctx, h.account, ann, 2)
	h.must(err)
	if u := m.Usage(); u.Write != 0 || u.Calls > 2 {
		t.Errorf("used %+v", u)
	}
	got, err := h.resolver.Recheck(ctx, h.account, ann, 2)
	h.must(err)
	if !got.Looked || got.Changed || m.Usage().Write != 0 {
		t.Errorf("rechecked %+v, used %+v", got, m.Usage())
	}
}

func TestTheFenceIsWrittenEvenWhenNothingChanged(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann", h.give("meeting", 5))
	h.resolve(ann)
	h.publish(func(p *rule.Policy) { p.DefaultLanguage = "de"; p.Rules[0].Language = "en" })
	h.publish(func(p *rule.Policy) { p.UserGroups = append(p.UserGroups, rule.UserGroup{ID: "g", Name: "unused"}) })
	before := h.record(ann).Outcome
	got, err := h.resolver.Resolve(context.Background(), h.account, ann, 4)
	h.must(err)
	if got.Version != 4 || h.fence(ann).Rules != 4 {
		t.Errorf("got %+v, fence %+v", got, h.fence(ann))
	}
	got, err = h.resolver.Resolve(context.Background(), h.account, ann, 4)
	h.must(err)
	if got.Looked || before == nil {
		t.Errorf("got %+v", got)
	}
}

func TestTheMessagesVersionIsNeverUndercut(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann := h.user("ann", sales)
	h.resolve(ann) // the live version is known now, for two seconds
	h.publish(func(p *rule.Policy) { p.Rules[0].Enabled = false })
	got, err := h.resolver.Resolve(context.Background(), h.account, ann, 0)
	h.must(err)
	if got.Looked {
		t.Errorf("a message without a version looked again: %+v", got)
	}
	got, err = h.resolver.Resolve(context.Background(), h.account, ann, 3)
	h.must(err)
	if got.Version != 3 {
		t.Errorf("got %+v", got)
	}
	h.sees(ann, "suspended")
	h.publish(func(p *rule.Policy) { p.Rules[0].Enabled = true })
	h.clock = h.clock.Add(2e9)
	h.resolve(ann)
	h.sees(ann, "active meeting:granted")
}

func TestLeaversAreSuspendedAndComeBack(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann, bob := h.user("ann", sales), h.user("bob", sales)
	h.resolve(ann, bob)
	h.setActive(ann, false)
	h.must(h.directory.DeleteUser(context.Background(), h.idp, bob, 0))
	h.resolve(ann, bob)
	h.sees(ann, "suspended")
	h.sees(bob, "suspended")
	h.counts("meeting", 0, ann, bob)
	h.setActive(ann, true)
	h.resolve(ann)
	h.sees(ann, "active meeting:granted")
	h.counts("meeting", 1, ann, bob)
}

func TestTheWelcomeMailIsDecidedOnce(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann := h.user("ann", sales)
	h.resolve(ann)
	if got := h.mail(ann); got["state"].Str() != "due" || got["tpl"].Str() != "default" || got["lang"].Str() != "en" || got[table.G1P].Str() == "" {
		t.Errorf("intent %v", got)
	}
	h.publish(func(p *rule.Policy) { p.Rules[0].WelcomeMail = rule.None })
	bob := h.user("bob", sales)
	h.setActive(ann, false)
	h.clock = h.clock.Add(2e9)
	h.resolve(ann, bob)
	h.setActive(ann, true)
	h.resolve(ann)
	if got := h.mail(ann); got["tpl"].Str() != "default" {
		t.Errorf("decided again: %v", got)
	}
	if got := h.mail(bob); got["state"].Str() != "none" || got["why"].Str() != "rule" || got[table.G1P].Str() != "" {
		t.Errorf("intent %v", got)
	}
}

func TestAMailWhoseTurnCameWhileTheUserWasOffIsDueAgain(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann := h.user("ann", sales)
	h.resolve(ann)
	h.setActive(ann, false)
	mail := table.Key{P: "T#A1#U#" + ann, S: "MAIL#welcome#1"}
	h.must(h.db.Transact(context.Background(), []table.Action{table.Update(mail, []table.Edit{
		table.Set("state", table.S("withdrawn")), table.Set("why", table.S("user_inactive")), table.Remove(table.G1P), table.Remove(table.G1S),
	})}))
	h.resolve(ann)
	if got := h.mail(ann); got["state"].Str() != "withdrawn" {
		t.Errorf("due for somebody who is suspended: %v", got)
	}
	h.publish(func(p *rule.Policy) { p.Rules[0].WelcomeMail = rule.None })
	h.setActive(ann, true)
	h.resolve(ann)
	if got := h.mail(ann); got["state"].Str() != "due" || got["tpl"].Str() != "default" || got["why"].Str() != "" || got[table.G1P].Str() == "" {
		t.Errorf("intent %v", got)
	}
}

func (h *house) mail(user string) table.Attrs {
	h.t.Helper()
	for _, item := range h.items("U#" + user) {
		if item.Key.S == "MAIL#welcome#1" {
			return item.Attrs
		}
	}
	h.t.Fatal("nothing was decided")
	return nil
}

func TestFailuresComeAndGoWithTheirCause(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 0)
	ann := h.user("ann", sales)
	h.resolve(ann)
	if got := h.items("F#out_of_seats"); len(got) != 1 || got[0].Key.S != ann || got[0].Attrs["user"].Str() != ann {
		t.Errorf("failures %v", got)
	}
	h.owns("meeting", 1)
	h.resolve(ann)
	h.sees(ann, "active meeting:granted")
	if got := h.items("F#out_of_seats"); len(got) != 0 {
		t.Errorf("failures %v", got)
	}
}

func TestWhileSyncIsOffNothingMoves(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 1)
	ann, bob := h.user("ann", sales), h.user("bob", sales)
	h.resolve(ann, bob)
	h.publish(func(p *rule.Policy) { p.SyncOn = false })
	h.clock = h.clock.Add(2e9)
	h.setActive(ann, false)
	h.resolve(ann, bob)
	h.owns("meeting", 2)
	h.sees(ann, "active meeting:granted")
	h.sees(bob, "invited meeting:waiting")
	h.publish(func(p *rule.Policy) { p.SyncOn = true })
	h.clock = h.clock.Add(2e9)
	h.resolve(ann, bob)
	h.must(h.resolver.SettleSeats(context.Background(), h.account, "meeting"))
	h.resolve(bob)
	h.sees(ann, "suspended")
	h.sees(bob, "active meeting:granted")
}

func TestManyProductsAreWrittenInParts(t *testing.T) {
	h := newHouse(t)
	group := h.group("everyone")
	h.publish(func(p *rule.Policy) {
		r := gives("R", group)
		for i := range 100 {
			key := fmt.Sprintf("p%03d", i)
			p.Products = append(p.Products, rule.Product{Key: key, Name: key})
			r.Products = append(r.Products, rule.ProductGrant{Key: key})
		}
		p.Rules = append(p.Rules, r)
	})
	ann := h.user("ann", group)
	h.resolve(ann) // there are no counters yet: each place in a line is settled at once
	h.resolve(ann)
	if n := len(h.record(ann).Seats); n != 100 {
		t.Errorf("%d seats", n)
	}
	h.setActive(ann, false)
	h.resolve(ann)
	if n := len(h.record(ann).Seats); n != 0 {
		t.Errorf("%d seats are left", n)
	}
}

// meddler changes something behind a resolver's back, between reading and committing, so many times.
type meddler struct {
	*store.Store
	meddle func()
	times  int
}

func (m *meddler) Commit(ctx context.Context, a access.Account, user string, c provision.Change) error {
	if m.times > 0 {
		m.times--
		m.meddle()
	}
	return m.Store.Commit(ctx, a, user, c)
}

func TestALostRaceStartsOver(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann := h.user("ann", sales)
	on := true
	m := &meddler{Store: h.store, meddle: func() { on = !on; h.setActive(ann, on) }, times: 5}
	h.resolver.Records = m
	h.resolve(ann)
	if h.slept != 5 || h.fence(ann).Done != h.fence(ann).Want {
		t.Errorf("slept %d times; fence %+v", h.slept, h.fence(ann))
	}
	h.sees(ann, "nothing")
	h.setActive(ann, true)
	m.times, on = 6, true
	_, err := h.resolver.Resolve(context.Background(), h.account, ann, 0)
	if !fault.Is(err, fault.Unavailable) || fault.Code(err) != "conflict" {
		t.Errorf("after six lost races: %v", err)
	}
	h.counts("meeting", 0, ann)
}

func TestTwoResolversAtOnceCountOnce(t *testing.T) {
	h := newHouse(t)
	sales := h.give("meeting", 5)
	ann := h.user("ann", sales)
	other := h.newResolver(h.store)
	h.resolver.Records = &meddler{Store: h.store, times: 1, meddle: func() {
		_, err := other.Resolve(context.Background(), h.account, ann, 0)
		h.must(err)
	}}
	h.resolve(ann)
	h.sees(ann, "active meeting:granted")
	h.counts("meeting", 1, ann)
}

func TestAResolveThatIsToldToStopStops(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann", h.give("meeting", 5))
	h.resolver.Records = &meddler{Store: h.store, times: 9, meddle: func() { h.setActive(ann, h.slept%2 == 1) }}
	h.resolver.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := h.resolver.Resolve(context.Background(), h.account, ann, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// failing is a table whose n-th call fails.
type failing struct {
	table.Table
	left int
}

func (f *failing) fails() bool {
	f.left--
	return f.left == 0
}

func (f *failing) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if f.fails() {
		return table.Item{}, false, &table.ThrottledError{Cause: errDown}
	}
	return f.Table.Get(ctx, key)
}

func (f *failing) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if f.fails() {
		return table.Page{}, &table.ThrottledError{Cause: errDown}
	}
	return f.Table.Query(ctx, q)
}

func (f *failing) Transact(ctx context.Context, actions []table.Action) error {
	if f.fails() {
		return &table.AmbiguousError{Cause: errDown}
	}
	return f.Table.Transact(ctx, actions)
}

// Whatever call fails, the error comes back and the next delivery puts everything right.
func TestEveryFailureIsReportedAndHealed(t *testing.T) {
	for call := 1; ; call++ {
		h := newHouse(t)
		sales := h.give("meeting", 1)
		ann, bob := h.user("ann", sales), h.user("bob", sales)
		h.resolve(ann, bob)
		h.setActive(ann, false)
		broken := &failing{Table: h.db, left: call}
		fragile := h.newResolver(store.New(broken))
		failed := false
		for _, u := range []string{ann, bob} {
			_, err := fragile.Resolve(context.Background(), h.account, u, 0)
			if err != nil && !fault.Is(err, fault.Unavailable) {
				t.Fatalf("call %d: %v", call, err)
			}
			failed = failed || err != nil
		}
		if !failed {
			if call < 10 {
				t.Fatalf("only %d calls", call)
			}
			return
		}
		h.resolve(ann, bob)
		h.must(h.resolver.SettleSeats(context.Background(), h.account, "meeting"))
		h.resolve(bob)
		h.sees(ann, "suspended")
		h.sees(bob, "active meeting:granted")
		h.counts("meeting", 1, ann, bob)
	}
}

func TestWhoeverIsDeletedWhileSyncIsOffLosesEverythingOnceItIsOn(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann", h.give("meeting", 1))
	h.resolve(ann)
	h.publish(func(p *rule.Policy) { p.SyncOn = false })
	h.must(h.directory.DeleteUser(context.Background(), h.idp, ann, 0))
	_, err := h.resolver.Resolve(context.Background(), h.account, ann, 3)
	h.must(err)
	h.sees(ann, "active meeting:granted")
	if got := h.kept(); len(got) != 1 || got[0] != ann {
		t.Errorf("listed are %v", got)
	}
	h.publish(func(p *rule.Policy) { p.SyncOn = true })
	_, err = h.resolver.Resolve(context.Background(), h.account, ann, 4)
	h.must(err)
	h.sees(ann, "suspended")
	if got := h.kept(); len(got) != 0 {
		t.Errorf("still listed are %v", got)
	}
}

func (h *house) kept() []string {
	h.t.Helper()
	ids, _, err := h.store.UserIDs(context.Background(), h.account, provision.KeptShard, "", 10)
	h.must(err)
	return ids
}
