package adminapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/provision"
)

// browser sends requests as a signed-in page does: with its cookies, and without an Authorization header.
type browser struct {
	w       *world
	cookies []*http.Cookie
}

func (b *browser) as(line string, body ...string) *request {
	r := b.w.as(line, body...).with("Authorization", "").with("Usersync-Console", "1")
	for _, c := range b.cookies {
		r.header.Add("Cookie", c.Name+"="+c.Value)
	}
	return r
}

// take keeps what an answer says of cookies.
func (b *browser) take(a answer) answer {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		b.cookies = slices.DeleteFunc(b.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		if c.MaxAge >= 0 {
			b.cookies = append(b.cookies, c)
		}
	}
	return a
}

// signsIn is a browser that has signed in with a key.
func (w *world) signsIn(key string) *browser {
	w.t.Helper()
	b := &browser{w: w}
	b.take(b.as("POST /session", `{"key":"`+key+`"}`).ok())
	return b
}

func TestWhoCannotSignIn(t *testing.T) {
	w := newWorld(t)
	revoked := w.newKey(access.AdminKey, access.Owner)
	id, _ := access.Parse(revoked)
	must(t, w.config.Keys.Revoke(t.Context(), w.account, access.AdminKey, id))
	expired := w.keyOf(w.account, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Expires: w.now.Add(time.Second)})
	operator := w.keyOf(access.Account{}, provision.NewKey{Kind: access.OperatorKey})
	w.now = w.now.Add(time.Minute)
	for _, tt := range []struct {
		name, body   string
		status       int
		code, member string
	}{
		{"with nothing", `{}`, 422, "invalid_value", "key"},
		{"with both", `{"key":"a","code":"b"}`, 422, "invalid_value", "key"},
		{"with more", `{"key":"a","password":"b"}`, 422, "unknown_member", "password"},
		{"with 5 KB", `{"key":"` + strings.Repeat("x", 5<<10) + `"}`, 422, "invalid_body", "key"},
		{"with nonsense", `{"key":"adm_nonsense"}`, 401, "sign_in_failed", ""},
		{"with a revoked key", `{"key":"` + revoked + `"}`, 401, "sign_in_failed", ""},
		{"with an expired key", `{"key":"` + expired + `"}`, 401, "sign_in_failed", ""},
		{"with a code that nobody gave", `{"code":"abc"}`, 401, "sign_in_failed", ""},
		{"with a SCIM token", `{"key":"` + w.newKey(access.SCIMToken, access.SCIM) + `"}`, 403, "wrong_credential", ""},
		{"as the operator", `{"key":"` + operator + `"}`, 403, "wrong_credential", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.t = t
			var members []string
			if tt.member != "" {
				members = []string{tt.member}
			}
			a := (&browser{w: w}).as("POST /session", tt.body).fails(tt.status, tt.code, members...)
			if a.header.Get("Set-Cookie") != "" {
				t.Errorf("a cookie all the same: %s", a.header.Get("Set-Cookie"))
			}
		})
	}
}

