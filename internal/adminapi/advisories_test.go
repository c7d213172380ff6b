package adminapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/provision"
	"usersync/internal/rule"
)

// What was found wrong in other products, and must not be here. The numbers are those of docs/security.md; what concerns the SCIM door stands in package scimapi. S5 and S21 are
// also the matrix of all lines (TestMatrixOfLinesAndCredentials, TestMatrixOfLinesAndForeignIDs).
func TestAdvisories(t *testing.T) {
	for _, c := range []struct {
		name  string
		story func(w *world)
	}{
		{"S04_ids_of_connections_are_ours", (*world).connectionIDs},
		{"S06_a_secret_is_shown_once", (*world).shownOnce},
		{"S07_no_rule_gives_a_role_that_is_not_assignable", (*world).rolesNotAssignable},
		{"S08_a_path_has_one_reading", (*world).strangePaths},
		{"S09_no_other_source_of_credentials", (*world).oneCredential},
		{"S16_what_is_made_is_the_makers", (*world).createBesideTwins},
		{"S18_nobody_without_an_account_mints_credentials", (*world).homelessKeys},
		{"S19_there_is_no_account_by_default", (*world).noDefaultAccount},
		{"S20_an_encoded_question_mark_stays_in_the_path", (*world).encodedQueries},
		{"S21_a_request_cannot_choose_its_account", (*world).chosenAccounts},
		{"S22_unknown_and_internal_members_are_refused", (*world).internalMembers},
	} {
		t.Run(c.name, func(t *testing.T) { c.story(newWorld(t)) })
	}
}

func (w *world) connectionIDs() {
	ids := map[string]bool{}
	for range 3 {
		ids[w.as("POST /connections", `{"name":"okta"}`).ok().str("id")] = true
	}
	w.as("POST /connections", `{"id":"okta","name":"okta"}`).fails(422, "unknown_member", "id")
	w.as("PATCH /connections/"+first(ids), `{"id":"okta"}`).fails(422, "unknown_member", "id")
	if len(ids) != 3 || ids["okta"] {
		w.t.Errorf("ids %v", ids)
	}
}

func first(set map[string]bool) string {
	for id := range set {
		return id
	}
	return ""
}

func (w *world) shownOnce() {
	connection := w.as("POST /connections", `{"name":"okta"}`).ok().str("id")
	secrets := []string{
		w.as("POST /keys", `{"name":"robot","scopes":["owner"]}`).ok().str("key"),
		w.as("POST /connections/" + connection + "/tokens").under("once").ok().str("token"),
	}
	ids := []string{connection}
	for _, secret := range secrets {
		id, _ := access.Parse(secret)
		ids = append(ids, id)
	}
	texts := []string{w.log.String(), w.holdings(w.account), w.as("POST /connections/" + connection + "/tokens").under("once").send().text}
	for _, line := range adminapi.Surface(w.config) {
		if line.Method == http.MethodGet {
			for _, id := range ids {
				texts = append(texts, w.as("GET "+parameter.ReplaceAllString(line.Path, id)).send().text)
			}
		}
	}
	for _, text := range texts {
		for _, secret := range secrets {
			if strings.Contains(text, secret) || strings.Contains(text, secret[len(secret)-49:]) {
				w.t.Errorf("a secret is shown again: %s", text)
			}
		}
	}
}

func (w *world) rolesNotAssignable() {
	group, ann := w.group("Sales"), w.person("ann@example.com")
	w.group("All", ann)
	w.as("PATCH /account/settings", `{"rolesAssignableByRule":["member"]}`).ok()
	w.unchanged(func() {
		for _, role := range []string{`{"kind":"admin"}`, `{"kind":"manager","privileges":["manage_users"],"managedGroups":"all"}`} {
			w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":%s}`, group, role)).fails(422, "invalid_rule", "role.kind")
		}
	})
	// A rule that got past the door all the same gives nothing.
	everybody := w.group("Everybody", ann)
	_, err := w.config.Publisher.Publish(w.t.Context(), w.account, 0, func(p *rule.Policy) error {
		p.Rules = append(p.Rules, rule.Rule{ID: "smuggled", Enabled: true, Group: everybody, Role: &rule.Role{Kind: rule.Admin}})
		return nil
	})
	must(w.t, err)
	a := w.as("GET /users/" + ann + "/explain").ok()
	if strings.Contains(a.text, `"kind":"admin"`) || !strings.Contains(a.text, "role_not_assignable") {
		w.t.Errorf("explained as %s", a.text)
	}
	w.as("PATCH /account/settings", `{"rolesAssignableByRule":["member","manager","admin"]}`).ok()
	w.as("PATCH /account/settings", `{"rolesAssignableByRule":["member"]}`).fails(409, "in_use")
}

