package provision_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/store"
	"usersync/internal/table"
)

// works is a house in which messages flow: what is sent lies in a box until the test has it delivered.
type works struct {
	*house
	engine    *engine
	runs      *store.Store // on the engine
	resolver  *provision.Resolver
	runner    *provision.Runner
	planner   *provision.Planner
	gone      *provision.GoneGroups
	autopilot *provision.Autopilot
	hands     *provision.Hands
	holds     *provision.Holds
	status    *provision.StatusReader
	box       []letter
	read      uint64     // how far the change stream was relayed
	random    *rand.Rand // nil: messages are delivered in the order in which they were sent
	copies    int        // of each message
	narrow    bool       // new ids fall into one shard of the list, which thus has several chunks
}

type letter struct {
	job.Message
	due   time.Time
	tries int
}

func newWorks(t testing.TB) *works {
	w := &works{house: newHouse(t), copies: 1}
	w.directory.NewID, w.publisher.NewID = w.newID, w.newID
	w.engine = &engine{Table: w.db, works: w}
	w.runs = store.New(w.engine)
	w.status = &provision.StatusReader{Gauges: w.store, Heads: w.store, People: w.store, Failed: w.store}
	w.start()
	w.status.Auto = w.autopilot
	return w
}

func (w *works) newID() string {
	for {
		w.ids++
		id := fmt.Sprintf("ID%08d", w.ids)
		h := fnv.New32a()
		_, _ = h.Write([]byte(id))
		if !w.narrow || h.Sum32()%provision.ListShards == 0 {
			return id
		}
	}
}

// start is a fresh process: nothing is cached.
func (w *works) start() {
	w.resolver = w.newResolver(w.runs)
	w.resolver.NewID = w.newID
	w.planner = &provision.Planner{Store: w.runs, Heads: w.runs, Policies: w.runs, Records: w.runs, Groups: w.runs, People: w.runs, Seats: w.resolver, Keys: &provision.Keys{Store: w.runs, Now: w.now}, Drafts: w.runs, Holds: w.runs, Accounts: w.runs, Sender: w, Now: w.now, NewID: w.newID}
	w.autopilot = &provision.Autopilot{Planner: w.planner, PlanID: func(_ access.Account, d provision.AutoDraft) string {
		return fmt.Sprintf("AUTO-%d-%d", d.Revision, d.Try)
	}}
	w.hands = &provision.Hands{Store: w.runs, Policies: w.runs, Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rand}
	w.holds = &provision.Holds{
		Store: w.runs, Plans: w.planner, Policies: w.runs, Drafts: w.runs, People: w.runs, Users: w.runs, Accounts: w.runs, Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rand,
	}
	w.gone = &provision.GoneGroups{
		Publisher: &provision.Publisher{Store: w.runs, Now: w.now, NewID: w.newID, Sleep: w.sleep, Rand: w.rand}, Store: w.runs, Sender: w, Now: w.now,
	}
	w.runner = &provision.Runner{
		Heads: w.runs, Parts: w.runs, People: w.runs, Policies: w.runs, Resolver: w.resolver, Sender: w, Dry: w.planner, Lines: w.resolver, Failing: w.runs, Gone: w.gone, Now: w.now, NewID: w.newID,
	}
}

// crowd makes so many users who are members of the groups.
func (w *works) crowd(n int, groups ...string) []string {
	w.t.Helper()
	var all []string
	for len(all) < n {
		name := fmt.Sprintf("user%04d", w.ids)
		u, err := w.directory.CreateUser(context.Background(), w.idp, scim.Object{
			"userName": name, "active": true, "emails": []any{scim.Object{"value": name + "@example.com", "primary": true}},
		})
		w.must(err)
		all = append(all, u.ID)
	}
	for _, g := range groups {
		w.members(g, "add", all...)
	}
	return all
}

