package adminapi_test

import (
	"fmt"
	"testing"

	"usersync/internal/rule"
)

// While rules are rolled out, explain says which list decided, and what the other list uses cannot be taken away.
func TestARolloutIsExplained(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	all, pilot := w.group("All", ann, bob), w.group("Pilot", ann)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"de"}`, all)).ok()
	live := w.version()
	_, err := w.config.Publisher.Publish(t.Context(), w.account, 0, func(p *rule.Policy) error {
		base := []rule.Rule{{ID: "OLD", Enabled: true, Group: all, Language: "fr", Products: []rule.ProductGrant{{Key: "meeting"}}}}
		p.Rollout = &rule.Rollout{ID: "RO", Base: base, BaseVersion: live, Group: pilot}
		return nil
	})
	must(t, err)
	w.as("GET /users/" + ann + "/explain").ok().has(fmt.Sprintf(`{"rollout":{"id":"RO","candidate":true,"reason":"pilot_group","baseVersion":%d},"language":{"value":"de"},"products":[]}`, live))
	w.as("GET /users/" + bob + "/explain").ok().has(`{"rollout":{"candidate":false,"reason":"outside_pilot"},"rules":[{"rule":"OLD","matched":true}],"language":{"value":"fr","rule":"OLD"}}`)
	w.as("DELETE /products/meeting").fails(409, "in_use", "rules/OLD")
}

// step plans a step of a roll-out and applies it, whatever the guard says.
func (w *world) step(rollout string) string {
	w.t.Helper()
	id := w.as("POST /plans", fmt.Sprintf(`{"change":{"rollout":%s}}`, rollout)).ok().str("id")
	w.workOut(id)
	if w.as("GET /plans/"+id).ok().get("held") == true {
		w.as("POST /plans/"+id+"/approve", `{"reason":"a roll-out"}`).ok()
	}
	w.as("POST /plans/" + id + "/apply").ok()
	return id
}

func TestARolloutStepByStep(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	all, pilot := w.group("All", ann, bob), w.group("Pilot", ann)
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"fr"}`, all)).ok().str("id")
	w.review(true)
	try := func(step string) *request { return w.as("POST /plans", fmt.Sprintf(`{"change":{"rollout":%s}}`, step)) }
	languages := func(anns, bobs string) {
		t.Helper()
		w.as("GET /users/" + ann + "/explain").ok().has(fmt.Sprintf(`{"language":{"value":%q}}`, anns))
		w.as("GET /users/" + bob + "/explain").ok().has(fmt.Sprintf(`{"language":{"value":%q}}`, bobs))
	}
	w.as("GET /rules/rollout").ok().has(`{"running":false}`)
	try(`{"percent":10}`).fails(409, "no_draft")
	try(`{"end":"nobody"}`).fails(409, "no_rollout")
	draft := func(language string) {
		w.as("PATCH /rules/"+id, fmt.Sprintf(`{"language":%q}`, language)).with("Content-Type", "application/merge-patch+json").ok()
	}
	draft("de")
	try(`{"percent":10,"group":"x"}`).fails(422, "group_missing", "change.rollout.group")
	try(`{}`).fails(422, "invalid_rollout", "percent")
	try(`{"percent":10,"end":"nobody"}`).fails(422, "invalid_value", "change")
	try(`{"percent":100}`).fails(422, "invalid_body")

	begun := w.step(fmt.Sprintf(`{"group":%q}`, pilot))
	w.as("GET /plans/" + begun).ok().has(fmt.Sprintf(`{"state":"applied","change":{"rollout":{"group":%q}}}`, pilot))
	rollout := w.as("GET /rules/rollout").ok().has(fmt.Sprintf(`{"running":true,"group":%q}`, pilot)).str("id")
	languages("de", "fr")
	w.as("GET /rules/draft").ok().has(`{"exists":false}`)

	draft("it") // is written, and cannot go live meanwhile
	w.as("POST /plans", `{}`).fails(409, "rollout_running")
	w.as("POST /plans", fmt.Sprintf(`{"change":{"deleteRule":%q}}`, id)).fails(409, "rollout_running")
	w.step(`{"percent":99}`)
	w.as("GET /rules/rollout").ok().has(fmt.Sprintf(`{"running":true,"id":%q,"percent":99}`, rollout))

	w.step(`{"end":"nobody"}`) // although there is a draft
	w.as("GET /rules/rollout").ok().has(`{"running":false}`)
	languages("fr", "fr")
	w.step(fmt.Sprintf(`{"group":%q}`, pilot))
	languages("it", "fr")
	w.step(`{"end":"everybody"}`)
	languages("it", "it")
	w.as("GET /rules?version=live").ok().has(`{"items":[{"language":"it"}]}`)
}
