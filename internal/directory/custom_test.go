package directory_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
)

// devices is a resource type of the deployment's own; more are further attributes of it.
func devices(t testing.TB, more string) *schema.ResourceType {
	t.Helper()
	types, err := schema.Load([]schema.File{{Name: "devices.json", Body: []byte(`[
		{"name":"Device","endpoint":"/Devices","schema":"urn:example:2.0:Device"},
		{"id":"urn:example:2.0:Device","attributes":[{"name":"serial","required":true,"uniqueness":"server"}` + more + `]}]`)}})
	if err != nil {
		t.Fatal(err)
	}
	return types[0]
}

func TestUniqueValuesOfResources(t *testing.T) {
	w := newWorld(t)
	rt := devices(t, `,{"name":"label"}`)
	one, err := w.dir.CreateResource(t.Context(), w.okta, rt, scim.Object{"serial": "A"})
	w.must(err)
	_, err = w.dir.CreateResource(t.Context(), w.entra, rt, scim.Object{"serial": "a"})
	w.fails(err, fault.Conflict, scim.Uniqueness)
	two, err := w.dir.CreateResource(t.Context(), w.stranger, rt, scim.Object{"serial": "A"})
	w.must(err)
	if one.ID == two.ID {
		t.Error("one id twice")
	}
	_, err = w.dir.ReplaceResource(t.Context(), w.okta, rt, one.ID, scim.Object{"serial": "B"}, 0)
	w.must(err)
	_, err = w.dir.CreateResource(t.Context(), w.entra, rt, scim.Object{"serial": "A"})
	w.must(err)
	w.must(w.dir.DeleteResource(t.Context(), w.okta, rt, one.ID, 0))
	_, err = w.dir.CreateResource(t.Context(), w.entra, rt, scim.Object{"serial": "B"})
	w.must(err)
}

func TestOfManyResourcesWithOneSerialOneWins(t *testing.T) {
	w := newWorld(t)
	rt := devices(t, "")
	results := make([]error, 32)
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() { _, results[i] = w.dir.CreateResource(t.Context(), w.okta, rt, scim.Object{"serial": "A"}) })
	}
	all.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		w.fails(err, fault.Conflict, scim.Uniqueness)
	}
	if won != 1 {
		t.Errorf("%d resources have the serial", won)
	}
}

func TestResourcesThatAreRefused(t *testing.T) {
	w := newWorld(t)
	rt := devices(t, "")
	mine, err := w.dir.CreateResource(t.Context(), w.okta, rt, scim.Object{"serial": "A"})
	w.must(err)
	for name, c := range map[string]struct {
		do   func() error
		kind fault.Kind
		code string
	}{
		"an externalId that hides something": {func() error {
			_, err := w.dir.CreateResource(t.Context(), w.okta, rt, scim.Object{"serial": "B", "externalId": "a\u202eb"})
			return err
		}, fault.Invalid, scim.InvalidValue},
		"somebody else's": {func() error {
			_, err := w.dir.ReplaceResource(t.Context(), w.entra, rt, mine.ID, scim.Object{"serial": "C"}, 0)
			return err
		}, fault.Forbidden, "not_owner"},
		"an older version": {func() error { return w.dir.DeleteResource(t.Context(), w.okta, rt, mine.ID, 7) }, fault.Stale, "version"},
		"an id that is none": {func() error {
			_, err := w.dir.Resource(t.Context(), w.okta.Account, rt, "../x")
			return err
		}, fault.NotFound, "not_found"},
		"without what is required": {func() error {
			_, err := w.dir.PatchResource(t.Context(), w.okta, rt, mine.ID, []patch.Op{{Kind: patch.Remove, Path: set("serial", "").Path}}, 0)
			return err
		}, fault.Invalid, scim.Mutability},
	} {
		t.Run(name, func(*testing.T) { w.fails(c.do(), c.kind, c.code) })
	}
}

// The documents of a type may be others after a restart: what was stored stays, and so do the values that were claimed by it.
func TestATypeThatChangesLosesNothing(t *testing.T) {
	w := newWorld(t)
	before := devices(t, `,{"name":"label","uniqueness":"server"},{"name":"size","type":"integer"}`)
	made, err := w.dir.CreateResource(t.Context(), w.okta, before, scim.Object{"serial": "A", "label": "L", "size": int64(3)})
	w.must(err)
	after := devices(t, `,{"name":"size","type":"boolean"}`)
	seen, err := w.dir.Resource(t.Context(), w.okta.Account, after, made.ID)
	w.must(err)
	if len(seen.Attrs) != 1 {
		t.Errorf("seen: %v", seen.Attrs)
	}
	_, err = w.dir.ReplaceResource(t.Context(), w.okta, after, made.ID, scim.Object{"serial": "B"}, 0)
	w.must(err)
	again, err := w.dir.Resource(t.Context(), w.okta.Account, before, made.ID)
	w.must(err)
	if again.Attrs["label"] != "L" || again.Attrs["size"] != int64(3) || again.Attrs["serial"] != "B" {
		t.Errorf("in the end: %v", again.Attrs)
	}
	w.must(w.dir.DeleteResource(t.Context(), w.okta, before, made.ID, 0))
}

func TestResourcesWhenTheStorageFails(t *testing.T) {
	w := newWorld(t)
	rt := devices(t, "")
	made, err := w.dir.CreateResource(t.Context(), w.okta, rt, scim.Object{"serial": "A"})
	w.must(err)
	broken := &directory.Service{Now: w.dir.Now, NewID: w.dir.NewID, Sleep: w.dir.Sleep, Rand: w.dir.Rand, Store: brokenResources{w.dir.Store}}
	if _, err := broken.Resource(t.Context(), w.okta.Account, rt, made.ID); !errors.Is(err, errBroken) {
		t.Errorf("read: %v", err)
	}
	for _, filter := range []string{`id eq "` + made.ID + `"`, `serial eq "A"`, `externalId eq "x"`, `meta.version pr`} {
		if _, err := broken.Resources(t.Context(), w.okta.Account, rt, w.search(filter, rt)); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", filter, err)
		}
	}
	if err := broken.DeleteResource(t.Context(), w.okta, rt, made.ID, 0); !errors.Is(err, errBroken) {
		t.Errorf("delete: %v", err)
	}
}

var errBroken = errors.New("the disk is gone")

// brokenResources is a store that reads no resources.
type brokenResources struct{ directory.Store }

func (brokenResources) DirectoryResource(context.Context, access.Account, directory.Kind, string) (directory.Resource, bool, error) {
	return directory.Resource{}, false, errBroken
}

func (brokenResources) DirectoryResources(context.Context, access.Account, directory.Kind, []string) ([]directory.Resource, error) {
	return nil, errBroken
}

func (brokenResources) ClaimedBy(context.Context, access.Account, directory.Kind, schema.UniqueValue) (string, error) {
	return "", errBroken
}

func (brokenResources) WithExternalID(context.Context, access.Account, directory.Kind, string) ([]string, error) {
	return nil, errBroken
}
