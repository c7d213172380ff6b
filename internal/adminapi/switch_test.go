package adminapi_test

import (
	"fmt"
	"testing"

	"usersync/internal/job"
)

// switching asks for a plan of switching syncing on and has it worked out.
func (w *world) switching() string {
	w.t.Helper()
	id := w.as("POST /plans", `{"change":{"syncOn":true}}`).ok().str("id")
	w.workOut(id)
	return id
}

func TestSyncingIsSwitchedOnByAPlan(t *testing.T) {
	w := newWorld(t)
	rule := w.staff(30)
	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.review(true)

	w.as("PATCH /sync", `{"enabled":true}`).fails(409, "plan_required")
	w.as("PATCH /sync", `{"enabled":true,"planId":"nothing"}`).fails(404, "plan_not_found")
	other := w.as("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, rule)).ok().str("id")
	w.workOut(other)
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, other)).fails(422, "invalid_value", "planId")
	begun := w.as("POST /plans", `{"change":{"syncOn":true}}`).ok().str("id")
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, begun)).fails(409, "plan_not_ready")
	old := w.switching()
	w.as("PATCH /account/settings", `{"defaultLanguage":"fr"}`).ok()
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, old)).fails(409, "plan_stale")
	w.as("GET /sync").ok().has(`{"enabled":false}`)

	plan := w.switching()
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q,"mail":false}`, plan)).ok().has(`{"enabled":true,"mail":false}`)
	w.as("GET /plans/" + plan).ok().has(`{"state":"applied","change":{"syncOn":true}}`)
	w.as("PATCH /sync", `{"enabled":true}`).ok() // it is on

	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, plan)).fails(409, "plan_stale")
	again := w.switching()
	w.as("POST /plans/" + again + "/apply").ok()
	w.as("GET /sync").ok().has(`{"enabled":true}`)
}

func TestTheGuardHoldsASwitch(t *testing.T) {
	w := newWorld(t)
	w.staff(30)
	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.review(true)
	people := w.group("Mailed", w.person("ann@example.com"), w.person("bob@example.com"), w.person("cid@example.com"))
	w.as("PATCH /account/settings", `{"guard":{"mails":1}}`).ok()
	w.review(false)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, people)).ok()
	w.review(true)
	plan := w.switching()
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, plan)).fails(409, "plan_held")
	w.as("GET /sync").ok().has(`{"enabled":false}`)
	w.as("POST /plans/"+plan+"/approve", `{"reason":"they expect it"}`).ok()
	w.as("PATCH /sync", fmt.Sprintf(`{"enabled":true,"planId":%q}`, plan)).ok().has(`{"enabled":true}`)
}

func TestWhereNobodyIsTouchedNoPlanIsTaken(t *testing.T) {
	w := newWorld(t)
	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.review(true)
	w.as("PATCH /sync", `{"enabled":true}`).ok().has(`{"enabled":true}`)
	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.person("ann@example.com")
	w.as("PATCH /sync", `{"enabled":true}`).fails(409, "plan_required")
}

func TestWhereNobodyReviewsAPlanIsMadeByItself(t *testing.T) {
	w := newWorld(t)
	w.as("PATCH /sync", `{"enabled":false}`).ok()
	w.person("ann@example.com")
	w.as("PATCH /sync", `{"enabled":true,"mail":false}`).ok().has(`{"enabled":false,"mail":false,"switching":{}}`)
	w.as("PATCH /sync", `{"enabled":false}`).ok().has(`{"enabled":false,"switching":null}`)
	w.as("PATCH /sync", `{"enabled":true}`).ok()
	w.as("PATCH /account/settings", `{"reviewRules":true}`).ok() // somebody looks at what happens from now on
	w.as("GET /sync").ok().has(`{"enabled":false,"switching":null}`)
	w.review(false)
	w.as("PATCH /sync", `{"enabled":true}`).ok()
	w.deliver(job.Message{Kind: job.AutoPlan, Account: w.account.ID()})
	plan := w.as("GET /sync").ok().has(`{"enabled":false,"switching":{}}`).str("switching", "planId")
	w.as("GET /plans/" + plan).ok().has(`{"auto":true,"state":"planning","change":{"syncOn":true}}`)
	w.workOut(plan)
	w.as("GET /plans/" + plan).ok().has(`{"state":"applied"}`)
	w.as("GET /sync").ok().has(`{"enabled":true,"switching":null}`)
}
