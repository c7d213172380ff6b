package adminapi_test

import (
	"fmt"
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
		rest.has(`{"items":[{"kind":"outcome","cause":"inputs","at":"2026-03-02T09:00:00.000Z","changes":{"stateBefore":"none","stateAfter":"active"}}]}`)
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
