package sim

import (
	"context"
	"fmt"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
)

// shape is how large a run is.
type shape struct {
	users, groups, rules int
	pushes               int  // by each identity provider client
	edits                int  // by the admin
	births               bool // most pushes create users

	plans, words int  // by admins: changes that are planned, and looks at holds
	strict       bool // the guard stops whatever takes something
	drafts       bool // rules are edited in drafts that go live by themselves
	http         bool // one identity provider speaks HTTP
	flat         bool // there are no groups in groups
	mailed       bool // the mail service reports, and sometimes takes no mails; most people get one, and clients take minutes
}

// company is what the outside world knows of the account: what it may talk about.
type company struct {
	*world
	shape
	account access.Account
	idp     access.Principal
	raw     *plant // the same product without mishaps: for setting up, and for looking
	users   []string
	groups  []string
}

var products = []string{"addon", "plenty", "scarce", "some"}

func newCompany(w *world, raw *plant, account string) *company {
	a := access.FromTrigger(account)
	return &company{world: w, account: a, idp: idpOf(a), raw: raw}
}

// found makes the account as it is before anything goes wrong.
func found(w *world, s shape, account string) *company {
	c := newCompany(w, newPlant(w, w.db), account)
	c.shape = s
	founder := provision.Founder{Store: c.raw.store, Now: w.now, NewID: w.newID}
	_, _, err := founder.CreateAccount(context.Background(), c.account, "Acme", true)
	c.must(err)
	c.settle()
	for i := range s.groups {
		g, err := c.raw.directory.CreateGroup(context.Background(), c.idp, scim.Object{"displayName": fmt.Sprint("group ", i)}, nil)
		c.must(err)
		c.groups = append(c.groups, g.ID)
	}
	publisher := c.publisher(c.raw)
	_, err = publisher.Publish(context.Background(), c.account, 0, func(p *rule.Policy) error {
		for _, key := range products {
			p.Products = append(p.Products, rule.Product{Key: key, Name: key})
		}
		p.Products[0].Requires = []string{"some"}
		p.Products[2].Seats, p.Products[3].Seats = c.seats("scarce", 1+w.rng.IntN(2)), c.seats("some", 3)
		for range s.rules {
			p.Rules = append(p.Rules, c.rule(w.newID()))
		}
		return nil
	})
	c.must(err)
	born := s.users / 2
	if s.strict {
		born = s.users
	}
	for i := range born {
		c.must(c.createUser(context.Background(), c.raw, i))
	}
	if s.strict {
		c.fill()
	}
	for before := uint64(1); before != w.audit.seq; {
		before = w.audit.seq
		w.audit.look()
	}
	return c
}

// fill puts people into groups, so that there is something to lose, and leaves little of the allowances.
func (c *company) fill() {
	for _, group := range c.groups[:len(c.groups)-1] {
		c.must(c.patchGroup(c.raw, group, "add", "members", c.some())(context.Background()))
	}
	few := []provision.AllowanceKey{{Connection: c.idp.Connection, Hour: dawn.Truncate(time.Hour)}}
	for version := range int64(12) {
		few = append(few, provision.AllowanceKey{Version: version + 2})
	}
	for _, key := range few {
		c.must(c.raw.store.OpenAllowance(context.Background(), c.account, key, 1+c.rng.IntN(3)))
	}
}

// settle gives the account its settings.
func (c *company) settle() {
	_, err := c.raw.store.ChangeAccount(context.Background(), c.account, func(account *provision.Account) error {
		account.Schedule = provision.Schedule{Cron: scheduled, TimeZone: "UTC"}
		account.ReviewRules = !c.drafts
		if c.rng.IntN(4) == 0 { // then a full sync is due at the first tick
			account.Created = dawn.Add(-time.Hour)
		}
		if c.strict {
			account.Guard.Everything, account.Guard.Product, account.Guard.Group = guard.Limit{}, guard.Limit{}, 1
			account.Guard.Wait = c.rng.IntN(4) == 0
		}
		return nil
	})
	c.must(err)
}

