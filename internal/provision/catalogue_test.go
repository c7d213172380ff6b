package provision_test

import (
	"context"
	"errors"
	"testing"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/store"
)

// keeper is a SeatKeeper that does something before it touches counters, and may fail.
type keeper struct {
	provision.SeatKeeper
	before func() error
}

func (k *keeper) SettleSeats(ctx context.Context, a access.Account, product string) error {
	if k.before != nil {
		if err := k.before(); err != nil {
			return err
		}
	}
	return k.SeatKeeper.SettleSeats(ctx, a, product)
}

func (k *keeper) ResizeSeats(ctx context.Context, a access.Account, product string, seats *int64) error {
	if k.before != nil {
		if err := k.before(); err != nil {
			return err
		}
	}
	return k.SeatKeeper.ResizeSeats(ctx, a, product, seats)
}

func (h *house) catalogue() (*provision.Catalogue, *keeper) {
	k := &keeper{SeatKeeper: h.resolver}
	return &provision.Catalogue{Publisher: h.publisher, Seats: k, Templates: h.store, Hands: h.store, Drafts: h.store}, k
}

func seats(n int64) *int64 { return &n }

// capacity is how many seats the counters of a product allow; -1 when there are no counters.
func (h *house) capacity(product string) int64 {
	h.t.Helper()
	shards, err := h.store.Shards(context.Background(), h.account, product)
	h.must(err)
	if len(shards) == 0 {
		return -1
	}
	sum := int64(0)
	for _, s := range shards {
		sum += s.Cap
	}
	return sum
}

func (h *house) product(key string) rule.Product {
	h.t.Helper()
	live, err := h.publisher.Live(context.Background(), h.account)
	h.must(err)
	p, err := provision.FindProduct(live, key)
	h.must(err)
	return p
}

func setSeats(n *int64) func(rule.Product) (rule.Product, error) {
	return func(p rule.Product) (rule.Product, error) {
		p.Seats = n
		return p, nil
	}
}

func TestSeatCountersFollowTheProduct(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, _ := h.catalogue()
	_, err := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "P", Seats: seats(5)})
	h.must(err)
	if got := h.capacity("p"); got != 5 {
		t.Errorf("new: %d", got)
	}
	_, err = c.ChangeProduct(ctx, h.account, 0, "p", setSeats(seats(9)))
	h.must(err)
	if got := h.capacity("p"); got != 9 {
		t.Errorf("raised: %d", got)
	}
	_, err = c.DeleteProduct(ctx, h.account, 0, "p")
	h.must(err)
	if got := h.capacity("p"); got != 0 {
		t.Errorf("deleted: %d", got)
	}
	_, err = c.DeleteProduct(ctx, h.account, 0, "never")
	if !fault.Is(err, fault.NotFound) || h.capacity("never") != -1 {
		t.Errorf("a product that never was: %v, %d", err, h.capacity("never"))
	}
}

func TestAProductIsNotPublishedWithoutCounters(t *testing.T) {
	h := newHouse(t)
	c, k := h.catalogue()
	down := errors.New("down")
	k.before = func() error { return down }
	if _, err := c.AddProduct(context.Background(), h.account, 0, rule.Product{Key: "p", Name: "P"}); !errors.Is(err, down) {
		t.Errorf("got %v", err)
	}
	if version, _ := h.store.LiveVersion(context.Background(), h.account); version != 1 {
		t.Error("it was published all the same")
	}
}

func TestAnUpdateThatStoppedHealsByRepeating(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, k := h.catalogue()
	_, err := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "P", Seats: seats(5)})
	h.must(err)
	k.before = func() error { return errors.New("crash") }
	if _, err := c.ChangeProduct(ctx, h.account, 0, "p", setSeats(seats(7))); err == nil {
		t.Fatal("the crash was not noticed")
	}
	if *h.product("p").Seats != 7 || h.capacity("p") != 5 {
		t.Fatalf("half done: %v, %d", h.product("p"), h.capacity("p"))
	}
	k.before = nil
	_, err = c.ChangeProduct(ctx, h.account, 0, "p", setSeats(seats(7)))
	h.must(err)
	if got := h.capacity("p"); got != 7 {
		t.Errorf("after repeating: %d", got)
	}
}

func TestOfTwoWhoResizeTheNewerPolicyStands(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, k := h.catalogue()
	_, err := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "P", Seats: seats(5)})
	h.must(err)
	k.before = func() error { // the slower one has read 6 and is about to write it, when another publishes 8 and resizes
		k.before = nil
		_, err := c.ChangeProduct(ctx, h.account, 0, "p", setSeats(seats(8)))
		return err
	}
	_, err = c.ChangeProduct(ctx, h.account, 0, "p", setSeats(seats(6)))
	h.must(err)
	if *h.product("p").Seats != 8 || h.capacity("p") != 8 {
		t.Errorf("policy %d, counters %d", *h.product("p").Seats, h.capacity("p"))
	}
}

func TestTheLoserOfANewKeyDoesNotKeepItsSeats(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, k := h.catalogue()
	k.before = func() error {
		k.before = nil
		_, err := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "Winner", Seats: seats(5)})
		return err
	}
	_, err := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "Loser", Seats: seats(50)})
	if !fault.Is(err, fault.Conflict) || h.product("p").Name != "Winner" || h.capacity("p") != 5 {
		t.Errorf("%v, %v, %d", err, h.product("p"), h.capacity("p"))
	}
}

func TestLimitsOfTheCatalogue(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, _ := h.catalogue()
	h.publish(func(p *rule.Policy) {
		p.Products = make([]rule.Product, provision.MaxProducts)
		p.UserGroups = make([]rule.UserGroup, provision.MaxUserGroups)
		p.SettingsTemplates = make([]rule.TemplateRef, provision.MaxTemplates)
	})
	_, product := c.AddProduct(ctx, h.account, 0, rule.Product{Key: "p", Name: "P"})
	_, _, group := c.AddUserGroup(ctx, h.account, 0, rule.UserGroup{Name: "G"})
	_, template := c.AddTemplate(ctx, h.account, provision.Template{Kind: provision.SettingsTemplates, Name: "T"})
	for name, err := range map[string]error{"product": product, "user group": group, "template": template} {
		if fault.Code(err) != "limit" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// racing is a template store in which somebody else saves first.
type racing struct{ *store.Store }

func (r racing) SaveTemplate(ctx context.Context, a access.Account, t provision.Template) error {
	if err := r.Store.SaveTemplate(ctx, a, t); err != nil {
		return err
	}
	return r.Store.SaveTemplate(ctx, a, t)
}

func TestOfTwoWhoSaveATemplateOneIsTold(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c, _ := h.catalogue()
	made, err := c.AddTemplate(ctx, h.account, provision.Template{Kind: provision.SettingsTemplates, Name: "T"})
	h.must(err)
	c.Templates = racing{h.store}
	_, err = c.ChangeTemplate(ctx, h.account, nil, provision.SettingsTemplates, made.ID, func(t provision.Template) (provision.Template, error) {
		t.Name = "U"
		return t, nil
	})
	if !fault.Is(err, fault.Stale) {
		t.Errorf("got %v", err)
	}
}