func TestASessionStandsForItsKey(t *testing.T) {
	w := newWorld(t)
	ends := w.now.Add(time.Hour)
	key := w.keyOf(w.account, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Write}, Expires: ends})
	id, _ := access.Parse(key)
	b := &browser{w: w}
	a := b.take(b.as("POST /session", `{"key":"`+key+`"}`).ok())
	who := `{"account":{"id":"` + w.account.ID() + `","name":"Acme"},"scopes":["read","write"],"key":{"id":"` + id + `","name":"test"},"expiresAt":"2026-03-02T10:00:00.000Z"}`
	a.has(who)
	if got, want := a.header.Get("Set-Cookie"), "__Host-usersync="+key+"; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Strict"; got != want {
		t.Errorf("the cookie is\n%s, want\n%s", got, want)
	}
	b.as("GET /session").ok().has(who)
	b.as("GET /rules").with("Usersync-Console", "").ok()
	b.as("POST /user-groups", `{"name":"EMEA"}`).ok()
	b.as("GET /keys").fails(403, "missing_scope")

	w.run("and ends with it", func() {
		w.now = ends
		b.as("GET /session").fails(401, "invalid_token")
	})
	w.run("or when it is revoked", func() {
		spare := w.newKey(access.AdminKey, access.Owner)
		b := w.signsIn(spare)
		id, _ := access.Parse(spare)
		w.as("DELETE /keys/" + id).ok()
		b.as("GET /rules").fails(401, "invalid_token")
	})
	w.run("or when the browser signs out", func() {
		b := w.signsIn(w.key)
		if a := b.take(b.as("DELETE /session").ok()); a.status != 204 || len(b.cookies) != 0 {
			w.t.Errorf("%d, and the cookies are %v", a.status, b.cookies)
		}
		b.as("GET /session").fails(401, "invalid_token")
		b.as("DELETE /session").ok()
	})
}

// What a page of another origin can make a browser send is refused where it could change something, and changes nothing.
func TestNoOtherOriginActsForABrowser(t *testing.T) {
	w := newWorld(t)
	b := w.signsIn(w.key)
	forms := map[string]func(r *request) *request{
		"without the header":              func(r *request) *request { return r.with("Usersync-Console", "") },
		"with another value of it":        func(r *request) *request { return r.with("Usersync-Console", "true") },
		"from another site":               func(r *request) *request { return r.with("Sec-Fetch-Site", "cross-site") },
		"from another port or subdomain":  func(r *request) *request { return r.with("Sec-Fetch-Site", "same-site") },
		"from another origin, by Origin":  func(r *request) *request { return r.with("Origin", "https://evil.example") },
		"from a page that hides its name": func(r *request) *request { return r.with("Origin", "null") },
	}
	for name, from := range forms {
		for _, op := range []struct{ line, body string }{
			{"POST /user-groups", `{"name":"Evil"}`},
			{"PATCH /account", `{"name":"Evil"}`},
			{"PUT /rules/order", `{"ids":[]}`},
			{"DELETE /rules/draft", ``},
			{"POST /session", `{"key":"` + w.key + `"}`},
			{"DELETE /session", ``},
		} {
			a := from(b.as(op.line, op.body)).fails(403, "cross_site")
			if a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s: a cookie all the same", op.line, name)
			}
		}
	}
	w.as("GET /account").ok().has(`{"name":"Acme"}`)
	w.as("GET /user-groups").ok().has(`{"items":[]}`)
	b.as("POST /user-groups", `{"name":"Good"}`).with("Sec-Fetch-Site", "same-origin").ok()
	b.as("POST /user-groups", `{"name":"Fine"}`).with("Origin", "https://example.com").ok() // the host that the tests send their requests to
	w.as("POST /user-groups", `{"name":"A program"}`).with("Sec-Fetch-Site", "cross-site").ok()
}

// The cookie counts only where there is no Authorization header at all, and only one cookie of the right name.
func TestACookieIsNoSecondChance(t *testing.T) {
	w := newWorld(t)
	b := w.signsIn(w.key)
	for _, header := range []string{"", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + strings.Repeat("x", 5<<10)} {
		b.as("GET /rules").asBearer([]string{header}).fails(401, "invalid_token")
	}
	operator := w.keyOf(access.Account{}, provision.NewKey{Kind: access.OperatorKey})
	for name, cookies := range map[string]string{
		"two of them":    "__Host-usersync=" + w.key + "; __Host-usersync=" + w.key,
		"another name":   "usersync-session=" + w.key,
		"a SCIM token":   "__Host-usersync=" + w.newKey(access.SCIMToken, access.SCIM),
		"the operator's": "__Host-usersync=" + operator,
		"nothing in it":  "__Host-usersync=",
		"5 KB":           "__Host-usersync=" + strings.Repeat("x", 5<<10),
	} {
		w.run(name, func() {
			w.as("GET /rules").with("Authorization", "").with("Cookie", cookies).fails(401, "invalid_token")
			w.as("GET /accounts").with("Authorization", "").with("Cookie", cookies).fails(401, "invalid_token")
		})
	}
}

