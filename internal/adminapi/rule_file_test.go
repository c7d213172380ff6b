package adminapi_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

// fileOf is a file of rules in YAML.
func fileOf(rules ...string) string {
	return "format: usersync/rules/1\nrules: [" + strings.Join(rules, ", ") + "]\n"
}

func (w *world) importing(body string) *request {
	return w.as("POST /rules/import", body).with("Content-Type", "application/yaml")
}

func TestRulesGoOutAsAFileAndComeBack(t *testing.T) {
	w := newWorld(t)
	sales := w.group("Sales")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","plans":["pro"]}`).ok()
	emea := w.as("POST /user-groups", `{"name":"EMEA"}`).ok().str("id")
	first := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting","plan":"pro"}],"userGroup":%q,"description":"Sales"}`, sales, emea)).ok().str("id")
	second := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"enabled":false,"welcomeMail":"none"}`, sales)).ok().str("id")

	out := w.as("GET /rules/export").ok()
	want := fmt.Sprintf(`format: usersync/rules/1
rules:
  - id: %s
    description: Sales
    group: %s
    groupName: Sales
    products:
      - key: meeting
        plan: pro
    userGroup: EMEA
  - id: %s
    enabled: false
    group: %s
    groupName: Sales
    welcomeMail: none
`, first, sales, second, sales)
	if !strings.HasSuffix(out.text, want) || out.header.Get("Content-Type") != "application/yaml" || out.header.Get("ETag") != fmt.Sprintf(`"%d"`, w.version()) {
		t.Errorf("%v\n%s", out.header, out.text)
	}
	w.unchanged(func() {
		w.importing(out.text).ok().has(fmt.Sprintf(`{"added":[],"changed":[],"removed":[],"unchanged":[%q,%q],"reordered":false}`, first, second))
		inJSON := w.as("GET /rules/export?format=json").ok()
		w.as("POST /rules/import", inJSON.text).ok().has(`{"changed":[],"reordered":false}`)
	})

	swapped := fileOf("{id: "+second+", groupName: sales, welcomeMail: none}", "{id: "+first+", group: "+sales+", products: [{key: meeting, plan: pro}], userGroup: EMEA, description: Sales}", "{groupName: Sales, language: de}")
	w.unchanged(func() {
		w.as("POST /rules/import?check=true", swapped).with("Content-Type", "text/yaml").ok().has(fmt.Sprintf(`{"changed":[%q],"unchanged":[%q],"reordered":true}`, second, first))
	})
	done := w.importing(swapped).with("If-Match", out.header.Get("ETag")).ok()
	third := done.get("added").([]any)[0].(string)
	w.as("GET /rules").ok().has(fmt.Sprintf(`{"items":[{"id":%q,"enabled":true},{"id":%q},{"id":%q,"language":"de"}],"total":3}`, second, first, third))
	w.unchanged(func() { // a rule without an id is known by what it says
		w.importing(swapped).ok().has(fmt.Sprintf(`{"added":[],"unchanged":[%q,%q,%q],"rulesVersion":%d}`, second, first, third, w.version()))
		w.importing(fileOf()).with("If-Match", out.header.Get("ETag")).fails(412, "stale_if_match")
		w.as("POST /rules/import?check=true", fileOf()).with("Content-Type", "application/yaml").with("If-Match", `"1"`).fails(412, "stale_if_match")
	})
	w.importing(fileOf()).ok().has(fmt.Sprintf(`{"removed":[%q,%q,%q]}`, second, first, third))
	w.as("GET /rules").ok().has(`{"total":0}`)
}

func TestAFileThatCannotBeReadChangesNothing(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).ok()
	w.unchanged(func() {
		w.importing("rules: [").fails(400, "invalid_rules_file")
		w.importing("").fails(400, "body_missing")
		w.importing(fileOf("{groupName: Nobody}")).fails(422, "invalid_rules", "rules[0].groupName")
		w.importing(fileOf("{group: "+group+"}", "{group: gone}")).fails(422, "invalid_rules", "rules[1].group")
		w.importing(fileOf("{group: "+strings.Repeat("x", 3000)+"}")).fails(422, "invalid_rules", "rules[0].group")
		w.importing(fileOf("{group: "+group+", products: [{key: gone}]}")).fails(422, "invalid_rules", "rules[0].products[0].key")
		w.importing(fileOf("{group: "+group+", role: {kind: owner}}")).fails(422, "invalid_rules", "rules[0].role.kind")
		w.importing(strings.Repeat("#", 1<<20+1)).fails(413, "body_size")
		w.as("POST /rules/import", "<rules/>").with("Content-Type", "application/xml").fails(415, "unsupported_media_type")
		w.as("POST /rules/import", `{"format":"usersync/rules/1","rules":[{"group":1}]}`).fails(422, "invalid_rules", "rules[0].group")
		w.as("GET /rules/export?format=xml").fails(422, "invalid_body", "format")
	})
}

func TestTheSchemaOfAFileIsThereForEverybody(t *testing.T) {
	w := newWorld(t)
	want, err := os.ReadFile("../../api/rules.schema.json")
	must(t, err)
	a := w.as("GET /rules/schema.json").with("Authorization", "").send()
	if a.status != http.StatusOK || a.text != string(want) {
		t.Errorf("%d %s", a.status, a.text)
	}
}
