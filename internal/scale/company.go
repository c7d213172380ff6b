package scale

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math"
	mathrand "math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"usersync/internal/access"
	"usersync/internal/app"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/store"
	"usersync/internal/table"
)

// Company is the product on an embedded engine with as many people as one likes, wired as in `usersync serve` but for the doors and the clocks.
type Company struct {
	Account access.Account
	Groups  []string     // ids
	Mails   atomic.Int64 // that were sent; they are thrown away

	Plans  *provision.Planner
	Runs   *provision.Runner
	Policy *provision.Publisher
	People provision.Population

	db        *local.DB
	directory *directory.Service
	idp       access.Principal
	queues    *inproc.Queues
	product   *app.App
	mails     provision.Gauges
	stop      func()
	meter     *table.Meter
}

// NewCompany founds a company on an engine, with sync off. Nothing runs before Start.
func NewCompany(ctx context.Context, db *local.DB) (*Company, error) {
	c := &Company{db: db}
	newID := func() string { return ulid.MustNew(ulid.Now(), rand.Reader).String() }
	workers := 4 * runtime.GOMAXPROCS(0) // as in `usersync serve`
	c.queues = &inproc.Queues{Workers: map[job.Queue]int{job.Hot: workers, job.Bulk: workers, job.Mail: workers}, Log: slog.New(slog.DiscardHandler), Jitter: mathrand.Float64}
	c.product = app.New(app.Config{
		DB: db, Queues: c.queues, Mailer: c, Log: slog.New(slog.DiscardHandler), URL: "http://company.test",
		Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: mathrand.Float64, Random: rand.Reader, AccountOf: inproc.AccountOf, Instance: newID(), Sole: true,
	})
	founded, err := c.product.Found(ctx, "Company", false)
	if err != nil {
		return nil, err
	}
	c.Account = inproc.AccountOf(founded.Account.ID)
	c.idp = access.Principal{Kind: access.SCIMToken, Account: c.Account, Connection: founded.Connection.ID}
	c.queues.Handle = c.product.Handle
	s := store.New(db)
	seats := &provision.Resolver{Policies: s, Records: s, Seats: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: mathrand.Float64}
	c.People = s
	c.mails = s
	c.Policy = &provision.Publisher{Store: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: mathrand.Float64}
	c.Plans = &provision.Planner{
		Store: s, Heads: s, Policies: s, Records: s, Groups: s, People: s, Seats: seats, Keys: &provision.Keys{Store: s, Now: time.Now}, Drafts: s, Holds: s, Accounts: s,
		Now: time.Now, NewID: newID,
	}
	c.Runs = &provision.Runner{Heads: s, Parts: s, People: s, Policies: s, Sender: c.queues, Now: time.Now, NewID: newID}
	c.directory = &directory.Service{Store: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: mathrand.Float64}
	return c, nil
}

// Start sets the queues and the change stream going. What was changed before is forgotten: it is for a sync to find.
func (c *Company) Start(ctx context.Context) error {
	if err := c.db.Trim(ctx, math.MaxUint64); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	c.meter = new(table.Meter)
	metered := table.WithMeter(ctx, c.meter)
	c.queues.Start(metered)
	var pumping sync.WaitGroup
	pump := &inproc.Pump{Stream: c.db, Relay: c.product.Relay, Log: slog.New(slog.DiscardHandler)}
	pumping.Go(func() { pump.Run(metered) })
	c.stop = func() {
		cancel()
		pumping.Wait()
		c.queues.Stop()
	}
	return nil
}

// Close stops everything; the engine stays open.
func (c *Company) Close() { c.stop() }

// Used is what was read and written in the background since the beginning.
func (c *Company) Used() table.Usage { return c.meter.Usage() }

// Send implements notify.Mailer: it counts.
func (c *Company) Send(context.Context, notify.Message) (string, error) {
	c.Mails.Add(1)
	return "", nil
}

// Fate implements notify.Mailer.
func (c *Company) Fate(context.Context, string) (notify.Fate, error) { return notify.Unknown, nil }

// errRefused says that the product did not do what the company asked for.
var errRefused = errors.New("the plan did not become what it should")

