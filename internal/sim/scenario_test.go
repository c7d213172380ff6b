package sim

import (
	"context"
	"fmt"
	"slices"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/table"
)

// shape is how large a run is.
type shape struct {
	users, groups, rules int
	pushes               int  // by each identity provider client
	edits                int  // by the admin
	births               bool // most pushes create users
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
	idp := access.Principal{Kind: access.SCIMToken, Account: a, Connection: "C1", Scopes: []access.Scope{access.SCIM}}
	return &company{world: w, account: a, idp: idp, raw: raw}
}

// found makes the account as it is before anything goes wrong.
func found(w *world, s shape, account string) *company {
	c := newCompany(w, newPlant(w, w.db), account)
	c.shape = s
	founder := provision.Founder{Store: c.raw.store, Now: w.now, NewID: w.newID}
	_, _, err := founder.CreateAccount(context.Background(), c.account, "Acme", true)
	c.must(err)
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
	for i := range s.users / 2 {
		c.must(c.createUser(context.Background(), c.raw, i))
	}
	for before := uint64(1); before != w.audit.seq; {
		before = w.audit.seq
		w.audit.look()
	}
	return c
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
	return r
}

func pick[T any](c *company, list []T) T { return list[c.rng.IntN(len(list))] }

// open lets the clients loose on the product.
func (c *company) open(p *plant) {
	for i := range 2 {
		c.client(fmt.Sprint(c.account.ID(), " idp", i), c.pushes, func() { c.insist(c.push(p)) })
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
	c.busy++
	c.spawn(name, func(context.Context) {
		for range times {
			act()
			c.pause(time.Duration(c.rng.IntN(2000)) * time.Millisecond)
		}
	}, func(bool) { c.busy-- })
}

// insist makes a request until it is answered for good: a client that hears nothing, or that the service is busy, asks again.
func (c *company) insist(request func(ctx context.Context) error) {
	for range 12 {
		var err error
		crashed := c.guarded(func() { err = request(c.deadline()) })
		if !crashed && !fault.Is(err, fault.Unavailable) {
			if fault.Is(err, fault.Internal) {
				c.wrong("a request failed: %v", err)
			}
			return
		}
		c.pause(time.Duration(c.rng.IntN(1000)) * time.Millisecond)
	}
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

type request = func(ctx context.Context) error

// push makes up one change of the directory.
func (c *company) push(p *plant) request {
	if len(c.users) == 0 || c.rng.IntN(6) == 0 || c.births && c.rng.IntN(2) == 0 {
		n := c.rng.IntN(c.shape.users)
		return func(ctx context.Context) error { return c.createUser(ctx, p, n) }
	}
	user, group := pick(c, c.users), pick(c, c.groups)
	switch c.rng.IntN(15) {
	case 9, 10:
		return c.patchGroup(p, group, "add", "members", []any{map[string]any{"value": pick(c, c.groups)}})
	case 11:
		return c.patchGroup(p, group, "remove", "members", []any{map[string]any{"value": pick(c, c.groups)}})
	case 0, 1:
		return c.patchUser(p, user, "active", c.rng.IntN(3) > 0)
	case 2:
		return c.patchUser(p, user, "title", pick(c, []string{"boss", "clerk"}))
	case 3:
		return func(ctx context.Context) error { return p.directory.DeleteUser(ctx, c.idp, user, 0) }
	case 4:
		return c.patchGroup(p, group, "replace", "displayName", fmt.Sprint("renamed ", c.rng.IntN(1000)))
	case 5:
		return c.patchGroup(p, group, "replace", "members", c.some())
	case 6, 7:
		return c.patchGroup(p, group, "remove", "members", []any{map[string]any{"value": user}})
	case 8:
		return func(ctx context.Context) error {
			if c.rng.IntN(4) > 0 {
				return nil
			}
			return p.directory.DeleteGroup(ctx, c.idp, group, 0)
		}
	default:
		return c.patchGroup(p, group, "add", "members", c.some())
	}
}

// some is a few of the users, as a list of members.
func (c *company) some() []any {
	var list []any
	most := c.rng.IntN(4) == 0
	for _, u := range c.users {
		if most || c.rng.IntN(2) == 0 {
			list = append(list, map[string]any{"value": u})
		}
	}
	return list
}

func (c *company) createUser(ctx context.Context, p *plant, n int) error {
	name := fmt.Sprintf("user%d", n)
	u, err := p.directory.CreateUser(ctx, c.idp, scim.Object{
		"userName": name, "active": true, "emails": []any{scim.Object{"value": name + "@example.com", "primary": true}},
	})
	if fault.Is(err, fault.Conflict) { // there, perhaps by a request whose answer was lost
		item, _, _ := c.db.Get(context.Background(), table.Key{P: "T#" + c.account.ID() + "#UQ#un#" + name, S: "UQ"})
		u.ID, err = item.Attrs["u"].Str(), nil
	}
	if err == nil && u.ID != "" && !slices.Contains(c.users, u.ID) {
		c.users = append(c.users, u.ID)
	}
	return err
}

func (c *company) patchUser(p *plant, user, attribute string, value any) request {
	return func(ctx context.Context) error {
		_, err := p.directory.PatchUser(ctx, c.idp, user, ops("replace", attribute, value), 0)
		return err
	}
}

func (c *company) patchGroup(p *plant, group, op, attribute string, value any) request {
	return func(ctx context.Context) error {
		_, err := p.directory.PatchGroup(ctx, c.idp, group, ops(op, attribute, value), 0)
		return err
	}
}

func ops(op, path string, value any) []patch.Op {
	list, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": op, "path": path, "value": value}}})
	if err != nil {
		panic(err)
	}
	return list
}
