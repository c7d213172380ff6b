package sim

import (
	"context"
	"errors"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/store"
	"usersync/internal/table"
)

// plant is the product's processes: what runs where, and what is lost when it dies.
type plant struct {
	*world
	table     table.Table
	store     *store.Store
	directory *directory.Service
	workers   []*worker
	sweeper   *provision.Sweeper
	relay     *provision.Relay
	records   func() provision.Records
	policies  func() provision.Policies // of whoever sends messages
	people    func() provision.Population
	sender    provision.Sender
	letters   notify.Mailer
	lease     time.Duration // of a claim on a mail; 0: as in the product
	sweeps    bool

	relaying  bool
	delivered uint64 // how far the change stream was relayed
	sweeping  bool
	nextSweep time.Time
	working   int
}

// worker is one process that takes messages. Its caches die with it.
type worker struct {
	resolver *provision.Resolver
	runner   *provision.Runner
	mails    *notify.Sender
}

const (
	workers = 2
	atOnce  = 3 // messages that are worked on at a time
)

// newPlant builds the product over an engine, as a process sees it.
func newPlant(w *world, t table.Table) *plant {
	p := &plant{world: w, nextSweep: w.clock, sender: w.queue, letters: w.mailer, sweeps: true}
	p.use(t)
	for range workers {
		p.workers = append(p.workers, &worker{})
	}
	return p
}

// use puts the product on an engine.
func (p *plant) use(t table.Table) {
	p.table, p.store = t, store.New(t)
	p.directory = &directory.Service{Now: p.now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64, Store: p.store}
	p.records = func() provision.Records { return p.store }
	p.policies = func() provision.Policies { return p.store }
	p.people = func() provision.Population { return p.store }
}

// start starts every process.
func (p *plant) start() {
	p.relay = &provision.Relay{Policies: p.policies(), Sender: p.sender}
	for _, w := range p.workers {
		p.restart(w)
	}
	p.sweeper = p.newSweeper()
}

func (p *plant) newResolver(now func() time.Time) *provision.Resolver {
	return &provision.Resolver{
		Policies: p.store, Records: p.records(), Seats: p.store,
		Now: now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64,
	}
}

func (p *plant) newRunner(r *provision.Resolver) *provision.Runner {
	return &provision.Runner{
		Heads: p.store, Parts: p.store, People: p.people(), Policies: p.policies(), Resolver: r, Sender: p.sender,
		Now: r.Now, NewID: p.newID, IndexLag: p.lag + 2*maxSkew,
	}
}

func (p *plant) restart(w *worker) {
	now := p.wrongClock()
	w.resolver = p.newResolver(now)
	w.runner = p.newRunner(w.resolver)
	w.mails = &notify.Sender{
		Ledger: p.store, People: p.store, Switch: p.store, Templates: p.store, Mailer: p.letters, Now: now, Instance: p.newID(),
		Lease: p.lease,
	}
}

// holds decides on nothing: holds become void when nobody is in them any more, and expire.
func (p *plant) holds(r *provision.Resolver) *provision.Holds {
	return &provision.Holds{
		Store: p.store, Policies: p.store, Drafts: p.store, People: p.store, Users: p.store, Accounts: p.store,
		Now: r.Now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64,
	}
}

func (p *plant) newSweeper() *provision.Sweeper {
	r := p.newResolver(p.wrongClock())
	return &provision.Sweeper{
		Policies: p.policies(), Sender: p.sender, Bells: store.NewBells(p.table, access.FromTrigger), Accounts: p.store,
		Journals: p.directory, Runs: p.newRunner(r), People: p.store, Lines: r, AccountOf: access.FromTrigger, Now: r.Now,
		Hands:   &provision.Hands{Store: p.store, Policies: p.store, Now: p.now, NewID: p.newID},
		Auto:    &provision.Autopilot{Planner: &provision.Planner{Drafts: p.store}}, // of which there is never a draft
		Holds:   p.holds(r),
		Erasing: &provision.Eraser{Store: p.store, Now: p.now},
	}
}

