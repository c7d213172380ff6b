package adminapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
)

func TestConnections(t *testing.T) {
	w := newWorld(t)
	made := w.as("POST /connections", `{"name":"Okta","kind":"okta"}`).ok()
	made.has(`{"name":"Okta","kind":"okta","state":"active","settings":{"patchAnswer":"default","uniqueGroupNames":true,"unknownMembers":"refuse","inspector":"all","onDelete":"delete","trimSchema":false,"me":"","requestsPerSecond":0},"createdAt":"2026-03-02T09:00:00.000Z","firstRequestAt":null,"lastActivityAt":null,"notices":[]}`)
	path := "/connections/" + made.str("id")
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1"+path || made.header.Get("ETag") != `"1"` {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	w.as("GET /connections").ok().has(`{"total":2}`)

	changed := w.as("PATCH "+path, `{"state":"paused","settings":{"patchAnswer":"204","uniqueGroupNames":false,"unknownMembers":"ignore"}}`).match(`"1"`).ok()
	changed.has(`{"name":"Okta","state":"paused","settings":{"patchAnswer":"204","uniqueGroupNames":false,"unknownMembers":"ignore"}}`)
	w.as("PATCH "+path, `{"name":"Late"}`).match(`"1"`).fails(412, "stale_if_match")
	w.as("PATCH "+path, `{"settings":{"patchAnswer":"default"}}`).match(`"2"`).ok().
		has(`{"state":"paused","settings":{"patchAnswer":"default","uniqueGroupNames":false}}`)
	w.as("PATCH "+path, `{"state":"active"}`).ok()
	if a := w.as("GET " + path).ok().has(`{"state":"active"}`); a.header.Get("ETag") != `"4"` {
		t.Errorf("ETag %s", a.header.Get("ETag"))
	}
	for _, words := range []string{`{"inspector":"failures","onDelete":"deactivate"}`, `{"inspector":"off","onDelete":"delete"}`, `{"inspector":"all"}`, `{"requestsPerSecond":100}`, `{"requestsPerSecond":1000}`, `{"requestsPerSecond":0}`, `{"trimSchema":true}`, `{"trimSchema":false}`, `{"me":"01JANN"}`, `{"me":""}`} {
		w.as("PATCH "+path, `{"settings":`+words+`}`).ok().has(`{"settings":` + words + `}`)
		w.as("GET " + path).ok().has(`{"settings":` + words + `}`)
	}
	w.as("DELETE "+path).match(`"1"`).fails(412, "stale_if_match")
	w.as("DELETE " + path).ok()
	for _, line := range []string{"GET " + path, "DELETE " + path, "GET " + path + "/tokens", "POST " + path + "/tokens", "DELETE " + path + "/tokens/x"} {
		w.as(line).fails(404, "connection_not_found")
	}
	w.as("PATCH "+path, `{"name":"x"}`).fails(404, "connection_not_found")
	w.as("DELETE /connections/"+w.as("GET /connections").ok().str("items", 0, "id")).fails(409, "last_connection")
}

func TestConnectionsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	w.as("POST /connections", `{}`).fails(422, "invalid_value", "name")
	w.as("POST /connections", `{"name":"x","kind":"abacus"}`).fails(422, "invalid_value", "kind")
	w.as("POST /connections", `{"name":"x","state":"asleep"}`).fails(422, "invalid_body", "state")
	w.as("POST /connections", `{"name":"x","settings":{"patchAnswer":"201"}}`).fails(422, "invalid_body", "settings.patchAnswer")
	w.as("POST /connections", `{"name":"x","settings":{"requestsPerSecond":99}}`).fails(422, "invalid_value", "settings.requestsPerSecond")
	w.as("POST /connections", `{"name":"x","settings":{"requestsPerSecond":1001}}`).fails(422, "invalid_body", "settings.requestsPerSecond")
	w.as("POST /connections", `{"name":"x","settings":{"me":"../Groups"}}`).fails(422, "invalid_value", "settings.me")
	w.as("POST /connections", `{"name":"x","secret":"y"}`).fails(422, "unknown_member", "secret")
	id := w.as("POST /connections", `{"name":"Entra","kind":"entra"}`).ok().has(`{"settings":{"trimSchema":true}}`).str("id")
	entra := access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: id}
	u, err := w.directory.CreateUser(t.Context(), entra, scim.Object{"userName": "ann"})
	must(t, err)
	w.as("DELETE /connections/"+id).fails(409, "in_use")
	must(t, w.directory.DeleteUser(t.Context(), entra, u.ID, 0))
	w.as("DELETE /connections/" + id).ok()
	for range provision.MaxConnections - 1 {
		w.as("POST /connections", `{"name":"x"}`).ok()
	}
	w.as("POST /connections", `{"name":"x"}`).fails(422, "limit")
}

