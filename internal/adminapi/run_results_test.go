package adminapi_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/provision"
)

// busy is a world with the real runs: 12 people of whom 3 have a product, 9 wait for it, and one of those has a name that a spreadsheet would take for a formula.
func busy(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.config.Runs = w.runner
	w.config.Status = &provision.StatusReader{Gauges: w.store, Heads: w.store, People: w.store, Failed: w.store, Auto: w.autopilot}
	w.handler = adminapi.New(w.config)
	w.as("POST /products", `{"key":"meeting","name":"Meeting","seats":3}`).ok()
	var ids []string
	for i := range 11 {
		ids = append(ids, w.person(fmt.Sprintf("user%02d@example.com", i)))
	}
	ids = append(ids, w.person("=HYPERLINK(1)@example.com"))
	w.as("POST /rules", fmt.Sprintf(`{"group":%q,"products":[{"key":"meeting"}]}`, w.group("Staff", ids...))).ok()
	w.workOut(w.newest())
	return w
}

// newest is the id of the newest run.
func (w *world) newest() string {
	w.t.Helper()
	return w.as("GET /sync/runs?limit=1").ok().str("items", 0, "id")
}

func TestTheResultsOfARun(t *testing.T) {
	w := busy(t)
	run := w.newest()
	w.as("GET /sync/runs/" + run).ok().has(`{"state":"done","kind":"publish","planned":12,"changed":12,"waiting":9,"cancelRequestedAt":null}`)
	for verdict, want := range map[string]int{"": 12, "changed": 12, "waiting": 9, "failed": 0, "unchanged": 0, "skipped": 0} {
		path := "/sync/runs/" + run + "/results?limit=5"
		if verdict != "" {
			path += "&verdict=" + verdict
		}
		got := 0
		for at, more := "", true; more; more = at != "" {
			a := w.as("GET " + path + "&cursor=" + at).ok()
			got += len(a.get("items").([]any))
			at, _ = a.body["next"].(string)
		}
		if got != want {
			t.Errorf("%d results %q, want %d", got, verdict, want)
		}
	}
	one := w.as("GET /sync/runs/" + run + "/results?verdict=waiting&limit=1").ok()
	one.has(`{"items":[{"verdicts":["changed","waiting"],"failures":["out_of_seats"]}]}`)

	sheet := w.as("GET /sync/runs/"+run+"/results?verdict=waiting").with("Accept", "text/csv").ok()
	rows, err := csv.NewReader(strings.NewReader(sheet.text)).ReadAll()
	must(t, err)
	if len(rows) != 10 || fmt.Sprint(rows[0]) != "[userId userName verdicts drift failures]" || rows[1][2] != "changed waiting" || rows[1][3] != "false" || rows[1][4] != "out_of_seats" {
		t.Errorf("rows %v", rows)
	}
	if !strings.Contains(sheet.text, ",'=HYPERLINK") && !strings.Contains(w.as("GET /sync/runs/"+run+"/results").with("Accept", "text/csv").ok().text, ",'=HYPERLINK") {
		t.Errorf("a formula: %s", sheet.text)
	}
	w.as("GET /sync/runs/" + run + "/results?drift=true").ok().has(`{"items":[]}`)
	w.as("GET /sync/runs/"+run+"/results?drift=perhaps").fails(400, "invalid_request", "drift")
	w.as("GET /sync/runs/nobody/results").fails(404, "run_not_found")
	w.as("GET /sync/runs/"+run+"/results?verdict=lucky").fails(422, "invalid_body", "verdict")
	w.as("GET /sync/runs/"+run+"/results?cursor=eA").fails(400, "bad_cursor")
}

func TestCancelingRuns(t *testing.T) {
	w := busy(t)
	w.as("POST /sync/runs/" + w.newest() + "/cancel").ok().has(`{"state":"done","cancelRequestedAt":null}`)
	w.as("PATCH /products/meeting", `{"seats":4}`).ok()
	w.as("POST /sync/runs/"+w.newest()+"/cancel").fails(409, "run_not_cancelable")
	w.workOut(w.newest())
	run := w.as("POST /sync/runs").ok().str("id")
	a := w.as("POST /sync/runs/" + run + "/cancel").ok().has(`{"state":"planning","cancelRequestedAt":"2026-03-02T09:00:00.000Z","finishedAt":null}`)
	if a.status != 202 || a.header.Get("Location") != "/api/v1/sync/runs/"+run {
		t.Errorf("%d, %s", a.status, a.header.Get("Location"))
	}
	w.workOut(run)
	w.as("GET /sync/runs/" + run).ok().has(`{"state":"canceled","planned":0,"done":0}`)
	w.as("POST /sync/runs/nobody/cancel").fails(404, "run_not_found")
}

