package adminapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestARuleIsWrittenAndReadBack(t *testing.T) {
	w := newWorld(t)
	sales := w.group("Sales")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":50,"plans":["basic","pro"]}`).ok()
	emea := w.as("POST /user-groups", `{"name":"EMEA","parent":null}`).ok().str("id")

	body := fmt.Sprintf(`{"description":"Sales","group":%q,"condition":"department eq \"Sales\"",
		"products":[{"key":"meeting","plan":"pro"}],
		"role":{"kind":"manager","privileges":["manage_users"],"managedGroups":[%q]},
		"userGroup":%q,"settingsTemplate":"default","language":"de","welcomeMail":"none"}`, sales, emea, emea)
	posted := w.as("POST /rules", body).ok()
	id := posted.str("id")
	if posted.status != http.StatusCreated || posted.header.Get("Location") != "/api/v1/rules/"+id {
		t.Errorf("created: %d, %s", posted.status, posted.header.Get("Location"))
	}
	want := fmt.Sprintf(`{"id":%q,"position":1,"enabled":true,%s`, id, strings.TrimPrefix(body, "{"))
	read := w.as("GET /rules/" + id).ok().has(want)
	list := w.as("GET /rules").ok().has(`{"items":[` + want + `],"total":1}`)
	for name, got := range map[string]string{"create": posted.header.Get("ETag"), "read": read.header.Get("ETag"), "list": list.header.Get("ETag")} {
		if got != fmt.Sprintf(`"%d"`, w.version()) {
			t.Errorf("%s: ETag %s at version %d", name, got, w.version())
		}
	}
}

func TestAbsentAndNoneStayTwoThings(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	silent := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"userGroup":null,"role":null,"products":null}`, group)).ok()
	for _, member := range []string{"userGroup", "role", "welcomeMail", "settingsTemplate", "language"} {
		if _, there := silent.body[member]; there {
			t.Errorf("a rule without an opinion shows %s: %s", member, silent.text)
		}
	}
	silent.has(`{"products":[],"enabled":true}`)
	none := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"userGroup":"none","welcomeMail":"none","role":{"kind":"manager","privileges":["view_reports"]}}`, group)).ok()
	none.has(`{"position":2,"userGroup":"none","welcomeMail":"none","role":{"kind":"manager","managedGroups":[]}}`)
	all := w.as("PATCH /rules/"+none.str("id"), `{"role":{"managedGroups":"all"}}`).ok()
	all.has(`{"role":{"kind":"manager","privileges":["view_reports"],"managedGroups":"all"}}`)
}

func TestPatchMerges(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	for _, key := range []string{"a", "b"} {
		w.as("POST /products", fmt.Sprintf(`{"key":%q,"name":"P","plans":["x"]}`, key)).ok()
	}
	start := fmt.Sprintf(`{"group":%q,"description":"old","language":"de","userGroup":"none","products":[{"key":"a","plan":"x"}],"role":{"kind":"manager","privileges":["view_reports"],"managedGroups":"all"}}`, group)
	id := w.as("POST /rules", start).ok().str("id")
	cases := []struct{ name, patch, want string }{
		{"nothing", `{}`, `{"description":"old","language":"de","enabled":true}`},
		{"one member", `{"enabled":false}`, `{"enabled":false,"language":"de","description":"old"}`},
		{"a list is replaced whole", `{"products":[{"key":"b"}]}`, `{"products":[{"key":"b"}]}`},
		{"an empty list", `{"products":[]}`, `{"products":[]}`},
		{"another kind of role drops the manager's members", `{"role":{"kind":"admin"}}`, `{"role":{"kind":"admin"}}`},
		{"the same kind keeps them", `{"role":{"kind":"manager","privileges":["view_activity"]}}`, `{"role":{"kind":"manager","privileges":["view_activity"]}}`},
	}
	for _, c := range cases {
		w.run(c.name, func() {
			w.as("PATCH /rules/"+id, c.patch).with("Content-Type", "application/merge-patch+json").ok().has(c.want)
		})
	}
	gone := w.as("PATCH /rules/"+id, `{"language":null,"userGroup":null,"role":null,"description":null}`).ok()
	for _, member := range []string{"language", "userGroup", "role", "description"} {
		if _, there := gone.body[member]; there {
			t.Errorf("null did not take %s away: %s", member, gone.text)
		}
	}
	w.as("PATCH /rules/"+id, `{"group":null}`).fails(422, "invalid_rule", "group")
}

func TestPutReplacesAndKeepsThePlace(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	body := fmt.Sprintf(`{"group":%q,"language":"fr"}`, group)
	first := w.as("POST /rules", body).ok().str("id")
	w.as("POST /rules", body).ok()
	put := w.as("PUT /rules/"+first, fmt.Sprintf(`{"group":%q,"enabled":false}`, group)).ok().has(`{"position":1,"enabled":false}`)
	if _, there := put.body["language"]; there {
		t.Errorf("PUT kept a member: %s", put.text)
	}
}

