package oauthapi

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/oauth"
)

// issuer knows one client, and says what it was asked.
type issuer struct {
	asked []oauth.Proof
	err   error
}

func (s *issuer) Issue(_ context.Context, p oauth.Proof) (access.Credential, access.Secret, error) {
	s.asked = append(s.asked, p)
	if s.err != nil {
		return access.Credential{}, access.Secret{}, s.err
	}
	if p.Assertion == "" && (p.Client != "c:1" || p.Secret != "s e+c%ret") {
		return access.Credential{}, access.Secret{}, fault.New(fault.Unauthenticated, oauth.CodeInvalidClient, "No.")
	}
	_, text, _, err := access.Mint(access.AccessToken, rand.Reader)
	return access.Credential{Client: "c:1", Connection: "01CON"}, text, err
}

type world struct {
	t      *testing.T
	issuer issuer
	door   http.Handler
	log    bytes.Buffer
	now    time.Time
	from   string
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), from: "203.0.113.7:4711"}
	w.door = New(Config{
		Issuer: &w.issuer, URL: "https://sync.example.com", Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
		Now: func() time.Time { return w.now }, NewID: func() string { return "R1" },
	})
	return w
}

type answer struct {
	status int
	header http.Header
	body   map[string]any
}

func (w *world) do(method, path, body string, header http.Header) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	r.RemoteAddr = w.from
	r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for name, values := range header {
		r.Header[name] = values
	}
	out := httptest.NewRecorder()
	w.door.ServeHTTP(out, r)
	a := answer{status: out.Code, header: out.Header()}
	if err := json.Unmarshal(out.Body.Bytes(), &a.body); err != nil || out.Header().Get("Content-Type") != "application/json" {
		w.t.Fatalf("%d %v: %s", out.Code, out.Header(), out.Body)
	}
	return a
}

// form sends a good form with changes: "name=value" replaces, "name=" takes away.
func (w *world) form(changes ...string) answer {
	w.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"c:1"}, "client_secret": {"s e+c%ret"}}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		form.Set(name, value)
	}
	return w.do("POST", TokenPath, form.Encode(), nil)
}

func (a answer) is(t *testing.T, status int, word string) {
	t.Helper()
	if a.status != status || a.body["error"] != word || a.body["error_description"] == "" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("answered %d %v %v, want %d %s", a.status, a.body, a.header, status, word)
	}
}

func basic(id, secret string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))}}
}

func TestEveryWayToAuthenticate(t *testing.T) {
	for name, ask := range map[string]func(w *world) answer{
		"client_secret_post":          func(w *world) answer { return w.form() },
		"with the scope":              func(w *world) answer { return w.form("scope=scim") },
		"with parameters of no value": func(w *world) answer { return w.form("scope=", "client_assertion=") },
		"with others":                 func(w *world) answer { return w.form("resource=https://sync.example.com", "audience=x") },
		"client_secret_basic": func(w *world) answer {
			return w.do("POST", TokenPath, "grant_type=client_credentials", basic("c%3A1", "s+e%2Bc%25ret"))
		},
		"client_secret_basic, named twice": func(w *world) answer {
			return w.do("POST", TokenPath, "grant_type=client_credentials&client_id=c%3A1", basic("c%3A1", "s+e%2Bc%25ret"))
		},
		"without a media type": func(w *world) answer {
			return w.do("POST", TokenPath, "grant_type=client_credentials&client_id=c%3A1&client_secret=s+e%2Bc%25ret", http.Header{"Content-Type": nil})
		},
		"private_key_jwt": func(w *world) answer {
			return w.form("client_id=", "client_secret=", "client_assertion_type="+assertionType, "client_assertion=a.b.c")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := ask(w)
			token, _ := a.body["access_token"].(string)
			if _, ok := access.Parse(token); a.status != 200 || !ok || a.body["token_type"] != "Bearer" || a.body["expires_in"] != 3600.0 || a.body["scope"] != "scim" || len(a.body) != 4 {
				t.Fatalf("answered %d %v", a.status, a.body)
			}
			if a.header.Get("Cache-Control") != "no-store" || a.header.Get("Pragma") != "no-cache" {
				t.Errorf("header %v", a.header)
			}
			if log := w.log.String(); strings.Contains(log, token) || strings.Contains(log, "ret") || !strings.Contains(log, `"credential":"c:1"`) {
				t.Errorf("logged %s", log)
			}
		})
	}
}

func TestRequestsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	w.form("grant_type=").is(t, 400, "invalid_request")
	w.form("grant_type=password").is(t, 400, "unsupported_grant_type")
	w.form("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer").is(t, 400, "unsupported_grant_type")
	w.form("scope=scim admin").is(t, 400, "invalid_scope")
	w.form("client_assertion=a.b.c", "client_assertion_type="+assertionType).is(t, 400, "invalid_request") // and a secret
	w.form("client_secret=", "client_assertion=a.b.c").is(t, 400, "invalid_request")                       // of no type
	w.form("client_secret=").is(t, 401, "invalid_client")
	w.form("client_id=", "client_secret=").is(t, 401, "invalid_client")
	w.do("POST", TokenPath, "grant_type=client_credentials&client_secret=x&client_id=c", basic("c", "x")).is(t, 400, "invalid_request")
	w.do("POST", TokenPath, "grant_type=client_credentials&scope=scim&scope=scim", nil).is(t, 400, "invalid_request")
	w.do("POST", TokenPath, "grant_type=%zz", nil).is(t, 400, "invalid_request")
	w.do("POST", TokenPath, `{"grant_type":"client_credentials"}`, http.Header{"Content-Type": {"application/json"}}).is(t, 400, "invalid_request")
	w.do("POST", TokenPath, "grant_type=client_credentials", http.Header{"Content-Encoding": {"gzip"}}).is(t, 400, "invalid_request")
	w.do("POST", TokenPath+"?grant_type=client_credentials&client_id=c%3A1&client_secret=s+e%2Bc%25ret", "", nil).is(t, 400, "invalid_request")
	w.do("POST", TokenPath, strings.Repeat("x", maxBody+1), nil).is(t, 413, "invalid_request")
	w.do("POST", TokenPath+"/more", "", nil).is(t, 404, "invalid_request")
	if a := w.do("GET", TokenPath, "", nil); a.header.Get("Allow") != "POST" {
		t.Errorf("header %v", a.header)
	} else {
		a.is(t, 405, "invalid_request")
	}
	if len(w.issuer.asked) > 0 {
		t.Errorf("asked %v", w.issuer.asked)
	}
}

