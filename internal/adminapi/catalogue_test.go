package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestProducts(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"connect","name":"Connect"}`).ok().has(`{"seats":null,"plans":[],"requires":[],"excludes":[],"used":0}`)
	made := w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":50,"plans":["basic","pro"],"requires":["connect"],"excludes":[]}`).ok()
	made.has(`{"key":"meeting","name":"Meeting","seats":50,"plans":["basic","pro"],"requires":["connect"],"excludes":[],"used":0}`)
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/products/meeting" {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	w.as("GET /products").ok().has(`{"items":[{"key":"connect"},{"key":"meeting","seats":50}],"total":2}`)
	w.as("PATCH /products/meeting", `{"seats":null,"requires":null}`).ok().has(`{"seats":null,"requires":[],"name":"Meeting"}`)
	w.as("PUT /products/meeting", `{"name":"Meetings","seats":0}`).ok().has(`{"key":"meeting","name":"Meetings","seats":0,"plans":[]}`)
	w.as("GET /products/meeting").ok().has(`{"name":"Meetings"}`)
	w.as("GET /products/meeting/waiting").ok().has(`{"items":[],"total":0}`)
	w.as("DELETE /products/meeting").ok()
	w.as("GET /products/meeting").fails(404, "product_not_found")
	w.as("GET /products/meeting/waiting").fails(404, "product_not_found")
}

func TestBadProductsChangeNothing(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	w.as("POST /products", `{"key":"a","name":"A","plans":["x","y"]}`).ok()
	w.as("POST /products", `{"key":"b","name":"B","requires":["a"]}`).ok()
	rule := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"a","plan":"y"}]}`, group)).ok().str("id")
	stale := `"1"`
	w.unchanged(func() {
		w.as("POST /products", `{"key":"a","name":"Again"}`).fails(409, "product_exists", "key")
		w.as("POST /products", `{"key":"no key","name":""}`).fails(422, "invalid_product", "key", "name")
		w.as("POST /products", `{"key":"c","name":"C","seats":-1}`).fails(422, "invalid_product", "seats")
		w.as("POST /products", `{"key":"c","name":"C","seats":1.5}`).fails(422, "invalid_body", "seats")
		w.as("POST /products", `{"key":"c","name":"C","requires":["z"]}`).fails(422, "invalid_product", "requires[0]")
		w.as("POST /products", `{"key":"c","name":"C"}`).match(stale).fails(412, "stale_if_match")
		w.as("PATCH /products/a", `{"key":"z"}`).fails(422, "immutable", "key")
		w.as("PATCH /products/a", `{"plans":["x"]}`).fails(409, "in_use", "rules/"+rule)
		w.as("PATCH /products/a", `{"requires":["b"]}`).fails(422, "invalid_product")
		w.as("PATCH /products/z", `{}`).fails(404, "product_not_found")
		w.as("PUT /products/z", `{"name":"Z"}`).fails(404, "product_not_found")
		w.as("PATCH /products/a", `{"name":"New"}`).match(stale).fails(412, "stale_if_match")
		w.as("DELETE /products/a").fails(409, "in_use", "rules/"+rule)
		w.as("DELETE /products/a").match(stale).fails(412, "stale_if_match")
		w.as("DELETE /products/z").fails(404, "product_not_found")
	})
	w.as("DELETE /rules/" + rule).ok()
	w.as("DELETE /products/a").fails(409, "in_use", "products/b")
}

func TestSeatsFollowTheProduct(t *testing.T) {
	w := newWorld(t)
	ann, bob := w.person("ann@example.com"), w.person("bob@example.com")
	group := w.group("All", ann, bob)
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":1}`).ok()
	rule := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, group)).ok().str("id")
	for _, id := range []string{ann, bob} {
		w.as("POST /users/" + id + "/sync").ok().has(`{"changed":true}`)
	}
	w.as("GET /products/meeting").ok().has(`{"seats":1,"used":1,"waiting":1,"needed":2,"over":0}`)
	w.as("GET /products/meeting/waiting").ok().has(fmt.Sprintf(`{"items":[{"position":1,"user":%q,"userName":"bob@example.com","rule":%q}],"total":1}`, bob, rule))
	w.as("PATCH /products/meeting", `{"seats":2}`).ok().has(`{"used":2}`)
	w.as("GET /products/meeting/waiting").ok().has(`{"total":0}`)
	w.as("PATCH /products/meeting", `{"seats":1}`).ok().has(`{"seats":1,"used":2,"waiting":0,"needed":2,"over":1}`)
}