func (w *world) strangePaths() {
	group := w.group("Sales")
	before := w.holdings(w.account)
	for _, path := range []string{
		"/directory//groups", "/directory/./groups", "/directory/%2e%2e/rules", "/directory/groups%2f" + group, "/directory%2Fgroups", "/rules;x=y", "/Rules", "/RULES", "//rules", "/rules//",
		"/directory/groups/" + group + "%00", "/directory/groups/" + group + "%5c", "/../../scim/v2/Users", "/%2e%2e/%2e%2e/scim/v2/Users", "/rules/%252e%252e",
	} {
		for _, method := range []string{"GET", "DELETE", "PUT"} {
			w.as(method+" "+path).fails(404, "no_route")
		}
	}
	if w.holdings(w.account) != before {
		w.t.Error("something changed")
	}
}

func (w *world) oneCredential() {
	good := "Bearer " + w.key
	for _, headers := range [][]string{
		nil, {""}, {"Bearer"}, {"Bearer "}, {good, good}, {good, ""}, {"Basic eDp5", good}, {good + ", " + good}, {"Bearer\t" + w.key}, {good + strings.Repeat(" ", 4<<10)}, {"Bearer " + strings.Repeat("x", 5<<10)},
	} {
		r := w.as("GET /rules?access_token="+w.key, `{"access_token":"`+w.key+`"}`).asBearer(headers)
		for _, name := range []string{"Cookie", "X-Api-Key", "X-Authorization", "Proxy-Authorization", "X-Forwarded-Authorization"} {
			r.header.Set(name, good)
		}
		r.fails(401, "invalid_token")
	}
}

func (w *world) createBesideTwins() {
	connection := w.as("POST /connections", `{"name":"okta"}`).ok().str("id")
	w.as("POST /products", `{"key":"p","name":"P","seats":5}`).ok()
	group := w.group("Sales")
	_, key := w.neighbour()
	before := w.holdings(w.account)
	as := func(line, body string) *request { return w.as(line, body).with("Authorization", "Bearer "+key) }
	as("POST /products", `{"key":"p","name":"Mine","seats":1}`).ok() // a key in use elsewhere is free
	as("POST /rules", `{"group":"`+group+`"}`).fails(422, "group_missing", "group")
	as("POST /connections/"+connection+"/tokens", `{}`).fails(404, "connection_not_found")
	as("POST /connections", `{"name":"okta"}`).ok()
	if after := w.holdings(w.account); after != before {
		w.t.Errorf("the account was\n%s\nand is\n%s", before, after)
	}
}

func (w *world) homelessKeys() {
	homeless := w.keyOf(access.Account{}, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}})
	operator := w.keyOf(access.Account{}, provision.NewKey{Kind: access.OperatorKey})
	connection := w.as("POST /connections", `{"name":"okta"}`).ok().str("id")
	w.db.left = 1 // the credential's own look-up; whoever asks for more gets 503
	for _, line := range []string{"POST /keys", "POST /connections/" + connection + "/tokens", "GET /keys", "GET /users", "POST /sync/runs", "POST /connections"} {
		for _, key := range []string{homeless, operator} {
			w.db.left = 1
			w.as(line, `{"name":"x","scopes":["owner"]}`).with("Authorization", "Bearer "+key).with("X-Account", w.account.ID()).fails(403, "wrong_credential")
		}
	}
	w.db.left = -1
}

