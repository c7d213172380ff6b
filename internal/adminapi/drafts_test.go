package adminapi_test

import (
	"fmt"
	"testing"
)

// draft is a plan of the draft that was worked out and applied.
func (w *world) goLive() answer {
	w.t.Helper()
	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.workOut(plan)
	if held := w.as("GET /plans/" + plan).ok().body["held"]; held == true {
		w.as("POST /plans/"+plan+"/approve", `{"reason":"It is meant."}`).ok()
	}
	return w.as("POST /plans/" + plan + "/apply").ok()
}

func TestWhileRulesAreReviewedTheyGoLiveByAPlan(t *testing.T) {
	w := newWorld(t)
	w.review(true)
	ann := w.person("ann@example.com")
	group := w.group("Sales", ann)
	w.as("GET /rules/draft").ok().has(`{"exists":false,"changes":[],"modifiedAt":null}`)
	before := w.version()
	made := w.as("POST /rules", fmt.Sprintf(`{"description":"Sales","group":%q,"language":"de"}`, group)).ok()
	id := made.str("id")
	if w.version() != before {
		t.Fatal("a rule went live that nobody planned")
	}
	w.as("GET /rules").ok().has(fmt.Sprintf(`{"items":[{"id":%q,"language":"de"}]}`, id))
	w.as("GET /rules?version=live").ok().has(`{"items":[]}`)
	w.as("GET /rules/" + id).ok()
	w.as("GET /rules/"+id+"?version=live").fails(404, "rule_not_found")
	draft := w.as("GET /rules/draft").ok().has(fmt.Sprintf(`{"exists":true,"changes":[{"rule":%q,"kind":"added","to":1,"description":"Sales"}]}`, id))
	if draft.header.Get("ETag") != made.header.Get("ETag") || draft.header.Get("ETag") != w.as("GET /rules").ok().header.Get("ETag") {
		t.Error("the draft has another ETag than its rules")
	}
	w.as("GET /rules/lint").ok()
	w.as("GET /sync").ok().has(`{"draft":true}`)
	w.as("PATCH /account/settings", `{"reviewRules":false}`).fails(409, "draft_open")

	applied := w.goLive()
	w.as("GET /sync").ok().has(`{"draft":false}`)
	applied.has(fmt.Sprintf(`{"state":"applied","draftRevision":%v}`, draft.get("revision")))
	w.as("GET /rules?version=live").ok().has(fmt.Sprintf(`{"items":[{"id":%q}]}`, id))
	w.as("GET /rules/draft").ok().has(fmt.Sprintf(`{"exists":false,"revision":%v,"liveRevision":%v}`, draft.get("revision"), draft.get("revision")))
	if tag := w.as("GET /rules").ok().header.Get("ETag"); tag != made.header.Get("ETag") {
		t.Errorf("going live moved the ETag of the rules from %s to %s", made.header.Get("ETag"), tag)
	}
}

func TestAPlanIsOfOneDraft(t *testing.T) {
	w := newWorld(t)
	w.review(true)
	group := w.group("Sales", w.person("ann@example.com"))
	rule := fmt.Sprintf(`{"group":%q,"language":"de"}`, group)
	id := w.as("POST /rules", rule).ok().str("id")
	plan := w.as("POST /plans", `{}`).ok().str("id")
	w.workOut(plan)
	w.as("PATCH /rules/"+id, `{"language":"fr"}`).ok()
	w.as("POST /plans/"+plan+"/apply").fails(409, "plan_stale")

	other := w.as("POST /plans", fmt.Sprintf(`{"change":{"rule":%s}}`, rule)).ok().str("id")
	w.workOut(other)
	w.as("POST /plans/"+other+"/apply").fails(409, "draft_open")
	w.as("DELETE /rules/draft").match(`"1"`).fails(412, "stale_if_match")
	w.as("DELETE /rules/draft").ok()
	w.as("GET /rules").ok().has(`{"items":[]}`)
	w.as("POST /plans/" + other + "/apply").ok()
	w.as("GET /rules?version=live").ok().has(`{"items":[{"language":"de"}]}`)
}

