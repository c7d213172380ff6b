package sim

import (
	"context"
	"slices"
	"testing"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// hectic is the shape of runs that look for mutants: few users, of whom much changes at once.
var hectic = shape{users: 2, groups: 2, rules: 4, pushes: 25, edits: 2}

// mutants are wrong variants of the protocol, made by wrapping what the resolver stands on. Each must be caught, or the checks are worth nothing.
var mutants = []struct {
	name   string
	seeds  int // within which it must be caught
	change func(p *plant)
}{
	{"no_want_fence", 500, func(p *plant) {
		p.use(forgetful{p.table, "want"})
	}},
	{"fence_read_after_data", 5000, func(p *plant) {
		p.alter = func(r provision.Records) provision.Records { return &hasty{r, p.world, map[*actor]provision.Record{}} }
	}},
}

func TestMutant(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			for seed := range m.seeds {
				if w := play(uint64(seed), hectic, m.change); len(w.failed) > 0 {
					t.Logf("caught by seed %d: %s", seed, w.failed[0])
					return
				}
			}
			t.Errorf("survived %d seeds", m.seeds)
		})
	}
}

// The hectic shape is fair: the right protocol survives it.
func TestNobodyIsAMutant(t *testing.T) {
	for seed := range 100 {
		for _, problem := range play(uint64(seed), hectic, nil).failed {
			t.Errorf("seed %d: %s", seed, problem)
		}
	}
}

// forgetful is a table that leaves one attribute of the fence out of the conditions of a resolve's commit.
type forgetful struct {
	table.Table
	attribute string
}

func (f forgetful) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if act.Key.S == "SYNC" {
			actions[i].If = slices.DeleteFunc(slices.Clone(act.If), func(c table.Cond) bool { return c.Name == f.attribute })
		}
	}
	return f.Table.Transact(ctx, actions)
}

// hasty reads a user's data before the fence.
type hasty struct {
	provision.Records
	world *world
	read  map[*actor]provision.Record
}

func (h *hasty) Fence(ctx context.Context, a access.Account, user string) (provision.Fence, error) {
	rec, err := h.Records.Record(ctx, a, user)
	if err != nil {
		return provision.Fence{}, err
	}
	h.read[h.world.acting] = rec
	return h.Records.Fence(ctx, a, user)
}

func (h *hasty) Record(context.Context, access.Account, string) (provision.Record, error) {
	return h.read[h.world.acting], nil
}
