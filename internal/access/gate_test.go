package access_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

type ring map[string]access.Credential

func (r ring) Credential(_ context.Context, id string) (access.Credential, bool, error) {
	if id == "aaaaaaaaaa" {
		return access.Credential{}, false, errors.New("storage is away")
	}
	c, ok := r[id]
	return c, ok, nil
}

func TestGate(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	keys := ring{}
	mint := func(c access.Credential) string {
		id, secret, hash, err := access.Mint(c.Kind, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c.ID, c.Hash = id, hash
		keys[id] = c
		return secret.Reveal()
	}
	token := access.Credential{Kind: access.SCIMToken, Account: "01ACC", Connection: "01CON", Scopes: []access.Scope{access.SCIM}}
	good := mint(token)
	revoked, expiring := token, token
	revoked.Revoked = true
	expiring.Expires = now.Add(time.Second)
	gone, soon := mint(revoked), mint(expiring)
	_, stranger, _, _ := access.Mint(access.SCIMToken, rand.Reader)

	tests := []struct {
		name   string
		bearer string
		at     time.Time
		opens  bool
	}{
		{"a live token", good, now, true},
		{"one that expires in a second", soon, now, true},
		{"one that expires now", soon, now.Add(time.Second), false},
		{"a revoked one", gone, now, false},
		{"a well-formed one that nobody minted here", stranger.Reveal(), now, false},
		{"nonsense", "nonsense", now, false},
		{"nothing", "", now, false},
	}
	var words string
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gate := &access.Gate{Credentials: keys, Now: func() time.Time { return tt.at }}
			p, err := gate.Authenticate(t.Context(), tt.bearer)
			if tt.opens {
				if err != nil || p.Account.ID() != "01ACC" || p.Connection != "01CON" || !p.May(access.SCIM) {
					t.Fatalf("principal %+v, err %v", p, err)
				}
				return
			}
			if !fault.Is(err, fault.Unauthenticated) {
				t.Fatalf("err = %v, want unauthenticated", err)
			}
			if words == "" {
				words = err.Error()
			}
			if err.Error() != words {
				t.Errorf("refused in other words (%q), which tells something", err)
			}
		})
	}
}

func TestGatePassesOnAStorageFailure(t *testing.T) {
	zeros := zeroReader{}
	_, secret, _, err := access.Mint(access.AdminKey, zeros)
	if err != nil {
		t.Fatal(err)
	}
	gate := &access.Gate{Credentials: ring{}, Now: time.Now}
	if _, err := gate.Authenticate(t.Context(), secret.Reveal()); err == nil || fault.Is(err, fault.Unauthenticated) {
		t.Fatalf("err = %v: a storage failure must not read as a wrong key", err)
	}
}

func TestTheOperatorComesInBeforeAnythingIsStored(t *testing.T) {
	id, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, stranger, _, _ := access.Mint(access.OperatorKey, rand.Reader)
	gate := &access.Gate{Credentials: ring{}, Now: time.Now, Operator: hash}
	p, err := gate.Authenticate(t.Context(), secret.Reveal())
	if err != nil || p.Kind != access.OperatorKey || p.Credential != id || !p.Account.IsZero() || len(p.Scopes) > 0 {
		t.Fatalf("principal %+v, err %v", p, err)
	}
	_, unknown := gate.Authenticate(t.Context(), stranger.Reveal())
	gate.Operator = [32]byte{}
	_, none := gate.Authenticate(t.Context(), secret.Reveal())
	for name, err := range map[string]error{"another operator's": unknown, "where there is none": none} {
		if !fault.Is(err, fault.Unauthenticated) || err.Error() != unknown.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestScopesInclude(t *testing.T) {
	tests := []struct {
		has  access.Scope
		may  []access.Scope
		mayn []access.Scope
	}{
		{access.Read, []access.Scope{access.Read}, []access.Scope{access.Write, access.Owner, access.SCIM}},
		{access.Write, []access.Scope{access.Read, access.Write}, []access.Scope{access.Owner, access.SCIM}},
		{access.Owner, []access.Scope{access.Read, access.Write, access.Owner}, []access.Scope{access.SCIM}},
		{access.SCIM, []access.Scope{access.SCIM}, []access.Scope{access.Read, access.Write, access.Owner}},
	}
	for _, tt := range tests {
		p := access.Principal{Scopes: []access.Scope{tt.has}}
		for _, s := range tt.may {
			if !p.May(s) {
				t.Errorf("%s may not %s", tt.has, s)
			}
		}
		for _, s := range tt.mayn {
			if p.May(s) {
				t.Errorf("%s may %s", tt.has, s)
			}
		}
	}
}

func TestTheZeroAccountIsNone(t *testing.T) {
	if !(access.Account{}).IsZero() || access.FromTrigger("01A").IsZero() || access.Found("01B").ID() != "01B" {
		t.Error("accounts mix up")
	}
}
