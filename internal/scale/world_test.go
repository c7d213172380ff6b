package scale

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/store"
	"usersync/internal/table"
)

// crowd is how many users there are.
const crowd = 100_000

// world is the directory over the memory engine, with everybody in one group of 100,000 and some of them in smaller ones.
type world struct {
	t       testing.TB
	db      *tally
	dir     *directory.Service
	who     access.Principal
	clock   *clock
	users   []string
	groups  map[int]string // by size
	loading map[string]int // writes while the largest group was loaded, by partition key
}

// sizes are the groups that are compared.
var sizes = []int{10, 1_000, 10_000, crowd}

// tally is a table that counts writes by partition key.
type tally struct {
	table.Table
	mu     sync.Mutex
	writes map[string]int
}

func (c *tally) Transact(ctx context.Context, actions []table.Action) error {
	c.mu.Lock()
	for _, act := range actions {
		c.writes[act.Key.P]++
	}
	c.mu.Unlock()
	return c.Table.Transact(ctx, actions)
}

// shared is the world that all tests look at: to make it takes most of the time.
var shared = sync.OnceValue(func() *world {
	w := &world{db: &tally{Table: local.Memory(), writes: map[string]int{}}, groups: map[int]string{}, clock: new(clock)}
	w.who = access.Principal{Kind: access.SCIMToken, Account: access.FromTrigger("01SCALE"), Connection: "okta"}
	w.dir = w.over(w.db)
	for i := range crowd {
		u, err := w.dir.CreateUser(context.Background(), w.who, scim.Object{"userName": fmt.Sprintf("user%06d@example.com", i), "active": true})
		w.must(err)
		w.users = append(w.users, u.ID)
	}
	for _, size := range sizes {
		w.db.writes = map[string]int{}
		w.groups[size] = w.load(fmt.Sprint("Group of ", size), w.users[:size])
		w.loading = w.db.writes
	}
	w.db.writes = map[string]int{}
	return w
})

// clock is a time that moves with every id, so that times and ids have one order.
type clock struct {
	ids   int
	later time.Duration
}

// over is the directory over a table.
func (w *world) over(db table.Table) *directory.Service {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &directory.Service{
		Now:   func() time.Time { return start.Add(time.Duration(w.clock.ids)*time.Millisecond + w.clock.later) },
		NewID: func() string { w.clock.ids++; return fmt.Sprintf("%026d", w.clock.ids) },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Rand:  func() float64 { return 0.5 },
		Store: store.New(db),
	}
}

// later lets an hour pass.
func (w *world) later() { w.clock.later += time.Hour }

func newWorld(t testing.TB) *world {
	w := *shared()
	w.t = t
	return &w
}

func (w *world) must(err error) {
	if err != nil && w.t == nil {
		panic(err)
	}
	if err != nil {
		w.t.Helper()
		w.t.Fatal(err)
	}
}

// load makes a group and adds its members by a thousand, as clients do.
func (w *world) load(name string, members []string) string {
	g, err := w.dir.CreateGroup(context.Background(), w.who, scim.Object{"displayName": name}, nil)
	w.must(err)
	for at := 0; at < len(members); at += 1000 {
		w.must(w.patch(context.Background(), g.ID, patch.Add, members[at:min(at+1000, len(members))]...))
	}
	return g.ID
}

func (w *world) patch(ctx context.Context, group string, kind patch.Kind, members ...string) error {
	list := make([]any, len(members))
	for i, id := range members {
		list[i] = map[string]any{"value": id}
	}
	ops := []patch.Op{{Kind: kind, Path: &filter.Path{Attr: "members"}, Value: list, HasValue: true}}
	_, err := w.dir.PatchGroup(ctx, w.who, group, ops, 0)
	return err
}

// cost is what something takes of the table.
func (w *world) cost(do func(ctx context.Context)) table.Usage {
	var meter table.Meter
	do(table.WithMeter(context.Background(), &meter))
	return meter.Usage()
}

func (w *world) query(text string, rt *schema.ResourceType) directory.Query {
	w.t.Helper()
	e, err := filter.Parse(text)
	w.must(err)
	f, err := filter.Compile(e, rt)
	w.must(err)
	return directory.Query{Filter: f, Count: 100}
}
