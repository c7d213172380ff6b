package sim

import (
	"context"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/store"
)

func (p *plant) newResolver(now func() time.Time) *provision.Resolver {
	return &provision.Resolver{
		Policies: p.snapshots(), Records: p.records(), Seats: p.store,
		Now: now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64,
	}
}

func (p *plant) newRunner(r *provision.Resolver, planner *provision.Planner) *provision.Runner {
	return &provision.Runner{
		Heads: p.store, Parts: p.store, People: p.people(), Policies: p.policies(), Resolver: r, Sender: p.sender, Dry: planner, Lines: r, Failing: p.store, Gone: p.gone(),
		Now: r.Now, NewID: p.newID, IndexLag: p.lag + 2*maxSkew,
	}
}

func (p *plant) newPlanner(r *provision.Resolver) *provision.Planner {
	return &provision.Planner{
		Store: p.plans(), Heads: p.store, Policies: p.store, Records: p.records(), Groups: p.store, People: p.people(), Seats: r, Keys: twoOwners{},
		Drafts: p.store, Holds: p.decisions(), Accounts: p.store, Sender: p.sender, Now: r.Now, NewID: p.newID,
	}
}

// twoOwners says that a second person could approve what one asks for.
type twoOwners struct{}

func (twoOwners) Owners(context.Context, access.Account) (int, error) { return 2, nil }

func (p *plant) newAutopilot(planner *provision.Planner) *provision.Autopilot {
	return &provision.Autopilot{Planner: planner, PlanID: func(_ access.Account, d provision.AutoDraft) string {
		return fmt.Sprintf("01SIMAUTO%09d%08d", d.Revision, d.Try)
	}}
}

func (p *plant) newHolds(r *provision.Resolver, planner *provision.Planner) *provision.Holds {
	return &provision.Holds{
		Store: p.decisions(), Plans: planner, Policies: p.store, Drafts: p.store, People: p.store, Users: p.store, Accounts: p.store,
		Now: r.Now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64,
	}
}

func (p *plant) restart(w *worker) {
	w.resolver = p.newResolver(p.wrongClock())
	planner := p.newPlanner(w.resolver)
	w.runner = p.newRunner(w.resolver, planner)
	w.autopilot, w.holds = p.newAutopilot(planner), p.newHolds(w.resolver, planner)
	w.mails = &notify.Sender{
		Ledger: p.store, People: p.store, Switch: p.store, Templates: p.store, Mailer: p.letters, Notices: p.store, Now: w.resolver.Now, Instance: p.newID(),
		Lease: p.lease, Circuits: p.circuits,
	}
}

func (p *plant) newDesk() *desk {
	r := p.newResolver(p.wrongClock())
	planner := p.newPlanner(r)
	publisher := &provision.Publisher{Store: p.store, Now: r.Now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64}
	return &desk{
		resolver: r, planner: planner, runner: p.newRunner(r, planner), holds: p.newHolds(r, planner),
		rules: &provision.Rules{Publisher: publisher, Groups: p.store, Drafts: p.store, History: p.store, Accounts: p.store},
	}
}

func (p *plant) newSweeper() *provision.Sweeper {
	r := p.newResolver(p.wrongClock())
	planner := p.newPlanner(r)
	s := &provision.Sweeper{
		Policies: p.policies(), Sender: p.sender, Bells: store.NewBells(p.table, access.FromTrigger), Accounts: p.store,
		Journals: p.directory, Runs: p.newRunner(r, planner), People: p.store, Lines: r, AccountOf: access.FromTrigger, Now: r.Now,
		Hands:   &provision.Hands{Store: p.store, Policies: p.store, Now: p.now, NewID: p.newID},
		Auto:    p.newAutopilot(planner),
		Holds:   p.newHolds(r, planner),
		Gone:    p.gone(),
		Erasing: &provision.Eraser{Store: p.store, Now: p.now},
		Watch:   &provision.SeatWatch{Accounts: p.store, Policies: p.policies(), Seats: p.store, Low: p.store, Now: p.now, NewID: p.newID},
		Audit:   &provision.Sealer{Store: p.store, Now: p.now},
	}
	if p.spoil != nil {
		p.spoil(s)
	}
	return s
}

func (p *plant) gone() *provision.GoneGroups {
	publisher := &provision.Publisher{Store: p.store, Now: p.now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64}
	return &provision.GoneGroups{Publisher: publisher, Store: p.store, Sender: p.sender, Now: p.now}
}
