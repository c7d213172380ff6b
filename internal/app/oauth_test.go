package app_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"usersync/internal/oauthapi"
)

// trade asks for an access token at the door for identity providers.
func (c caller) trade(status int, client, secret string) map[string]any {
	c.world.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}}
	r := httptest.NewRequest(http.MethodPost, oauthapi.TokenPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != status {
		c.world.t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	return answer
}

// An identity provider with client credentials, in two processes on one database.
func TestAnIdentityProviderWithClientCredentials(t *testing.T) {
	here := newWorld(t)
	elsewhere := newWorldOn(t, here.db)
	_, admin, _ := here.found()
	connection := "/connections/" + admin.call(http.StatusCreated, "POST", "/connections", map[string]any{"name": "Entra"})["id"].(string)
	client := admin.call(http.StatusCreated, "POST", connection+"/clients", nil)
	id, secret := client["id"].(string), client["clientSecret"].(string)
	idp := caller{here, here.app.SCIM(), "/scim/v2", ""}
	away := caller{elsewhere, elsewhere.app.SCIM(), "/scim/v2", ""}

	if refused := idp.trade(http.StatusUnauthorized, id, secret+"x"); refused["error"] != "invalid_client" {
		t.Errorf("answered %v", refused)
	}
	idp.key = idp.trade(http.StatusOK, id, secret)["access_token"].(string)
	away.key = idp.key
	if heard := admin.call(http.StatusOK, "GET", connection, nil); heard["firstRequestAt"] != nil {
		t.Errorf("it was heard of before it said anything: %v", heard)
	}
	ann := idp.call(http.StatusCreated, "POST", "/Users", map[string]any{"userName": "ann"})
	away.call(http.StatusOK, "GET", "/Users/"+ann["id"].(string), nil)
	if heard := admin.call(http.StatusOK, "GET", connection, nil); heard["firstRequestAt"] != "2026-11-23T12:00:00.000Z" || heard["lastActivityAt"] != heard["firstRequestAt"] {
		t.Errorf("its first request was not noted: %v", heard)
	}
	if tokens := admin.call(http.StatusOK, "GET", connection+"/tokens", nil); tokens["total"] != 0.0 {
		t.Errorf("an access token is among the long-lived ones: %v", tokens)
	}
	caller{here, here.app.Admin(), "/api/v1", idp.key}.call(http.StatusForbidden, "GET", "/rules", nil)

	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"state": "paused"})
	idp.call(http.StatusForbidden, "GET", "/Users", nil)
	if refused := away.trade(http.StatusBadRequest, id, secret); refused["error"] != "unauthorized_client" {
		t.Errorf("answered %v", refused)
	}
	elsewhere.now = elsewhere.now.Add(30 * time.Second)
	away.call(http.StatusForbidden, "GET", "/Users", nil)
	admin.call(http.StatusOK, "PATCH", connection, map[string]any{"state": "active"})
	idp.call(http.StatusNoContent, "DELETE", "/Users/"+ann["id"].(string), nil)

	here.now = here.now.Add(time.Hour)
	idp.call(http.StatusUnauthorized, "GET", "/Users", nil)
	idp.key = idp.trade(http.StatusOK, id, secret)["access_token"].(string)
	idp.call(http.StatusOK, "GET", "/Users", nil)
	if heard := admin.call(http.StatusOK, "GET", connection, nil); heard["firstRequestAt"] != "2026-11-23T12:00:00.000Z" || heard["lastActivityAt"] != "2026-11-23T13:00:00.000Z" {
		t.Errorf("when it was last heard of was not noted: %v", heard)
	}
	admin.call(http.StatusNoContent, "DELETE", connection+"/clients/"+id, nil)
	idp.call(http.StatusUnauthorized, "GET", "/Users", nil)
	idp.trade(http.StatusUnauthorized, id, secret)

	document := httptest.NewRecorder()
	idp.door.ServeHTTP(document, httptest.NewRequest(http.MethodGet, oauthapi.MetadataPath, nil))
	if document.Code != http.StatusOK || !strings.Contains(document.Body.String(), `"token_endpoint":"http://usersync.test/scim/oauth/token"`) {
		t.Errorf("answered %d %s", document.Code, document.Body)
	}
}
