package adminapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"usersync/internal/adminapi"
	"usersync/internal/inspect"
)

// asked records requests that ended one after another, the first of them with number n.
func (w *world) asked(connection string, n int, statuses ...int) {
	w.t.Helper()
	for i, status := range statuses {
		must(w.t, w.exchanges.Record(w.t.Context(), inspect.Caller{Account: w.account, Connection: connection}, inspect.Exchange{
			ID: fmt.Sprint("r", n+i), At: w.now, Took: 1500 * time.Microsecond, Method: "GET", Path: "/scim/v2/Users", Query: "count=" + fmt.Sprint(i), Status: status,
		}))
	}
}

func TestTheLastRequestsOfAConnection(t *testing.T) {
	w := newWorld(t)
	id := w.as("POST /connections", `{"name":"Okta"}`).ok().str("id")
	path := "/connections/" + id + "/requests"
	w.as("GET " + path).ok().has(`{"items":[]}`)
	must(t, w.exchanges.Record(t.Context(), inspect.Caller{Account: w.account, Connection: id}, inspect.Exchange{
		ID: "r0", At: w.now, Took: 1500 * time.Microsecond, Method: "POST", Path: "/scim/v2/Groups", Status: 409, ScimType: "uniqueness", Detail: "Taken.",
		Credential: "abc", UserAgent: "Okta", Headers: []inspect.Header{{Name: "Accept", Value: "*/*"}},
		Request: inspect.Body{Text: `{"a":1}`, Size: 9, Cut: true}, Answer: inspect.Body{Hidden: true, Size: 3},
	}))
	w.as("GET " + path).ok().has(`{"items":[{"id":"r0","at":"2026-03-02T09:00:00.000Z","durationMs":1.5,"method":"POST","path":"/scim/v2/Groups","status":409,"scimType":"uniqueness","detail":"Taken.",
		"credential":"abc","userAgent":"Okta","headers":[{"name":"Accept","value":"*/*"}],"request":{"text":"{\"a\":1}","size":9,"cut":true,"hidden":false},"answer":{"size":3,"cut":false,"hidden":true}}]}`)
	w.asked(id, 1, 200, 404, 500)
	w.asked("other", 7, 200)
	first := w.as("GET " + path + "?limit=3").ok().has(`{"items":[{"id":"r3"},{"id":"r2"},{"id":"r1","headers":[]}]}`)
	last := w.as("GET " + path + "?limit=3&cursor=" + first.str("next")).ok().has(`{"items":[{"id":"r0"}]}`)
	if last.body["next"] != nil {
		t.Error("there is no page behind the last")
	}
	for query, want := range map[string]string{
		"status=4xx":        `{"items":[{"id":"r2"},{"id":"r0"}]}`,
		"path=groups":       `{"items":[{"id":"r0"}]}`,
		"path=count%3D2":    `{"items":[{"id":"r3"}]}`,
		"after=r2":          `{"items":[{"id":"r3"}]}`,
		"after=r3":          `{"items":[]}`,
		"after=r1&limit=1":  `{"items":[{"id":"r3"}]}`,
		"status=3xx&wait=1": `{"items":[]}`,
	} {
		w.as("GET " + path + "?" + query).ok().has(want)
	}
	w.as("GET /connections/none/requests").fails(404, "connection_not_found")
	w.as("GET "+path+"?status=9xx").fails(422, "invalid_body", "status")
	w.as("GET "+path+"?cursor=-").fails(400, "invalid_cursor")
	w.as("GET "+path+"?wait=31").fails(422, "invalid_body", "wait")
}

func TestWaitingForARequest(t *testing.T) {
	w := newWorld(t)
	id := w.as("POST /connections", `{"name":"Okta"}`).ok().str("id")
	path := "GET /connections/" + id + "/requests?wait=2"
	for _, c := range []struct {
		name   string
		query  string
		come   map[int]int // after which pause a request with that status comes
		breaks int         // the pause that breaks off; 0: none
		items  string
		paused time.Duration
	}{
		{"the first request ever", "", map[int]int{3: 200}, 0, `[{"id":"r3"}]`, 600 * time.Millisecond},
		{"it is there already", "", nil, 0, `[{"id":"r3"}]`, 0},
		{"a newer one", "&after=r3", map[int]int{2: 200}, 0, `[{"id":"r2"}]`, 400 * time.Millisecond},
		{"none that is wanted", "&after=r2&status=4xx", map[int]int{2: 200}, 0, `[]`, 2 * time.Second},
		{"one that is wanted, later", "&status=4xx", map[int]int{2: 200, 5: 404}, 0, `[{"id":"r5"}]`, time.Second},
		{"the server ends", "&after=r5", nil, 4, `[]`, 600 * time.Millisecond},
	} {
		w.run(c.name, func() {
			pauses, paused := 0, time.Duration(0)
			w.onSleep = func(_ context.Context, d time.Duration) error {
				if pauses++; pauses == c.breaks {
					return errors.New("closing")
				}
				paused += d
				if status, ok := c.come[pauses]; ok {
					w.asked(id, pauses, status)
				}
				return nil
			}
			w.as(path + c.query).ok().has(`{"items":` + c.items + `}`)
			if paused != c.paused {
				w.t.Errorf("waited %v, want %v", paused, c.paused)
			}
		})
	}
}

// lost is an inspector that nothing can be read from.
type lost struct{ newest bool }

func (l lost) Newest(context.Context, inspect.Caller) (string, error) {
	return "", errors.New("storage is away")
}

func (l lost) Recent(context.Context, inspect.Caller, inspect.Query) ([]inspect.Exchange, error) {
	if l.newest {
		return nil, nil
	}
	return nil, errors.New("storage is away")
}

func TestRequestsThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	id := w.as("POST /connections", `{"name":"Okta"}`).ok().str("id")
	for _, l := range []lost{{false}, {true}} {
		w.config.Requests = l
		w.handler = adminapi.New(w.config)
		w.as("GET /connections/"+id+"/requests?wait=1").fails(500, "internal")
	}
}
