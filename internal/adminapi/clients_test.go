package adminapi_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/oauth"
)

const (
	publicKey  = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k1","alg":"EdDSA"}` // of RFC 8037 appendix A
	privateKey = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`
)

// accessToken gets a token for a client's secret.
func (w *world) accessToken(client, secret string) (string, error) {
	now := func() time.Time { return w.now }
	issuer := &oauth.Issuer{Store: w.store, Now: now, Random: rand.Reader, Open: w.open}
	_, token, err := issuer.Issue(w.t.Context(), oauth.Proof{Client: client, Secret: secret})
	return token.Reveal(), err
}

func TestClients(t *testing.T) {
	w := newWorld(t)
	clients := "/connections/" + w.as("POST /connections", `{"name":"Entra"}`).ok().str("id") + "/clients"
	made := w.as("POST " + clients).ok()
	made.has(`{"name":"Client","createdAt":"2026-03-02T09:00:00.000Z","keys":[],"secrets":[{"createdAt":"2026-03-02T09:00:00.000Z","expiresAt":"2027-03-02T09:00:00.000Z","lastUsedAt":null}]}`)
	id, secret := made.str("id"), made.str("clientSecret")
	path := clients + "/" + id
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1"+path || !strings.HasPrefix(secret, "scs_") {
		t.Errorf("created: %d %v %s", made.status, made.header, made.text)
	}
	token, err := w.accessToken(id, secret)
	must(t, err)
	gate := &access.Gate{Credentials: w.store, Tokens: w.store, Now: func() time.Time { return w.now }}
	_, err = gate.Authenticate(t.Context(), token)
	must(t, err)

	again := w.as("POST "+path+"/secrets", `{"expiresInDays":730}`).with("Idempotency-Key", "k1").ok()
	again.has(`{"expiresAt":"2028-03-01T09:00:00.000Z","lastUsedAt":null}`)
	if again.status != http.StatusCreated || again.header.Get("Location") != "/api/v1"+path+"/secrets/"+again.str("id") || !strings.HasPrefix(again.str("clientSecret"), "scs_") {
		t.Errorf("created: %d %v %s", again.status, again.header, again.text)
	}
	w.as("POST "+path+"/secrets", `{"expiresInDays":730}`).with("Idempotency-Key", "k1").fails(409, "already_done")
	w.as("POST " + path + "/secrets").ok()
	w.as("POST "+path+"/secrets").fails(409, "too_many_secrets")
	list := w.as("GET " + clients).ok().has(`{"total":1,"items":[{"secrets":[{"lastUsedAt":"2026-03-02T09:00:00.000Z"},{"lastUsedAt":null},{"lastUsedAt":null}]}]}`)
	if strings.Contains(list.text, "scs_") {
		t.Errorf("a secret is shown again: %s", list.text)
	}
	w.as("DELETE " + path + "/secrets/" + made.str("secrets", 0, "id")).ok()
	if _, err := gate.Authenticate(t.Context(), token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a token of a secret that is gone: %v", err)
	}
	w.as("DELETE "+path+"/secrets/"+made.str("secrets", 0, "id")).fails(404, "secret_not_found")
	w.as("DELETE " + path).ok()
	for _, line := range []string{"GET " + path, "DELETE " + path, "POST " + path + "/secrets", "DELETE " + path + "/secrets/x"} {
		w.as(line).fails(404, "client_not_found")
	}
	w.as("PUT "+path+"/jwks", `{"keys":[]}`).fails(404, "client_not_found")
	w.as("GET /connections/01NOTHING/clients").fails(404, "connection_not_found")
}

func TestKeysOfClients(t *testing.T) {
	w := newWorld(t)
	clients := "/connections/" + w.as("POST /connections", `{"name":"Entra"}`).ok().str("id") + "/clients"
	made := w.as("POST "+clients, `{"name":"Signs","jwks":{"keys":[`+publicKey+`]}}`).ok()
	made.has(`{"name":"Signs","secrets":[],"keys":[{"id":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","kid":"k1","alg":"EdDSA","lastUsedAt":null}]}`)
	if strings.Contains(made.text, "clientSecret") {
		t.Errorf("a client that signs has a secret: %s", made.text)
	}
	path := clients + "/" + made.str("id")
	w.as("PUT "+path+"/jwks", `{"keys":[]}`).ok().has(`{"keys":[]}`)
	w.as("PUT "+path+"/jwks", `{"keys":[`+publicKey+`]}`).ok().has(`{"keys":[{"kid":"k1"}]}`)
	w.as("GET " + path).ok().has(`{"keys":[{"kid":"k1"}]}`)

	for _, line := range []string{"POST " + clients, "PUT " + path + "/jwks"} {
		body, where := `{"keys":[`+publicKey+`,`+privateKey+`]}`, "keys[1]"
		if strings.HasPrefix(line, "POST") {
			body = `{"jwks":` + body + `}`
		}
		refused := w.as(line, body).fails(422, "invalid_value", where)
		if strings.Contains(refused.text, "nWGx") {
			t.Errorf("the answer holds the key: %s", refused.text)
		}
	}
	w.as("PUT "+path+"/jwks", `{"keys":17}`).fails(422, "invalid_body", "keys")
	w.as("PUT "+path+"/jwks", `{"keys":[],"more":1}`).fails(422, "unknown_member", "more")
	w.as("POST "+clients, `{"expiresInDays":731}`).fails(422, "invalid_body", "expiresInDays")
	w.as("POST "+clients, `{"name":"\u0000"}`).fails(422, "invalid_value", "name")
}

// open lets every connection in.
func (*world) open(context.Context, string, string) error { return nil }