func TestPositionsAndOrder(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	add := func(name, position string) string {
		return w.as("POST /rules", fmt.Sprintf(`{"group":%q,"description":%q%s}`, group, name, position)).ok().str("id")
	}
	a, b, c := add("a", ""), add("b", ""), add("c", `,"position":1`)
	w.as("GET /rules").ok().has(`{"items":[{"description":"c","position":1},{"description":"a","position":2},{"description":"b","position":3}]}`)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"position":5}`, group)).fails(422, "invalid_value", "position")
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"position":0}`, group)).fails(422, "invalid_body", "position")

	ordered := w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q,%q]}`, a, b, c)).ok()
	ordered.has(`{"items":[{"description":"a","position":1},{"description":"b","position":2},{"description":"c","position":3}]}`)
	w.unchanged(func() {
		for name, ids := range map[string]string{
			"one missing": fmt.Sprintf(`[%q,%q]`, a, b),
			"one twice":   fmt.Sprintf(`[%q,%q,%q,%q]`, a, b, c, a),
			"unknown":     fmt.Sprintf(`[%q,%q,"x"]`, a, b),
			"nothing":     `[]`,
		} {
			w.run(name, func() { w.as("PUT /rules/order", `{"ids":`+ids+`}`).fails(422, "invalid_order", "ids") })
		}
		w.as("PUT /rules/order", `{}`).fails(422, "invalid_body", "ids")
	})
	w.as("DELETE /rules/" + b).ok()
	w.as("GET /rules").ok().has(`{"items":[{"description":"a"},{"description":"c","position":2}]}`)
	w.as("GET /rules/"+b).fails(404, "rule_not_found")
	w.as("DELETE /rules/"+b).fails(404, "rule_not_found")
	w.as("PATCH /rules/"+b, `{}`).fails(404, "rule_not_found")
}

func TestBadRulesChangeNothing(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	w.as("POST /products", `{"key":"meeting","name":"Meeting","plans":["basic"]}`).ok()
	valid := func(more string) string { return fmt.Sprintf(`{"group":%q%s}`, group, more) }
	cases := []struct {
		name, body string
		status     int
		code       string
		paths      []string
	}{
		{"no JSON", `{"group":`, 400, "invalid_json", nil},
		{"two values", `{} {}`, 400, "invalid_json", nil},
		{"nothing", ``, 400, "body_missing", nil},
		{"a member twice", `{"group":"a","group":"b"}`, 400, "invalid_json", nil},
		{"too deep", strings.Repeat(`[`, 30) + strings.Repeat(`]`, 30), 400, "invalid_json", nil},
		{"an array", `[]`, 422, "invalid_body", nil},
		{"an unknown member", valid(`,"colour":"red"`), 422, "unknown_member", []string{"colour"}},
		{"an unknown member inside", valid(`,"products":[{"key":"meeting","seat":1}]`), 422, "unknown_member", []string{"products[0].seat"}},
		{"another case", valid(`,"Enabled":false`), 422, "unknown_member", []string{"Enabled"}},
		{"a wrong type", valid(`,"enabled":"yes"`), 422, "invalid_body", []string{"enabled"}},
		{"a wrong type inside", valid(`,"products":[{"key":7}]`), 422, "invalid_body", []string{"products[0].key"}},
		{"a product without key", valid(`,"products":[{}]`), 422, "invalid_body", []string{"products[0].key"}},
		{"cut off", strings.TrimSuffix(valid(""), "}"), 400, "invalid_json", nil},
		{"managed groups of some", valid(`,"role":{"kind":"manager","managedGroups":"some"}`), 422, "invalid_body", []string{"role.managedGroups"}},
		{"no group", `{}`, 422, "invalid_rule", []string{"group"}},
		{"unknown group", `{"group":"nowhere"}`, 422, "group_missing", []string{"group"}},
		{"a group of no such length", `{"group":"` + strings.Repeat("x", 3000) + `"}`, 422, "group_missing", []string{"group"}},
		{"unknown group in the condition", valid(`,"condition":"title pr and not (memberOf eq \"nowhere\")"`), 422, "group_missing", []string{"condition"}},
		{"unknown product", valid(`,"products":[{"key":"nothing"}]`), 422, "invalid_rule", []string{"products[0].key"}},
		{"unknown plan", valid(`,"products":[{"key":"meeting","plan":"pro"}]`), 422, "invalid_rule", []string{"products[0].plan"}},
		{"unknown user group", valid(`,"userGroup":"x"`), 422, "invalid_rule", []string{"userGroup"}},
		{"unknown language", valid(`,"language":"xx"`), 422, "invalid_rule", []string{"language"}},
		{"unknown template", valid(`,"settingsTemplate":"x","welcomeMail":"y"`), 422, "invalid_rule", []string{"settingsTemplate", "welcomeMail"}},
		{"bad condition", valid(`,"condition":"department eq"`), 422, "invalid_rule", []string{"condition"}},
		{"long description", valid(`,"description":"` + strings.Repeat("x", 1001) + `"`), 422, "invalid_rule", []string{"description"}},
		{"over the limit", valid(`,"description":"` + strings.Repeat("x", 257<<10) + `"`), 413, "body_size", nil},
	}
	w.unchanged(func() {
		for _, c := range cases {
			w.run(c.name, func() {
				a := w.as("POST /rules", c.body).fails(c.status, c.code, c.paths...)
				if strings.Contains(a.text, "nowhere") {
					t.Errorf("the answer repeats the input: %s", a.text)
				}
			})
		}
		w.as("POST /rules", valid("")).with("Content-Type", "text/plain").fails(415, "unsupported_media_type")
	})
}

func TestARuleWhoseGroupIsGoneCanBeDisabled(t *testing.T) {
	w := newWorld(t)
	group := w.group("Temporary")
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).ok().str("id")
	must(t, w.directory.DeleteGroup(t.Context(), w.idp(), group, 0))
	w.as("PATCH /rules/"+id, `{"enabled":false}`).ok().has(`{"enabled":false}`)
	said := fmt.Sprintf(`{"problems":[{"code":"group_missing","rule":%q,"subject":%q}]}`, id, group)
	read := w.as("GET /rules/" + id).ok().has(said)
	w.as("GET /rules").ok().has(`{"items":[` + said + `]}`)
	w.as("PUT /rules/"+id, read.text).ok() // the group is looked up when it changes
	w.as("PATCH /rules/"+id, `{"group":"other"}`).fails(422, "group_missing", "group")
}

func TestARuleWhoseConditionNamesAGoneGroupSaysSo(t *testing.T) {
	w := newWorld(t)
	all, lost := w.group("All"), w.group("Lost")
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"condition":"memberOf eq \"%s\""}`, all, lost)).ok().str("id")
	if read := w.as("GET /rules/" + id).ok(); read.body["problems"] != nil {
		t.Errorf("a sound rule has problems: %s", read.text)
	}
	must(t, w.directory.DeleteGroup(t.Context(), w.idp(), lost, 0))
	read := w.as("GET /rules/" + id).ok().has(fmt.Sprintf(`{"problems":[{"code":"group_missing","subject":%q}]}`, lost))
	w.as("PUT /rules/"+id, read.text).ok()
}

