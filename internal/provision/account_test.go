package provision_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

func TestANewAccount(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	founder := provision.Founder{Store: h.store, Now: h.now, NewID: h.newID}
	other := access.FromTrigger("OTHER")
	account, connection, err := founder.CreateAccount(ctx, other, "Other", false)
	h.must(err)
	p, err := h.publisher.Live(ctx, other)
	h.must(err)
	if account.ID != "OTHER" || connection.Kind != "generic" || p.Version != 1 || p.SyncOn || !p.MailOn || p.DefaultLanguage != "en" || len(p.AssignableRoles) != 3 {
		t.Errorf("account %+v, connection %+v, policy %+v", account, connection, p)
	}
	if _, _, err := founder.CreateAccount(ctx, other, "Again", true); !fault.Is(err, fault.Conflict) {
		t.Errorf("founded twice: %v", err)
	}
	for _, name := range []string{"", "  ", "a\nb", string(make([]byte, 300))} {
		if _, _, err := founder.CreateAccount(ctx, access.FromTrigger("THIRD"), name, true); !fault.Is(err, fault.Invalid) {
			t.Errorf("name %q: %v", name, err)
		}
	}
	ids, err := h.store.AccountIDs(ctx, "", 10)
	h.must(err)
	rest, err := h.store.AccountIDs(ctx, ids[0], 10)
	h.must(err)
	if len(ids) != 2 || len(rest) != 1 || rest[0] != ids[1] {
		t.Errorf("accounts %v, then %v", ids, rest)
	}
}

func TestWhenAFullSyncIsDue(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	cases := []struct {
		name           string
		schedule       provision.Schedule
		from, want     string
		never, invalid bool
	}{
		{name: "at night", schedule: provision.DefaultSchedule, from: "2026-03-02T09:00:00Z", want: "2026-03-03T02:00:00Z"},
		{name: "not the same minute twice", schedule: provision.DefaultSchedule, from: "2026-03-03T02:00:00Z", want: "2026-03-04T02:00:00Z"},
		{name: "where people sleep", schedule: provision.Schedule{Cron: "0 2 * * *", TimeZone: "Asia/Tokyo"}, from: "2026-03-02T09:00:00Z", want: "2026-03-02T17:00:00Z"},
		{name: "never", schedule: provision.Schedule{}, from: "2026-03-02T09:00:00Z", never: true},
		{name: "unreadable", schedule: provision.Schedule{Cron: "x", TimeZone: "UTC"}, from: "2026-03-02T09:00:00Z", never: true},
		{name: "nowhere", schedule: provision.Schedule{Cron: "0 2 * * *", TimeZone: "Mars"}, from: "2026-03-02T09:00:00Z", never: true},
		{name: "no such day", schedule: provision.Schedule{Cron: "0 0 30 2 *", TimeZone: "UTC"}, from: "2026-03-02T09:00:00Z", never: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			next, ok := c.schedule.Next(at(c.from))
			if ok == c.never || ok && !next.Equal(at(c.want)) {
				t.Errorf("got %v, %v", next, ok)
			}
		})
	}
}

func TestSettingsAreChangedAllOrNone(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	accounts := &provision.Accounts{Publisher: h.publisher, Store: h.store, Drafts: h.store, Mail: plainAddresses{}}
	name, language := "New name", "xx"
	if _, _, err := accounts.Change(ctx, h.account, provision.AccountChange{Name: &name, DefaultLanguage: &language}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
	account, err := accounts.Account(ctx, h.account)
	h.must(err)
	if account.Name != "Acme" {
		t.Errorf("half of it was done: %+v", account)
	}
	nobody := access.FromTrigger("NOBODY")
	if _, _, err := accounts.Change(ctx, nobody, provision.AccountChange{Name: &name}); !fault.Is(err, fault.NotFound) {
		t.Errorf("no account: %v", err)
	}
	if _, err := h.store.ChangeAccount(ctx, nobody, nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("no account: %v", err)
	}
	refused := errors.New("refused")
	if _, err := h.store.ChangeAccount(ctx, h.account, func(*provision.Account) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("a refused change: %v", err)
	}
	tries := 0
	_, err = h.store.ChangeAccount(ctx, h.account, func(a *provision.Account) error {
		if tries++; tries == 1 {
			_, err := h.store.ChangeAccount(ctx, h.account, func(a *provision.Account) error { a.ReviewRules = false; return nil })
			h.must(err)
		}
		a.Name = name
		return nil
	})
	h.must(err)
	if account, err = accounts.Account(ctx, h.account); err != nil || account.Name != name || account.ReviewRules || tries != 2 {
		t.Errorf("two at once: %+v, %v", account, err)
	}
}

func TestCredentialsOfAnAccount(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	keys := &provision.Keys{Store: h.store, Now: h.now, Random: rand.Reader}
	token, secret, err := keys.Create(ctx, h.account, provision.NewKey{
		Kind: access.SCIMToken, Connection: "C1", Scopes: []access.Scope{access.SCIM}, Name: "Okta", Expires: h.clock.Add(time.Hour),
	})
	h.must(err)
	gate := access.Gate{Credentials: h.store, Now: h.now}
	p, err := gate.Authenticate(ctx, secret.Reveal())
	h.must(err)
	if p.Account != h.account || p.Connection != "C1" || p.Credential != token.ID || !p.May(access.SCIM) {
		t.Errorf("principal %+v", p)
	}
	if secret.String() != "redacted" {
		t.Error("a secret prints itself")
	}
	if err := keys.Revoke(ctx, h.account, access.AdminKey, token.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoked as another kind: %v", err)
	}
	if err := keys.Revoke(ctx, access.FromTrigger("OTHER"), access.SCIMToken, token.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoked by another account: %v", err)
	}
	if err := h.store.RevokeCredential(ctx, access.FromTrigger("OTHER"), token.ID, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("revoked by another account, in the store: %v", err)
	}
	h.must(keys.Revoke(ctx, h.account, access.SCIMToken, token.ID))
	if _, err := gate.Authenticate(ctx, secret.Reveal()); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a revoked token opens the door: %v", err)
	}
	if c, ok, err := h.store.Credential(ctx, token.ID); err != nil || !ok || !c.Revoked || c.Expires.IsZero() {
		t.Errorf("what stays: %+v, %v, %v", c, ok, err)
	}
	if err := h.store.SaveCredential(ctx, h.account, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("an id twice: %v", err)
	}
	if err := h.store.SaveCredential(ctx, access.FromTrigger("OTHER"), token); !fault.Is(err, fault.Internal) {
		t.Errorf("another account's: %v", err)
	}
	keys.Random = iotest.ErrReader(errors.New("no chance"))
	if _, _, err := keys.Create(ctx, h.account, provision.NewKey{Kind: access.SCIMToken, Name: "x"}); err == nil {
		t.Error("a key without randomness")
	}
}

// plainAddresses takes every text with an @ in it for an address.
type plainAddresses struct{}

func (plainAddresses) IsAddress(text string) bool { return strings.Contains(text, "@") }
