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
