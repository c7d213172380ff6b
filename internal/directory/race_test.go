package directory_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
	"usersync/internal/standin"
	"usersync/internal/store"
	"usersync/internal/table"
)

// doubtful is a table whose answers get lost, some before the write and some after it.
type doubtful struct {
	table.Table
	mu     sync.Mutex
	random *rand.Rand
}

func (d *doubtful) Transact(ctx context.Context, actions []table.Action) error {
	d.mu.Lock()
	fate := d.random.IntN(4)
	d.mu.Unlock()
	if fate == 0 {
		return &table.AmbiguousError{Cause: errCrash}
	}
	err := d.Table.Transact(ctx, actions)
	if err == nil && fate == 1 {
		return &table.AmbiguousError{Cause: errCrash}
	}
	return err
}

// TestOneNameOneUser: of 64 who create one userName at once, one does and 63 hear that it is taken, also when answers of the table get lost: a client
// that is told to come again comes again, and whoever was made hears so.
func TestOneNameOneUser(t *testing.T) {
	engines := map[string]func(w *world) table.Table{
		"memory":   func(w *world) table.Table { return w.db },
		"dynoxide": func(*world) table.Table { return standin.Dynoxide(t).Open(t) },
		"memory, answers get lost": func(w *world) table.Table {
			return &doubtful{Table: w.db, random: rand.New(rand.NewPCG(64, 1))}
		},
		"dynoxide, answers get lost": func(*world) table.Table {
			return &doubtful{Table: standin.Dynoxide(t).Open(t), random: rand.New(rand.NewPCG(64, 2))}
		},
	}
	for name, open := range engines {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.dir.Store = store.New(open(w))
			w.dir.Sleep = func(ctx context.Context, _ time.Duration) error { runtime.Gosched(); return ctx.Err() }
			for round := range 3 {
				made, taken := w.race(64, fmt.Sprintf("ann%d@example.com", round))
				if made != 1 || taken != 63 {
					t.Errorf("round %d: %d made, %d taken", round, made, taken)
				}
			}
			list, err := w.dir.Users(t.Context(), w.okta.Account, w.search(`userName sw "ann"`, schema.Users()))
			w.must(err)
			if list.Total != 3 {
				t.Errorf("%d users", list.Total)
			}
		})
	}
}

// race creates one userName many times at once, each until it is answered for good.
func (w *world) race(racers int, userName string) (made, taken int) {
	answers := make([]error, racers)
	var wg sync.WaitGroup
	for i := range racers {
		wg.Go(func() {
			for range 100 {
				_, answers[i] = w.dir.CreateUser(w.Context(), w.okta, scim.Object{"userName": userName})
				if !fault.Is(answers[i], fault.Unavailable) {
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range answers {
		switch {
		case err == nil:
			made++
		case fault.Is(err, fault.Conflict):
			taken++
		default:
			w.Errorf("neither made nor taken: %v", err)
		}
	}
	return made, taken
}

// TestALostAnswerToACreationIsFoundOut: what was made is said to be made.
func TestALostAnswerToACreationIsFoundOut(t *testing.T) {
	w := newWorld(t)
	users := w.users(40)
	w.db.failAt, w.db.after = w.db.calls.Load()+1, true
	u, err := w.dir.CreateUser(t.Context(), w.okta, scim.Object{"userName": "ann"})
	w.must(err)
	w.db.failAt = w.db.calls.Load() + 1
	small, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Small"}, []string{u.ID})
	w.must(err)
	w.db.failAt = w.db.calls.Load() + 2 // the journal, then the group
	large, err := w.dir.CreateGroup(t.Context(), w.okta, scim.Object{"displayName": "Large"}, users)
	w.must(err)
	w.db.failAt = w.db.calls.Load() + 1
	w.db.after = false
	_, err = w.dir.CreateUser(t.Context(), w.okta, scim.Object{"userName": "bob"})
	w.fails(err, fault.Unavailable, "storage")
	w.db.failAt = 0
	w.heard()
	if !slices.Equal(w.membersOf(small.ID), []string{u.ID}) || !slices.Equal(w.membersOf(large.ID), users) {
		t.Errorf("members %v and %d", w.membersOf(small.ID), len(w.membersOf(large.ID)))
	}
}
