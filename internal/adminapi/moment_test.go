package adminapi_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/provision"
)

// Whatever a clock says: all times are in UTC with milliseconds.
func TestTimesAreInMillisecondsUTC(t *testing.T) {
	w, ids := furnish(newWorldAt(t, time.Date(2026, 3, 2, 9, 0, 0, 120_456_789, time.FixedZone("east", 3*3600))))
	bob := w.person("bob@example.com")
	w.as("PATCH /products/idle", `{"seats":0}`).ok()
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"idle"}]}`, w.group("Line", bob))).ok()
	w.as("POST /users/" + bob + "/sync").ok()
	w.as("PATCH /sync", `{"schedule":null}`).ok()
	w.config.Runs = w.runs
	w.handler = adminapi.New(w.config)
	run := provision.Run{ID: "r", Kind: provision.FullRun, State: provision.RunDone, Started: w.now, Finished: w.now.Add(time.Second)}
	w.runs.runs, w.runs.status = []provision.Run{run}, provision.Status{Failures: []provision.Failure{{Code: "x", FirstSeen: w.now, LastSeen: w.now}}, Current: &run}
	w.mails.mails = []adminapi.Mail{{ID: "m", At: w.now}}
	anyTime, good := regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`), regexp.MustCompile(`^"(202[67]-03-02T06:00:0[01]\.120|1970-01-01T00:00:00\.000)Z"$`)
	for _, c := range []struct {
		line, body string
		times      int
	}{
		{"GET /account", "", 1},
		{"GET /connections", "", 2},
		{"GET /connections/CONNECTION", "", 1},
		{"GET /connections/CONNECTION/tokens", "", 2},
		{"GET /keys", "", 2},
		{"POST /keys", `{"name":"x","scopes":["read"],"expiresAt":"2026-03-02T09:00:01.1209+03:00"}`, 2},
		{"GET /products/idle/waiting", "", 1},
		{"POST /settings-templates", `{"name":"T"}`, 1},
		{"GET /settings-templates/SETTINGS", "", 1},
		{"GET /email-templates/EMAIL", "", 1},
		{"GET /sync", "", 5},
		{"POST /sync/runs", "", 1},
		{"GET /sync/runs", "", 2},
		{"GET /sync/runs/r", "", 2},
		{"GET /users/ANN", "", 1},
		{"GET /directory/users", "", 4},
		{"GET /directory/users/ANN", "", 2},
		{"GET /directory/groups", "", 4},
		{"GET /directory/groups/GROUP", "", 2},
		{"GET /mailbox", "", 1},
	} {
		request := w.as(ids.Replace(c.line))
		if c.body != "" {
			request = w.as(ids.Replace(c.line), c.body)
		}
		a := request.ok()
		times := anyTime.FindAllString(a.text, -1)
		if len(times) != c.times {
			t.Errorf("%s: %d times, want %d: %s", c.line, len(times), c.times, a.text)
		}
		for _, text := range times {
			if !good.MatchString(text) {
				t.Errorf("%s: %s", c.line, strings.Trim(text, `"`))
			}
		}
	}
}
