package provision_test

import (
	"context"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
)

const badgeURN = "urn:ietf:params:scim:schemas:extension:example:2.0:User"

func badgeOf(attribute string) rule.Extension {
	return rule.Extension{ResourceType: rule.ExtendsUser, Schema: map[string]any{
		"id": badgeURN, "attributes": []any{map[string]any{"name": attribute}},
	}}
}

// countedExtensions counts what is read.
type countedExtensions struct {
	provision.ExtensionStore
	heads, policies int
}

func (c *countedExtensions) ExtensionsSince(ctx context.Context, a access.Account) (int64, error) {
	c.heads++
	return c.ExtensionStore.ExtensionsSince(ctx, a)
}

func (c *countedExtensions) Policy(ctx context.Context, a access.Account, version int64) (*rule.Policy, error) {
	c.policies++
	return c.ExtensionStore.Policy(ctx, a, version)
}

func TestTypesAreReadSeldom(t *testing.T) {
	h := newHouse(t)
	reads := &countedExtensions{ExtensionStore: h.store}
	elsewhere := &provision.Extensions{Publisher: h.publisher, Store: reads, Now: h.now}
	here := &provision.Extensions{Publisher: h.publisher, Store: h.store, Now: h.now}
	knows := func(e *provision.Extensions, attribute string) bool {
		t.Helper()
		types, err := e.Types(t.Context(), h.account)
		h.must(err)
		_, ok := types.Users.Resolve(badgeURN + ":" + attribute)
		return ok
	}
	for range 3 {
		if knows(elsewhere, "number") || knows(here, "number") {
			t.Fatal("an extension out of nowhere")
		}
	}
	if reads.heads != 1 || reads.policies != 0 {
		t.Errorf("without an extension: %d heads and %d policies were read", reads.heads, reads.policies)
	}
	_, _, err := here.Add(t.Context(), h.account, 0, badgeOf("number"))
	h.must(err)
	if !knows(here, "number") || knows(elsewhere, "number") {
		t.Error("it holds at once where it was made, and later elsewhere")
	}
	h.clock = h.clock.Add(provision.SettingsAge)
	if !knows(elsewhere, "number") {
		t.Error("it holds everywhere after a while")
	}
	h.publish(func(p *rule.Policy) { p.DefaultLanguage = "de" })
	for range 3 {
		h.clock = h.clock.Add(provision.SettingsAge)
		if !knows(elsewhere, "number") {
			t.Error("forgotten")
		}
	}
	if reads.heads != 5 || reads.policies != 1 {
		t.Errorf("%d heads and %d policies were read", reads.heads, reads.policies)
	}
	_, err = here.Delete(t.Context(), h.account, 0, badgeURN)
	h.must(err)
	h.clock = h.clock.Add(provision.SettingsAge)
	if knows(elsewhere, "number") {
		t.Error("still there")
	}
	if _, err := here.Types(t.Context(), access.FromTrigger("NOBODY")); fault.Code(err) != "account_not_found" {
		t.Errorf("an account that there is not: %v", err)
	}
}

func TestAnExtensionThatChangesNothingIsNoPublication(t *testing.T) {
	h := newHouse(t)
	e := &provision.Extensions{Publisher: h.publisher, Store: h.store, Now: h.now, Taken: []string{"urn:example:2.0:Device"}}
	_, first, err := e.Add(t.Context(), h.account, 0, badgeOf("number"))
	h.must(err)
	_, again, err := e.Replace(t.Context(), h.account, first.Version, badgeURN, badgeOf("number"))
	h.must(err)
	if again.Version != first.Version {
		t.Errorf("version %d after %d", again.Version, first.Version)
	}
	device := badgeOf("number")
	device.Schema["id"] = "urn:example:2.0:device"
	if _, _, err := e.Add(t.Context(), h.account, 0, device); fault.Code(err) != "schema_taken" {
		t.Errorf("the schema of a resource type: %v", err)
	}
}

// What a rule asks about an extension gives somebody a product, from the next resolve on.
func TestAnExtensionDecidesWhatSomebodyGets(t *testing.T) {
	h := newHouse(t)
	e := &provision.Extensions{Publisher: h.publisher, Store: h.store, Now: h.now}
	h.directory.Schemas = e
	_, _, err := e.Add(t.Context(), h.account, 0, badgeOf("costCenter"))
	h.must(err)
	group, err := h.directory.CreateGroup(t.Context(), h.idp, scim.Object{"displayName": "All"}, nil)
	h.must(err)
	h.publish(func(p *rule.Policy) {
		p.SyncOn = true
		p.Products = []rule.Product{{Key: "meeting", Name: "Meeting"}}
		p.Rules = []rule.Rule{{
			ID: "r", Enabled: true, Group: group.ID, Condition: badgeURN + `:costCenter eq "X1"`, Products: []rule.ProductGrant{{Key: "meeting"}},
		}}
	})
	body := map[string]any{"userName": "ann", badgeURN: map[string]any{"costCenter": "x1"}}
	types, err := e.Types(t.Context(), h.account)
	h.must(err)
	attrs, err := types.Users.Normalize(body)
	h.must(err)
	ann, err := h.directory.CreateUser(t.Context(), h.idp, attrs)
	h.must(err)
	_, err = h.directory.ReplaceGroup(t.Context(), h.idp, group.ID, scim.Object{"displayName": "All"}, []string{ann.ID}, 0)
	h.must(err)
	h.clock = h.clock.Add(time.Minute)
	live, err := h.publisher.Live(t.Context(), h.account)
	h.must(err)
	_, err = h.resolver.Recheck(t.Context(), h.account, ann.ID, live.Version)
	h.must(err)
	record, err := h.store.Record(t.Context(), h.account, ann.ID)
	h.must(err)
	if record.Outcome == nil || len(record.Outcome.Products) != 1 {
		t.Errorf("outcome %+v", record.Outcome)
	}
	if _, ok := schema.Users().Resolve("costCenter"); !ok {
		t.Error("the enterprise extension is still built in")
	}
}
