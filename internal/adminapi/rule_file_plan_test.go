package adminapi_test

import (
	"fmt"
	"testing"

	"usersync/internal/adminapi"
)

func (w *world) planning(body string) *request {
	return w.as("POST /rules/plan", body).with("Content-Type", "application/yaml")
}

// newFileWorld is a world of one person whom a rule gives a product.
func newFileWorld(t *testing.T) (w *world, group, rule string) {
	w = newWorld(t)
	w.config.Runs = w.runner
	w.handler = adminapi.New(w.config)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	group = w.group("Sales", w.person("ann@example.com"))
	rule = w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, group)).ok().str("id")
	return w, group, rule
}

func TestAFileIsTriedWithoutADraft(t *testing.T) {
	w, group, rule := newFileWorld(t)
	live := w.version()
	file := fileOf(fmt.Sprintf("{id: %s, group: %s, language: de, products: [{key: meeting}]}", rule, group), "{group: "+group+"}")
	begun := w.planning(file).ok()
	begun.has(fmt.Sprintf(`{"state":"planning","draftRevision":null,"change":{"file":{"changed":[%q],"removed":[],"rulesVersion":%d}}}`, rule, live))
	if begun.status != 202 || begun.header.Get("Location") != "/api/v1/plans/"+begun.str("id") {
		t.Errorf("%d %v", begun.status, begun.header)
	}
	added := begun.str("change", "file", "added", 0)
	w.workOut(begun.str("id"))
	w.as("GET /plans/" + begun.str("id")).ok().has(`{"state":"ready","totals":{"users":1,"changed":1}}`)
	w.as("GET /rules/draft").ok().has(`{"exists":false}`)
	w.as("GET /rules?version=live").ok().has(fmt.Sprintf(`{"total":1,"items":[{"id":%q}]}`, rule))

	w.as("POST /plans/" + begun.str("id") + "/apply").ok().has(`{"state":"applied"}`)
	w.as("GET /rules").ok().has(fmt.Sprintf(`{"total":2,"items":[{"id":%q,"language":"de"},{"id":%q}]}`, rule, added))
	again := w.planning(file).ok()
	again.has(fmt.Sprintf(`{"change":{"file":{"added":[],"changed":[],"removed":[],"unchanged":[%q,%q],"reordered":false}}}`, rule, added))
}

func TestAFileIsTriedBesideADraft(t *testing.T) {
	w, group, rule := newFileWorld(t)
	w.review(true)
	w.as("PATCH /rules/"+rule, `{"language":"fr"}`).ok()
	plan := w.planning(fileOf("{group: " + group + ", language: de}")).ok()
	plan.has(fmt.Sprintf(`{"draftRevision":null,"change":{"file":{"removed":[%q]}}}`, rule))
	w.workOut(plan.str("id"))
	w.as("POST /plans/"+plan.str("id")+"/apply").fails(409, "draft_open")
	w.as("GET /rules/draft").ok().has(`{"exists":true}`)
	w.as("GET /rules").ok().has(`{"items":[{"language":"fr"}]}`)
}

func TestAFileThatCannotBeTried(t *testing.T) {
	w, group, _ := newFileWorld(t)
	w.unchanged(func() {
		w.planning("rules: [").fails(400, "invalid_rules_file")
		w.planning("").fails(400, "body_missing")
		w.planning(fileOf("{groupName: Nobody}")).fails(422, "invalid_rules", "rules[0].groupName")
		w.planning(fileOf("{group: "+group+", products: [{key: gone}]}")).fails(422, "invalid_rules", "rules[0].products[0].key")
		w.as("POST /rules/plan", "<rules/>").with("Content-Type", "application/xml").fails(415, "unsupported_media_type")
		for range 5 {
			w.planning(fileOf()).ok()
		}
		w.planning(fileOf()).fails(409, "too_many_plans")
	})
}
