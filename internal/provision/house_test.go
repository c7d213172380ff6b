package provision_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/plan"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/store"
	"usersync/internal/table"
)

// house is one account on a memory engine, with everything that a resolve needs around it.
type house struct {
	t         testing.TB
	db        *local.DB
	store     *store.Store
	account   access.Account
	idp       access.Principal
	directory *directory.Service
	publisher *provision.Publisher
	resolver  *provision.Resolver
	ids       int
	clock     time.Time
	slept     int
}

func newHouse(t testing.TB) *house {
	db := local.Memory()
	h := &house{t: t, db: db, store: store.New(db), account: first, clock: noon}
	h.idp = access.Principal{Kind: access.SCIMToken, Account: first, Connection: "C1", Scopes: []access.Scope{access.SCIM}}
	h.directory = &directory.Service{Now: h.now, NewID: h.newID, Sleep: h.sleep, Rand: h.rand, Store: h.store}
	h.publisher = &provision.Publisher{Store: h.store, Now: h.now, NewID: h.newID, Sleep: h.sleep, Rand: h.rand}
	h.resolver = h.newResolver(h.store)
	founder := provision.Founder{Store: h.store, Now: h.now, NewID: h.newID}
	_, _, err := founder.CreateAccount(context.Background(), first, "Acme", true)
	h.must(err)
	return h
}

func (h *house) newResolver(s *store.Store) *provision.Resolver {
	return &provision.Resolver{Policies: s, Records: s, Seats: s, Now: h.now, NewID: h.newID, Sleep: h.sleep, Rand: h.rand}
}

// now is a clock that moves a millisecond whenever it is read.
func (h *house) now() time.Time {
	h.clock = h.clock.Add(time.Millisecond)
	return h.clock
}

func (h *house) newID() string {
	h.ids++
	return fmt.Sprintf("ID%04d", h.ids)
}

func (h *house) sleep(context.Context, time.Duration) error {
	h.slept++
	return nil
}

func (h *house) rand() float64 { return 0.5 }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// publish changes the policy.
func (h *house) publish(change func(p *rule.Policy)) {
	h.t.Helper()
	_, err := h.publisher.Publish(context.Background(), h.account, 0, func(p *rule.Policy) error {
		change(p)
		p.Planned = p.Version + 1 // as if somebody had seen a plan of it
		return nil
	})
	h.must(err)
}

// give makes a product of so many seats (below 0: unlimited) and a rule that gives it to a new group, whose id it returns. Rules made first are strongest.
func (h *house) give(product string, seats int64) (group string) {
	h.t.Helper()
	group = h.group("everyone with " + product)
	h.publish(func(p *rule.Policy) {
		one := rule.Product{Key: product, Name: product}
		if seats >= 0 {
			one.Seats = &seats
		}
		p.Products = append(p.Products, one)
		p.Rules = append(p.Rules, gives("R-"+product, group, product))
	})
	h.must(h.resolver.SettleSeats(context.Background(), h.account, product))
	return group
}

func gives(id, group string, products ...string) rule.Rule {
	r := rule.Rule{ID: id, Enabled: true, Group: group}
	for _, key := range products {
		r.Products = append(r.Products, rule.ProductGrant{Key: key})
	}
	return r
}

// owns changes how many seats a product has, and settles.
func (h *house) owns(product string, seats int64) {
	h.t.Helper()
	h.publish(func(p *rule.Policy) {
		at := slices.IndexFunc(p.Products, func(x rule.Product) bool { return x.Key == product })
		p.Products[at].Seats = &seats
	})
	h.must(h.resolver.SettleSeats(context.Background(), h.account, product))
}

func (h *house) group(name string) string {
	h.t.Helper()
	g, err := h.directory.CreateGroup(context.Background(), h.idp, scim.Object{"displayName": name}, nil)
	h.must(err)
	return g.ID
}

func (h *house) user(name string, groups ...string) string {
	h.t.Helper()
	u, err := h.directory.CreateUser(context.Background(), h.idp, scim.Object{
		"userName": name, "active": true, "emails": []any{scim.Object{"value": name + "@example.com", "primary": true}},
	})
	h.must(err)
	for _, g := range groups {
		h.members(g, "add", u.ID)
	}
	return u.ID
}

func (h *house) members(group, op string, users ...string) {
	h.t.Helper()
	var list []any
	for _, u := range users {
		list = append(list, map[string]any{"value": u})
	}
	ops, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": op, "path": "members", "value": list}}})
	h.must(err)
	_, err = h.directory.PatchGroup(context.Background(), h.idp, group, ops, 0)
	h.must(err)
}

func (h *house) setActive(user string, active bool) {
	h.t.Helper()
	ops, err := patch.Decode(map[string]any{"Operations": []any{map[string]any{"op": "replace", "path": "active", "value": active}}})
	h.must(err)
	_, err = h.directory.PatchUser(context.Background(), h.idp, user, ops, 0)
	h.must(err)
}

func (h *house) resolve(users ...string) {
	h.t.Helper()
	for _, u := range users {
		_, err := h.resolver.Resolve(context.Background(), h.account, u, 0)
		h.must(err)
	}
}

func (h *house) record(user string) provision.Record {
	h.t.Helper()
	rec, err := h.store.Record(context.Background(), h.account, user)
	h.must(err)
	return rec
}

func (h *house) fence(user string) provision.Fence {
	h.t.Helper()
	f, err := h.store.Fence(context.Background(), h.account, user)
	h.must(err)
	return f
}

// sees checks a user's state and products, written "active meeting:granted webinar:waiting".
func (h *house) sees(user, want string) {
	h.t.Helper()
	got := "nothing"
	if o := h.record(user).Outcome; o != nil {
		words := []string{string(o.State)}
		for _, p := range o.Products {
			words = append(words, p.Key+":"+string(p.State))
		}
		got = strings.Join(words, " ")
	}
	if got != want {
		h.t.Errorf("%s is %q, want %q", user, got, want)
	}
}

// counts checks that a product has so many seats in use, in the counters as well as by the users who hold one.
func (h *house) counts(product string, want int64, users ...string) {
	h.t.Helper()
	shards, err := h.store.Shards(context.Background(), h.account, product)
	h.must(err)
	var used, held int64
	for _, s := range shards {
		used += s.Used
	}
	for _, u := range users {
		if h.record(u).Seats[product].State == plan.Granted {
			held++
		}
	}
	if used != want || held != want {
		h.t.Errorf("%s: %d seats counted, %d held, want %d", product, used, held, want)
	}
}

// items reads a partition as it is stored.
func (h *house) items(partition string) []table.Item {
	h.t.Helper()
	page, err := h.db.Query(context.Background(), table.Query{P: "T#A1#" + partition})
	h.must(err)
	return page.Items
}
