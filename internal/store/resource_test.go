package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
	"usersync/internal/store"
)

func TestResourcesReadBackAsTheyWereWritten(t *testing.T) {
	ctx, account, s := t.Context(), access.FromTrigger("01MINE"), store.New(local.Memory())
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	serial := schema.UniqueValue{Attribute: "serial", Value: "a#1"}
	r := directory.Resource{
		ID: "01R", Kind: "Device", Connection: "01C", Version: 1, Created: now, Modified: now,
		Attrs: scim.Object{"serial": "A#1", "externalId": "x", "size": int64(3)}, Claims: []schema.UniqueValue{serial},
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.AddResource(ctx, account, r))
	got, ok, err := s.DirectoryResource(ctx, account, "Device", r.ID)
	if diff := cmp.Diff(r, got, cmpopts.IgnoreUnexported(directory.Resource{})); err != nil || !ok || diff != "" {
		t.Error(ok, err, diff)
	}
	if _, ok, _ := s.DirectoryResource(ctx, account, "Phone", r.ID); ok {
		t.Error("a resource of another type")
	}
	if id, err := s.ClaimedBy(ctx, account, "Device", serial); id != r.ID || err != nil {
		t.Errorf("the serial is claimed by %q, %v", id, err)
	}
	if id, _ := s.ClaimedBy(ctx, account, "Phone", serial); id != "" {
		t.Errorf("among phones by %q", id)
	}
	if ids, err := s.WithExternalID(ctx, account, "Device", "x"); len(ids) != 1 || err != nil {
		t.Error(ids, err)
	}
	for kind, want := range map[directory.Kind]int{"Device": 1, "Phone": 0, directory.UserKind: 0} {
		if n, err := s.Count(ctx, account, kind); n != want || err != nil {
			t.Errorf("%d of %s, %v", n, kind, err)
		}
	}
	if err := s.SaveResource(ctx, account, directory.Resource{ID: r.ID, Kind: r.Kind, Version: 9}, r); err == nil {
		t.Error("an older version was replaced")
	}
	c := provision.Connection{ID: "01C", Name: "Okta", Kind: "okta", Created: now, Version: 1}
	must(s.AddConnection(ctx, account, c, 0))
	if err := s.RemoveConnection(ctx, account, c, provision.ConnectionRemoval{Joined: 1}, now); fault.Code(err) != "in_use" {
		t.Errorf("a connection that owns a resource is removed: %v", err)
	}
	must(s.RemoveResource(ctx, account, got))
	must(s.RemoveConnection(ctx, account, c, provision.ConnectionRemoval{Joined: 1}, now))
	if err := s.AddResource(ctx, account, r); fault.Code(err) != "connection_removed" {
		t.Errorf("a removed connection owns a resource: %v", err)
	}
}