// Send implements provision.Sender.
func (w *works) Send(ctx context.Context, q job.Queue, messages ...job.Message) error {
	return w.SendLater(ctx, q, 0, messages...)
}

// SendLater implements provision.Sender.
func (w *works) SendLater(_ context.Context, _ job.Queue, after time.Duration, messages ...job.Message) error {
	if w.engine.dead {
		return errDown
	}
	for _, m := range messages {
		for range w.copies {
			w.box = append(w.box, letter{Message: m, due: w.clock.Add(after)})
		}
	}
	return nil
}

// relay turns what was committed into messages.
func (w *works) relay() bool {
	w.t.Helper()
	if w.engine.dead {
		return false
	}
	changes, err := w.db.Changes(context.Background(), w.read, 1000)
	w.must(err)
	var signals []provision.Signal
	for _, c := range changes {
		w.read = c.Seq
		if s, ok := store.Signal(c, access.FromTrigger); ok {
			signals = append(signals, s)
		}
	}
	relay := provision.Relay{Policies: w.store, Sender: w}
	w.must(relay.Relay(context.Background(), signals))
	return len(changes) > 0
}

// step delivers one message, after waiting for the first that is due. It returns false when there is nothing left to do.
func (w *works) step() bool {
	w.t.Helper()
	if w.relay() {
		return true
	}
	if len(w.box) == 0 {
		return false
	}
	at := 0
	if w.random != nil {
		at = w.random.IntN(len(w.box))
	}
	l := w.box[at]
	w.box = slices.Delete(w.box, at, at+1)
	if l.due.After(w.clock) {
		w.clock = l.due
	}
	wait, again := w.handle(l.Message).IsAgain()
	if again && l.tries < 8 {
		w.box = append(w.box, letter{l.Message, w.clock.Add(wait), l.tries + 1})
	}
	return true
}

func (w *works) handle(m job.Message) job.Verdict {
	ctx := context.Background()
	switch m.Kind {
	case job.SendMail:
		return job.Done()
	case job.ApplyJournal:
		w.must(w.directory.ApplyJournal(ctx, w.account, m.ID))
		return job.Done()
	case job.RingHold:
		return provision.Verdict(w.holds.Ring(ctx, w.account, m.ID))
	case job.NoteGone:
		return w.gone.Handle(ctx, w.account)
	case job.AutoPlan:
		return w.autopilot.Handle(ctx, w.account)
	case job.ResolveUser:
		if _, err := w.resolver.Resolve(ctx, w.account, m.User, m.Version); err != nil {
			return job.Again(time.Second, err.Error())
		}
		return job.Done()
	default:
		return w.runner.Handle(ctx, w.account, m)
	}
}

// rest delivers everything.
func (w *works) rest() {
	w.t.Helper()
	for n := 0; w.step(); n++ {
		if n > 50_000 {
			w.t.Fatal("it does not come to rest")
		}
	}
}

// crash loses what was in memory: every message, what the relay had in hand, and all caches. Then a new process starts and sweeps.
func (w *works) crash() {
	w.t.Helper()
	w.engine.dead, w.engine.countdown = false, 0
	for len(w.box) > 0 || w.relay() {
		w.box = nil
	}
	w.start()
	w.sweep(0)
}

func (w *works) sweep(olderThan time.Duration) {
	w.t.Helper()
	w.must(w.sweeper().Sweep(context.Background(), olderThan))
}

func (w *works) sweeper() *provision.Sweeper {
	return &provision.Sweeper{
		Policies: w.runs, Sender: w, Bells: store.NewBells(w.engine, access.FromTrigger), Accounts: w.runs, Journals: w.directory,
		Runs: w.runner, People: w.runs, Lines: w.resolver, Hands: w.hands, Auto: w.autopilot, Holds: w.holds, Gone: w.gone, Erasing: &provision.Eraser{Store: w.store, Now: w.now},
		Watch: &provision.SeatWatch{Accounts: w.store, Policies: w.store, Seats: w.store, Low: w.store, Now: w.now, NewID: w.newID}, AccountOf: access.FromTrigger, Now: w.now,
		Audit: &provision.Sealer{Store: w.store, Now: w.now},
	}
}

