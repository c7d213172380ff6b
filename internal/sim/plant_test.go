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
	desk      *desk
	door      *door
	dueSync   func(ctx context.Context) error // what the schedule of the platform calls
	relay     *provision.Relay
	records   func() provision.Records
	policies  func() provision.Policies // of whoever sends messages
	snapshots func() provision.Policies // of whoever resolves
	people    func() provision.Population
	plans     func() provision.PlanStore
	decisions func() provision.HoldStore
	spoil     func(s *provision.Sweeper) // makes a sweeper a wrong one; may be nil
	sender    provision.Sender
	letters   notify.Mailer
	lease     time.Duration // of a claim on a mail; 0: as in the product
	words     notify.Reported
	circuits  notify.Circuits // nil where the mail service never stops
	sweeps    bool

	relaying  bool
	delivered int // how much of the change stream was relayed
	sweeping  bool
	nextSweep time.Time
	ticking   int
	nextTick  time.Time
	working   int
	reporting int
}

// worker is one process that takes messages. Its caches die with it.
type worker struct {
	resolver  *provision.Resolver
	runner    *provision.Runner
	autopilot *provision.Autopilot
	holds     *provision.Holds
	mails     *notify.Sender
}

// desk is the process that serves admins.
type desk struct {
	resolver *provision.Resolver
	runner   *provision.Runner
	planner  *provision.Planner
	holds    *provision.Holds
	rules    *provision.Rules
}

const (
	workers = 2
	atOnce  = 3 // messages that are worked on at a time
)

// newPlant builds the product over an engine, as a process sees it.
func newPlant(w *world, t table.Table) *plant {
	p := &plant{world: w, nextSweep: w.clock, nextTick: w.clock, sender: w.queue, letters: w.mailer, sweeps: true}
	p.dueSync = p.syncDue
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
	p.snapshots = func() provision.Policies { return p.store }
	p.people = func() provision.Population { return p.store }
	p.plans = func() provision.PlanStore { return p.store }
	p.decisions = func() provision.HoldStore { return p.store }
	p.words = p.store
	if p.mailer.tells {
		p.circuits = p.store
	}
}

// start starts every process.
func (p *plant) start() {
	p.relay = &provision.Relay{Policies: p.policies(), Sender: p.sender}
	for _, w := range p.workers {
		p.restart(w)
	}
	p.sweeper = p.newSweeper()
	p.desk = p.newDesk()
	p.listen()
}

// starts lists what may begin at this moment.
func (p *plant) starts() []func() {
	var list []func()
	if !p.relaying && p.delivered < len(p.audit.stream) {
		list = append(list, p.startRelay)
	}
	if p.working < atOnce && p.queue.ready() {
		list = append(list, p.startWork)
	}
	if p.reporting < atOnce && p.mailer.post.ready() {
		list = append(list, p.startReport)
	}
	if p.sweeps && !p.sweeping && !p.clock.Before(p.nextSweep) {
		list = append(list, p.startSweep)
	}
	if p.sweeps && !p.calm && p.ticking == 0 && !p.clock.Before(p.nextTick) {
		list = append(list, p.startTick)
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
	last := min(len(p.audit.stream), p.delivered+1+p.rng.IntN(20))
	changes := p.audit.stream[p.delivered:last]
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
		p.nextSweep = p.clock.Add(time.Duration(p.rng.IntN(45)) * time.Second)
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
	a.stalls = l.content.Kind != job.SendMail // whoever sends a mail is dead when the claim has run out
}

func (p *plant) handle(ctx context.Context, w *worker, l *letter) job.Verdict {
	m := l.content
	p.note(string(m.Kind) + m.User + m.ID)
	account := access.FromTrigger(m.Account)
	switch m.Kind {
	case job.ResolveUser:
		_, err := w.resolver.Resolve(ctx, account, m.User, m.Version)
		return p.verdict(l, err)
	case job.ApplyJournal:
		return p.verdict(l, p.directory.ApplyJournal(ctx, account, m.ID))
	case job.NoteGone:
		return p.gone().Handle(ctx, account)
	case job.SendMail:
		return w.mails.Handle(ctx, account, m.User, m.ID)
	case job.AutoPlan:
		return w.autopilot.Handle(ctx, account)
	case job.RingHold:
		return p.verdict(l, w.holds.Ring(ctx, account, m.ID))
	default:
		return w.runner.Handle(ctx, account, m)
	}
}

func (p *plant) verdict(l *letter, err error) job.Verdict {
	if err == nil {
		return job.Done()
	}
	if !fault.Is(err, fault.Unavailable) && !errors.Is(err, context.DeadlineExceeded) {
		p.wrong("%s of %s%s: %v", l.content.Kind, l.content.User, l.content.ID, err)
	}
	return job.Again(job.Deliveries.Wait(l.received, p.rng.Float64()), err.Error())
}
