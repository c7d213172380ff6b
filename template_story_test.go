package usersync_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"usersync/internal/job"
	"usersync/internal/oauthapi"
	"usersync/internal/table"
)

// TestRolesAllowTheMainJob plays the main job as the functions share it, each with an application of its own, and compares what each did with what its role
// allows: nothing more may be done, and what is allowed on tables and queues is also needed.
func TestRolesAllowTheMainJob(t *testing.T) {
	w := newWiring(t)
	w.play()
	s := profiles(t)[0].stack(t, load(t))
	for _, f := range s.Functions() {
		allowed := granted(roleOf(f, s))
		if w.parts[f.ID] == nil {
			w.parts[f.ID] = &part{} // has no application, as the console has not
		}
		for resource, actions := range w.parts[f.ID].done {
			for _, action := range actions {
				if !slices.Contains(allowed[resource], action) {
					t.Errorf("%s needs %s on %s", f.ID, action, resource)
				}
			}
		}
		for resource, actions := range allowed {
			for _, action := range actions {
				if product(action) && !slices.Contains(w.parts[f.ID].done[resource], action) && resource != "${RelayDead.Arn}" {
					t.Errorf("%s may %s on %s and never does", f.ID, action, resource)
				}
			}
		}
	}
}

// product reports whether an action is taken by our code; Lambda itself takes the others.
func product(action string) bool {
	return slices.Contains(slices.Concat(readItems, writeItems, []string{"sqs:SendMessage"}), action)
}

// play is the main job and what goes with it.
func (w *wiring) play() {
	founded, err := w.parts["Founder"].app.Found(w.t.Context(), "Example Ltd", true)
	if err != nil {
		w.t.Fatal(err)
	}
	idp := caller{w: w, door: "Scim", key: founded.SCIMToken.Reveal()}
	admin := caller{w: w, door: "Admin", key: founded.AdminKey.Reveal()}
	admin.call("PATCH /account/settings", `{"reviewRules":false}`)
	sales, users := w.push(idp)
	w.decide(admin, sales)
	w.settle()
	w.look(admin, users[0])
	w.report(founded.Account.ID, users[0])
	w.trade(admin, founded.Connection.ID)
	w.crowd(idp, admin, sales, users[:30])
	w.lose(idp, admin, sales)
	w.leave(idp, sales, users)
	w.erase(idp, admin, users[0])
	if sync := admin.call("GET /sync", ""); sync["pending"] != float64(0) || sync["mailPending"] != float64(0) {
		w.t.Errorf("not quiet: %v", sync)
	}
}

// push brings 40 users and a group of them all, which takes a journal.
func (w *wiring) push(idp caller) (group string, users []string) {
	var members []string
	for i := range 40 {
		name := fmt.Sprintf("u%d@example.com", i)
		id := idp.id("POST /Users", fmt.Sprintf(`{"userName":%q,"externalId":%q,"active":true,"emails":[{"value":%q,"primary":true}]}`, name, name, name))
		users, members = append(users, id), append(members, fmt.Sprintf(`{"value":%q}`, id))
	}
	group = idp.id("POST /Groups", `{"displayName":"Sales","members":[`+strings.Join(members, ",")+`]}`)
	idp.call("GET /Users?count=10", "")
	idp.call(`GET /Users?filter=userName%20eq%20%22u1@example.com%22`, "")
	idp.call("GET /Groups/"+group, "")
	return group, users
}

// decide gives every member a product of which there are too few.
func (w *wiring) decide(admin caller, group string) {
	admin.call("POST /user-groups", `{"name":"Field"}`)
	admin.call("POST /settings-templates", `{"name":"Plain","settings":{}}`)
	admin.id("POST /keys", `{"name":"robot","scopes":["read"]}`)
	keyed := admin
	keyed.header = "once"
	for range 2 {
		keyed.call("POST /products", `{"key":"meeting","name":"Meeting","seats":3}`)
	}
	keyed.header, keyed.mayFail = "wrong", true
	keyed.call("POST /products", `{"key":"no key","name":""}`)
	admin.call("POST /products", `{"key":"connect","name":"Connect"}`)
	admin.id("POST /rules", fmt.Sprintf(`{"group":%q,"enabled":true,"products":[{"key":"meeting"},{"key":"connect"}]}`, group))
}

func (w *wiring) look(admin caller, user string) {
	for _, request := range []string{
		"GET /users?limit=5", "GET /users?q=u1", "GET /users/" + user, "GET /users/" + user + "/explain", "GET /products/meeting/waiting", "GET /sync/runs", "GET /keys",
		"GET /directory/users", "GET /directory/groups", "POST /users/" + user + "/sync",
	} {
		admin.call(request, "")
	}
	admin.call("GET /connections/"+admin.first("/connections")+"/requests", "")
	w.plan(admin)
	w.run(admin)
	w.adopt(admin, user)
}

// run looks at runs and failures, tries some users again, and stops a run.
func (w *wiring) run(admin caller) {
	run := admin.first("/sync/runs")
	admin.call("GET /sync/runs/"+run+"/results?verdict=waiting", "")
	admin.call("GET /sync/failures", "")
	if waiting, _ := admin.call("GET /sync/failures/out_of_seats/users", "")["items"].([]any); len(waiting) != 37 {
		w.t.Errorf("%d users wait", len(waiting))
	}
	retry := admin.id("POST /sync/failures/retry", "")
	w.settle()
	again := admin.id("POST /sync/runs/"+run+"/retry", "{}")
	stopped := admin.id("POST /sync/runs", "")
	admin.call("POST /sync/runs/"+stopped+"/cancel", "")
	w.settle()
	for id, state := range map[string]string{retry: "done", again: "done", stopped: "canceled"} {
		if found := admin.call("GET /sync/runs/"+id, ""); found["state"] != state {
			w.t.Errorf("a run that should be %s: %v", state, found)
		}
	}
}