func (c *company) must(err error) {
	if err != nil {
		panic(fmt.Sprintf("setting up: %v", err))
	}
}

func (c *company) publisher(p *plant) *provision.Publisher {
	return &provision.Publisher{Store: p.store, Now: c.now, NewID: c.newID, Sleep: c.sleep, Rand: c.rng.Float64}
}

// seats is a number of seats that a policy is about to give.
func (c *company) seats(product string, n int) *int64 {
	seats := int64(n)
	product = c.account.ID() + "/" + product
	c.audit.most[product] = max(c.audit.most[product], seats)
	return &seats
}

// rule makes up a rule.
func (c *company) rule(id string) rule.Rule {
	r := rule.Rule{ID: id, Enabled: c.rng.IntN(8) > 0, Group: pick(c, c.groups)}
	for _, key := range products {
		if c.rng.IntN(5) < 2 {
			r.Products = append(r.Products, rule.ProductGrant{Key: key})
		}
	}
	switch c.rng.IntN(4) {
	case 0:
		r.Role = &rule.Role{Kind: rule.Admin}
	case 1:
		r.Language = pick(c, []string{"de", "fr"})
	case 2:
		r.Condition = `title eq "boss"`
	}
	if c.rng.IntN(6) == 0 {
		r.WelcomeMail = rule.None
	}
	if c.mailed {
		r.WelcomeMail, r.Products = "", []rule.ProductGrant{{Key: "plenty"}}
	}
	return r
}

func pick[T any](c *company, list []T) T { return list[c.rng.IntN(len(list))] }

// open lets the clients loose on the product.
func (c *company) open(p *plant) {
	for i := range 2 {
		act := func() { c.insist(c.push(p)) }
		if i == 0 && c.http {
			act = func() { c.callIn(p) }
		}
		c.client(fmt.Sprint(c.account.ID(), " idp", i), c.pushes, act)
	}
	c.client(c.account.ID()+" planner", c.plans, func() { c.plan(p) })
	for i := range 2 {
		c.client(fmt.Sprint(c.account.ID(), " decider", i), c.words, func() { c.decide(p) })
	}
	edits := 0
	c.client(c.account.ID()+" admin", c.edits+1, func() {
		if edits++; edits > c.edits {
			c.insist(c.switchSync(p, true))
		} else {
			c.insist(c.edit(p))
		}
	})
}

func (c *company) client(name string, times int, act func()) {
	if times == 0 {
		return
	}
	c.busy++
	c.spawn(name, func(context.Context) {
		for range times {
			act()
			c.pause(c.breath())
		}
	}, func(bool) { c.busy-- })
}

// breath is how long a client waits before it goes on.
func (c *company) breath() time.Duration {
	if c.mailed {
		return time.Duration(c.rng.IntN(90)) * time.Second
	}
	return time.Duration(c.rng.IntN(2000)) * time.Millisecond
}

// insist makes a request until it is answered for good: a client that hears nothing, or that the service is busy, asks again. It returns whether the answer is yes.
func (c *company) insist(request func(ctx context.Context) error) bool {
	for range 12 {
		var err error
		crashed := c.guarded(func() { err = request(c.deadline()) })
		if !crashed && !fault.Is(err, fault.Unavailable) {
			if fault.Is(err, fault.Internal) {
				c.wrong("a request failed: %v", err)
			}
			return err == nil
		}
		c.pause(time.Duration(c.rng.IntN(1000)) * time.Millisecond)
	}
	return false
}

// limited is a context with a deadline by the world's clock, which nobody else keeps.
type limited struct {
	context.Context
	deadline time.Time
}

func (l limited) Deadline() (time.Time, bool) { return l.deadline, true }

func (c *company) deadline() context.Context {
	left := 30 * time.Second
	if c.strikes(outOfTime) {
		left = 2005 * time.Millisecond
	}
	return limited{context.Background(), c.clock.Add(left)}
}