// run reads a run; every count of it that can be is exact.
func (w *works) run(id string) provision.Run {
	w.t.Helper()
	r, err := w.runner.Run(context.Background(), w.account, id)
	w.must(err)
	return r
}

// newest is the newest run.
func (w *works) newest() provision.Run {
	w.t.Helper()
	runs, _, err := w.runner.Runs(context.Background(), w.account, "", "", 1)
	w.must(err)
	return runs[0]
}

func (w *works) sync() provision.Run {
	w.t.Helper()
	r, err := w.runner.StartRun(context.Background(), w.account, provision.FullRun)
	w.must(err)
	return r
}

func (w *works) look() provision.Status {
	w.t.Helper()
	s, err := w.status.Status(context.Background(), w.account)
	w.must(err)
	return s
}

// settled checks that all is done: nobody is older than the live policy, no run goes on, and nothing is pending.
func (w *works) settled(users ...string) {
	w.t.Helper()
	settled, live, _, err := w.store.Settled(context.Background(), w.account)
	w.must(err)
	if settled != live {
		w.t.Errorf("settled is version %d, live is %d", settled, live)
	}
	for _, u := range users {
		if f := w.fence(u); !f.Current(live) {
			w.t.Errorf("%s is at %+v, live is %d", u, f, live)
		}
	}
	if s := w.look(); s.Pending != 0 || s.Current != nil {
		w.t.Errorf("pending %d, current %+v", s.Pending, s.Current)
	}
}

// counted checks a run that ended.
func (w *works) counted(id string, state provision.RunState, planned int) provision.Run {
	w.t.Helper()
	r := w.run(id)
	if r.State != state || r.Planned != planned || r.Done != planned || r.Finished.IsZero() || r.Changed+r.Skipped > r.Done {
		w.t.Errorf("run %+v, want %s with %d users", r, state, planned)
	}
	return r
}

// engine is the engine as the processes see it: it may die, and its lists may be behind.
type engine struct {
	table.Table
	works     *works
	countdown int  // the write that is the last one, from 1; 0: none
	lost      bool // the last write does not happen
	dead      bool
	calls     int // until one call fails, once; 0: none does
	lag       time.Duration
	born      map[string]time.Time // items the list does not show before a lag has passed, by partition
}

func (e *engine) fails() bool {
	if e.calls--; e.calls == 0 {
		return true
	}
	return e.dead
}

func (e *engine) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if e.fails() {
		return table.Item{}, false, &table.ThrottledError{Cause: errDown}
	}
	return e.Table.Get(ctx, key)
}

func (e *engine) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if e.fails() {
		return nil, &table.ThrottledError{Cause: errDown}
	}
	return e.Table.BatchGet(ctx, keys)
}

func (e *engine) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if e.fails() {
		return table.Page{}, &table.ThrottledError{Cause: errDown}
	}
	page, err := e.Table.Query(ctx, q)
	if q.Index {
		page.Items = slices.DeleteFunc(page.Items, func(i table.Item) bool {
			return e.works.clock.Sub(e.born[i.Key.P[strings.LastIndex(i.Key.P, "#")+1:]]) < e.lag
		})
	}
	return page, err
}

func (e *engine) Transact(ctx context.Context, actions []table.Action) error {
	if e.fails() {
		return &table.AmbiguousError{Cause: errDown}
	}
	e.countdown--
	if last := e.countdown == 0; last {
		e.dead = true
		if e.lost {
			return &table.AmbiguousError{Cause: errDown}
		}
	}
	err := e.Table.Transact(ctx, actions)
	if err == nil && e.dead {
		return &table.AmbiguousError{Cause: errDown}
	}
	return err
}
