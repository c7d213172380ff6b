package adminapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTimelineAndThePast(t *testing.T) {
	w, ann := newHandWorld(t)
	w.as("GET /users/nobody/timeline").fails(404, "user_not_found")
	w.as("GET /users/"+ann+"/explain?at=2026-03-02T09:00:00Z").fails(404, "nothing_decided")
	w.as("GET /users/"+ann+"/explain?at=yesterday").fails(400, "invalid_request", "at")
	group := w.group("Sales", ann)
	id := w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting","plan":"basic"}]}`, group)).ok().str("id")
	w.syncedBy(ann)
	w.now = w.now.Add(time.Hour)
	w.as("PATCH /rules/"+id, `{"products":[{"key":"meeting","plan":"pro"}]}`).ok()
	w.syncedBy(ann)
	w.now = w.now.Add(time.Hour)
	w.as("PUT /users/"+ann+"/suspension", `{"note":"inquiry"}`).ok()
	w.syncedBy(ann)
	w.run("what happened, newest first, in pages", func() {
		first := w.as("GET /users/" + ann + "/timeline?limit=3").ok()
		first.has(`{"items":[
			{"kind":"outcome","cause":"inputs","at":"2026-03-02T11:00:00.000Z","changes":{"stateBefore":"active","stateAfter":"suspended"}},
			{"kind":"suspended","note":"inquiry","at":"2026-03-02T11:00:00.000Z"},
			{"kind":"outcome","cause":"rules","at":"2026-03-02T10:00:00.000Z","changes":{"products":[{"planBefore":"basic","planAfter":"pro"}]}}]}`)
		rest := w.as("GET /users/" + ann + "/timeline?limit=3&cursor=" + first.str("next")).ok()
		rest.has(`{"items":[
			{"kind":"mail.decided","id":"welcome-1.0","at":"2026-03-02T09:00:00.000Z","mail":{"name":"welcome#1","template":"default"}},
			{"kind":"outcome","cause":"inputs","at":"2026-03-02T09:00:00.000Z","changes":{"stateBefore":"none","stateAfter":"active"}}]}`)
		if rest.body["next"] != nil {
			t.Error("there is more")
		}
		w.as("GET /users/"+ann+"/timeline?cursor=%21").fails(400, "invalid_cursor")
	})
	w.run("what held then is explained by the rules of then", func() {
		w.as("GET /users/" + ann + "/explain?at=2026-03-02T09:59:59Z").ok().has(`{"products":[{"key":"meeting","plan":"basic"}]}`)
		w.as("GET /users/" + ann + "/explain?at=2026-03-02T10:00:00Z").ok().has(`{"products":[{"key":"meeting","plan":"pro"}]}`)
	})
}

func TestTheTimelineTellsOfHolds(t *testing.T) {
	w, _, hold := held(t)
	users := w.as("GET /holds/" + hold + "/users?limit=2").ok().body["items"].([]any)
	one, other := users[0].(map[string]any)["userId"].(string), users[1].(map[string]any)["userId"].(string)
	withheld := fmt.Sprintf(`{"kind":"outcome","cause":"rules","holds":[{"hold":%q,"turn":"withheld","account":true,"products":["meeting"],"state":"STATE"}]}`, hold)
	w.as("GET /users/" + one + "/timeline?limit=2").ok().has(`{"items":[{"kind":"mail.decided"},` + strings.Replace(withheld, "STATE", "open", 1) + `]}`)
	w.now = w.now.Add(time.Minute)
	w.as("POST /holds/"+hold+"/approve", fmt.Sprintf(`{"reason":"One of them has left.","users":[%q]}`, one)).ok()
	w.syncedBy(one)
	w.run("somebody for whom it was approved by name", func() {
		w.as("GET /users/" + one + "/timeline?limit=2").ok().has(fmt.Sprintf(`{"items":[
			{"kind":"outcome","cause":"inputs","holds":[{"turn":"approved","hold":%q,"state":"open"}],"changes":{"stateAfter":"suspended"}},
			{"kind":"hold.approved","hold":%q,"note":"One of them has left."}]}`, hold, hold))
	})
	w.as("POST /holds/"+hold+"/reject", `{"reason":"A mistake."}`).ok()
	w.syncedBy(other)
	w.run("somebody of whom it was rejected", func() {
		w.as("GET /users/" + other + "/timeline?limit=3").ok().has(`{"items":[
			{"kind":"outcome","cause":"rules","holds":[{"turn":"rejected","state":"rejected","decided":{"reason":"A mistake."}}]},
			{"kind":"mail.decided"}, ` + strings.Replace(withheld, "STATE", "rejected", 1) + `]}`)
	})
}
