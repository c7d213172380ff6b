package adminapi_test

import (
	"testing"
	"time"
)

func TestWhatExpiresIsShown(t *testing.T) {
	w := newWorld(t)
	okta := w.as("POST /connections", `{"name":"Okta"}`).ok().str("id")
	entra := w.as("POST /connections", `{"name":"Entra"}`).ok().str("id")
	short := w.as("POST /connections/"+okta+"/tokens", `{"name":"Short","expiresInDays":31}`).ok().has(`{"expiresInDays":31,"notice":"ok"}`)
	w.now = w.now.Add(time.Second)
	w.as("POST /connections/" + okta + "/tokens").ok().has(`{"expiresInDays":365,"notice":"ok"}`)
	client := w.as("POST /connections/"+entra+"/clients", `{"name":"SCIM","expiresInDays":2}`).ok().
		has(`{"secrets":[{"expiresInDays":2,"notice":"expiring"}]}`)
	w.as("GET /connections/" + okta).ok().has(`{"notices":[]}`)

	w.now = w.now.Add(25 * time.Hour)
	w.as("GET /connections/" + okta + "/tokens").ok().has(`{"items":[{"expiresInDays":30,"notice":"expiring"},{"expiresInDays":364,"notice":"ok"}]}`)
	w.as("GET /connections/" + okta).ok().
		has(`{"notices":[{"kind":"token","id":"` + short.str("id") + `","name":"Short","expiresAt":"2026-04-02T09:00:00.000Z","expiresInDays":30,"notice":"expiring"}]}`)

	w.now = w.now.Add(24 * time.Hour)
	secret := `{"kind":"client_secret","id":"` + client.str("secrets", 0, "id") + `","clientId":"` + client.str("id") + `","name":"SCIM","expiresAt":"2026-03-04T09:00:01.000Z","expiresInDays":0,"notice":"expired"}`
	w.as("GET /connections").ok().has(`{"items":[{"notices":[]},{"name":"Okta","notices":[{"kind":"token"}]},{"name":"Entra","notices":[` + secret + `]}]}`)
	w.as("PATCH /connections/"+entra, `{"name":"Entra 2"}`).ok().has(`{"notices":[` + secret + `]}`)
	w.as("GET /connections/" + entra + "/clients/" + client.str("id")).ok().has(`{"secrets":[{"expiresInDays":0,"notice":"expired"}]}`)
	added := w.as("POST /connections/" + entra + "/clients/" + client.str("id") + "/secrets").ok().has(`{"expiresInDays":365,"notice":"ok"}`)
	w.as("GET /connections/" + entra).ok().has(`{"notices":[]}`)
	w.as("DELETE /connections/" + entra + "/clients/" + client.str("id") + "/secrets/" + added.str("id")).ok()
}
