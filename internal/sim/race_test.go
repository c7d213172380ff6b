package sim

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"usersync/internal/directory"
	"usersync/internal/scim"
)

// raceSeeds are the interleavings that TestParallelPatches runs through. SEED=n runs through another one, or one of these alone.
var raceSeeds = []uint64{1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233}

// racers is how many clients change one group at once.
const racers = 200

// TestParallelPatches lets 200 clients change one group at the same time, each by one PATCH: half of them add somebody, half remove somebody, every
// fiftieth in a batch that goes through a journal. Every call to the table is a point where the others may come in between, in an order that
// the seed decides. Nothing may be lost, with mishaps and without.
func TestParallelPatches(t *testing.T) {
	seeds := raceSeeds
	if seed := number("SEED", -1); seed >= 0 {
		seeds = []uint64{uint64(seed)}
	}
	for _, seed := range seeds {
		for _, calm := range []bool{true, false} {
			for _, problem := range patchAtOnce(seed, calm) {
				t.Errorf("SEED=%d go test -run TestParallelPatches ./internal/sim: without mishaps %v: %s", seed, calm, problem)
			}
		}
	}
}

// patchAtOnce runs one seed and says what did not hold.
func patchAtOnce(seed uint64, calm bool) []string {
	w := newWorld(seed)
	defer w.end()
	raw := newPlant(w, w.db)
	c := newCompany(w, raw, "ACCOUNT1")
	w.plant = newPlant(w, unsure{w})
	w.plant.relaying, w.plant.sweeps = true, false // the directory alone
	var batches [racers][]string
	var before, want []string
	for i := range batches {
		for n := range 1 + i%50/49*35 {
			u, err := raw.directory.CreateUser(context.Background(), c.idp, scim.Object{"userName": fmt.Sprint(i, "-", n)})
			c.must(err)
			batches[i] = append(batches[i], u.ID)
		}
		if i < racers/2 {
			want = append(want, batches[i]...)
		} else {
			before = append(before, batches[i]...)
		}
	}
	g, err := raw.directory.CreateGroup(context.Background(), c.idp, scim.Object{"displayName": "Contended"}, before)
	c.must(err)
	for i, batch := range batches {
		op := "add"
		if i >= racers/2 {
			op = "remove"
		}
		c.client(fmt.Sprint("client", i), 1, func() { c.untilDone(w.plant, g.ID, op, batch) })
	}
	w.calm = calm
	w.drain()
	w.calm = true
	w.clock = w.clock.Add(time.Hour)
	c.must(raw.directory.ApplyAll(context.Background(), c.account))
	c.compare(g, want, calm)
	return w.failed
}

// untilDone sends one PATCH again and again, as clients do, until it is accepted.
func (c *company) untilDone(p *plant, group, op string, users []string) {
	list := make([]any, len(users))
	for i, u := range users {
		list[i] = map[string]any{"value": u}
	}
	for range 200 {
		var err error
		crashed := c.guarded(func() { err = c.patchGroup(p, group, op, "members", list)(c.deadline()) })
		if !crashed && err == nil {
			return
		}
		c.pause(time.Duration(c.rng.IntN(5000)) * time.Millisecond)
	}
	c.wrong("%s was never accepted", op)
}

// compare looks at the group afterwards: its members, and that its version counts the changes.
func (c *company) compare(g directory.Group, want []string, calm bool) {
	members, err := c.raw.store.Members(context.Background(), c.account, g.ID, 0)
	c.must(err)
	slices.Sort(want)
	if !slices.Equal(members, want) {
		c.wrong("%d members, want %d", len(members), len(want))
	}
	after, err := c.raw.directory.Group(context.Background(), c.account, g.ID, false)
	c.must(err)
	if changes := after.Version - g.Version; changes != racers && calm || changes < racers {
		c.wrong("%d changes are counted, %d were made", changes, racers)
	}
}
