package provision_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/provision"
)

// clientHouse is a house with clients, and with the two that deal with what they show.
type clientHouse struct {
	*house
	clients *provision.Clients
	gate    *access.Gate
	issuer  *oauth.Issuer
	conn    string
}

func newClientHouse(t *testing.T) *clientHouse {
	h := newHouse(t)
	connections := h.newConnections()
	c, err := connections.Create(t.Context(), h.account, named("Entra"))
	h.must(err)
	return &clientHouse{
		house: h, conn: c.ID, clients: &provision.Clients{Store: h.store, Connections: connections},
		gate: &access.Gate{Credentials: h.store, Tokens: h.store, Now: h.now},
		issuer: &oauth.Issuer{
			Store: h.store, Now: h.now, Random: rand.Reader, Audiences: []string{"here"},
			Open: func(ctx context.Context, _, connection string) error {
				_, err := connections.Get(ctx, h.account, connection)
				return err
			},
		},
	}
}

// token gets an access token for a secret.
func (h *clientHouse) token(client string, secret access.Secret) string {
	h.t.Helper()
	_, token, err := h.issuer.Issue(h.t.Context(), oauth.Proof{Client: client, Secret: secret.Reveal()})
	h.must(err)
	return token.Reveal()
}

// opens reports whether a token opens the door.
func (h *clientHouse) opens(token string) bool {
	h.t.Helper()
	p, err := h.gate.Authenticate(h.t.Context(), token)
	if err != nil && !fault.Is(err, fault.Unauthenticated) {
		h.t.Fatal(err)
	}
	if err == nil && (p.Kind != access.AccessToken || p.Account != h.account || p.Connection != h.conn || !p.May(access.SCIM) || p.May(access.Read)) {
		h.t.Errorf("principal %+v", p)
	}
	return err == nil
}

func TestAClientFromBeginningToEnd(t *testing.T) {
	h := newClientHouse(t)
	ctx, s := t.Context(), h.clients
	c, secret, err := s.Create(ctx, h.account, h.conn, provision.NewClient{})
	h.must(err)
	if c.Name != "Client" || len(c.Secrets) != 1 || c.Secrets[0].Expires.Sub(h.clock).Round(24*time.Hour) != 365*24*time.Hour || !strings.HasPrefix(secret.Reveal(), "scs_") {
		t.Errorf("client %+v", c)
	}
	token := h.token(c.ID, secret)
	if !h.opens(token) || h.opens(secret.Reveal()) {
		t.Error("an access token opens the door, and a secret does not")
	}
	read, err := s.Get(ctx, h.account, h.conn, c.ID)
	h.must(err)
	if read.Name != c.Name || read.Secrets[0].ID != c.Secrets[0].ID || read.Secrets[0].Hash != c.Secrets[0].Hash || read.Secrets[0].LastUse.IsZero() || !read.Holds(c.Secrets[0].ID) {
		t.Errorf("read %+v", read)
	}

	_, text, err := s.AddSecret(ctx, h.account, h.conn, c.ID, 30)
	h.must(err)
	if after := h.token(c.ID, text); !h.opens(after) {
		t.Error("the second secret's token does not open the door")
	}
	h.must(s.RemoveSecret(ctx, h.account, h.conn, c.ID, c.Secrets[0].ID))
	if h.opens(token) {
		t.Error("the token of a removed secret opens the door")
	}
	h.fails(s.RemoveSecret(ctx, h.account, h.conn, c.ID, c.Secrets[0].ID), fault.NotFound, "secret_not_found")

	token = h.token(c.ID, text)
	if !h.opens(token) {
		t.Error("the other secret's token is gone as well")
	}
	h.clock = h.clock.Add(oauth.TokenLife)
	if h.opens(token) {
		t.Error("it opens the door after its hour")
	}
	token = h.token(c.ID, text)
	h.must(s.Delete(ctx, h.account, h.conn, c.ID))
	if h.opens(token) {
		t.Error("it opens the door when its client is gone")
	}
	_, err = s.Get(ctx, h.account, h.conn, c.ID)
	h.fails(err, fault.NotFound, "client_not_found")
	h.fails(s.Delete(ctx, h.account, h.conn, c.ID), fault.NotFound, "client_not_found")
	_, _, err = h.issuer.Issue(ctx, oauth.Proof{Client: c.ID, Secret: text.Reveal()})
	h.fails(err, fault.Unauthenticated, "invalid_client")
	if list, err := s.List(ctx, h.account, h.conn); err != nil || len(list) != 0 {
		t.Errorf("clients %v, %v", list, err)
	}
}