// starts lists what may begin at this moment.
func (p *plant) starts() []func() {
	var list []func()
	if !p.relaying && p.delivered < p.audit.seq {
		list = append(list, p.startRelay)
	}
	if p.working < atOnce && p.queue.ready() {
		list = append(list, p.startWork)
	}
	if p.sweeps && !p.sweeping && !p.clock.Before(p.nextSweep) {
		list = append(list, p.startSweep)
	}
	return list
}

func (p *plant) startRelay() {
	p.relaying = true
	p.spawn("relay", func(ctx context.Context) { p.relayOnce(ctx) }, func(bool) { p.relaying = false })
}

// relayOnce hands a batch of the change stream to the relay. What was not handed over to the end comes again.
func (p *plant) relayOnce(ctx context.Context) {
	p.call("stream")
	changes, err := p.db.Changes(ctx, p.delivered, 1+p.rng.IntN(20))
	if err != nil || len(changes) == 0 {
		return
	}
	last := changes[len(changes)-1].Seq
	if p.strikes(recordLost) {
		p.delivered = last
		return
	}
	var signals []provision.Signal
	for _, c := range changes {
		if s, ok := store.Signal(c, access.FromTrigger); ok {
			signals = append(signals, s)
		}
	}
	if err := p.relay.Relay(ctx, signals); err != nil {
		p.pause(100 * time.Millisecond)
		return
	}
	p.call("checkpoint")
	if !p.strikes(recordTwice) {
		p.delivered = last
	}
}

func (p *plant) startSweep() {
	p.sweeping = true
	p.nextSweep = p.clock.Add(time.Hour)
	older := time.Minute
	if !p.calm {
		p.nextSweep = p.clock.Add(time.Duration(p.rng.IntN(30)) * time.Second)
		older = time.Duration(p.rng.IntN(10)) * time.Second
	}
	if p.strikes(sweptTwice) {
		other := p.newSweeper()
		p.spawn("another sweeper", func(ctx context.Context) { _ = other.Sweep(ctx, older) }, nil)
	}
	p.spawn("sweeper", func(ctx context.Context) {
		calm := p.calm
		if err := p.sweeper.Sweep(ctx, older); err != nil && calm {
			p.wrong("sweep failed without a mishap: %v", err)
		}
	}, func(crashed bool) {
		p.sweeping = false
		if crashed {
			p.sweeper = p.newSweeper()
		}
	})
}

func (p *plant) startWork() {
	l, w := p.queue.take(), p.workers[p.rng.IntN(workers)]
	p.working++
	a := p.spawn("worker", func(ctx context.Context) {
		verdict := p.handle(ctx, w, l)
		p.call("settle")
		p.queue.settle(l, verdict)
	}, func(crashed bool) {
		p.working--
		if crashed {
			p.restart(w)
		}
	})
	a.stalls = l.Kind != job.SendMail // whoever sends a mail is dead when the claim has run out
}

func (p *plant) handle(ctx context.Context, w *worker, l *letter) job.Verdict {
	p.note(string(l.Kind) + l.User + l.ID)
	account := access.FromTrigger(l.Account)
	switch l.Kind {
	case job.ResolveUser:
		_, err := w.resolver.Resolve(ctx, account, l.User, l.Version)
		return p.verdict(l, err)
	case job.ApplyJournal:
		return p.verdict(l, p.directory.ApplyJournal(ctx, account, l.ID))
	case job.SendMail:
		return w.mails.Handle(ctx, account, l.User, l.ID)
	default:
		return w.runner.Handle(ctx, account, l.Message)
	}
}

func (p *plant) verdict(l *letter, err error) job.Verdict {
	if err == nil {
		return job.Done()
	}
	if !fault.Is(err, fault.Unavailable) && !errors.Is(err, context.DeadlineExceeded) {
		p.wrong("%s of %s%s: %v", l.Kind, l.User, l.ID, err)
	}
	return job.Again(job.Deliveries.Wait(l.received, p.rng.Float64()), err.Error())
}
