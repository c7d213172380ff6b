package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"usersync/internal/scim"
)

const (
	badgeID = "urn:ietf:params:scim:schemas:extension:example:2.0:User"
	badge   = `{"resourceType":"User","schema":{"id":"` + badgeID + `","name":"Badge","attributes":[
		{"name":"number","caseExact":true},{"name":"floors","type":"integer","multiValued":true}]}}`
)

func TestSchemaExtensions(t *testing.T) {
	w := newWorld(t)
	made := w.as("POST /schema-extensions", badge).match(fmt.Sprintf(`"%d"`, w.version())).ok().has(`{"id":"` + badgeID + `","resourceType":"User","required":false}`)
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/schema-extensions/"+badgeID || made.header.Get("ETag") != fmt.Sprintf(`"%d"`, w.version()) {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	w.as("GET /schema-extensions").ok().has(`{"items":[{"schema":{"name":"Badge","attributes":[
		{"name":"number","type":"string","caseExact":true,"mutability":"readWrite","returned":"default","uniqueness":"none","required":false,"multiValued":false},
		{"name":"floors","type":"integer","multiValued":true}]}}],"total":1}`)
	w.as("GET /schema-extensions/" + strings.ToUpper(badgeID)).ok()
	w.as("PUT /schema-extensions/"+badgeID, strings.Replace(badge, `"User",`, `"User","required":true,`, 1)).ok().has(`{"required":true}`)

	group := w.group("All")
	rule := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"condition":"%s:number eq \"A1\""}`, group, badgeID)).ok().str("id")
	w.unchanged(func() {
		w.as("POST /schema-extensions", badge).fails(409, "schema_taken", "id")
		w.as("POST /schema-extensions", strings.Replace(badge, badgeID, scim.EnterpriseSchema, 1)).fails(409, "schema_taken", "id")
		w.as("POST /schema-extensions", strings.Replace(badge, badgeID, badgeID+":number", 1)).fails(409, "schema_taken", "id")
		w.as("POST /schema-extensions", `{"resourceType":"Device","schema":{"id":"User","attributes":[{"name":"id"}]}}`).
			fails(422, "invalid_schema", "resourceType", "schema.id", "schema.attributes[0].name")
		w.as("POST /schema-extensions", `{"resourceType":"User","schema":{"id":"urn:a:b:C","attributes":[{"name":"a","uniqueness":"server"}]}}`).
			fails(422, "invalid_schema", "schema.attributes[0].uniqueness")
		w.as("POST /schema-extensions", `{"resourceType":"User"}`).fails(422, "invalid_body", "schema")
		w.as("PUT /schema-extensions/"+badgeID, strings.Replace(badge, badgeID, "urn:a:b:C", 1)).fails(422, "immutable", "schema.id")
		w.as("PUT /schema-extensions/"+badgeID, strings.Replace(badge, `"User"`, `"Group"`, 1)).fails(422, "immutable", "resourceType")
		w.as("PUT /schema-extensions/"+badgeID, strings.Replace(badge, `"caseExact":true`, `"type":"boolean"`, 1)).fails(409, "in_use", "rules/"+rule)
		w.as("PUT /schema-extensions/urn:a:b:C", badge).fails(404, "extension_not_found")
		w.as("GET /schema-extensions/urn:a:b:C").fails(404, "extension_not_found")
		w.as("DELETE /schema-extensions/urn:a:b:C").fails(404, "extension_not_found")
		w.as("DELETE /schema-extensions/"+badgeID).fails(409, "in_use", "rules/"+rule)
		w.as("DELETE /schema-extensions/"+badgeID).match(`"1"`).fails(412, "stale_if_match")
	})
	w.as("DELETE /rules/" + rule).ok()
	w.as("DELETE /schema-extensions/" + badgeID).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"condition":"%s:number eq \"A1\""}`, group, badgeID)).fails(422, "invalid_rule", "condition")
	for i := range 10 {
		w.as("POST /schema-extensions", strings.Replace(badge, badgeID, fmt.Sprintf("urn:example:2.0:User%d", i), 1)).ok()
	}
	w.unchanged(func() { w.as("POST /schema-extensions", badge).fails(422, "limit") })
}

// What was stored under an extension is found and shown while the extension is there, and not lost while it is not.
func TestDirectoryUsersAreFoundByAnExtension(t *testing.T) {
	w := newWorld(t)
	w.as("POST /schema-extensions", badge).ok()
	ann := w.person("ann@example.com")
	_, err := w.directory.ReplaceUser(t.Context(), w.idp(), ann, scim.Object{
		"userName": "ann@example.com", badgeID: scim.Object{"number": "A1", "floors": []any{int64(1), int64(3)}},
	}, 0)
	must(t, err)
	find := func(filter string) *request {
		return w.as("GET /directory/users?filter=" + strings.NewReplacer(" ", "+", `"`, "%22").Replace(filter))
	}
	find(badgeID + `:number eq "A1"`).ok().has(`{"total":1,"items":[{"attributes":{"` + badgeID + `":{"number":"A1","floors":[1,3]}}}]}`)
	find(badgeID + `:floors gt 2`).ok().has(`{"total":1}`)
	find(`number eq "a1"`).ok().has(`{"total":0}`)

	w.as("DELETE /schema-extensions/" + badgeID).ok()
	find(badgeID+`:number eq "A1"`).fails(400, "invalidFilter")
	if text := w.as("GET /directory/users/" + ann).ok().text; strings.Contains(text, badgeID) {
		t.Errorf("shown although it is gone: %s", text)
	}
	_, err = w.directory.ReplaceUser(t.Context(), w.idp(), ann, scim.Object{"userName": "ann@example.com", "title": "Lead"}, 0)
	must(t, err)

	w.as("POST /schema-extensions", strings.Replace(badge, `"caseExact":true`, `"type":"boolean"`, 1)).ok()
	w.as("GET /directory/users/" + ann).ok().has(`{"attributes":{"title":"Lead","` + badgeID + `":{"floors":[1,3]}}}`)
	w.as("PUT /schema-extensions/"+badgeID, badge).ok()
	find(badgeID + `:number eq "A1"`).ok().has(`{"total":1}`)
}
