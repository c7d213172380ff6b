package oauth

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"usersync/internal/access"
	"usersync/internal/fault"
)

const (
	endpoint = "https://sync.example.com/scim/oauth/token"
	issuer   = "https://sync.example.com"
)

// keys are made once: RSA takes its time.
var keys = sync.OnceValue(func() map[string]crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	curve, curveErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	wide, wideErr := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, edwards, edErr := ed25519.GenerateKey(rand.Reader)
	if err := errors.Join(err, curveErr, wideErr, edErr); err != nil {
		panic(err)
	}
	return map[string]crypto.Signer{"rsa": key, "p256": curve, "p384": wide, "ed25519": edwards}
})

// members is a JWK as it comes in a document.
func members(t testing.TB, key any, id string) map[string]any {
	t.Helper()
	text, err := jose.JSONWebKey{Key: key, KeyID: id}.MarshalJSON()
	must(t, err)
	var m map[string]any
	must(t, json.Unmarshal(text, &m))
	return m
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is an Issuer on a store of maps.
type world struct {
	t       testing.TB
	issuer  *Issuer
	clients map[string]access.Client
	tokens  []access.Credential
	used    map[UsedAssertion]bool
	notes   []string
	now     time.Time
	closed  error
	broken  error
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, clients: map[string]access.Client{}, used: map[UsedAssertion]bool{}, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	w.issuer = &Issuer{
		Store: w, Now: func() time.Time { return w.now }, Random: rand.Reader, Audiences: []string{endpoint, issuer},
		Open: func(context.Context, string, string) error { return w.closed },
	}
	return w
}

func (w *world) Client(_ context.Context, id string) (access.Client, bool, error) {
	c, ok := w.clients[id]
	return c, ok, w.broken
}

func (w *world) SaveAccessToken(_ context.Context, c access.Credential, used *UsedAssertion) error {
	if used != nil {
		name := UsedAssertion{Client: used.Client, ID: used.ID}
		if w.used[name] {
			return fault.New(fault.Conflict, "assertion_used", "")
		}
		w.used[name] = true
	}
	w.tokens = append(w.tokens, c)
	return nil
}

func (w *world) NoteProofUse(_ context.Context, client, proof string, _ time.Time) error {
	w.notes = append(w.notes, client+" "+proof)
	return nil
}

// secret gives a client another secret and returns its text.
func (w *world) secret(client string, life time.Duration) string {
	w.t.Helper()
	id, text, hash, err := access.Mint(access.SecretOfClient, rand.Reader)
	must(w.t, err)
	c := w.clients[client]
	c.ID, c.Account, c.Connection = client, "01ACC", "01CON"
	c.Secrets = append(c.Secrets, access.ClientSecret{ID: id, Hash: hash, Created: w.now, Expires: w.now.Add(life)})
	w.clients[client] = c
	return text.Reveal()
}

// holds gives a client keys.
func (w *world) holds(client string, documents ...map[string]any) {
	w.t.Helper()
	list, err := ReadKeys(documents)
	must(w.t, err)
	w.clients[client] = access.Client{ID: client, Account: "01ACC", Connection: "01CON", Keys: list}
}

// claims are those of a good assertion of a client.
func (w *world) claims(client string) map[string]any {
	return map[string]any{
		"iss": client, "sub": client, "aud": endpoint, "jti": rand.Text(),
		"iat": w.now.Unix(), "nbf": w.now.Unix(), "exp": w.now.Add(5 * time.Minute).Unix(),
	}
}

// sign makes an assertion.
func sign(t testing.TB, algorithm jose.SignatureAlgorithm, key any, header map[jose.HeaderKey]any, claims map[string]any) string {
	t.Helper()
	o := &jose.SignerOptions{ExtraHeaders: header}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, o)
	must(t, err)
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	must(t, err)
	return text
}
