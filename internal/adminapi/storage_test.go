package adminapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/adminapi"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// flaky is an engine that refuses every call after some.
type flaky struct {
	table.Table
	left  int // calls that still work; below 0: all
	fired bool
}

func (f *flaky) fail() error {
	switch {
	case f.left < 0:
	case f.left == 0:
		f.fired = true
		return &table.ThrottledError{Cause: errors.New("too hot")}
	default:
		f.left--
	}
	return nil
}

func (f *flaky) Get(ctx context.Context, key table.Key) (table.Item, bool, error) {
	if err := f.fail(); err != nil {
		return table.Item{}, false, err
	}
	return f.Table.Get(ctx, key)
}

func (f *flaky) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.Table.BatchGet(ctx, keys)
}

func (f *flaky) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := f.fail(); err != nil {
		return table.Page{}, err
	}
	return f.Table.Query(ctx, q)
}

func (f *flaky) Transact(ctx context.Context, actions []table.Action) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.Table.Transact(ctx, actions)
}

// furnished is a world in which every kind of thing exists, and the path to each.
func furnished(t *testing.T) (w *world, ids *strings.Replacer) {
	return furnish(newWorld(t))
}

func furnish(w *world) (*world, *strings.Replacer) {
	w.config.Users = &provision.UserReader{Users: w.store, Policies: w.store, Seats: w.store}
	w.config.Runs = w.runner
	ann := w.person("ann@example.com")
	group := w.group("Sales", ann)
	w.as("POST /products", `{"key":"p","name":"P","seats":5}`).ok()
	w.as("POST /products", `{"key":"idle","name":"Idle"}`).ok()
	w.as("POST /products", `{"key":"spare","name":"Spare"}`).ok()
	userGroup := w.as("POST /user-groups", `{"name":"G"}`).ok().str("id")
	settings := w.as("POST /settings-templates", `{"name":"S"}`).ok().str("id")
	email := w.as("POST /email-templates", `{"name":"E","variants":{"en":{"subject":"a","text":"b"}}}`).ok().str("id")
	preview := w.as("POST /email-templates/preview", `{"variants":{"en":{"subject":"a","text":"b"}}}`).ok().str("page")
	w.as("PATCH /account/settings", `{"mails":{"testAddresses":["me@example.com"]}}`).ok()
	rule := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"p"}]}`, group)).ok().str("id")
	key := w.as("POST /keys", `{"name":"spare","scopes":["read"]}`).ok().str("id")
	connection := w.as("POST /connections", `{"name":"Second"}`).ok().str("id")
	token := w.as("POST /connections/" + connection + "/tokens").ok().str("id")
	w.as("POST /schema-extensions", badge).ok()
	client := w.as("POST /connections/" + connection + "/clients").ok()
	w.as("POST /users/" + ann + "/sync").ok()
	w.posted(ann, "welcome#1")
	grant := w.as("POST /users/"+ann+"/grants", `{"product":"idle","until":"2030-01-01T00:00:00Z"}`).ok().str("id")
	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.workOut(plan)
	hold := w.newID()
	must(w.t, w.store.OpenHold(w.t.Context(), w.account, provision.Hold{ID: hold, Kind: provision.HoldConnection, Connection: connection, Since: w.now}))
	revision := strings.Trim(w.as("GET /rules").ok().header.Get("ETag"), `"`)
	run := w.as("POST /sync/runs").ok().str("id")
	w.workOut(run)
	mail := w.account.ID() + "." + ann + ".welcome-1"
	w.mails.mails = append(w.mails.mails, adminapi.Mail{ID: mail, To: "ann@example.com", Subject: "Hi", Text: "t", HTML: "<p>h", At: w.now})
	return w, strings.NewReplacer("LETTER", mail, "ANN", ann, "GROUP", group, "USERGROUP", userGroup, "SETTINGS", settings, "EMAIL", email, "PREVIEW", strings.TrimPrefix(preview, "/api/v1/email-previews/"), "RULE", rule, "KEY", key,
		"CONNECTION", connection, "TOKEN", token, "PLAN", plan, "HOLD", hold, "RUN", run, "GRANT", grant, "REVISION", revision, "CLIENT", client.str("id"), "SECRET", client.str("secrets", 0, "id"))
}

