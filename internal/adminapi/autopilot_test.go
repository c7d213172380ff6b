package adminapi_test

import (
	"fmt"
	"testing"

	"usersync/internal/access"
	"usersync/internal/job"
	"usersync/internal/provision"
)

// newAutopilot names plans by revision and try.
func newAutopilot(p *provision.Planner) *provision.Autopilot {
	return &provision.Autopilot{Planner: p, PlanID: func(_ access.Account, d provision.AutoDraft) string {
		return fmt.Sprintf("00AUTO-%d-%d", d.Revision, d.Try)
	}}
}

// fly lets what goes live by itself do so, whatever storage does otherwise. The run that follows is left alone, but ends its gathering of seats.
func (w *world) fly() {
	w.t.Helper()
	w.flying.Lock()
	defer w.flying.Unlock()
	if w.grounded {
		return
	}
	left, fired, box := w.db.left, w.db.fired, w.box
	w.db.left = -1
	defer func() { w.db.left, w.db.fired, w.box = left, fired, box }()
	d, ok, err := w.config.Rules.Auto(w.t.Context(), w.account)
	must(w.t, err)
	if !ok || d.Stopped.Code != "" {
		return
	}
	w.deliver(job.Message{Kind: job.AutoPlan, Account: w.account.ID()})
	if d, ok, err = w.config.Rules.Auto(w.t.Context(), w.account); ok && d.Plan != "" {
		w.workOut(d.Plan)
		must(w.t, w.resolver.EndGathering(w.t.Context(), w.account))
	}
	must(w.t, err)
}

func TestAnAutoDraftOverHTTP(t *testing.T) {
	w := newWorld(t)
	w.newKey(access.AdminKey, access.Read, access.Write, access.Owner) // a second one who could approve
	group := w.group("Sales", w.person("ann@example.com"))
	w.grounded = true
	made := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":{"kind":"admin"}}`, group)).ok()
	if made.status != 201 || made.header.Get("ETag") == "" {
		t.Errorf("answered %d, ETag %s", made.status, made.header.Get("ETag"))
	}
	w.as("GET /rules/draft").ok().has(`{"exists":true,"auto":true,"changes":[{"kind":"added"}]}`)
	w.as("GET /rules?version=live").ok().has(`{"items":[]}`)
	w.as("PATCH /account/settings", `{"reviewRules":false}`).ok() // as it is already: nothing to be forgotten
	w.grounded = false
	w.fly()
	draft := w.as("GET /rules/draft").ok().has(`{"exists":true,"auto":true,"stopped":{"code":"plan_held"}}`)
	plan := draft.str("plan")
	w.as("GET /plans/" + plan).ok().has(`{"auto":true,"held":true,"state":"ready"}`)
	w.as("POST /plans/"+plan+"/approve", `{"reason":"I say so"}`).fails(409, "own_plan")
	w.as("PATCH /account/settings", `{"reviewRules":true}`).ok()
	w.as("GET /rules/draft").ok().has(`{"exists":true,"auto":false}`)
	w.as("PATCH /account/settings", `{"reviewRules":false}`).fails(409, "draft_open")
	w.as("DELETE /rules/draft").ok()
	w.as("GET /rules/draft").ok().has(`{"exists":false,"auto":false}`)
}