func TestUserGroups(t *testing.T) {
	w := newWorld(t)
	made := w.as("POST /user-groups", `{"name":"World","parent":null}`).ok()
	world := made.str("id")
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/user-groups/"+world {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	emea := w.as("POST /user-groups", fmt.Sprintf(`{"name":"EMEA","parent":%q}`, world)).ok().has(fmt.Sprintf(`{"parent":%q}`, world)).str("id")
	w.as("GET /user-groups").ok().has(`{"items":[{"name":"World","parent":null},{"name":"EMEA"}],"total":2}`)
	w.as("GET /user-groups/" + emea).ok().has(`{"name":"EMEA"}`)
	w.as("PUT /user-groups/"+emea, `{"name":"Europe"}`).ok().has(`{"name":"Europe","parent":null}`)
	w.as("PATCH /user-groups/"+emea, fmt.Sprintf(`{"parent":%q}`, world)).ok().has(`{"name":"Europe"}`)

	group := w.group("All")
	member := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"userGroup":%q}`, group, emea)).ok().str("id")
	manager := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":{"kind":"manager","privileges":["manage_users"],"managedGroups":[%q]}}`, group, emea)).ok().str("id")
	w.unchanged(func() {
		w.as("POST /user-groups", `{"name":""}`).fails(422, "invalid_value", "name")
		w.as("POST /user-groups", `{"name":"x","parent":"y"}`).fails(422, "parent_missing", "parent")
		w.as("PATCH /user-groups/"+world, fmt.Sprintf(`{"parent":%q}`, emea)).fails(422, "parent_circle", "parent")
		w.as("PATCH /user-groups/"+world, fmt.Sprintf(`{"parent":%q}`, world)).fails(422, "parent_circle", "parent")
		w.as("PATCH /user-groups/x", `{}`).fails(404, "user_group_not_found")
		w.as("GET /user-groups/x").fails(404, "user_group_not_found")
		w.as("DELETE /user-groups/x").fails(404, "user_group_not_found")
		w.as("DELETE /user-groups/"+world).fails(409, "has_children")
		w.as("DELETE /user-groups/"+emea).fails(409, "in_use", "rules/"+member, "rules/"+manager)
		w.as("PATCH /user-groups/"+emea, `{"name":"x"}`).match(`"1"`).fails(412, "stale_if_match")
	})
	w.as("DELETE /rules/" + member).ok()
	w.as("DELETE /rules/" + manager).ok()
	w.as("DELETE /user-groups/" + emea).ok()
	w.as("DELETE /user-groups/" + world).ok()
}

func TestSettingsTemplates(t *testing.T) {
	w := newWorld(t)
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	made := w.as("POST /settings-templates", `{"name":"Sales","settings":{"meeting":{"recording":false,"minutes":40,"greeting":"Hi"}}}`).ok()
	id := made.str("id")
	made.has(`{"name":"Sales","version":1,"builtIn":false,"savedAt":"2026-03-02T09:00:00.000Z"}`)
	if made.status != http.StatusCreated || made.header.Get("Location") != "/api/v1/settings-templates/"+id {
		t.Errorf("created: %d %v", made.status, made.header)
	}
	w.as("GET /settings-templates").ok().has(fmt.Sprintf(`{"items":[{"id":"default","builtIn":true},{"id":%q,"name":"Sales"}],"total":2}`, id))
	w.as("GET /settings-templates/" + id).ok().has(`{"settings":{"meeting":{"recording":false,"minutes":40,"greeting":"Hi"}}}`)
	w.as("GET /settings-templates/default").ok().has(`{"id":"default","name":"Default","version":0,"savedAt":null,"settings":{}}`)
	w.as("PUT /settings-templates/default", `{"settings":{"meeting":{"recording":true}}}`).ok().has(`{"name":"Default","version":1}`)
	w.as("PUT /settings-templates/"+id, `{"name":"Selling"}`).match(`"1"`).ok().has(`{"name":"Selling","version":2,"settings":{}}`)
	w.as("GET /settings-templates").ok().has(`{"items":[{"id":"default"},{"name":"Selling"}]}`)
	w.unchanged(func() {
		w.as("PUT /settings-templates/"+id, `{"name":"Late"}`).match(`"1"`).fails(412, "stale_if_match")
		w.as("PUT /settings-templates/default", `{"name":"Mine"}`).fails(422, "built_in", "name")
		w.as("PUT /settings-templates/x", `{"name":"Mine"}`).fails(404, "template_not_found")
		w.as("GET /settings-templates/x").fails(404, "template_not_found")
		w.as("POST /settings-templates", `{}`).fails(422, "invalid_value", "name")
		w.as("POST /settings-templates", `{"name":"x","settings":{"nothing":{"a":true},"meeting":{"b":[1],"c":null}}}`).
			fails(422, "invalid_value", "settings.nothing", "settings.meeting.b", "settings.meeting.c")
		w.as("POST /settings-templates", `{"name":"x","settings":[]}`).fails(422, "invalid_body", "settings")
	})
}

