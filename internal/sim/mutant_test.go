package sim

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// hectic is the shape of runs that look for mutants: few users, of whom much changes at once.
var hectic = shape{users: 2, groups: 2, rules: 4, pushes: 20, edits: 8}

// births is the shape of runs in which people come and go while policies are published: mutants whose names begin so.
var births = shape{users: 12, groups: 2, rules: 2, pushes: 14, edits: 10, births: true}

// guarded, planned, drafted and mailed are the shapes of runs in which holds are decided on, plans applied, drafts go live by themselves, and the mail service reports and stops.
var (
	guarded = shape{users: 5, groups: 2, rules: 3, pushes: 6, plans: 3, words: 2, strict: true}
	planned = shape{users: 5, groups: 3, rules: 4, pushes: 3, edits: 4, plans: 4, flat: true}
	drafted = shape{users: 3, groups: 2, rules: 3, pushes: 4, edits: 8, drafts: true}
	timed   = shape{users: 3, groups: 2, rules: 3, pushes: 3, edits: 6, plans: 4, flat: true}
	mailed  = shape{users: 6, groups: 2, rules: 2, pushes: 8, edits: 1, flat: true, mailed: true}
	dialled = shape{users: 3, groups: 2, rules: 3, pushes: 20, edits: 2, http: true}
)

// shapeOfMutant goes by the first word of a mutant's name.
func shapeOfMutant(name string) shape {
	first, _, _ := strings.Cut(name, "_")
	if s, ok := shapes[first]; ok {
		return s
	}
	return hectic
}

// mutants are wrong variants of the protocol, made by wrapping what the product stands on. Each must be caught, or the checks are worth nothing.
var mutants = []struct {
	name   string
	seeds  int // within which it must be caught
	change func(p *plant)
}{
	{"no_want_fence", 500, func(p *plant) { p.use(forgetful{p.table, "#U#", "SYNC", []string{"want"}}) }},
	{"no_turn_fence", 1000, func(p *plant) {
		p.use(forgetful{p.table, "#U#", "SYNC", []string{"turn"}})
		p.records = func() provision.Records { return slow{p.store, p.world} }
	}},
	{"fence_read_after_data", 1000, func(p *plant) {
		p.records = func() provision.Records { return &hasty{p.store, p.world, map[*actor]provision.Record{}} }
	}},
	{"fence_not_written_when_nothing_changed", 500, func(p *plant) {
		p.records = func() provision.Records { return sparing{p.store} }
	}},
	{"no_sweeper", 500, func(p *plant) { p.sweeps = false }},
	{"messages_sent_by_the_writer_and_no_sweeper", 500, func(p *plant) {
		p.use(direct{p.table, p})
		p.relaying, p.sweeps = true, false
	}},
	{"memberships_from_an_index", 500, func(p *plant) {
		p.records = func() provision.Records { return behind{p.store, p.world} }
	}},
	{"births_version_of_messages_from_memory", 500, func(p *plant) { // which the second listing would put right
		remembered := &trusting{Policies: p.store, world: p.world}
		p.policies = func() provision.Policies { return remembered }
		p.people = func() provision.Population { return content{p.store} }
	}},
	{"births_only_messages_of_runs_carry_the_version", 10_000, func(p *plant) {
		p.lag, p.sender = -2*maxSkew, unstamped{p.queue} // in one process the list is never behind, and nobody waits for it
	}},
	{"births_no_second_listing", 2000, func(p *plant) {
		p.people = func() provision.Population { return content{p.store} }
	}},
	{"seats_counted_by_reading_and_writing", 2000, func(p *plant) { p.use(rewritten{p.table, p.world}) }},
	{"claims_without_a_look_at_the_counter", 4000, func(p *plant) { p.use(forgetful{p.table, "#P#", "", []string{"used"}}) }},
	{"heirs_are_not_rung", 1000, func(p *plant) { p.use(silent{p.table}) }},
	{"last_admins_go_together", 2000, func(p *plant) {
		p.records = func() provision.Records { return careless{p.store, p.world} }
	}},
	{"nobody_hears_of_groups_in_groups", 2000, func(p *plant) { p.use(deaf{p.table}) }},
	{"mail_sent_inline", 500, func(p *plant) {
		p.records = func() provision.Records { return inline{p.store, p.mailer} }
		p.letters = sentAlready{}
	}},
	{"blind_resend", 2000, func(p *plant) { p.letters = blind{p.mailer} }},
	{"guarded_holds_of_plans_are_forgotten", 500, func(p *plant) {
		p.snapshots = func() provision.Policies { return oblivious{p.store} }
	}},
	{"guarded_losses_are_not_counted", 500, func(p *plant) {
		p.records = func() provision.Records { return uncounted{p.store} }
	}},
	{"guarded_holds_are_taken_for_approved", 500, func(p *plant) {
		p.records = func() provision.Records { return lenient{p.store} }
	}},
	{"guarded_an_approval_rings_nobody", 2000, func(p *plant) {
		p.decisions = func() provision.HoldStore { return quiet{p.store} }
	}},
	{"guarded_what_is_rejected_stays", 1000, func(p *plant) {
		p.decisions = func() provision.HoldStore { return stubborn{p.store, p} }
	}},
	{"guarded_nobody_sweeps_holds", 500, func(p *plant) {
		p.spoil = func(s *provision.Sweeper) { s.Holds.(*provision.Holds).Store = patient{p.store} }
	}},
	{"guarded_a_decision_can_be_taken_back", 2000, func(p *plant) { p.use(revocable{p.table, p.world}) }},
	{"planned_apply_ignores_that_a_plan_is_old", 500, func(p *plant) {
		p.plans = func() provision.PlanStore { return ageless{p.store, p} }
	}},
	{"planned_a_difference_is_forgotten", 500, func(p *plant) {
		p.plans = func() provision.PlanStore { return sketchy{p.store} }
	}},
	{"drafted_only_messages_take_drafts_live", 500, func(p *plant) {
		p.spoil = func(s *provision.Sweeper) { s.Auto.(*provision.Autopilot).Planner.Drafts = undrafted{p.store} }
	}},
	{"dialled_doubt_is_taken_for_success", 500, func(p *plant) { p.use(hopeful{p.table}) }},
	{"timed_runs_have_ids_by_chance", 500, func(p *plant) { p.dueSync = byChance(p) }},
	{"timed_full_runs_side_by_side", 2000, func(p *plant) { p.use(crowded{p.table, p.world}) }},
	{"claim_of_a_mail_shorter_than_its_sending", 5000, func(p *plant) { p.lease = 5 * time.Second }},
	{"mailed_the_last_word_wins", 500, func(p *plant) { p.words = impressed{p.store} }},
	{"mailed_reports_prove_nothing", 500, func(p *plant) { p.words = unproven{p.store} }},
	{"mailed_failures_are_not_listed", 500, func(p *plant) { p.words = unlisted{p.store} }},
	{"mailed_nobody_probes", 500, func(p *plant) { p.circuits = hopeless{p.store, p.world} }},
	{"mailed_everybody_probes", 2000, func(p *plant) { p.circuits = heedless{p.store} }},
	{"mailed_the_circuit_is_never_read", 500, func(p *plant) { p.circuits = welded{p.store} }},
}