func TestGuessingAtTheSignInEnds(t *testing.T) {
	w := newWorld(t)
	from := func(address, body string) int {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v1/session", strings.NewReader(body))
		r.RemoteAddr = address
		r.Header.Set("Usersync-Console", "1")
		out := httptest.NewRecorder()
		w.door().ServeHTTP(out, r)
		return out.Code
	}
	good := `{"key":"` + w.key + `"}`
	for range 20 {
		if status := from("203.0.113.7:1", `{"key":"guess"}`); status != 401 {
			t.Fatalf("a guess: %d", status)
		}
	}
	if status := from("203.0.113.7:2", good); status != 429 {
		t.Errorf("after 20 guesses the right key is answered with %d", status)
	}
	if status := from("203.0.113.8:1", good); status != 200 {
		t.Errorf("another sender has to wait: %d", status)
	}
	w.now = w.now.Add(6 * time.Second)
	for range 30 { // what is right counts nothing
		if status := from("203.0.113.7:1", good); status != 200 {
			t.Fatalf("after the time: %d", status)
		}
	}
}

// onceOnly gives a key for one code, once.
type onceOnly struct {
	ended  []string // keys that a browser signed out of
	secret access.Secret
	used   bool
	fails  error
}

func (*onceOnly) Give(access.Account) (string, time.Time, error) {
	return "open", time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), nil
}

func (o *onceOnly) Redeem(_ context.Context, code string) (access.Secret, error) {
	if o.fails != nil {
		return access.Secret{}, o.fails
	}
	if code != "open" || o.used {
		return access.Secret{}, fault.New(fault.Unauthenticated, "sign_in_failed", "No.")
	}
	o.used = true
	return o.secret, nil
}

func TestACodeSignsInOnce(t *testing.T) {
	w := newWorld(t)
	_, secret, err := w.config.Keys.Create(t.Context(), w.account, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Name: "console", Expires: w.now.Add(48 * time.Hour)})
	must(t, err)
	given := &onceOnly{secret: secret}
	w.as("POST /session/codes").fails(404, "no_codes")
	w.config.Codes, w.config.PlainHTTP, w.handler = given, true, nil
	w.as("POST /session/codes").ok().has(`{"code":"open","link":"/console/signin#code=open","expiresAt":"2026-03-02T10:00:00.000Z"}`)
	b := &browser{w: w}
	b.as("POST /session", `{"code":"other"}`).fails(401, "sign_in_failed")
	a := b.take(b.as("POST /session", `{"code":"open"}`).ok().has(`{"key":{"name":"console"},"scopes":["read","write","owner"]}`))
	if got, want := a.header.Get("Set-Cookie"), "usersync-session="+secret.Reveal()+"; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"; got != want {
		t.Errorf("the cookie over plain HTTP is\n%s, want\n%s", got, want)
	}
	b.as("GET /keys").ok()
	b.as("POST /session", `{"code":"open"}`).fails(401, "sign_in_failed")
	b.as("DELETE /session").ok()
	if id, _ := access.Parse(secret.Reveal()); len(given.ended) != 1 || given.ended[0] != id {
		t.Errorf("keys that ended with the session: %v", given.ended)
	}
	given.fails = fault.New(fault.Unavailable, "storage", "Try again.")
	b.as("POST /session", `{"code":"open"}`).fails(503, "storage")
	if strings.Contains(w.log.String(), secret.Reveal()) {
		t.Error("the log has the key")
	}
}

func (o *onceOnly) End(_ context.Context, _ access.Account, id string) error {
	o.ended = append(o.ended, id)
	return nil
}
