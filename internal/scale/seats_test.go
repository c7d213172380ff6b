package scale

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/guard"
	"usersync/internal/inproc"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/patch"
	"usersync/internal/standin"
	"usersync/internal/store"
	"usersync/internal/table"
)

// TestTenThousandWantFiveThousandSeats: 10,000 people claim 5,000 seats in parallel. Exactly 5,000 have one, the others wait in order, and of 1,000 seats that
// come free, all at once, each goes to the next in line.
func TestTenThousandWantFiveThousandSeats(t *testing.T) {
	db := local.Memory()
	defer func() { _ = db.Close() }()
	scramble(t, db, 10_000, 5_000, 1_000)
}

// TestParallelClaimsOnDynamoDB is the same in small, where transactions really collide.
func TestParallelClaimsOnDynamoDB(t *testing.T) {
	scramble(t, standin.Dynoxide(t).Open(t), 60, 30, 10)
}

func scramble(t *testing.T, db table.Table, people int, seats int64, freed int) {
	ctx := t.Context()
	c := newClaims(t, db, people, seats)
	c.resolve(ctx, c.users)
	holders, line := c.seen(ctx)
	if int64(len(holders)) != seats || len(line) != people-int(seats) || c.used(ctx) != seats {
		t.Fatalf("%d have a seat, %d wait, the counters say %d", len(holders), len(line), c.used(ctx))
	}
	leaving := holders[:freed]
	ok(t, together(freed, func(i int) error {
		op := []patch.Op{{Kind: patch.Replace, Value: scim.Object{"active": false}, HasValue: true}}
		_, err := c.dir.PatchUser(ctx, c.idp, leaving[i], op, 0)
		return err
	}))
	c.resolve(ctx, leaving)
	c.resolve(ctx, line[:freed]) // their bells ring
	now, waiting := c.seen(ctx)
	if int64(len(now)) != seats || c.used(ctx) != seats || !slices.Equal(waiting, line[freed:]) {
		t.Fatalf("%d have a seat, the counters say %d, %d wait", len(now), c.used(ctx), len(waiting))
	}
	for _, user := range line[:freed] {
		if !slices.Contains(now, user) {
			t.Errorf("%s was next and has no seat", user)
		}
	}
}

// claims is a company in which everybody wants one product.
type claims struct {
	t        *testing.T
	account  access.Account
	idp      access.Principal
	store    *store.Store
	dir      *directory.Service
	resolver *provision.Resolver
	policies *provision.Publisher
	users    []string
}

const wanted = "meeting"

func newClaims(t *testing.T, db table.Table, people int, seats int64) *claims {
	var ids atomic.Int64
	newID := func() string { return fmt.Sprintf("%026d", ids.Add(1)) }
	s := store.New(db)
	c := &claims{t: t, account: access.FromTrigger("01SEATS"), store: s, users: make([]string, people)}
	c.idp = access.Principal{Kind: access.SCIMToken, Account: c.account, Connection: "okta"}
	c.dir = &directory.Service{Store: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: rand.Float64}
	c.resolver = &provision.Resolver{Policies: s, Records: s, Seats: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: rand.Float64}
	c.policies = &provision.Publisher{Store: s, Now: time.Now, NewID: newID, Sleep: inproc.Sleep, Rand: rand.Float64}
	founder := provision.Founder{Store: s, Now: time.Now, NewID: newID}
	_, _, err := founder.CreateAccount(t.Context(), c.account, "Seats", true)
	ok(t, err)
	_, err = s.ChangeAccount(t.Context(), c.account, func(a *provision.Account) error {
		a.Guard.Hourly = guard.Limit{Min: 1000, Percent: 50} // so many leave at once here
		return nil
	})
	ok(t, err)
	ok(t, together(people, func(i int) error {
		u, err := c.dir.CreateUser(t.Context(), c.idp, scim.Object{"userName": fmt.Sprint("user", i), "active": true})
		c.users[i] = u.ID
		return err
	}))
	group, err := c.dir.CreateGroup(t.Context(), c.idp, scim.Object{"displayName": "Everybody"}, nil)
	ok(t, err)
	for part := range slices.Chunk(c.users, 1000) {
		var members []any
		for _, id := range part {
			members = append(members, map[string]any{"value": id})
		}
		op := []patch.Op{{Kind: patch.Add, Path: &filter.Path{Attr: "members"}, Value: members, HasValue: true}}
		_, err := c.dir.PatchGroup(t.Context(), c.idp, group.ID, op, 0)
		ok(t, err)
	}
	_, err = c.policies.Publish(t.Context(), c.account, 0, func(p *rule.Policy) error {
		p.Products = []rule.Product{{Key: wanted, Name: "Meeting", Seats: &seats}}
		p.Rules = []rule.Rule{{ID: "R1", Enabled: true, Group: group.ID, Products: []rule.ProductGrant{{Key: wanted}}}}
		return nil
	})
	ok(t, err)
	ok(t, c.resolver.SettleSeats(t.Context(), c.account, wanted))
	return c
}

// resolve brings users up to date, many at a time; who lost too many races comes again, as a message would.
func (c *claims) resolve(ctx context.Context, users []string) {
	c.t.Helper()
	ok(c.t, together(len(users), func(i int) error {
		for {
			_, err := c.resolver.Resolve(ctx, c.account, users[i], 0)
			if !fault.Is(err, fault.Unavailable) {
				return err
			}
		}
	}))
}

// seen is who has a seat by their outcome, and the line in the order in which it is served; everybody who waits by their outcome is in it.
func (c *claims) seen(ctx context.Context) (holders, line []string) {
	c.t.Helper()
	live, err := c.policies.Live(ctx, c.account)
	ok(c.t, err)
	waiters, err := provision.ReadLine(ctx, c.store, c.account, live, wanted)
	ok(c.t, err)
	for i, w := range waiters {
		if line = append(line, w.User); i > 0 && w.Since.Before(waiters[i-1].Since) {
			c.t.Errorf("%s stands before somebody who has waited longer", waiters[i-1].User)
		}
	}
	waiting := 0
	for _, user := range c.users {
		rec, err := c.store.Record(ctx, c.account, user)
		ok(c.t, err)
		for _, p := range rec.Outcome.Products {
			if p.State != rec.Seats[wanted].State {
				c.t.Errorf("%s is shown %s and has %s", user, p.State, rec.Seats[wanted].State)
			}
			if p.State == plan.Granted {
				holders = append(holders, user)
			} else {
				waiting++
			}
		}
	}
	if waiting != len(line) {
		c.t.Errorf("%d wait, %d are in line", waiting, len(line))
	}
	return holders, line
}

func (c *claims) used(ctx context.Context) (used int64) {
	c.t.Helper()
	shards, err := c.store.Shards(ctx, c.account, wanted)
	ok(c.t, err)
	for _, s := range shards {
		used += s.Used
	}
	return used
}
