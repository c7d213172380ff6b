package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/provision"
)

// operations are all operations of the OpenAPI document that need a credential: "GET /rules".
func (w *world) operations() []string {
	w.t.Helper()
	var list []string
	for path, item := range w.as("GET /openapi.json").ok().get("paths").(map[string]any) {
		for method, op := range item.(map[string]any) {
			if security := op.(map[string]any)["security"]; len(security.([]any)) == 0 {
				continue // signing in and out
			}
			list = append(list, strings.ToUpper(method)+" "+path)
		}
	}
	return list
}

func TestEveryRouteWantsAKey(t *testing.T) {
	w := newWorld(t)
	revoked := w.newKey(access.AdminKey, access.Owner)
	id, _ := access.Parse(revoked)
	must(t, w.config.Keys.Revoke(t.Context(), w.account, access.AdminKey, id))
	_, secret, err := w.config.Keys.Create(t.Context(), w.account, provision.NewKey{
		Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Name: "short", Expires: w.now.Add(time.Minute),
	})
	must(t, err)
	expired := secret.Reveal()
	w.now = w.now.Add(time.Hour)
	forged := "adm" + strings.TrimPrefix(w.newKey(access.SCIMToken, access.SCIM), "scr")
	for _, op := range w.operations() {
		w.run(op, func() {
			for _, credential := range []string{
				"", "Bearer", "Bearer x", "Basic " + w.key, "Bearer " + expired, "Bearer " + revoked, "Bearer " + forged,
				w.key, "Bearer " + strings.Repeat("x", 5000), "Bearer " + w.key + " " + w.key,
			} {
				a := w.as(op).with("Authorization", credential).fails(http.StatusUnauthorized, "invalid_token")
				if a.header.Get("WWW-Authenticate") != "Bearer" {
					t.Errorf("no WWW-Authenticate: %v", a.header)
				}
			}
			scim := w.newKey(access.SCIMToken, access.SCIM)
			w.as(op).with("Authorization", "Bearer "+scim).fails(http.StatusForbidden, "wrong_credential")
		})
		w.purge()
	}
	operator, secret, err := w.config.Keys.Create(t.Context(), access.Account{}, provision.NewKey{Kind: access.OperatorKey, Name: "operator"})
	must(t, err)
	if operator.Account != "" {
		t.Errorf("an operator key belongs to %s", operator.Account)
	}
	w.as("GET /rules").with("Authorization", "Bearer "+secret.Reveal()).fails(http.StatusForbidden, "wrong_credential")
}

// purge revokes the SCIM tokens that a story made, so that the account has room for more.
func (w *world) purge() {
	w.t.Helper()
	list, err := w.config.Keys.List(w.t.Context(), w.account, access.SCIMToken)
	must(w.t, err)
	for _, c := range list {
		must(w.t, w.config.Keys.Revoke(w.t.Context(), w.account, access.SCIMToken, c.ID))
	}
}

func TestScopes(t *testing.T) {
	w := newWorld(t)
	readKey, writeKey := w.newKey(access.AdminKey, access.Read), w.newKey(access.AdminKey, access.Write)
	w.unchanged(func() {
		for _, op := range w.operations() {
			if ofDeployment(op) {
				continue // has no scope
			}
			read := w.as(op, `{}`).with("Authorization", "Bearer "+readKey).send()
			write := w.as(op, `{}`).with("Authorization", "Bearer "+writeKey).send()
			reads := strings.HasPrefix(op, "GET ") || op == "POST /users/{id}/what-if" // which asks a question that does not fit into an address
			keys := strings.Contains(op, " /keys") || strings.Contains(op, "/session/codes") || strings.Contains(op, "/tokens") || strings.Contains(op, "/clients") || strings.HasSuffix(op, "/erase")
			if refused := read.status == http.StatusForbidden; refused != (keys || !reads) {
				t.Errorf("%s with a key that reads: %d", op, read.status)
			}
			if refused := write.status == http.StatusForbidden; refused != keys {
				t.Errorf("%s with a key that writes: %d", op, write.status)
			}
			if !reads && read.body["code"] != "missing_scope" {
				t.Errorf("%s: %s", op, read.text)
			}
		}
	})
}

