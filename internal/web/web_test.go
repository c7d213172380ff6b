package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/web"
)

// house is a door whose log and clock a test can read.
type house struct {
	web.Door
	log bytes.Buffer
}

func newHouse() *house {
	h := &house{}
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	h.Door = web.Door{
		Name: "test",
		Log:  slog.New(slog.NewJSONHandler(&h.log, nil)),
		Now: func() time.Time {
			now = now.Add(7 * time.Millisecond)
			return now
		},
		NewID: func() string { return "request-1" },
		Render: func(w http.ResponseWriter, _ *http.Request, e *fault.Error) {
			w.WriteHeader(map[fault.Kind]int{
				fault.Internal: 500, fault.Unavailable: 503, fault.NotFound: 404, fault.Unsupported: 405, fault.Unauthenticated: 401,
			}[e.Kind])
			_, _ = w.Write([]byte(e.Detail))
		},
	}
	return h
}

// lines is the log, a map for each line.
func (h *house) lines(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(h.log.String()) {
		entry := map[string]any{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		lines = append(lines, entry)
	}
	return lines
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAnAnswerCarriesItsRequestIDAndTheSecurityHeaders(t *testing.T) {
	h := newHouse()
	seen := ""
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Header.Set("X-Request-Id", "believe-me")
	w := serve(h.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		seen = web.RequestID(r.Context())
		_, err := w.Write([]byte("hello"))
		return err
	}), r)

	if seen != "request-1" || w.Header().Get("X-Request-Id") != "request-1" {
		t.Errorf("request id: handler saw %q, answer says %q", seen, w.Header().Get("X-Request-Id"))
	}
	for _, name := range []string{"X-Content-Type-Options", "Cache-Control", "Referrer-Policy", "Content-Security-Policy", "Strict-Transport-Security"} {
		if w.Header().Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if w.Code != 200 || w.Body.String() != "hello" {
		t.Errorf("answer %d %q", w.Code, w.Body)
	}
}

func TestTheAccessLineNamesWhatIsKnownAndNoSecret(t *testing.T) {
	h := newHouse()
	gate := gateFunc(func(string) (access.Principal, error) {
		return access.Principal{Account: access.FromTrigger("ACC"), Credential: "abc"}, nil
	})
	router := web.NewRouter("/v", []web.Route{{Pattern: "/things/{id}", Methods: web.Methods{"POST": func(w http.ResponseWriter, r *http.Request) error {
		if _, err := web.Authenticate(r, gate); err != nil {
			return err
		}
		w.WriteHeader(http.StatusCreated)
		_, err := w.Write([]byte("12345"))
		return err
	}}}})
	r := httptest.NewRequest(http.MethodPost, "/v/things/canary-id?filter=canary-query", strings.NewReader("canary-body"))
	r.Header.Set("Authorization", "Bearer canary-token")
	serve(h.Wrap(router.Handle), r)

	line := h.lines(t)[0]
	want := map[string]any{
		"door": "test", "request": "request-1", "method": "POST", "route": "/v/things/{id}", "status": 201.0,
		"duration": 7e6, "bytes": 5.0, "account": "ACC", "credential": "abc", "msg": "request", "level": "INFO",
	}
	for name, value := range want {
		if line[name] != value {
			t.Errorf("%s = %v, want %v", name, line[name], value)
		}
	}
	if strings.Contains(h.log.String(), "canary") {
		t.Errorf("the log holds what it must not: %s", &h.log)
	}
}

func TestAnUnknownPathAndMethodAreNotEchoedInTheLog(t *testing.T) {
	h := newHouse()
	serve(h.Wrap(web.NewRouter("", nil).Handle), httptest.NewRequest("CANARY", "/canary", nil))
	if line := h.lines(t)[0]; line["route"] != "unmatched" || line["method"] != "other" || strings.Contains(h.log.String(), "anary") {
		t.Errorf("log: %s", &h.log)
	}
}

func TestAPanicIsLoggedAndTellsTheClientNothing(t *testing.T) {
	h := newHouse()
	w := serve(h.Wrap(func(http.ResponseWriter, *http.Request) error { panic("the works") }), httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "works") {
		t.Errorf("answer %d %q", w.Code, w.Body)
	}
	lines := h.lines(t)
	if len(lines) != 2 || lines[0]["level"] != "ERROR" || !strings.Contains(lines[0]["error"].(string), "web_test.go") {
		t.Errorf("the log does not show where it happened: %s", &h.log)
	}
	if lines[1]["status"] != 500.0 {
		t.Errorf("access line: %v", lines[1])
	}
}

func TestAHandlerMayAbortTheConnection(t *testing.T) {
	for name, handler := range map[string]web.Handler{
		"on purpose": func(http.ResponseWriter, *http.Request) error { panic(http.ErrAbortHandler) },
		"half an answer": func(w http.ResponseWriter, _ *http.Request) error {
			_, _ = w.Write([]byte("half"))
			return errors.New("the other half is missing")
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if v, _ := recover().(error); !errors.Is(v, http.ErrAbortHandler) {
					t.Errorf("recovered %v", v)
				}
			}()
			serve(newHouse().Wrap(handler), httptest.NewRequest(http.MethodGet, "/", nil))
		})
	}
}

func TestFailuresReachTheDoorsOwnTable(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer stop()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		err    error
		status int
		errors int // error lines in the log
	}{
		{"a fault is what it is", t.Context(), fault.New(fault.NotFound, "", ""), 404, 0},
		{"a foreign error is ours", t.Context(), errors.New("disk"), 500, 1},
		{"the client has gone", canceled, context.Canceled, 503, 0},
		{"time is over", late, context.DeadlineExceeded, 503, 1},
		{"a fault of a request that is over", canceled, errors.New("disk"), 500, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse()
			r := httptest.NewRequest(http.MethodGet, "/", nil).WithContext(c.ctx)
			w := serve(h.Wrap(func(http.ResponseWriter, *http.Request) error { return c.err }), r)
			if w.Code != c.status || len(h.lines(t)) != c.errors+1 {
				t.Errorf("status %d, log %s", w.Code, &h.log)
			}
		})
	}
}

func TestTheWriterBelowCanBeReached(t *testing.T) {
	h := newHouse()
	w := serve(h.Wrap(func(w http.ResponseWriter, _ *http.Request) error {
		return http.NewResponseController(w).Flush()
	}), httptest.NewRequest(http.MethodGet, "/", nil))
	if !w.Flushed {
		t.Error("not flushed")
	}
}

func TestOutsideOfADoorNothingIsKnown(t *testing.T) {
	if id := web.RequestID(t.Context()); id != "" {
		t.Errorf("request id %q", id)
	}
	if p := web.Principal(t.Context()); p.Credential != "" || !p.Account.IsZero() {
		t.Errorf("principal %v", p)
	}
}
