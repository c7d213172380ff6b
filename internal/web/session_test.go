package web_test

import (
	"net/http"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/web"
)

func TestCookieOfASession(t *testing.T) {
	for _, tt := range []struct {
		name  string
		plain bool
		lasts time.Duration
		want  string
	}{
		{"over TLS", false, time.Hour, "__Host-usersync=secret; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Strict"},
		{"without TLS", true, time.Hour, "usersync-session=secret; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict"},
		{"at its end", false, 0, "__Host-usersync=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"},
		{"after its end", false, -time.Second, "__Host-usersync=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"},
	} {
		c := (web.Sessions{Plain: tt.plain}).Cookie("secret", tt.lasts)
		if got := c.String(); got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

func TestTheCookieIsReadOnlyWithoutAnAuthorizationHeader(t *testing.T) {
	gate := gateFunc(func(text string) (access.Principal, error) {
		if text != "good" {
			return access.Principal{}, fault.New(fault.Unauthenticated, "invalid_token", "No.")
		}
		return access.Principal{Kind: access.AdminKey, Credential: "key"}, nil
	})
	for _, tt := range []struct {
		name   string
		header http.Header
		opens  bool
	}{
		{"the cookie alone", http.Header{"Cookie": {"__Host-usersync=good"}}, true},
		{"beside others", http.Header{"Cookie": {"a=b; __Host-usersync=good; c=d"}}, true},
		{"the header alone", http.Header{"Authorization": {"Bearer good"}}, true},
		{"a wrong header beside the cookie", http.Header{"Authorization": {"Bearer bad"}, "Cookie": {"__Host-usersync=good"}}, false},
		{"an empty header beside the cookie", http.Header{"Authorization": {""}, "Cookie": {"__Host-usersync=good"}}, false},
		{"two cookies", http.Header{"Cookie": {"__Host-usersync=good; __Host-usersync=good"}}, false},
		{"a wrong cookie", http.Header{"Cookie": {"__Host-usersync=bad"}}, false},
		{"nothing", http.Header{}, false},
	} {
		r := &http.Request{Method: http.MethodGet, Header: tt.header}
		p, err := web.Sessions{}.Authenticate(r.WithContext(t.Context()), gate)
		if (err == nil) != tt.opens || tt.opens && p.Credential != "key" || err != nil && !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %+v, %v", tt.name, p, err)
		}
	}
}