// Fill makes so many people and groups, before Start. Everybody is in two groups, one of the first tenth and one of the rest.
func (c *Company) Fill(ctx context.Context, people, groups int) error {
	users := make([]string, people)
	err := together(people, func(i int) error {
		u, err := c.directory.CreateUser(ctx, c.idp, scim.Object{
			"userName": fmt.Sprintf("person%06d@example.com", i), "active": true, "title": "Clerk", "name": scim.Object{"givenName": "Ann", "familyName": "Lee"},
			"emails": []any{scim.Object{"value": fmt.Sprintf("person%06d@example.com", i), "type": "work", "primary": true}},
		})
		users[i] = u.ID
		return err
	})
	if err != nil {
		return err
	}
	c.Groups = make([]string, groups)
	wide := max(1, groups/10)
	return together(groups, func(i int) error {
		var members []any
		from, step := i, wide
		if i >= wide {
			from, step = i-wide, groups-wide
		}
		for at := from; at < people; at += step {
			members = append(members, map[string]any{"value": users[at]})
		}
		g, err := c.directory.CreateGroup(ctx, c.idp, scim.Object{"displayName": fmt.Sprintf("Group %04d", i)}, nil)
		c.Groups[i] = g.ID
		for err == nil && len(members) > 0 {
			n := min(1000, len(members))
			add := []patch.Op{{Kind: patch.Add, Path: &filter.Path{Attr: "members"}, Value: members[:n], HasValue: true}}
			_, err = c.directory.PatchGroup(ctx, c.idp, g.ID, add, 0)
			members = members[n:]
		}
		return err
	})
}

// together does something for every number below n, many at a time: they share commits.
func together(n int, do func(i int) error) error {
	var (
		next  atomic.Int64
		wait  sync.WaitGroup
		mu    sync.Mutex
		first error
	)
	for range 32 {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				if err := do(int(i)); err != nil {
					mu.Lock()
					first = errors.Join(first, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	wait.Wait()
	return first
}

// Rules is a rule for each group: those of wide groups give the base product and a language, the others one of 19 products.
func (c *Company) Rules(p *rule.Policy) {
	for i := range 20 {
		p.Products = append(p.Products, rule.Product{Key: fmt.Sprint("p", i), Name: fmt.Sprint("Product ", i)})
	}
	for i, group := range c.Groups {
		r := rule.Rule{ID: fmt.Sprintf("R%04d", i), Enabled: true, Group: group, Products: []rule.ProductGrant{{Key: fmt.Sprint("p", 1+i%19)}}}
		if i < max(1, len(c.Groups)/10) {
			r.Products, r.Language = []rule.ProductGrant{{Key: "p0"}}, "de"
		}
		p.Rules = append(p.Rules, r)
	}
}

// SyncOn switches sync on.
func (c *Company) SyncOn(p *rule.Policy) { p.SyncOn = true }

// Publish changes the policy, and waits until everybody has been brought up to date.
func (c *Company) Publish(ctx context.Context, change func(p *rule.Policy)) error {
	p, err := c.Policy.Publish(ctx, c.Account, 0, func(p *rule.Policy) error { change(p); return nil })
	if err != nil {
		return err
	}
	for _, product := range p.Products {
		if err := c.Plans.Seats.SettleSeats(ctx, c.Account, product.Key); err != nil {
			return err
		}
	}
	return c.Rest(ctx)
}

// Mailed waits until no mail is on its way.
func (c *Company) Mailed(ctx context.Context) error {
	for {
		if c.queues.Len(job.Mail) == 0 { // the last of them are being written
			left, err := c.mails.UnsettledMails(ctx, c.Account)
			if err != nil || left == 0 {
				return err
			}
		}
		if err := inproc.Sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

// Rest waits until every run has ended and everybody is at the live policy. Mails may be on their way.
func (c *Company) Rest(ctx context.Context) error {
	for {
		open, err := c.Runs.Heads.OpenRuns(ctx, c.Account)
		if err != nil {
			return err
		}
		settled, live, _, err := c.People.Settled(ctx, c.Account)
		if err != nil {
			return err
		}
		if len(open) == 0 && settled == live && c.queues.Len(job.Bulk)+c.queues.Len(job.Hot) == 0 {
			return nil
		}
		if err := inproc.Sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

// Sync is a full sync of everybody.
func (c *Company) Sync(ctx context.Context) (provision.Run, error) {
	run, err := c.Runs.StartRun(ctx, c.Account, provision.FullRun)
	if err != nil {
		return run, err
	}
	if err := c.Rest(ctx); err != nil {
		return run, err
	}
	return c.Runs.Run(ctx, c.Account, run.ID)
}

// Plan works a plan out.
func (c *Company) Plan(ctx context.Context, change provision.PlanChange, counts bool) (provision.Plan, error) {
	p, err := c.Plans.Start(ctx, c.Account, provision.NewPlan{Change: change, Counts: counts, By: "company"})
	for err == nil && !p.Over() {
		if err = inproc.Sleep(ctx, time.Millisecond); err == nil {
			p, err = c.Plans.Plan(ctx, c.Account, p.ID)
		}
	}
	if err == nil && p.State != provision.PlanReady {
		err = errRefused
	}
	return p, err
}

// Apply approves and applies a plan, and waits until everybody has it.
func (c *Company) Apply(ctx context.Context, p provision.Plan) (provision.Plan, error) {
	if p.Held() {
		if _, err := c.Plans.Approve(ctx, c.Account, p.ID, "another key", "it is meant"); err != nil {
			return p, err
		}
	}
	p, err := c.Plans.Apply(ctx, c.Account, p.ID)
	if err != nil {
		return p, err
	}
	return p, c.Rest(ctx)
}
