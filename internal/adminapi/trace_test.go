package adminapi_test

import (
	"fmt"
	"testing"
)

func TestDryRunAndWhatIf(t *testing.T) {
	w, ann := newHandWorld(t)
	group := w.group("Sales", ann)
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"condition":"title eq \"Boss\"","products":[{"key":"meeting"}]}`, group)).ok()
	w.as("PUT /users/"+ann+"/language", `{"language":"de"}`).ok()
	before := w.holdings(w.account)
	w.run("the trace says what was read, and that nothing would come of it", func() {
		w.as("POST /users/"+ann+"/sync", `{"dryRun":true}`).ok().has(fmt.Sprintf(`{"changed":false,"user":null,"trace":{
			"inputs":{"version":3,"resolvedVersion":0,"inDirectory":true,"active":true,"groups":[%q],"ownLanguage":"de","grants":0,"pinned":false,"suspendedByHand":false,
				"attributes":{"userName":"ann@example.com"}},
			"changes":{"stateBefore":"none","stateAfter":"none"},"seats":[],"writes":["fence"]}}`, group))
	})
	w.run("with another title there would be an account", func() {
		w.as("POST /users/"+ann+"/what-if", `{"attributes":{"title":"Boss"}}`).ok().has(`{"trace":{
			"changes":{"stateBefore":"none","stateAfter":"active","products":[{"key":"meeting","before":"none","after":"granted"}]},
			"seats":[{"product":"meeting","before":"none","after":"granted"}],"writes":["fence","seats","outcome","mail"]},
			"decision":{"rules":[{"matched":true}],"language":{"value":"de","source":"own"}}}`)
	})
	w.run("what is not acceptable is refused by name", func() {
		w.as("POST /users/"+ann+"/what-if", `{"grants":[{"product":"webinar"}]}`).fails(422, "invalid_grant", "product")
		w.as("POST /users/"+ann+"/what-if", `{"rules":"other"}`).fails(422, "invalid_body", "rules")
		w.as("POST /users/nobody/what-if", `{}`).fails(404, "user_not_found")
	})
	if w.holdings(w.account) != before {
		t.Error("something was written")
	}
}

func TestWhatIfByTheDraft(t *testing.T) {
	w, ann := newHandWorld(t)
	group := w.group("Sales", ann)
	ask := func(body string) answer { return w.as("POST /users/"+ann+"/what-if", body).ok() }
	w.as("PATCH /account/settings", `{"reviewRules":true}`).ok()
	none := `{"trace":{"changes":{"stateBefore":"none","stateAfter":"none"}},"decision":{"rules":[]}}`
	w.run("without a draft they are the live rules", func() { ask(`{"rules":"draft"}`).has(none) })
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, group)).ok()
	w.run("only who asks for the draft is told of it", func() {
		ask(`{}`).has(none)
		ask(`{"rules":"live"}`).has(none)
		ask(`{"rules":"draft"}`).has(`{"trace":{"changes":{"stateAfter":"active","products":[{"key":"meeting","after":"granted"}]}},"decision":{"rules":[{"matched":true}]}}`)
	})
}
