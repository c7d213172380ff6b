package adminapi_test

import (
	"testing"
	"time"

	"usersync/internal/access"
)

func TestAConnectionThatIsSilentForLongerThanExpected(t *testing.T) {
	w := newWorld(t)
	path := "/connections/" + w.as("POST /connections", `{"name":"Entra","kind":"entra"}`).ok().str("id")
	token := w.as("POST " + path + "/tokens").ok().str("token")
	gate := &access.Gate{Credentials: w.store, Uses: w.store, Now: func() time.Time { return w.now }}
	knock := func() {
		t.Helper()
		_, err := gate.Authenticate(t.Context(), token)
		must(t, err)
	}

	w.now = w.now.Add(30 * 24 * time.Hour)
	w.as("GET " + path).ok().has(`{"silence":null}`) // never used: nothing is expected
	knock()
	w.now = w.now.Add(3 * 24 * time.Hour)
	w.as("GET " + path).ok().has(`{"silence":null}`)
	w.now = w.now.Add(time.Second)
	w.as("GET " + path).ok().has(`{"silence":{"since":"2026-04-01T09:00:00.000Z","expectedSeconds":259200,"usualSeconds":null}}`)

	for range 20 * 36 {
		w.now = w.now.Add(40 * time.Minute)
		knock()
	}
	w.now = w.now.Add(2 * time.Hour)
	w.as("GET " + path).ok().has(`{"silence":null}`)
	w.now = w.now.Add(time.Second)
	w.as("GET /connections").ok().has(`{"items":[{"silence":null},{"silence":{"expectedSeconds":7200,"usualSeconds":2400}}]}`)
	w.as("PATCH "+path, `{"state":"paused"}`).ok().has(`{"silence":null}`)
}
