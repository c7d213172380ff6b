package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/scim"
)

func TestAdoption(t *testing.T) {
	w := newWorld(t)
	user, group := w.person("ann@example.com"), w.group("Sales")
	entra := w.as("POST /connections", `{"name":"Entra","kind":"entra"}`).ok().str("id")
	body := fmt.Sprintf(`{"connection":%q,"note":"Moved to Entra."}`, entra)
	w.as("POST /directory/users/"+user+"/adopt", body).ok().has(fmt.Sprintf(`{"id":%q,"userName":"ann@example.com","connection":%q}`, user, entra))
	w.as("POST /directory/groups/"+group+"/adopt", body).ok().has(fmt.Sprintf(`{"id":%q,"displayName":"Sales","connection":%q}`, group, entra))
	w.as("GET /directory/users/" + user).ok().has(fmt.Sprintf(`{"connection":%q}`, entra))
	w.as("DELETE /connections/"+entra).fails(409, "in_use")

	key, _ := access.Parse(w.key)
	change := fmt.Sprintf(`"changes":[{"attribute":"connection","from":"okta","to":%q}],"note":"Moved to Entra.","actor":%q,"at":"2026-03-02T09:00:00.000Z"`, entra, key)
	first := w.as("GET /audit?limit=1").ok().has(fmt.Sprintf(`{"items":[{"action":"group.adopt","subject":%q,%s}]}`, group, change))
	last := w.as("GET /audit?limit=1&cursor=" + first.str("next")).ok().has(fmt.Sprintf(`{"items":[{"action":"user.adopt","subject":%q,%s}]}`, user, change))
	if last.body["next"] != nil {
		t.Error("there is no page behind the last")
	}

	for query, want := range map[string]string{
		"actor=" + key:              "[{},{}]",
		"actor=nobody":              "[]",
		"action=user.adopt":         `[{"action":"user.adopt"}]`,
		"subject=" + group:          fmt.Sprintf(`[{"subject":%q}]`, group),
		"from=2026-03-02T09:00:00Z": "[{},{}]",
		"to=2026-03-02T09:00:00Z":   "[]",
		"from=2026-03-02T10:00:01%2B01:00&action=user.adopt": "[]",
	} {
		w.as("GET /audit?" + query).ok().has(`{"items":` + want + `}`)
	}
	w.as("GET /audit?from=yesterday").fails(400, "invalid_request", "from")
	csv := w.as("GET /audit?action=user.adopt").with("Accept", "text/csv").ok()
	if want := user + ",connection: okta -> " + entra + ",Moved to Entra.\r\n"; !strings.HasPrefix(csv.text, "id,at,actor,action,subject,changes,note\r\n") || !strings.HasSuffix(csv.text, want) {
		t.Errorf("%q", csv.text)
	}

	idp := access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: entra}
	_, err := w.directory.ReplaceUser(t.Context(), idp, user, scim.Object{"userName": "ann@example.com", "title": "x"}, 0)
	must(t, err)
	for _, kind := range []string{"users/" + user, "groups/" + group} {
		path := "POST /directory/" + kind + "/adopt"
		w.as(path, `{}`).fails(422, "connection_missing", "connection")
		w.as(path, `{"connection":"none"}`).fails(422, "connection_missing", "connection")
		w.as(path, `{"connection":"x","email":"y"}`).fails(422, "unknown_member", "email")
		w.as(path, body).ok()
	}
	w.as("PATCH /connections/"+entra, `{"state":"paused"}`).ok()
	other := w.person("bob@example.com")
	w.as("POST /directory/users/"+other+"/adopt", body).fails(409, "connection_paused", "connection")
	w.as("POST /directory/users/none/adopt", body).fails(404, "not_found")
	w.as("POST /directory/groups/none/adopt", body).fails(404, "not_found")
	w.as("GET /audit").ok().has(`{"items":[{},{}]}`)
	w.as("GET /audit?cursor=eCN5").fails(400, "bad_cursor")
}
