package cli_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestWhatIsHeldIsLookedAtAndDecided has a server answer as the admin API does about holds.
func TestWhatIsHeldIsLookedAtAndDecided(t *testing.T) {
	w := newWorld(t)
	const hold = `{"id":"01J00000000000000000000999","kind":"plan","state":"STATE","since":"2026-11-23T12:00:00.000Z","users":2,"plan":"01J00000000000000000000999","rulesVersion":9,"waits":false,
		"gauges":[{"name":"everything","value":28,"limit":10,"of":28,"held":true}],"by":"abc","decided":null}`
	var sent []string
	product := w.doors
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		path, found := strings.CutPrefix(in.URL.Path, "/api/v1/holds")
		if !found {
			product.ServeHTTP(out, in)
			return
		}
		body, _ := io.ReadAll(in.Body)
		answer := strings.ReplaceAll(hold, "STATE", "open")
		switch {
		case path == "":
			answer = `{"items":[` + answer + `]}`
		case strings.HasSuffix(path, "/users"):
			answer = `{"items":[{"userId":"u","userName":"ann@example.com","since":"2026-11-23T12:00:00.000Z","hold":"h","account":true,"products":["meeting","webinar"],"role":true,"barred":["fax"]}]}`
		case in.Method == http.MethodPost:
			sent = append(sent, path[strings.LastIndex(path, "/"):]+" "+string(body))
			answer = strings.ReplaceAll(strings.ReplaceAll(hold, "STATE", "approved"), `"decided":null`, `"decided":{"by":"abc","reason":"meant","at":"2026-11-23T12:00:00.000Z"}`)
		}
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, answer)
	})
	w.ok("holds", "--state", "open")
	w.ends(2, []string{"usersync holds approve", "usersync holds reject"}, "holds", "show", "01J00000000000000000000999")
	w.ok("holds", "users", "01J00000000000000000000999")
	w.ok("holds", "approve", "01J00000000000000000000999", "--reason", "meant")
	w.ok("holds", "approve", "01J00000000000000000000999", "--reason", "some", "--user", "01J00000000000000000000029", "--user", "01J00000000000000000000027")
	w.ok("holds", "reject", "01J00000000000000000000999", "--reason", "no")
	if checked(w, "holds")["state"] != "warning" {
		t.Error("the doctor does not see the hold")
	}
	want := `/approve {"reason":"meant"}|/approve {"reason":"some","users":["01J00000000000000000000029","01J00000000000000000000027"]}|/reject {"reason":"no"}`
	if got := strings.Join(sent, "|"); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	w.told()
}

// TestWhatAHoldKeepsShowsWithItsUser has a server answer about somebody of whom a hold keeps something.
func TestWhatAHoldKeepsShowsWithItsUser(t *testing.T) {
	w := newWorld(t)
	const user = "/api/v1/users/01J00000000000000000000029"
	answers := map[string]string{
		user: `{"id":"01J00000000000000000000029","userName":"ann@example.com","displayName":"Ann","state":"active","products":[{"key":"meeting","state":"granted","owner":"rule","rule":null}],
			"role":{"kind":"member"},"language":{"tag":"en"},"welcomeMail":{"state":"sent","at":"2026-11-23T12:00:00.000Z"},"pending":false,"rulesVersion":9,"problems":[],
			"held":[{"hold":"01J00000000000000000000999","account":true,"products":["meeting"],"role":false}]}`,
		user + "/timeline": `{"items":[
			{"id":"4","at":"2026-11-23T12:03:00.000Z","kind":"outcome","cause":"inputs","changes":{"stateBefore":"active","stateAfter":"suspended"},
				"holds":[{"hold":"01J00000000000000000000999","turn":"approved","state":"open","account":true,"products":["meeting"]}]},
			{"id":"3","at":"2026-11-23T12:02:00.000Z","kind":"hold.approved","by":"abc","note":"has left","hold":"01J00000000000000000000999"},
			{"id":"2","at":"2026-11-23T12:01:00.000Z","kind":"mail.parked","mail":{"name":"welcome#1","template":"default","language":"en","reason":"mail_rejected"}},
			{"id":"1","at":"2026-11-23T12:00:00.000Z","kind":"mail.decided","mail":{"name":"welcome#1","template":"default","language":"en"}}]}`,
	}
	product := w.doors
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		answer, known := answers[in.URL.Path]
		if !known {
			product.ServeHTTP(out, in)
			return
		}
		out.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(out, answer)
	})
	w.ok("users", "show", "01J00000000000000000000029")
	w.ok("users", "timeline", "01J00000000000000000000029")
	w.told()
}