func TestSecretsAreThreeAtMost(t *testing.T) {
	h := newClientHouse(t)
	ctx, s := t.Context(), h.clients
	c, _, err := s.Create(ctx, h.account, h.conn, provision.NewClient{Name: "Entra", Days: 1})
	h.must(err)
	for range provision.MaxSecrets - 1 {
		_, _, err = s.AddSecret(ctx, h.account, h.conn, c.ID, 730)
		h.must(err)
	}
	_, _, err = s.AddSecret(ctx, h.account, h.conn, c.ID, 0)
	h.fails(err, fault.Conflict, "too_many_secrets")
	h.clock = h.clock.Add(25 * time.Hour) // the first has run out
	_, _, err = s.AddSecret(ctx, h.account, h.conn, c.ID, 0)
	h.must(err)
	read, err := s.Get(ctx, h.account, h.conn, c.ID)
	h.must(err)
	if len(read.Secrets) != provision.MaxSecrets || read.Holds(c.Secrets[0].ID) {
		t.Errorf("secrets %+v", read.Secrets)
	}
}

func TestClientsAreFiveAtMost(t *testing.T) {
	h := newClientHouse(t)
	ctx, s := t.Context(), h.clients
	for range provision.MaxClients {
		_, _, err := s.Create(ctx, h.account, h.conn, provision.NewClient{})
		h.must(err)
	}
	_, _, err := s.Create(ctx, h.account, h.conn, provision.NewClient{})
	h.fails(err, fault.Conflict, "too_many_clients")
	other, err := s.Connections.Create(ctx, h.account, named("Okta"))
	h.must(err)
	_, _, err = s.Create(ctx, h.account, other.ID, provision.NewClient{})
	h.must(err)
	if list, err := h.store.Clients(ctx, h.account, ""); err != nil || len(list) != provision.MaxClients+1 {
		t.Errorf("%d clients in the account, %v", len(list), err)
	}
	for range 2 { // and tokens have room of their own
		_, _, err := s.Connections.CreateToken(ctx, h.account, h.conn, provision.NewToken{})
		h.must(err)
	}
}

func TestAConnectionGoesWithItsClients(t *testing.T) {
	h := newClientHouse(t)
	ctx := t.Context()
	var tokens []string
	for range provision.MaxClients {
		c, secret, err := h.clients.Create(ctx, h.account, h.conn, provision.NewClient{})
		h.must(err)
		tokens = append(tokens, h.token(c.ID, secret))
	}
	h.must(h.clients.Connections.Delete(ctx, h.account, 0, h.conn))
	for _, token := range tokens {
		if h.opens(token) {
			t.Error("a token opens the door of a connection that is gone")
		}
	}
	if list, err := h.store.Clients(ctx, h.account, ""); err != nil || len(list) != 0 {
		t.Errorf("clients %v, %v", list, err)
	}
	_, err := h.clients.List(ctx, h.account, h.conn)
	h.fails(err, fault.NotFound, "connection_not_found")
}