// TestMutant wants every mutant caught. RATES=n plays n seeds of each and says how many are wrong.
func TestMutant(t *testing.T) {
	rates := number("RATES", 0)
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			if script, ok := directed[m.name]; ok {
				problems := stage(t, script, m.change)
				if len(problems) == 0 {
					t.Error("survived its directed schedule")
				} else {
					t.Logf("caught by its directed schedule: %s", problems[0])
				}
				if rates == 0 {
					return
				}
			}
			caught, seeds := 0, m.seeds
			if rates > 0 {
				seeds = rates
			}
			for seed := range seeds {
				w := play(uint64(seed), shapeOfMutant(m.name), m.change)
				if len(w.failed) == 0 {
					continue
				}
				if caught++; caught == 1 {
					t.Logf("caught by seed %d: %s", seed, w.failed[0])
				}
				if rates == 0 {
					return
				}
			}
			t.Logf("%d of %d seeds are wrong", caught, seeds)
			if caught == 0 && directed[m.name] == nil {
				t.Errorf("survived %d seeds", seeds)
			}
		})
	}
}

// The hectic shape is fair: the right protocol survives it.
func TestNobodyIsAMutant(t *testing.T) {
	for seed := range number("RATES", 200) {
		unhurried := func(p *plant) { p.records = func() provision.Records { return slow{p.store, p.world} } }
		for _, problem := range play(uint64(seed), hectic, unhurried).failed {
			t.Errorf("seed %d: %s", seed, problem)
		}
	}
}

// forgetful is a table that leaves the conditions on some attributes out of updates of some items.
type forgetful struct {
	table.Table
	partition, sort string
	attributes      []string
}

func (f forgetful) Transact(ctx context.Context, actions []table.Action) error {
	actions = slices.Clone(actions)
	for i, act := range actions {
		if act.Verb == table.UpdateVerb && strings.Contains(act.Key.P, f.partition) && strings.HasPrefix(act.Key.S, f.sort) {
			actions[i].If = slices.DeleteFunc(slices.Clone(act.If), func(c table.Cond) bool { return slices.Contains(f.attributes, c.Name) })
		}
	}
	return f.Table.Transact(ctx, actions)
}

// deaf is a table in which a journal that rings moves on, and rings nobody.
type deaf struct{ table.Table }

func (d deaf) Transact(ctx context.Context, actions []table.Action) error {
	if strings.Contains(actions[0].Key.P, "#J#") && len(actions) > 1 {
		actions = actions[:1]
	}
	return d.Table.Transact(ctx, actions)
}

// slow takes its time between reading and writing. That is no fault, but makes others come in between.
type slow struct {
	provision.Records
	world *world
}

func (s slow) Record(ctx context.Context, a access.Account, user string) (provision.Record, error) {
	s.world.dawdle()
	return s.Records.Record(ctx, a, user)
}

func (w *world) dawdle() { w.pause(time.Duration(w.rng.IntN(2000)) * time.Millisecond) }

// blind is a mail service that is taken not to have accepted what it has not confirmed.
type blind struct{ notify.Mailer }

func (blind) Fate(context.Context, string) (notify.Fate, error) { return notify.NotAccepted, nil }

// hasty reads a user's data before the fence, and takes its time in between.
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
	h.world.dawdle()
	return h.Records.Fence(ctx, a, user)
}

func (h *hasty) Record(context.Context, access.Account, string) (provision.Record, error) {
	return h.read[h.world.acting], nil
}