func TestIfMatch(t *testing.T) {
	w := newWorld(t)
	body := fmt.Sprintf(`{"group":%q}`, w.group("All"))
	first := w.as("POST /rules", body).ok()
	id, old := first.str("id"), first.header.Get("ETag")
	fresh := w.as("PATCH /rules/"+id, `{"language":"de"}`).match(old).ok().header.Get("ETag")
	if fresh == old {
		t.Fatal("a change did not move the ETag")
	}
	w.unchanged(func() {
		for _, stale := range []string{old, `"999"`, `"x"`, `W/"1"`, `"0"`} {
			w.as("POST /rules", body).match(stale).fails(412, "stale_if_match")
			w.as("PUT /rules/"+id, body).match(stale).fails(412, "stale_if_match")
			w.as("PATCH /rules/"+id, `{"language":"fr"}`).match(stale).fails(412, "stale_if_match")
			w.as("DELETE /rules/"+id).match(stale).fails(412, "stale_if_match")
			w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q]}`, id)).match(stale).fails(412, "stale_if_match")
		}
		w.as("GET /rules").ok().has(`{"items":[{"language":"de"}]}`)
	})
	w.as("PATCH /rules/"+id, `{"language":"fr"}`).match("*").ok()
	w.unchanged(func() { w.as("PATCH /rules/"+id, `{"language":"fr"}`).ok() }) // says what holds already
	w.as("DELETE /rules/" + id).match(fmt.Sprintf(`W/"%d"`, w.version())).ok()
}

func TestOfTwoWritersOneWins(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	seen := w.as("GET /rules").ok().header.Get("ETag")
	const writers = 8
	statuses := make([]int, writers)
	w.grounded = true
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			statuses[i] = w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).match(seen).send().status
		})
	}
	wait.Wait()
	w.grounded = false
	w.fly()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[201] != 1 || count[412] != writers-1 {
		t.Errorf("statuses: %v", count)
	}
	w.as("GET /rules").ok().has(`{"total":1}`)
}

func TestAThousandRules(t *testing.T) {
	w := newWorld(t)
	group := w.group("All")
	w.fill(1000, group)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, group)).fails(422, "too_many_rules")
	page := w.as("GET /rules?limit=400").ok()
	if n := len(page.get("items").([]any)); n != 400 {
		t.Fatalf("a page of 400 has %d", n)
	}
	second := w.as("GET /rules?limit=5000&cursor=" + page.str("next")).ok()
	if n := len(second.get("items").([]any)); n != 600 || second.body["next"] != nil {
		t.Errorf("the rest has %d, next %v", n, second.body["next"])
	}
	second.has(`{"total":1000}`)
	w.as("GET /rules?cursor=!!").fails(400, "invalid_cursor")
	w.as("GET /rules?cursor=eHg").fails(400, "invalid_cursor")
	w.as("GET /rules?limit=-1").fails(422, "invalid_body", "limit")
	w.as("GET /rules?limit=x").fails(400, "invalid_request", "limit")
	w.as("GET /rules?limit=1.5").fails(400, "invalid_request", "limit")
}