func TestKeysArePutInTheirPlace(t *testing.T) {
	h := newClientHouse(t)
	ctx, s := t.Context(), h.clients
	one, two := access.ClientKey{ID: "one", JWK: []byte(`{"kty":"EC"}`)}, access.ClientKey{ID: "two", JWK: []byte(`{"kty":"OKP"}`)}
	c, secret, err := s.Create(ctx, h.account, h.conn, provision.NewClient{Keys: []access.ClientKey{one}})
	h.must(err)
	if len(c.Secrets) != 0 || secret.Reveal() != "" {
		t.Errorf("a client with keys has a secret: %+v", c)
	}
	h.must(h.store.NoteProofUse(ctx, c.ID, "one", h.clock))
	changed, err := s.SetKeys(ctx, h.account, h.conn, c.ID, []access.ClientKey{two, one})
	h.must(err)
	read, err := s.Get(ctx, h.account, h.conn, c.ID)
	h.must(err)
	if len(read.Keys) != 2 || read.Keys[0].ID != "two" || string(read.Keys[0].JWK) != `{"kty":"OKP"}` || read.Keys[1].LastUse.IsZero() || changed.Keys[1].LastUse.IsZero() || read.Version != 2 {
		t.Errorf("read %+v, changed %+v", read, changed)
	}
	_, err = s.SetKeys(ctx, h.account, h.conn, c.ID, []access.ClientKey{two})
	h.must(err)
	_, err = s.SetKeys(ctx, h.account, h.conn, c.ID, []access.ClientKey{one})
	h.must(err)
	if read, err = s.Get(ctx, h.account, h.conn, c.ID); err != nil || !read.Keys[0].LastUse.IsZero() {
		t.Errorf("a key that went and came has its note: %+v, %v", read, err)
	}
	if read, err = s.SetKeys(ctx, h.account, h.conn, c.ID, nil); err != nil || len(read.Keys) != 0 {
		t.Errorf("keys %+v, %v", read.Keys, err)
	}
}

func TestClientsThatAreRefused(t *testing.T) {
	h := newClientHouse(t)
	ctx, s := t.Context(), h.clients
	for _, want := range []provision.NewClient{{Days: -1}, {Days: 731}, {Name: "\x00"}, {Name: strings.Repeat("x", 201)}} {
		_, _, err := s.Create(ctx, h.account, h.conn, want)
		h.fails(err, fault.Invalid, "invalid_value")
	}
	_, _, err := s.Create(ctx, h.account, "01NOTHING", provision.NewClient{})
	h.fails(err, fault.NotFound, "connection_not_found")
	c, _, err := s.Create(ctx, h.account, h.conn, provision.NewClient{})
	h.must(err)
	_, _, err = s.AddSecret(ctx, h.account, h.conn, c.ID, 731)
	h.fails(err, fault.Invalid, "invalid_value")
	other, err := s.Connections.Create(ctx, h.account, named("Okta"))
	h.must(err)
	_, err = s.Get(ctx, h.account, other.ID, c.ID)
	h.fails(err, fault.NotFound, "client_not_found")
	stranger := access.FromTrigger("OTHER")
	_, err = s.Get(ctx, stranger, h.conn, c.ID)
	h.fails(err, fault.NotFound, "connection_not_found")
	for what, err := range map[string]error{
		"add": h.store.AddClient(ctx, stranger, c, 0), "save": h.store.SaveClient(ctx, stranger, c), "remove": h.store.RemoveClient(ctx, stranger, c),
	} {
		if fault.Code(err) != "cross_tenant" {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.must(h.store.NoteProofUse(ctx, "01NOBODY", "x", h.clock))
	if _, there, err := h.store.Client(ctx, "01NOBODY"); err != nil || there {
		t.Errorf("a note made a client: %v", err)
	}
}

// outrun is a store in which somebody else is always first.
type outrun struct{ provision.ClientStore }

func (outrun) SaveClient(context.Context, access.Account, access.Client) error {
	return fault.New(fault.Stale, "client_moved", "")
}

func TestWhoLosesEveryRaceIsToldSo(t *testing.T) {
	h := newClientHouse(t)
	ctx := t.Context()
	c, _, err := h.clients.Create(ctx, h.account, h.conn, provision.NewClient{})
	h.must(err)
	old := c
	_, _, err = h.clients.AddSecret(ctx, h.account, h.conn, c.ID, 1)
	h.must(err)
	old.Version++
	h.fails(h.store.SaveClient(ctx, h.account, old), fault.Stale, "client_moved")
	h.fails(h.store.RemoveClient(ctx, h.account, c), fault.Stale, "client_moved")
	h.clients.Store = outrun{h.store}
	_, err = h.clients.SetKeys(ctx, h.account, h.conn, c.ID, nil)
	h.fails(err, fault.Unavailable, "busy")
}