func TestAWrongClientIsChallengedWhereItTriedBasic(t *testing.T) {
	w := newWorld(t)
	form := w.form("client_secret=wrong")
	form.is(t, 401, "invalid_client")
	if form.header.Get("WWW-Authenticate") != "" {
		t.Errorf("challenged: %v", form.header)
	}
	for name, header := range map[string]http.Header{
		"a wrong secret":       basic("c:1", "wrong"),
		"no colon":             {"Authorization": {"Basic Yw=="}},
		"no base64":            {"Authorization": {"Basic ~"}},
		"a bad escape":         basic("c%zz", "x"),
		"another scheme":       {"Authorization": {"Bearer abc"}},
		"two headers":          {"Authorization": append(basic("c%3A1", "s+e%2Bc%25ret")["Authorization"], "Basic Yzpj")},
		"a header of 5 KB":     {"Authorization": {"Basic " + strings.Repeat("A", 5<<10)}},
		"nothing":              {"Authorization": {""}},
		"somebody else's name": basic("other", "x"),
	} {
		a := w.do("POST", TokenPath, "grant_type=client_credentials&client_id=c%3A1", header)
		a.is(t, 401, "invalid_client")
		if !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic ") || a.body["error_description"] != form.body["error_description"] {
			t.Errorf("%s: %v %v", name, a.header, a.body)
		}
	}
}

func TestFailuresOfOursAndOfTheConnection(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		err    error
		status int
		word   string
		after  string
	}{
		{fault.New(fault.Forbidden, oauth.CodeUnauthorizedClient, "Paused."), 400, "unauthorized_client", ""},
		{fault.New(fault.Unavailable, "storage", "Busy."), 503, "temporarily_unavailable", "1"},
		{fault.New(fault.Unsupported, "strange", "x"), 500, "server_error", ""},
		{errors.New("canary"), 500, "server_error", ""},
	} {
		w.issuer.err = tt.err
		a := w.form()
		a.is(t, tt.status, tt.word)
		if a.header.Get("Retry-After") != tt.after || strings.Contains(fmt.Sprint(a.body), "canary") {
			t.Errorf("%v: %v %v", tt.err, a.header, a.body)
		}
	}
}

func TestWhoGuessesIsSlowedDown(t *testing.T) {
	w := newWorld(t)
	for i := range guesses.Burst {
		if a := w.form("client_secret=wrong"); a.status != 401 {
			t.Fatalf("guess %d: %d", i, a.status)
		}
	}
	a := w.form() // even a good secret, so that nothing is learned
	a.is(t, 429, "temporarily_unavailable")
	if a.header.Get("Retry-After") != "6" {
		t.Errorf("header %v", a.header)
	}
	before := len(w.issuer.asked)
	w.from = "203.0.113.8:4711"
	if a := w.form(); a.status != 200 {
		t.Errorf("another address: %d", a.status)
	}
	w.from = "203.0.113.7:1"
	w.form("client_secret=wrong").is(t, 429, "temporarily_unavailable")
	if len(w.issuer.asked) != before+1 {
		t.Error("a guess too many was looked at")
	}
	w.now = w.now.Add(6 * time.Second)
	if a := w.form(); a.status != 200 {
		t.Errorf("after the time: %d", a.status)
	}
	for range 100 { // what is right counts nothing
		if a := w.form(); a.status != 200 {
			t.Fatalf("a good client: %d", a.status)
		}
	}
}

func TestMetadataSaysWhatWorks(t *testing.T) {
	w := newWorld(t)
	a := w.do("GET", MetadataPath, "", nil)
	if a.status != 200 || a.body["issuer"] != "https://sync.example.com" || a.body["token_endpoint"] != "https://sync.example.com/scim/oauth/token" {
		t.Fatalf("answered %d %v", a.status, a.body)
	}
	for name, want := range map[string]string{
		"token_endpoint_auth_methods_supported":            "[client_secret_basic client_secret_post private_key_jwt]",
		"token_endpoint_auth_signing_alg_values_supported": "[RS256 PS256 ES256 EdDSA]",
		"grant_types_supported":                            "[client_credentials]",
		"response_types_supported":                         "[]",
		"scopes_supported":                                 "[scim]",
	} {
		if got := fmt.Sprint(a.body[name]); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func FuzzToken(f *testing.F) {
	for _, seed := range [][2]string{
		{"grant_type=client_credentials&client_id=c&client_secret=x", ""}, {"", "Basic Yzpj"}, {"grant_type=client_credentials&a;b", "Basic"}, {"%", "Bearer x"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, body, authorization string) {
		w := newWorld(t)
		header := http.Header{}
		if authorization != "" {
			header.Set("Authorization", authorization)
		}
		a := w.do("POST", TokenPath, body, header)
		if a.status >= 500 || a.status == 200 && len(w.issuer.asked) == 0 {
			t.Errorf("answered %d %v", a.status, a.body)
		}
	})
}
