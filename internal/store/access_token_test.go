package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/engine/local"
	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/store"
	"usersync/internal/table"
)

func TestAnAssertionIsUsedUpByItsTokenAndGoesWhenItHasExpired(t *testing.T) {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	s, ctx := store.New(db), t.Context()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	token := access.Credential{
		ID: "aaaaaaaaaa", Kind: access.AccessToken, Hash: sha256.Sum256([]byte("x")), Account: "01A", Connection: "01C", Scopes: []access.Scope{access.SCIM},
		Created: now, Expires: now.Add(time.Hour), Client: "01CLIENT", Proof: "p",
	}
	used := &oauth.UsedAssertion{Client: "01CLIENT", ID: sha256.Sum256([]byte("jti")), Expires: now.Add(time.Minute)}
	if err := s.SaveAccessToken(ctx, token, used); err != nil {
		t.Fatal(err)
	}
	again := token
	again.ID = "bbbbbbbbbb"
	if err := s.SaveAccessToken(ctx, again, used); !fault.Is(err, fault.Conflict) || fault.Code(err) != "assertion_used" {
		t.Errorf("got %v", err)
	}
	if _, ok, err := s.AccessToken(ctx, again.ID); err != nil || ok {
		t.Errorf("a token for a used assertion: %t, %v", ok, err)
	}
	read, ok, err := s.AccessToken(ctx, token.ID)
	if err != nil || !ok || read.Hash != token.Hash || !read.Expires.Equal(token.Expires) || read.Client != token.Client || read.Proof != token.Proof || read.Account != "01A" || read.Connection != "01C" {
		t.Errorf("read %+v, %t, %v", read, ok, err)
	}
	if _, ok, err = s.Credential(ctx, token.ID); err != nil || ok {
		t.Errorf("an access token among the long-lived ones: %t, %v", ok, err)
	}
	for _, id := range []string{"aaaaaaaaaa"} { // what expires says so to the engine, not before its time
		item, _, err := db.Get(ctx, table.Key{Table: table.Work, P: "TOKEN#" + id, S: "TOKEN"})
		if err != nil || item.Attrs[table.TTL].Int() != token.Expires.Unix()+1 {
			t.Errorf("ttl %v, %v", item.Attrs[table.TTL], err)
		}
	}
	other := &oauth.UsedAssertion{Client: "01OTHER", ID: used.ID, Expires: used.Expires}
	if err := s.SaveAccessToken(ctx, again, other); err != nil {
		t.Errorf("another client's assertion of the same name: %v", err)
	}
}