func TestAnotherAccountSeesNothing(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).ok().str("id")
	other := access.FromTrigger(w.newID())
	founder := &provision.Founder{Store: w.store, Now: w.config.Now, NewID: w.newID}
	_, _, err := founder.CreateAccount(t.Context(), other, "Other", true)
	must(t, err)
	_, secret, err := w.config.Keys.Create(t.Context(), other, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner, access.Write}, Name: "k"})
	must(t, err)
	foreign := func(line string, body ...string) *request {
		return w.as(line, body...).with("Authorization", "Bearer "+secret.Reveal())
	}
	foreign("GET /rules").ok().has(`{"total":0}`)
	foreign("GET /rules/"+id).fails(404, "rule_not_found")
	foreign("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).fails(422, "group_missing", "group")
	foreign("GET /directory/groups/"+group).fails(404, "not_found")
	own, _ := access.Parse(w.key)
	foreign("DELETE /keys/"+own).fails(404, "key_not_found")
}

func TestPathsAndMethods(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/nothing", "/rules/a/b", "/rules//", "/rules/../rules", "/rules/%2e%2e", "/rules/a%2fb", "/v2", "/rules;x"} {
		w.as("GET "+path).fails(http.StatusNotFound, "no_route")
	}
	w.as("GET /api/v1").fails(http.StatusNotFound, "no_route")
	for op, allow := range map[string]string{"DELETE /rules": "GET, HEAD, POST", "POST /rules/x": "DELETE, GET, HEAD, PATCH, PUT", "PUT /sync": "GET, HEAD, PATCH"} {
		if a := w.as(op).fails(http.StatusMethodNotAllowed, "method_not_allowed"); a.header.Get("Allow") != allow {
			t.Errorf("%s: Allow %s", op, a.header.Get("Allow"))
		}
	}
	w.as("GET /rules/").ok()
}

func TestAnAnswerIsNeverCachedAndNamesItsRequest(t *testing.T) {
	w := newWorld(t)
	a := w.as("GET /rules").ok()
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Type": "application/json"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if a.header.Get("X-Request-Id") == "" {
		t.Error("no request id")
	}
	if log := w.log.String(); !strings.Contains(log, `"route":"/api/v1/rules"`) || strings.Contains(log, w.key) {
		t.Errorf("access log: %s", log)
	}
}

func TestKeys(t *testing.T) {
	w := newWorld(t)
	made := w.as("POST /keys", `{"name":"robot","scopes":["read"],"expiresAt":"2026-04-01T00:00:00Z"}`).ok()
	made.has(`{"name":"robot","scopes":["read"],"expiresAt":"2026-04-01T00:00:00.000Z","createdAt":"2026-03-02T09:00:00.000Z"}`)
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/keys/"+made.str("id") {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	list := w.as("GET /keys").ok().has(`{"total":2}`)
	if strings.Contains(list.text, made.str("key")) {
		t.Error("a key is shown again")
	}
	w.as("GET /rules").with("Authorization", "Bearer "+made.str("key")).ok()
	w.as("DELETE /keys/" + made.str("id")).ok()
	w.as("GET /rules").with("Authorization", "Bearer "+made.str("key")).fails(401, "invalid_token")
	w.as("DELETE /keys/"+made.str("id")).fails(404, "key_not_found")

	own, _ := access.Parse(w.key)
	w.as("DELETE /keys/"+own).fails(409, "last_key")
	w.as("POST /keys", `{"name":"second","scopes":["owner"]}`).ok().has(`{"expiresAt":null}`)
	w.as("DELETE /keys/" + own).ok()

	w = newWorld(t)
	w.as("POST /keys", `{"scopes":[]}`).fails(422, "invalid_value", "name", "scopes")
	w.as("POST /keys", `{"name":"x","scopes":["scim"]}`).fails(422, "invalid_value", "scopes")
	w.as("POST /keys", `{"name":"x","scopes":["read"],"expiresAt":"2020-01-01T00:00:00Z"}`).fails(422, "invalid_value", "expiresAt")
	w.as("POST /keys", `{"name":"x","scopes":["read"],"expiresAt":"tomorrow"}`).fails(422, "invalid_body", "expiresAt")
	for range provision.MaxKeys - 1 {
		w.newKey(access.AdminKey, access.Read)
	}
	w.as("POST /keys", `{"name":"x","scopes":["read"]}`).fails(422, "limit")
}

func TestAFailureOfOursTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.runs.err = fmt.Errorf("disk /dev/secret is full")
	a := w.as("GET /sync").fails(http.StatusInternalServerError, "internal")
	if strings.Contains(a.text, "secret") {
		t.Errorf("the cause got out: %s", a.text)
	}
	if !strings.Contains(w.log.String(), "/dev/secret") {
		t.Error("the cause is not in the log")
	}
}

func TestTheBodyLimitIsKept(t *testing.T) {
	w := newWorld(t)
	w.as("PATCH /account", `{"name":"`+strings.Repeat("x", adminapi.MaxBody)+`"}`).fails(413, "body_size")
}
