package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/web"
)

// gateFunc is an Authenticator of one function.
type gateFunc func(text string) (access.Principal, error)

func (f gateFunc) Authenticate(_ context.Context, text string) (access.Principal, error) {
	return f(text)
}

func TestAuthenticateReadsExactlyOneBearerCredential(t *testing.T) {
	long := "Bearer " + strings.Repeat("a", web.MaxAuthorization)
	for _, c := range []struct {
		name    string
		headers []string
		text    string // that the gate sees; "" when it is not asked
	}{
		{"as usual", []string{"Bearer tok"}, "tok"},
		{"the scheme in any case", []string{"bEARER tok"}, "tok"},
		{"more spaces", []string{"Bearer   tok "}, "tok"},
		{"no header", nil, ""},
		{"empty header", []string{""}, ""},
		{"the scheme alone", []string{"Bearer"}, ""},
		{"nothing behind the scheme", []string{"Bearer  "}, ""},
		{"another scheme", []string{"Basic dXNlcjpwYXNz"}, ""},
		{"no scheme", []string{"tok"}, ""},
		{"two headers", []string{"Bearer tok", "Bearer tok"}, ""},
		{"two credentials in one header", []string{"Bearer tok, Bearer tok"}, ""},
		{"two words", []string{"Bearer tok tok"}, ""},
		{"over 4 KB", []string{long}, ""},
		{"exactly 4 KB", []string{long[:web.MaxAuthorization]}, long[len("Bearer "):web.MaxAuthorization]},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/?access_token=tok", nil)
			for _, v := range c.headers {
				r.Header.Add("Authorization", v)
			}
			seen := ""
			_, err := web.Authenticate(r, gateFunc(func(text string) (access.Principal, error) {
				seen = text
				return access.Principal{}, nil
			}))
			if seen != c.text {
				t.Errorf("the gate saw %q, want %q", seen, c.text)
			}
			if refused := fault.Is(err, fault.Unauthenticated); refused == (c.text != "") {
				t.Errorf("err = %v", err)
			}
		})
	}
}

func TestARefusalOfTheGateIsPassedOn(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer tok")
	_, err := web.Authenticate(r, gateFunc(func(string) (access.Principal, error) {
		return access.Principal{}, fault.New(fault.Unauthenticated, "invalid_token", "no")
	}))
	if fault.Code(err) != "invalid_token" {
		t.Errorf("err = %v", err)
	}
}