// Whatever the storage refuses and when: the answer is 503, and the same request works as soon as the storage does.
func TestStorageThatRefuses(t *testing.T) {
	asked, askedIDs := furnished(t) // for those who only read
	for _, op := range []struct{ line, body string }{
		{"GET /session", ""},
		{"GET /account", ""},
		{"PATCH /account", `{"name":"New"}`},
		{"GET /account/settings", ""},
		{"PATCH /account/settings", `{"defaultLanguage":"de","reviewRules":false}`},
		{"GET /connections", ""},
		{"POST /connections", `{"name":"New"}`},
		{"GET /connections/CONNECTION", ""},
		{"PATCH /connections/CONNECTION", `{"state":"paused"}`},
		{"DELETE /connections/CONNECTION", ""},
		{"GET /connections/CONNECTION/tokens", ""},
		{"POST /connections/CONNECTION/tokens", `{"expiresInDays":30}`},
		{"DELETE /connections/CONNECTION/tokens/TOKEN", ""},
		{"GET /connections/CONNECTION/clients", ""},
		{"POST /connections/CONNECTION/clients", `{"name":"New"}`},
		{"GET /connections/CONNECTION/clients/CLIENT", ""},
		{"POST /connections/CONNECTION/clients/CLIENT/secrets", `{"expiresInDays":30}`},
		{"DELETE /connections/CONNECTION/clients/CLIENT/secrets/SECRET", ""},
		{"PUT /connections/CONNECTION/clients/CLIENT/jwks", `{"keys":[]}`},
		{"DELETE /connections/CONNECTION/clients/CLIENT", ""},
		{"POST /mailbox/LETTER/bounce", `{}`},
		{"POST /mailbox/LETTER/complaint", ""},
		{"POST /plans", `{"change":{"deleteRule":"RULE"}}`},
		{"POST /rules/plan", `{"format":"usersync/rules/1","rules":[{"group":"GROUP"}]}`},
		{"GET /rules/draft", ""},
		{"GET /rules/rollout", ""},
		{"DELETE /rules/draft", ""},
		{"GET /rules/versions", ""},
		{"GET /rules/versions/REVISION?compare=live", ""},
		{"POST /rules/versions/REVISION/restore", ""},
		{"GET /plans", ""},
		{"GET /plans/PLAN", ""},
		{"GET /plans/PLAN/changes", ""},
		{"POST /plans/PLAN/cancel", ""},
		{"POST /plans/PLAN/apply", ""},
		{"GET /holds", ""},
		{"GET /holds/HOLD", ""},
		{"GET /holds/HOLD/users", ""},
		{"POST /holds/HOLD/approve", `{"reason":"x"}`},
		{"POST /holds/HOLD/reject", `{"reason":"x"}`},
		{"GET /audit/verify", ""},
		{"GET /keys", ""},
		{"POST /keys", `{"name":"x","scopes":["read"]}`},
		{"DELETE /keys/KEY", ""},
		{"GET /products", ""},
		{"POST /products", `{"key":"q","name":"Q","seats":7}`},
		{"GET /products/p", ""},
		{"PUT /products/p", `{"name":"New","seats":1}`},
		{"PATCH /products/p", `{"seats":2000}`},
		{"DELETE /products/spare", ""},
		{"GET /products/p/waiting", ""},
		{"GET /user-groups", ""},
		{"POST /user-groups", `{"name":"x"}`},
		{"GET /user-groups/USERGROUP", ""},
		{"PATCH /user-groups/USERGROUP", `{"name":"y"}`},
		{"DELETE /user-groups/USERGROUP", ""},
		{"GET /schema-extensions", ""},
		{"POST /schema-extensions", strings.Replace(badge, badgeID, "urn:example:2.0:User", 1)},
		{"GET /schema-extensions/" + badgeID, ""},
		{"PUT /schema-extensions/" + badgeID, strings.Replace(badge, "Badge", "Token", 1)},
		{"DELETE /schema-extensions/" + badgeID, ""},
		{"GET /settings-templates", ""},
		{"POST /settings-templates", `{"name":"x"}`},
		{"GET /settings-templates/SETTINGS", ""},
		{"GET /settings-templates/SETTINGS/versions", ""},
		{"GET /settings-templates/SETTINGS/versions/1", ""},
		{"POST /settings-templates/SETTINGS/versions/1/restore", ""},
		{"PUT /settings-templates/SETTINGS", `{"name":"y"}`},
		{"DELETE /settings-templates/SETTINGS", ""},
		{"GET /email-templates/EMAIL", ""},
		{"PUT /email-templates/EMAIL?draft=true", `{"name":"y","variants":{"en":{"subject":"c","text":"d"}}}`},
		{"GET /email-templates/EMAIL/versions", ""},
		{"GET /email-templates/EMAIL/versions/1", ""},
		{"POST /email-templates/EMAIL/publish", `{"version":1}`},
		{"POST /email-templates/EMAIL/duplicate", ""},
		{"POST /email-templates/preview", `{"variants":{"en":{"subject":"a","text":"b"}}}`},
		{"POST /email-templates/EMAIL/preview", `{"user":"ANN"}`},
		{"POST /email-templates/EMAIL/preview", `{"variants":{"en":{"subject":"a","text":"b"}}}`},
		{"GET /email-templates/EMAIL/preview", ""},
		{"GET /email-previews/PREVIEW", ""},
		{"POST /email-templates/EMAIL/test", ""},
		{"GET /email-templates/tests", ""},
		{"DELETE /email-templates/EMAIL", ""},
		{"GET /rules", ""},
		{"POST /rules", `{"group":"GROUP"}`},
		{"GET /rules/RULE", ""},
		{"PUT /rules/RULE", `{"group":"GROUP"}`},
		{"PATCH /rules/RULE", `{"enabled":false}`},
		{"DELETE /rules/RULE", ""},
		{"PUT /rules/order", `{"ids":["RULE"]}`},
		{"GET /sync", ""},
		{"GET /sync/runs", ""},
		{"GET /sync/runs?kind=full", ""},
		{"POST /sync/runs", ""},
		{"GET /sync/runs/RUN", ""},
		{"GET /sync/runs/RUN/results", ""},
		{"POST /sync/runs/RUN/cancel", ""},
		{"POST /sync/runs/RUN/retry", `{"users":["ANN"]}`},
		{"POST /sync/runs/RUN/retry", ""},
		{"GET /sync/failures", ""},
		{"GET /sync/failures/group_missing/users", ""},
		{"POST /sync/failures/group_missing/retry", ""},
		{"POST /sync/failures/retry", ""},
		{"PATCH /sync", `{"enabled":false,"schedule":null}`},
		{"GET /users", ""},
		{"GET /users/ANN", ""},
		{"GET /users/ANN/explain", ""},
		{"GET /users/ANN/grants", ""},
		{"GET /users/ANN/timeline", ""},
		{"GET /users/ANN/explain?at=2030-01-01T00:00:00Z", ""},
		{"POST /users/ANN/grants", `{"role":{"kind":"admin"},"deny":true}`},
		{"DELETE /users/ANN/grants/GRANT", ""},
		{"PUT /users/ANN/language", `{"language":"de"}`},
		{"DELETE /users/ANN/language", ""},
		{"PUT /users/ANN/pin", `{"note":"as is"}`},
		{"DELETE /users/ANN/pin", ""},
		{"PUT /users/ANN/suspension", ""},
		{"DELETE /users/ANN/suspension", ""},
		{"POST /users/ANN/resend-welcome", ""},
		{"POST /users/ANN/sync", ""},
		{"POST /users/ANN/sync", `{"dryRun":true}`},
		{"POST /users/ANN/what-if", `{"removeGroups":["GROUP"]}`},
		{"GET /directory/users", ""},
		{"GET /directory/users/ANN", ""},
		{"GET /directory/groups", ""},
		{"GET /directory/groups/GROUP", ""},
		{"GET /directory/groups/GROUP/members", ""},
	} {
		t.Run(op.line, func(t *testing.T) {
			w, ids := asked, askedIDs
			if w.t = t; !strings.HasPrefix(op.line, "GET ") {
				w, ids = furnished(t)
			}
			request := func() *request {
				if op.body == "" {
					return w.as(ids.Replace(op.line))
				}
				return w.as(ids.Replace(op.line), ids.Replace(op.body))
			}
			for calls := 0; ; calls++ {
				w.db.left, w.db.fired = calls, false
				a := request().send()
				fired := w.db.fired
				w.db.left = -1
				if a.status < 300 { // perhaps although something refused that can be done later
					return
				}
				if !fired || a.status != http.StatusServiceUnavailable || a.body["code"] != "storage" {
					t.Fatalf("refused after %d calls (%v): %d %s", calls, fired, a.status, a.text)
				}
			}
		})
	}
}