func TestTokens(t *testing.T) {
	w := newWorld(t)
	tokens := "/connections/" + w.as("POST /connections", `{"name":"Okta"}`).ok().str("id") + "/tokens"
	made := w.as("POST " + tokens).ok()
	made.has(`{"name":"Token","createdAt":"2026-03-02T09:00:00.000Z","expiresAt":"2027-03-02T09:00:00.000Z","lastUsedAt":null}`)
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1"+tokens+"/"+made.str("id") || !strings.HasPrefix(made.str("token"), "scr_") {
		t.Errorf("created: %d %v %s", made.status, made.header, made.text)
	}
	w.now = w.now.Add(time.Second)
	again := w.as("POST "+tokens, `{"name":"New","expiresInDays":730}`).with("Idempotency-Key", "k1").ok()
	again.has(`{"name":"New","expiresAt":"2028-03-01T09:00:01.000Z"}`)
	w.as("POST "+tokens, `{"name":"New","expiresInDays":730}`).with("Idempotency-Key", "k1").fails(409, "already_done")
	w.as("POST "+tokens, `{}`).fails(409, "too_many_tokens")
	for _, days := range []string{"0", "-1", "731", "1.5"} {
		w.as("POST "+tokens, `{"expiresInDays":`+days+`}`).fails(422, "invalid_body", "expiresInDays")
	}

	gate := &access.Gate{Credentials: w.store, Uses: w.store, Now: func() time.Time { return w.now }}
	w.now = w.now.Add(time.Hour)
	_, err := gate.Authenticate(t.Context(), made.str("token"))
	must(t, err)
	w.as("GET " + strings.TrimSuffix(tokens, "/tokens")).ok().has(`{"firstRequestAt":"2026-03-02T10:00:01.000Z","lastActivityAt":"2026-03-02T10:00:01.000Z"}`)
	list := w.as("GET " + tokens).ok().has(`{"items":[{"name":"Token","lastUsedAt":"2026-03-02T10:00:01.000Z"},{"name":"New","lastUsedAt":null}],"total":2}`)
	if strings.Contains(list.text, "scr_") {
		t.Errorf("a token is shown again: %s", list.text)
	}
	w.now = w.now.Add(time.Hour)
	_, err = gate.Authenticate(t.Context(), again.str("token"))
	must(t, err)
	w.as("DELETE " + tokens + "/" + made.str("id")).ok()
	w.as("DELETE " + tokens + "/" + again.str("id")).ok()
	w.as("PATCH "+strings.TrimSuffix(tokens, "/tokens"), `{"name":"Okta 2"}`).match(`"1"`).ok(). // no version of its own
													has(`{"firstRequestAt":"2026-03-02T10:00:01.000Z","lastActivityAt":"2026-03-02T11:00:01.000Z"}`)
	w.as("POST "+tokens, `{"name":"New"}`).ok()
	if _, err := gate.Authenticate(t.Context(), made.str("token")); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a revoked token: %v", err)
	}
	w.as("DELETE "+tokens+"/"+made.str("id")).fails(404, "token_not_found")
	w.as("GET " + tokens + "?limit=1").ok().has(`{"total":1,"items":[{"name":"New"}]}`)
}