func TestTheFailuresBoard(t *testing.T) {
	w := busy(t)
	w.as("GET /sync/failures").ok().has(`{"items":[{"code":"out_of_seats","users":9,"more":false}],"total":1}`)
	first := w.as("GET /sync/failures/out_of_seats/users?limit=5").ok()
	first.has(`{"items":[{"causes":[{"slot":"products","subject":"meeting"}]},{},{},{},{}]}`)
	w.as("GET /sync/failures/out_of_seats/users?limit=5&cursor=" + first.str("next")).ok().has(`{"items":[{},{},{},{}]}`)
	sheet := w.as("GET /sync/failures/out_of_seats/users").with("Accept", "text/csv").ok()
	rows, err := csv.NewReader(strings.NewReader(sheet.text)).ReadAll()
	must(t, err)
	if len(rows) != 10 || fmt.Sprint(rows[0]) != "[userId userName since rule subject]" || rows[1][4] != "meeting" || rows[1][2] != "2026-03-02T09:00:00.000Z" {
		t.Errorf("rows %v", rows)
	}
	if strings.Contains(sheet.text, ",=HYPERLINK") {
		t.Errorf("a formula: %s", sheet.text)
	}
	for _, code := range []string{"bad_luck", "*", "OUT_OF_SEATS"} {
		w.as("GET /sync/failures/"+code+"/users").fails(404, "failure_not_found")
		w.as("POST /sync/failures/"+code+"/retry").fails(404, "failure_not_found")
	}
	w.as("PATCH /products/meeting", `{"seats":12}`).ok()
	w.workOut(w.newest())
	w.as("GET /sync/failures").ok().has(`{"items":[],"total":0}`)
}

func TestRetries(t *testing.T) {
	w := busy(t)
	run := w.newest()
	user := w.as("GET /sync/runs/"+run+"/results?limit=1").ok().str("items", 0, "userId")
	for _, c := range []struct {
		line, body, says string
		planned          int
	}{
		{"POST /sync/runs/" + run + "/retry", "", fmt.Sprintf(`{"retryOf":%q}`, run), 0},
		{"POST /sync/runs/" + run + "/retry", `{}`, fmt.Sprintf(`{"retryOf":%q}`, run), 0},
		{"POST /sync/runs/" + run + "/retry", fmt.Sprintf(`{"users":[%q]}`, user), `{}`, 1},
		{"POST /sync/failures/out_of_seats/retry", "", `{"cause":"out_of_seats"}`, 9},
		{"POST /sync/failures/internal/retry", "", `{"cause":"internal"}`, 0},
		{"POST /sync/failures/retry", "", `{"cause":"*"}`, 9},
	} {
		r := w.as(c.line)
		if c.body != "" {
			r = w.as(c.line, c.body)
		}
		a := r.ok().has(c.says).has(`{"kind":"retry","state":"planning"}`)
		id := a.str("id")
		if a.status != 202 || a.header.Get("Location") != "/api/v1/sync/runs/"+id {
			t.Errorf("%s: %d, %s", c.line, a.status, a.header.Get("Location"))
		}
		w.workOut(id)
		w.as("GET /sync/runs/" + id).ok().has(c.says).has(fmt.Sprintf(`{"state":"done","planned":%d,"done":%d}`, c.planned, c.planned))
	}
	w.as("GET /sync/runs?kind=retry").ok().has(`{"items":[{},{},{},{},{},{}]}`)
	w.as("POST /sync/runs/"+run+"/retry", `{"users":["nobody"]}`).fails(422, "invalid_value", "users/0")
	w.as("POST /sync/runs/"+run+"/retry", `{"users":[]}`).fails(422, "invalid_body", "users")
	w.as("POST /sync/runs/"+run+"/retry", `{"verdict":"x"}`).fails(422, "unknown_member", "verdict")
	open := w.as("POST /sync/runs").ok().str("id")
	w.as("POST /sync/runs/"+open+"/retry").fails(409, "run_not_over")
	w.as("POST /sync/runs/nobody/retry").fails(404, "run_not_found")
}

func TestWaitingUntilNobodyIsPending(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name    string
		wait    string
		looks   int // after which nobody is pending
		breaks  int // the pause that breaks off
		pending float64
		paused  time.Duration
	}{
		{"nobody waits", "", 3, -1, 5, 0},
		{"nobody is pending", "?wait=30", 0, -1, 0, 0},
		{"it comes to rest meanwhile", "?wait=30", 4, -1, 0, 4 * time.Second},
		{"it goes on for longer", "?wait=2", 1000, -1, 5, 2 * time.Second},
		{"the server ends", "?wait=30", 1000, 3, 5, 3 * time.Second},
	} {
		w.run(c.name, func() {
			paused, pauses := time.Duration(0), 0
			w.runs.status.Pending = 5
			if c.looks == 0 {
				w.runs.status.Pending = 0
			}
			w.onSleep = func(_ context.Context, d time.Duration) error {
				if pauses == c.breaks {
					return errors.New("closing")
				}
				if pauses++; pauses == c.looks {
					w.runs.status.Pending = 0
				}
				paused += d
				return nil
			}
			if a := w.as("GET /sync" + c.wait).ok(); a.body["pending"] != c.pending {
				w.t.Errorf("pending %v, want %v", a.body["pending"], c.pending)
			}
			if paused != c.paused {
				w.t.Errorf("waited %v, want %v", paused, c.paused)
			}
		})
	}
	w.as("GET /sync?wait=31").fails(422, "invalid_body", "wait")
}

func TestWhenTheNextFullSyncStarts(t *testing.T) {
	w := newWorld(t)
	at, err := time.Parse(time.RFC3339, w.as("GET /sync").ok().str("nextRunAt"))
	must(t, err)
	if late := at.Sub(time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)); late != provision.Jitter(w.account) {
		t.Errorf("starts %v after its time", late)
	}
}