func TestATemplateInUseNeedsAReplacement(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	for _, kind := range []struct{ path, slot, body string }{
		{"/settings-templates", "settingsTemplate", `{"name":"T"}`},
		{"/email-templates", "welcomeMail", `{"name":"T","variants":{"en":{"subject":"Hi","text":"Hello"}}}`},
	} {
		w.run(kind.slot, func() {
			id := w.as("POST "+kind.path, kind.body).ok().str("id")
			other := w.as("POST "+kind.path, kind.body).ok().str("id")
			rule := w.as("POST /rules", fmt.Sprintf(`{"group":%q,%q:%q}`, group, kind.slot, id)).ok().str("id")
			w.unchanged(func() {
				w.as("DELETE "+kind.path+"/"+id).fails(409, "in_use", "rules/"+rule)
				w.as("DELETE "+kind.path+"/"+id+"?replacement=x").fails(422, "template_missing", "replacement")
				w.as("DELETE "+kind.path+"/"+id+"?replacement="+id).fails(422, "template_missing", "replacement")
				w.as("DELETE "+kind.path+"/default").fails(409, "built_in")
				w.as("DELETE "+kind.path+"/x").fails(404, "template_not_found")
			})
			w.as("DELETE " + kind.path + "/" + id + "?replacement=" + other).ok()
			w.as("GET /rules/" + rule).ok().has(fmt.Sprintf(`{%q:%q}`, kind.slot, other))
			w.as("DELETE " + kind.path + "/" + other + "?replacement=default").ok()
			w.as("GET /rules/" + rule).ok().has(fmt.Sprintf(`{%q:"default"}`, kind.slot))
			w.as("GET " + kind.path).ok().has(`{"total":1}`)
		})
	}
}

func TestEmailTemplates(t *testing.T) {
	w := newWorld(t)
	body := `{"name":"Warm","variants":{"en":{"subject":"Welcome","text":"Hello","html":"<p>Hello</p>"},"de":{"subject":"Willkommen","text":"Hallo"}}}`
	id := w.as("POST /email-templates", body).ok().has(body[:len(body)-1] + `,"version":1}`).str("id")
	w.as("GET /email-templates/" + id).ok().has(body)
	own := `{"name":"Default","variants":{"de":{"subject":"Hallo","text":"Hallo"}}}`
	builtIn := w.as("GET /email-templates/default").ok().has(`{"name":"Default","builtIn":true,"version":0,"savedAt":null}`)
	for _, language := range strings.Fields("en fr it de es pt nl") {
		if !strings.Contains(builtIn.str("variants", language, "text"), "{{account.name}}") {
			t.Errorf("the built-in mail in %q: %s", language, builtIn.text)
		}
	}
	w.as("PUT /email-templates/default", own).ok().has(`{"version":1}`)
	w.as("GET /email-templates/default").ok().has(`{"builtIn":true,"version":1}`)
	if saved := w.as("GET /email-templates/default").ok(); len(saved.get("variants").(map[string]any)) != 1 {
		t.Errorf("what is built in shows beside what was saved: %s", saved.text)
	}
	w.unchanged(func() {
		w.as("POST /email-templates", `{"name":"x"}`).fails(422, "invalid_value", "variants.en")
		w.as("POST /email-templates", `{"name":"x","variants":{"en":{},"xx":{"subject":"a","text":"b"}}}`).
			fails(422, "invalid_value", "variants.en.subject", "variants.en.text", "variants.xx")
		w.as("POST /email-templates", `{"name":"x","variants":{"en":{"subject":"a","text":"{{unknown}}"}}}`).fails(422, "invalid_value", "variants.en.text")
		w.as("POST /email-templates", `{"name":"x","variants":{"en":{"subject":"a","text":"b","title":"c"}}}`).fails(422, "unknown_member", "variants.en.title")
	})
}

func TestTheLineIsRankedWhenItIsRead(t *testing.T) {
	w := newWorld(t)
	ann, bob, cid := w.person("ann@example.com"), w.person("bob@example.com"), w.person("cid@example.com")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":0}`).ok()
	add := func(group string) string {
		return w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, group)).ok().str("id")
	}
	strong, weak := add(w.group("Strong", cid)), add(w.group("Weak", ann, bob))
	for _, id := range []string{bob, ann, cid} { // in the order of their arrival
		w.as("POST /users/" + id + "/sync").ok()
		w.now = w.now.Add(time.Second)
	}
	line := func(users ...string) string {
		var items []string
		for i, user := range users {
			items = append(items, fmt.Sprintf(`{"position":%d,"user":%q}`, i+1, user))
		}
		return `{"items":[` + strings.Join(items, ",") + `],"total":3}`
	}
	w.as("GET /products/meeting/waiting").ok().has(line(cid, bob, ann))
	w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q]}`, weak, strong)).ok()
	w.as("GET /products/meeting/waiting").ok().has(line(bob, ann, cid))
	w.as("DELETE /rules/" + weak).ok()
	w.as("GET /products/meeting/waiting").ok().has(line(cid, bob, ann))
	page := w.as("GET /products/meeting/waiting?limit=2").ok()
	w.as("GET /products/meeting/waiting?cursor=" + page.str("next")).ok().has(fmt.Sprintf(`{"items":[{"position":3,"user":%q,"rule":%q}]}`, ann, weak))
	w.as("GET /products/meeting/waiting?cursor=-").fails(400, "invalid_cursor")
}
