package adminapi_test

import (
	"fmt"
	"testing"
)

func TestWhomRulesDecideFor(t *testing.T) {
	w := newWorld(t)
	w.as("GET /rules/effects").ok().has(`{"countedAt":null,"items":[]}`)
	strong := w.staff(3, "ann", "ben", "cleo")
	live := w.as("GET /rules/effects").ok() // by the plan that made it go live
	group := w.as("GET /rules/" + strong).ok().str("group")
	weak := w.as("POST /plans", fmt.Sprintf(`{"change":{"rule":{"group":%q,"products":[{"key":"meeting"}]}},"detail":"counts"}`, group)).ok().str("id")
	w.workOut(weak)
	w.as("GET /plans/" + weak).ok().has(fmt.Sprintf(`{"effect":{"matched":3,"idle":3,"by":%q,"byUsers":3}}`, strong))
	w.as("GET /rules/effects").ok().has(fmt.Sprintf(`{"plan":%q}`, live.str("plan"))) // not by a plan of other rules

	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.as("GET /rules/effects").ok().has(fmt.Sprintf(`{"plan":%q}`, live.str("plan"))) // not by one that is not worked out
	w.workOut(plan)
	w.as("GET /rules/effects").ok().has(fmt.Sprintf(`{"plan":%q,"items":[{"rule":%q,"matched":3,"idle":0}]}`, plan, strong))
	w.as("PATCH /account/settings", `{"reviewRules":true}`).ok()
	w.as("PATCH /rules/"+strong, `{"products":[]}`).ok()
	w.as("GET /rules/effects").ok().has(`{"countedAt":null,"items":[]}`)
}
