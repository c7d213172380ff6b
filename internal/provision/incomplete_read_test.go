package provision_test

import (
	"context"
	"slices"
	"testing"

	"usersync/internal/plan"
	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// sales is a house in which everybody is in sales and gets meeting unless they are an intern; the last so many are interns.
func sales(t testing.TB, others, interns int) (w *works, group, gone string, regulars, former []string) {
	w = newWorks(t)
	group, gone = w.group("Sales"), w.group("Interns")
	users := w.crowd(others+interns, group)
	regulars, former = users[:others], users[others:]
	w.members(gone, "add", former...)
	r := gives("R", group, "meeting")
	r.Condition = `not (memberOf eq "` + gone + `")`
	w.publish(func(p *rule.Policy) {
		p.Products = []rule.Product{{Key: "meeting", Name: "Meeting"}}
		p.Rules = []rule.Rule{r, gives("S", group)}
	})
	w.must(w.resolver.SettleSeats(context.Background(), w.account, "meeting"))
	w.rest()
	return w, group, gone, regulars, former
}

func (w *works) having(users []string, product string) (n int) {
	w.t.Helper()
	for _, u := range users {
		if o := w.record(u).Outcome; o != nil && slices.ContainsFunc(o.Products, func(p plan.Product) bool { return p.Key == product }) {
			n++
		}
	}
	return n
}

// faulty fails at the read of a number, or takes the last item off what it found while it says that more follows.
type faulty struct {
	table.Table
	at, reads int
	torn      bool
	writes    int
}

func (f *faulty) broken() bool {
	f.reads++
	return f.reads == f.at
}

func (f *faulty) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if f.broken() {
		return table.Item{}, false, &table.ThrottledError{Cause: errDown}
	}
	return f.Table.Get(ctx, key)
}

func (f *faulty) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if f.broken() {
		items, _ := f.Table.BatchGet(ctx, keys)
		return items[:len(items)/2], &table.ThrottledError{Cause: errDown}
	}
	return f.Table.BatchGet(ctx, keys)
}

// Query answers with half a page, and either fails or says where the page ends: then the other half is a read that fails.
func (f *faulty) Query(ctx context.Context, q table.Query) (table.Page, error) {
	broken := f.broken()
	page, err := f.Table.Query(ctx, q)
	if err != nil || !broken {
		return page, err
	}
	half := len(page.Items) / 2
	if !f.torn || half == 0 {
		page.Items = page.Items[:half]
		return page, &table.ThrottledError{Cause: errDown}
	}
	f.at = f.reads + 1
	q.Limit = half
	return f.Table.Query(ctx, q)
}

func (f *faulty) Transact(ctx context.Context, actions []table.Action) error {
	f.writes++
	return f.Table.Transact(ctx, actions)
}

// An incomplete read may add, never remove: whichever read of a resolve fails, or ends in the middle of a page, nothing is written and nobody has less.
func TestAnIncompleteReadTakesNothing(t *testing.T) {
	for _, torn := range []bool{false, true} {
		w, _, _, regulars, _ := sales(t, 1, 2)
		user := regulars[0]
		before := *w.record(user).Outcome
		reads := 0
		for at := 1; ; at++ {
			f := &faulty{Table: w.db, at: at, torn: torn}
			_, err := w.newResolver(store.New(f)).Recheck(context.Background(), w.account, user, 0)
			if f.reads < at {
				w.must(err)
				break
			}
			reads++
			after := w.record(user).Outcome
			if err == nil || f.writes > 0 || !plan.Same(after, &before) {
				t.Fatalf("read %d (torn %t): %v, %d writes, %+v", at, torn, err, f.writes, after)
			}
		}
		if reads < 5 {
			t.Errorf("only %d reads could fail", reads)
		}
	}
}

// The same of a publishing run over everybody: what a read breaks off comes again, and at no time has anybody less.
func TestAnIncompleteReadOfARunTakesNothing(t *testing.T) {
	for at := 1; at <= 120; at++ {
		w, _, _, regulars, former := sales(t, 3, 2)
		w.speak("de")
		w.engine.calls = at
		for n := 0; w.step(); n++ {
			if n > 2000 {
				t.Fatal("it does not come to rest")
			}
			if has := w.having(regulars, "meeting"); has != 3 || w.having(former, "meeting") != 0 {
				t.Fatalf("call %d: %d have it", at, has)
			}
		}
		w.engine.calls = 0
		w.sweep(0)
		w.rest()
		w.settled(w.users()...)
	}
}