func (w *world) noDefaultAccount() {
	nobody := access.Account{}
	if _, err := w.store.Account(w.t.Context(), nobody); err == nil {
		w.t.Error("the store has an account that is none")
	}
	if _, err := w.store.Connections(w.t.Context(), nobody); err == nil {
		w.t.Error("the store has connections of no account")
	}
	if _, err := w.config.Publisher.Publish(w.t.Context(), nobody, 0, func(*rule.Policy) error { return nil }); err == nil {
		w.t.Error("rules were published for no account")
	}
}

func (w *world) encodedQueries() {
	group := w.group("Sales")
	for _, tail := range []string{"%3Flimit=1", "%23", "%25", "%253F", "%2Fmembers", "%3F%23"} {
		for _, method := range []string{"GET", "DELETE"} {
			w.as(method+" /directory/groups/"+group+tail).fails(404, "no_route")
		}
	}
	w.as("GET /directory/groups/" + group + "?%3F/%23").ok()
}

func (w *world) chosenAccounts() {
	w.as("POST /user-groups", `{"name":"Ours"}`).ok()
	other, key := w.neighbour()
	before := w.holdings(w.account)
	for _, name := range []string{"account", "accountId", "tenant", "tenantId", "organization", "access_token"} {
		for _, value := range []string{w.account.ID(), w.key} {
			as := func(line string, body ...string) *request {
				r := w.as(line, body...).with("Authorization", "Bearer "+key)
				r.header.Set("X-"+name, value)
				r.header.Set("Cookie", name+"="+value)
				return r
			}
			as("GET /user-groups?" + name + "=" + value).ok().has(`{"total":0}`)
			as("GET /account?" + name + "=" + value).ok().has(`{"id":"` + other.ID() + `"}`)
			as("POST /user-groups", `{"name":"x","`+name+`":"`+value+`"}`).fails(422, "unknown_member", name)
		}
	}
	// The answers kept under an Idempotency-Key are the account's own.
	mine := w.as("POST /user-groups", `{"name":"Twin"}`).under("same").ok()
	theirs := w.as("POST /user-groups", `{"name":"Twin"}`).under("same").with("Authorization", "Bearer "+key).ok()
	if mine.str("id") == theirs.str("id") || theirs.header.Get("Idempotent-Replayed") != "" {
		w.t.Errorf("the answer of another account: %s", theirs.text)
	}
	if strings.Contains(w.holdings(w.account), theirs.str("id")) || !strings.HasPrefix(before, `"T#`+w.account.ID()) {
		w.t.Error("the account holds what the other made")
	}
}

func (w *world) internalMembers() {
	group := w.group("Sales")
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).ok().str("id")
	for _, line := range []string{"POST /rules", "PUT /rules/" + id, "PATCH /rules/" + id} {
		w.unchanged(func() {
			for _, body := range []string{`{"group":"G","version":9}`, `{"group":"G","__proto__":{}}`, `{"group":"G","owner":"x"}`, `{"group":"G","Group":"G"}`, `{"group":"G","role":{"kind":"admin","secret":1}}`} {
				if a := w.as(line, strings.ReplaceAll(body, "G\"", group+"\"")).send(); a.status != 422 && a.status != 400 {
					w.t.Errorf("%s %s: %d %s", line, body, a.status, a.text)
				}
			}
			w.as(line, `{"group":"`+group+`","group":"`+group+`"}`).fails(400, "invalid_json")
		})
	}
	w.as("POST /keys", `{"name":"x","scopes":["read"],"account":"y"}`).fails(422, "unknown_member", "account")
	w.as("POST /keys", `{"name":"x","scopes":["operator"]}`).fails(422, "invalid_value", "scopes")
	w.as("PATCH /account", `{"id":"x"}`).fails(422, "unknown_member", "id")
	if scopes := w.as("GET /keys").ok().get("items", 0, "scopes").([]any); !slices.Contains(scopes, any("owner")) {
		w.t.Errorf("scopes %v", scopes)
	}
}