// TestARuleOfADraftIsTriedInItsPlace: a form that edits it again asks what it alone would make of people.
func TestARuleOfADraftIsTriedInItsPlace(t *testing.T) {
	w := newWorld(t)
	w.review(true)
	group := w.group("Sales", w.person("ann@example.com"))
	weak := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"de"}`, group)).ok().str("id")
	w.goLive()
	strong := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"fr"}`, group)).ok().str("id")
	w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q]}`, strong, weak)).ok()
	tried := func(rule string) answer {
		plan := w.as("POST /plans", fmt.Sprintf(`{"change":{"rule":%s},"detail":"counts"}`, rule)).ok().str("id")
		w.workOut(plan)
		return w.as("GET /plans/" + plan).ok()
	}
	tried(fmt.Sprintf(`{"id":%q,"group":%q,"language":"it"}`, strong, group)).has(`{"state":"ready","effect":{"matched":1,"idle":0}}`)
	tried(fmt.Sprintf(`{"id":%q,"group":%q,"language":"it"}`, weak, group)).has(`{"effect":{"matched":1,"idle":0}}`) // what only the draft has is not tried with it
	w.as("POST /plans", fmt.Sprintf(`{"change":{"rule":{"id":"01KA3Q5M3XZZZZZZZZZZZZZZZZ","group":%q,"language":"it"}}}`, group)).fails(404, "rule_not_found")
}

func TestAnUndoneDraftIsNone(t *testing.T) {
	w := newWorld(t)
	group := w.group("Sales")
	first := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"de"}`, group)).ok().str("id")
	second := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"language":"fr"}`, group)).ok().str("id")
	w.review(true)
	live := w.as("GET /rules").ok().header.Get("ETag")
	swapped := w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q]}`, second, first)).match(live).ok()
	w.as("GET /rules/draft").ok().has(fmt.Sprintf(`{"exists":true,"changes":[{"rule":%q,"kind":"moved","from":2,"to":1}]}`, second))
	w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q]}`, first, second)).match(live).fails(412, "stale_if_match")
	w.as("PUT /rules/order", fmt.Sprintf(`{"ids":[%q,%q]}`, first, second)).match(swapped.header.Get("ETag")).ok()
	w.as("GET /rules/draft").ok().has(`{"exists":false,"changes":[]}`)
	if tag := w.as("GET /rules").ok().header.Get("ETag"); tag != live {
		t.Errorf("after an undo the ETag is %s, not %s", tag, live)
	}
	// A revision never comes again, so nobody's old ETag fits another draft.
	if again := w.as("DELETE /rules/" + first).ok().header.Get("ETag"); again == swapped.header.Get("ETag") {
		t.Error("a revision came again")
	}
	w.as("PATCH /rules/"+second, `{"language":"fr"}`).ok()
	w.as("GET /rules/draft").ok().has(fmt.Sprintf(`{"changes":[{"rule":%q,"kind":"removed","from":1}]}`, first))
}

func TestTheCatalogueDoesNotMoveTheETagOfTheRules(t *testing.T) {
	w := newWorld(t)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q}`, w.group("Sales"))).ok()
	before := w.as("GET /rules").ok().header.Get("ETag")
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	if after := w.as("GET /rules").ok().header.Get("ETag"); after != before {
		t.Errorf("from %s to %s", before, after)
	}
}

func TestADraftThatFitsNoMore(t *testing.T) {
	w := newWorld(t)
	w.review(true)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"role":{"kind":"admin"}}`, w.group("Sales"))).ok()
	w.as("PATCH /account/settings", `{"rolesAssignableByRule":["member"]}`).ok()
	w.as("POST /plans", `{}`).fails(422, "invalid_rule", "rules")
	w.as("DELETE /rules/draft").ok()
	w.as("POST /plans", `{}`).ok()
}

func TestVersionsOfTheRules(t *testing.T) {
	w := newWorld(t)
	group := w.group("Sales", w.person("ann@example.com"))
	german := w.as("POST /rules", fmt.Sprintf(`{"description":"Sales","group":%q,"language":"de"}`, group)).ok()
	id := german.str("id")
	w.as("PATCH /rules/"+id, `{"language":"fr"}`).ok()
	w.as("POST /products", `{"key":"meeting","name":"Meeting"}`).ok()
	w.as("DELETE /rules/" + id).ok()
	list := w.as("GET /rules/versions").ok()
	if n := len(list.get("items").([]any)); n != 3 {
		t.Fatalf("%d versions: %s", n, list.text)
	}
	page := w.as("GET /rules/versions?limit=2").ok()
	rest := w.as("GET /rules/versions?limit=2&cursor=" + page.str("next")).ok()
	if len(rest.get("items").([]any)) != 1 || rest.body["next"] != nil {
		t.Errorf("the second page: %s", rest.text)
	}
	first := fmt.Sprint(rest.get("items", 0, "revision"))
	w.as("GET /rules/versions/" + first + "?compare=live").ok().
		has(fmt.Sprintf(`{"rules":[{"id":%q,"language":"de"}],"changes":[{"rule":%q,"kind":"removed","from":1,"description":"Sales"}]}`, id, id))
	middle := fmt.Sprint(list.get("items", 1, "revision"))
	w.as("GET /rules/versions/" + first + "?compare=" + middle).ok().has(`{"changes":[{"kind":"changed","members":["language"]}]}`)
	for _, nothing := range []string{"0", "-1", "+1", "x", "99999"} {
		w.as("GET /rules/versions/"+nothing).fails(404, "version_not_found")
	}
	w.as("GET /rules/versions/"+first+"?compare=99999").fails(404, "version_not_found")

	w.review(true)
	w.as("POST /rules/versions/" + first + "/restore").ok().has(fmt.Sprintf(`{"items":[{"id":%q,"language":"de"}]}`, id))
	w.as("GET /rules?version=live").ok().has(`{"items":[]}`)
	w.goLive()
	w.as("GET /rules?version=live").ok().has(fmt.Sprintf(`{"items":[{"id":%q,"language":"de"}]}`, id))
	w.as("POST /rules/versions/" + first + "/restore").ok()
	w.as("GET /rules/draft").ok().has(`{"exists":false}`)
	again := w.as("POST /plans", `{}`).ok().str("id")
	w.workOut(again)
	w.as("GET /plans/" + again).ok().has(`{"draftRevision":null}`)
	w.as("POST /rules/versions/99999/restore").fails(404, "version_not_found")
}
