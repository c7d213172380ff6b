package functions_test

import (
	"encoding/json"
	"net/http"

	"usersync/internal/apptest"
	"usersync/internal/provision"
)

// planAsked: the plan and the run that works it out are there, and nothing went live.
func planAsked(w *world, answer json.RawMessage) {
	r, body := responded(w, answer, http.StatusAccepted, "application/json")
	id, _ := body["id"].(string)
	if body["state"] != "planning" || r.header("Location") != "/api/v1/plans/"+id {
		w.t.Errorf("answered %+v", r)
	}
	p, ok, err := w.store.GetPlan(w.ctx(), w.account, id)
	if err != nil || !ok || p.State != provision.PlanPlanning || p.Base != apptest.SampleVersion {
		w.t.Errorf("plan %+v, %t, %v", p, ok, err)
	}
	run, ok, err := w.store.GetRun(w.ctx(), w.account, id)
	if err != nil || !ok || run.Kind != provision.DryRun {
		w.t.Errorf("run %+v, %t, %v", run, ok, err)
	}
	if version, err := w.store.LiveVersion(w.ctx(), w.account); err != nil || version != apptest.SampleVersion {
		w.t.Errorf("live policy %d, %v", version, err)
	}
}

// grantMade: the denial is stored, and the user's outcome is behind its inputs.
func grantMade(w *world, answer json.RawMessage) {
	_, body := responded(w, answer, http.StatusCreated, "application/json")
	if body["product"] != "crm" || body["deny"] != true || body["note"] != "left the project" {
		w.t.Errorf("answered %v", body)
	}
	rec, err := w.store.Record(w.ctx(), w.account, apptest.SampleUser(3))
	if err != nil || len(rec.Grants) != 1 || rec.Grants[0].ID != body["id"] {
		w.t.Errorf("grants %+v, %v", rec.Grants, err)
	}
	if fence, err := w.store.Fence(w.ctx(), w.account, apptest.SampleUser(3)); err != nil || fence.Want <= fence.Done {
		w.t.Errorf("fence %+v, %v", fence, err)
	}
}

// supposed: somebody who is set inactive would lose the product, and nothing is written.
func supposed(w *world, answer json.RawMessage) {
	_, body := responded(w, answer, http.StatusOK, "application/json")
	changes, _ := body["trace"].(map[string]any)["changes"].(map[string]any)
	if changes["stateBefore"] != "active" || changes["stateAfter"] != "suspended" {
		w.t.Errorf("changes %v", changes)
	}
	if fence, err := w.store.Fence(w.ctx(), w.account, apptest.SampleUser(3)); err != nil || fence.Want != fence.Done {
		w.t.Errorf("fence %+v, %v", fence, err)
	}
}
