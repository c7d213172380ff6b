package functions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"usersync/internal/access"
	"usersync/internal/apptest"
	"usersync/internal/inproc"
	"usersync/internal/job"
)

// response is an answer to API Gateway, of both formats.
type response struct {
	StatusCode        int                 `json:"statusCode"`
	Headers           map[string]string   `json:"headers"`           // HTTP API
	MultiValueHeaders map[string][]string `json:"multiValueHeaders"` // REST API
	Body              string              `json:"body"`
	IsBase64Encoded   bool                `json:"isBase64Encoded"`
}

func (r response) header(name string) string {
	if values := r.MultiValueHeaders[name]; len(values) > 0 {
		return values[0]
	}
	return r.Headers[name]
}

// responded decodes an answer and checks its status and media type; the body is JSON unless it is empty.
func responded(w *world, answer json.RawMessage, status int, media string) (r response, body map[string]any) {
	w.t.Helper()
	if err := json.Unmarshal(answer, &r); err != nil {
		w.t.Fatalf("%v: %s", err, answer)
	}
	if r.StatusCode != status || !strings.HasPrefix(r.header("Content-Type"), media) || r.IsBase64Encoded {
		w.t.Fatalf("answered %s, want status %d and %s", answer, status, media)
	}
	if r.Body != "" {
		if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
			w.t.Fatal(err)
		}
	}
	return r, body
}

// consoleAnswered is the answer of a function that was built without the console, as here. What one with it sends shows internal/boot.
func consoleAnswered(w *world, answer json.RawMessage) {
	var r response
	if err := json.Unmarshal(answer, &r); err != nil || r.StatusCode != http.StatusNotFound || r.Body != "The console is not built: run make.\n" || len(answer) > 6<<20 {
		w.t.Errorf("answered %s (%v)", answer, err)
	}
}

func userCreated(userName string) func(w *world, answer json.RawMessage) {
	return func(w *world, answer json.RawMessage) {
		r, body := responded(w, answer, http.StatusCreated, "application/scim+json")
		id, _ := body["id"].(string)
		location := "http://127.0.0.1:3000/scim/v2/Users/" + id
		if body["userName"] != userName || r.header("Location") != location || body["meta"].(map[string]any)["location"] != location {
			w.t.Errorf("answered %+v", r)
		}
		user, ok, err := w.store.DirectoryUser(w.ctx(), w.account, id)
		if err != nil || !ok || user.Attrs["userName"] != userName || user.Connection != apptest.SampleConnection {
			w.t.Errorf("stored %+v, %t, %v", user, ok, err)
		}
		if fence, err := w.store.Fence(w.ctx(), w.account, id); err != nil || fence.Done >= fence.Want {
			w.t.Errorf("the user does not wait to be resolved: %+v, %v", fence, err)
		}
	}
}

func membersAdded(w *world, answer json.RawMessage) {
	responded(w, answer, http.StatusNoContent, "")
	members, err := w.store.Members(w.ctx(), w.account, apptest.SampleGroup, 0)
	want := []string{apptest.SampleUser(1), apptest.SampleUser(2), apptest.SampleUser(3), apptest.SampleUser(5), apptest.SampleUser(6)}
	if err != nil || !slices.Equal(members, want) { // 5 and 6 are the journal's, which must not be overtaken
		w.t.Errorf("members %v, %v", members, err)
	}
}

func oneUserFound(w *world, answer json.RawMessage) {
	_, body := responded(w, answer, http.StatusOK, "application/scim+json")
	list, _ := body["Resources"].([]any)
	if body["totalResults"] != float64(1) || len(list) != 1 {
		w.t.Fatalf("answered %v", body)
	}
	user := list[0].(map[string]any)
	if user["id"] != apptest.SampleUser(4) || user["userName"] != "zoe.müller+test@example.com" || user["emails"] == nil || user["active"] != nil {
		w.t.Errorf("the user is %v", user)
	}
}

func refused(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusUnauthorized, "application/scim+json")
	if !strings.HasPrefix(r.header("Www-Authenticate"), "Bearer") || body["status"] != "401" {
		w.t.Errorf("answered %+v", r)
	}
}

func accessTokenGiven(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusOK, "application/json")
	text, _ := body["access_token"].(string)
	id, _ := access.Parse(text)
	token, ok, err := w.store.AccessToken(w.ctx(), id)
	if err != nil || !ok || token.Client != apptest.SampleClient || token.Connection != apptest.SampleConnection || body["expires_in"] != 3600.0 || r.header("Cache-Control") != "no-store" {
		w.t.Errorf("answered %+v, stored %+v, %t, %v", r, token, ok, err)
	}
	client, _, err := w.store.Client(w.ctx(), apptest.SampleClient)
	if err != nil || client.Secrets[0].LastUse.IsZero() {
		w.t.Errorf("client %+v, %v", client, err)
	}
	if strings.Contains(w.logs, text) || strings.Contains(w.logs, "scs_") {
		w.t.Error("the log holds a token or a secret")
	}
}

func clientRefused(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusUnauthorized, "application/json")
	if body["error"] != "invalid_client" || r.header("Www-Authenticate") != "" {
		w.t.Errorf("answered %+v", r)
	}
}

func ruleFound(w *world, answer json.RawMessage) {
	_, body := responded(w, answer, http.StatusOK, "application/json")
	items, _ := body["items"].([]any)
	if len(items) != 1 || items[0].(map[string]any)["description"] != "Sales, EMEA" {
		w.t.Errorf("answered %v", body)
	}
}

func ruleCreated(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusCreated, "application/json")
	if !strings.Contains(r.header("Location"), "/api/v1/rules/"+body["id"].(string)) {
		w.t.Errorf("answered %+v", r)
	}
	version, err := w.store.LiveVersion(w.ctx(), w.account)
	if err != nil || version != apptest.SampleVersion {
		w.t.Errorf("live policy %d, %v", version, err)
	}
	draft, err := w.store.Draft(w.ctx(), w.account)
	if err != nil || !draft.Auto || len(draft.Rules) != 2 || draft.Rules[1].Group != apptest.SampleGroup || draft.Rules[1].Products[0].Plan != "pro" || draft.By == "" {
		w.t.Errorf("draft %+v, %v", draft, err)
	}
	if sent := len(w.Messages(job.Hot)) + len(w.Messages(job.Bulk)); sent != 0 {
		w.t.Errorf("%d messages sent: that is for the relay", sent)
	}
}

func accountCreated(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusCreated, "application/json")
	id, _ := body["id"].(string)
	if body["name"] != "Beta Ltd" || r.header("Location") != "/api/v1/accounts/"+id {
		w.t.Errorf("answered %+v", r)
	}
	founded := inproc.AccountOf(id)
	policy, err := w.store.Policy(w.ctx(), founded, 1)
	if err != nil || policy.SyncOn {
		w.t.Errorf("policy %+v, %v", policy, err)
	}
	for name, kind := range map[string]access.Kind{"scimToken": access.SCIMToken, "adminKey": access.AdminKey} {
		text, _ := body[name].(string)
		public, _ := access.Parse(text)
		if c, ok, err := w.store.Credential(w.ctx(), public); err != nil || !ok || c.Kind != kind || c.Account != id {
			w.t.Errorf("%s: %+v, %t, %v", name, c, ok, err)
		}
		if strings.Contains(w.logs, text) {
			w.t.Errorf("the log holds the %s", name)
		}
	}
}
