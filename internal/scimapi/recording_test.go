package scimapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/inspect"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/scimapi"
)

// inspected puts a recorder into the door of a house.
func (h *house) inspected(r scimapi.Recorder) {
	h.config.Recorder = r
	h.http = scimapi.New(h.config)
}

// recorded is all that was kept of a connection of acme, newest first.
func (h *house) recorded(r *inspect.Ring, connection string) []inspect.Exchange {
	h.t.Helper()
	list, err := r.Recent(h.t.Context(), inspect.Caller{Account: h.acme, Connection: connection}, inspect.Query{Limit: inspect.Kept})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func TestARequestIsKeptWithItsAnswer(t *testing.T) {
	h := newHouse(t)
	var ring inspect.Ring
	h.inspected(&ring)
	id, _ := access.Parse(h.token)
	made := h.send("POST", "/Users?attributes=userName", `{"userName": "ann", "password": "canary"}`, "User-Agent: Okta SCIM Client 1.0.0", "Accept: */*", "X-Other: y").want(201)
	taken := h.send("POST", "/Users", `{"userName":"ann"}`).want(409)
	list := h.recorded(&ring, "conn-a")
	if len(list) != 2 {
		t.Fatalf("%d are kept", len(list))
	}
	ok, failed := list[1], list[0]
	if ok.ID != made.header.Get("X-Request-Id") || ok.Method != http.MethodPost || ok.Path != "/scim/v2/Users" || ok.Query != "attributes=userName" || ok.Status != 201 ||
		ok.Credential != id || ok.UserAgent != "Okta SCIM Client 1.0.0" || ok.Took <= 0 || ok.At.IsZero() || ok.ScimType != "" || ok.Detail != "" {
		t.Errorf("kept %+v", ok)
	}
	if ok.Request.Text != `{"userName":"ann","password":"***"}` || ok.Request.Size != 41 || ok.Answer.Text != made.raw || ok.Answer.Size != int64(len(made.raw)) {
		t.Errorf("bodies %+v %+v", ok.Request, ok.Answer)
	}
	if len(ok.Headers) != 2 || ok.Headers[0] != (inspect.Header{Name: "Accept", Value: "*/*"}) || ok.Headers[1].Name != "Content-Type" {
		t.Errorf("headers %+v", ok.Headers)
	}
	if failed.ID != taken.header.Get("X-Request-Id") || failed.Status != 409 || failed.ScimType != "uniqueness" || failed.Detail != taken.get("detail") {
		t.Errorf("kept %+v", failed)
	}
}

func TestWhichRequestsAreKept(t *testing.T) {
	for _, tt := range []struct {
		setting provision.Connection
		want    string // the statuses that are kept, newest first
	}{
		{provision.Connection{}, "404 200"},
		{provision.Connection{Inspector: provision.InspectFailures}, "404"},
		{provision.Connection{Inspector: provision.InspectNone}, ""},
		{provision.Connection{Paused: true}, "403 403"},
	} {
		h := newHouse(t)
		var ring inspect.Ring
		h.inspected(&ring)
		h.served["conn-a"] = tt.setting
		h.send("GET", "/Users", "")
		h.send("GET", "/Users/nobody", "")
		var got []string
		for _, e := range h.recorded(&ring, "conn-a") {
			got = append(got, http.StatusText(e.Status))
		}
		var want []string
		for status := range strings.FieldsSeq(tt.want) {
			want = append(want, map[string]string{"200": "OK", "404": "Not Found", "403": "Forbidden"}[status])
		}
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%+v: %v", tt.setting, got)
		}
	}
}

// Whoever comes with a token that has ended is seen by the connection that it was for; whoever guesses is seen by nobody.
func TestRequestsThatDoNotComeIn(t *testing.T) {
	h := newHouse(t)
	var ring inspect.Ring
	h.inspected(&ring)
	expired := h.keys.mint(t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	revoked := h.keys.mint(t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	h.keys.change(expired, func(c *access.Credential) { c.Expires = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) })
	h.keys.change(revoked, func(c *access.Credential) { c.Revoked = true })
	forged := h.keys.mint(t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	h.keys.change(forged, func(c *access.Credential) { c.Hash[0]++ })
	for _, token := range []string{"", "nonsense", forged, h.adminKey, expired, revoked} {
		h.sendAs(token, "GET", "/Users", "")
	}
	list := h.recorded(&ring, "conn-a")
	if len(list) != 2 {
		t.Fatalf("%d are kept", len(list))
	}
	for i, token := range []string{revoked, expired} {
		if id, _ := access.Parse(token); list[i].Status != 401 || list[i].Credential != id {
			t.Errorf("kept %+v", list[i])
		}
	}
}

// broken keeps nothing.
type broken struct{ calls int }

func (b *broken) Record(ctx context.Context, _ inspect.Caller, _ inspect.Exchange) error {
	b.calls++
	if _, limited := ctx.Deadline(); !limited || ctx.Err() != nil {
		return errors.New("the time is not limited, or over")
	}
	return errors.New("storage is away")
}

func TestARequestThatCannotBeKeptIsAnswered(t *testing.T) {
	h := newHouse(t)
	b := &broken{}
	h.inspected(b)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // the client has gone: what it asked for is kept all the same
	r := httptest.NewRequestWithContext(ctx, "GET", "/scim/v2/Users?filter=userName+eq+%22canary%22", nil)
	r.Header.Set("Authorization", "Bearer "+h.token)
	h.do(r)
	h.send("GET", "/Users", "").want(200)
	if log := h.log.String(); b.calls != 2 || !strings.Contains(log, "storage is away") || strings.Contains(log, "over") || strings.Contains(log, "canary") {
		t.Errorf("%d calls, log %s", b.calls, log)
	}
	h.config.Connections = absent{}
	h.inspected(b)
	h.send("GET", "/Users", "").want(500)
	if b.calls != 2 {
		t.Error("kept though nobody knows whether it may be")
	}
}

func TestWhatIsKeptOfStrangeRequests(t *testing.T) {
	h := newHouse(t)
	var ring inspect.Ring
	h.inspected(&ring)
	h.send("POST", "/Users", `{"userName":"ann","password":"canary`).want(400)
	h.send("POST", "/Users", `grant=x&password=canary`, "Content-Type: application/x-www-form-urlencoded").want(415)
	h.send("POST", "/Users", `{"x":"`+strings.Repeat("canary", 1<<16)+`"}`).want(413)
	r := httptest.NewRequest(http.MethodPut, scimapi.Base+"/Users/x?password=canary", io.MultiReader(strings.NewReader(`{"userName":"bob","password":["canary"]}`)))
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Content-Type", scim.MediaType)
	h.do(r)
	list := h.recorded(&ring, "conn-a")
	if len(list) != 4 {
		t.Fatalf("%d are kept", len(list))
	}
	for i, want := range []inspect.Body{
		{Text: `{"userName":"bob","password":"***"}`, Size: 40}, // of a length that nobody told
		{Size: 6<<16 + 8, Cut: true},                            // refused unread
		{Size: 23, Cut: true},
		{Size: 36, Hidden: true},
	} {
		if list[i].Request != want || strings.Contains(list[i].Query, "canary") {
			t.Errorf("%d: kept %+v, want %+v", i, list[i].Request, want)
		}
	}
}