// plan works out what becomes of everybody without the one rule that there is.
func (w *wiring) plan(admin caller) {
	rules, _ := admin.call("GET /rules", "")["items"].([]any)
	rule, _ := rules[0].(map[string]any)
	plan := admin.id("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, rule["id"]))
	w.settle()
	if found := admin.call("GET /plans/"+plan, ""); found["state"] != "ready" || found["held"] != true {
		w.t.Errorf("the plan is %v", found)
	}
	admin.call("GET /plans", "")
	if changes, _ := admin.call("GET /plans/"+plan+"/changes", "")["items"].([]any); len(changes) != 40 {
		w.t.Errorf("%d changes", len(changes))
	}
	applied := admin.id("POST /plans", `{}`)
	w.settle()
	admin.call("POST /plans/"+applied+"/apply", "")
	w.settle()
}

// adopt has a user owned by another connection, and then by the first one again.
func (w *wiring) adopt(admin caller, user string) {
	first := admin.first("/connections")
	second := admin.id("POST /connections", `{"name":"Second"}`)
	for _, owner := range []string{second, first} {
		admin.call("POST /directory/users/"+user+"/adopt", fmt.Sprintf(`{"connection":%q,"note":"moved"}`, owner))
	}
	admin.first("/audit")
	admin.call("DELETE /connections/"+second, "")
}

// erase forgets somebody who left, of whom somebody else then has the name.
func (w *wiring) erase(idp, admin caller, user string) {
	admin.call("POST /users/"+user+"/erase", `{"reason":"Ticket 7"}`)
	w.settle()
	if found := admin.call("GET /users/"+user, ""); found["state"] != "erased" {
		w.t.Errorf("the user is %v", found)
	}
	idp.id("POST /Users", `{"userName":"u0@example.com","active":true}`)
	w.settle()
	if list, _ := admin.call("GET /audit", "")["items"].([]any); list[0].(map[string]any)["action"] != "user.returned" {
		w.t.Errorf("the newest record is %v", list[0])
	}
}

// trade has an OAuth 2 client get an access token for its secret, and use it.
func (w *wiring) trade(admin caller, connection string) {
	client := admin.call("POST /connections/"+connection+"/clients", `{}`)
	admin.call("POST /connections/"+connection+"/clients/"+client["id"].(string)+"/secrets", "")
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {client["id"].(string)}, "client_secret": {client["clientSecret"].(string)}}
	r := httptest.NewRequest(http.MethodPost, oauthapi.TokenPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.parts["Scim"].app.SCIM().ServeHTTP(answer, r)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &token); err != nil || answer.Code != 200 {
		w.t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	caller{w: w, door: "Scim", key: token.AccessToken}.call("GET /Users?count=1", "")
}

// crowd has people leave, whose seats go to those who wait, and somebody come while a publication is on its way to everybody: the second listing finds them.
func (w *wiring) crowd(idp, admin caller, group string, leavers []string) {
	admin.call("PATCH /products/meeting", `{"seats":5}`)
	for _, user := range leavers {
		idp.call("PATCH /Users/"+user, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}`)
	}
	w.settle()
	came := false
	w.handling = func(m job.Message) bool {
		if m.Kind == job.CheckRun && !came {
			came = true
			idp.id("POST /Users", `{"userName":"late@example.com","active":true}`)
		}
		return false
	}
	admin.id("POST /rules", fmt.Sprintf(`{"group":%q,"enabled":true,"language":"de"}`, group))
	w.settle()
	w.handling = nil
}

// lose stops the product in the middle: seats come free while syncing is off, a product's counters do not follow its publication, and runs, bells and mails are lost. The tick
// finds them all.
func (w *wiring) lose(idp, admin caller, group string) {
	admin.call("PATCH /sync", `{"enabled":false}`)
	admin.call("PATCH /products/meeting", `{"seats":2000}`)
	admin.call("PATCH /products/meeting", `{"seats":2001}`)
	w.settle()
	admin.call("PATCH /sync", `{"enabled":true}`)
	w.settle() // by a plan of its own
	w.parts["Admin"].cut = func(actions []table.Action) bool {
		return slices.ContainsFunc(actions, func(a table.Action) bool { return strings.HasSuffix(a.Key.P, "#S") })
	}
	admin.mayFail = true
	admin.call("PATCH /products/meeting", `{"seats":2002}`)
	admin.mayFail = false
	w.parts["Admin"].cut = nil
	w.tick()

	w.handling = func(m job.Message) bool { return m.Kind == job.SendMail }
	user := idp.id("POST /Users", `{"userName":"more@example.com","active":true,"emails":[{"value":"more@example.com","primary":true}]}`)
	idp.call("PATCH /Groups/"+group, fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":%q}]}]}`, user))
	w.settle()
	w.handling = nil
	idp.id("POST /Users", `{"userName":"last@example.com","active":true}`)
	admin.call("POST /sync/runs", "")
	w.relay()
	for range 3 { // the sweeper resumes a run that has not moved since it last looked
		w.tick()
	}
	w.settle()
	if v := admin.call("GET /audit/verify", ""); v["state"] != "intact" || v["records"].(float64) == 0 || v["unsealed"] != 0.0 {
		w.t.Errorf("the audit is %v", v)
	}
}

// leave empties the house, through the night.
func (w *wiring) leave(idp caller, group string, users []string) {
	idp.call("DELETE /Users/"+users[0], "")
	idp.call("DELETE /Groups/"+group, "")
	w.settle()
	for range 3 {
		w.tick()
		w.settle()
	}
}
