package web

import (
	"context"
	"net/http"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// ConsoleHeader is the header that every request of a signed-in browser carries that may change something. No page of another origin can send it unasked.
const ConsoleHeader = "Usersync-Console"

// Names of the cookie. The prefix has browsers demand Secure and Path=/ and refuse a Domain (RFC 6265bis section 4.1.3.2), which plain HTTP cannot have.
const (
	secureCookie = "__Host-usersync"
	plainCookie  = "usersync-session"
)

// Sessions is how a browser that has signed in is known again: by a cookie that scripts cannot read, and whose value is the credential itself. There is no session beside the
// credential: whatever ends that ends the session.
type Sessions struct {
	Plain bool // over HTTP without TLS, as on a laptop's loopback address
}

func (s Sessions) name() string {
	if s.Plain {
		return plainCookie
	}
	return secureCookie
}

// Cookie is the cookie of a session that lasts for a time; 0 or less ends it.
func (s Sessions) Cookie(credential string, lasts time.Duration) http.Cookie {
	age := int(lasts / time.Second)
	if age <= 0 {
		credential, age = "", -1
	}
	return http.Cookie{ //nolint:gosec // without TLS browsers refuse a Secure cookie
		Name: s.name(), Value: credential, Path: "/", MaxAge: age, Secure: !s.Plain, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// Authenticate is the function Authenticate for doors that browsers use, too: a request without any Authorization header may come with the cookie instead, and is then refused where
// CheckOrigin refuses it. The cookie stands for an account's admin key and nothing else. fault.Unauthenticated; fault.Forbidden (cross_site).
func (s Sessions) Authenticate(r *http.Request, gate Authenticator) (access.Principal, error) {
	if _, given := r.Header["Authorization"]; given {
		return Authenticate(r, gate)
	}
	credential, ok := s.Credential(r)
	if !ok {
		return access.Principal{}, errNoCredential()
	}
	p, err := gate.Authenticate(r.Context(), credential)
	if err != nil {
		return access.Principal{}, err
	}
	if p.Kind != access.AdminKey {
		return access.Principal{}, errNoCredential()
	}
	if err := CheckOrigin(r); err != nil {
		return access.Principal{}, err
	}
	Identify(r.Context(), p)
	return p, nil
}

// Credential is the value of the one cookie of a session; ok is false where there is none, or more than one.
func (s Sessions) Credential(r *http.Request) (credential string, ok bool) {
	cookies := r.CookiesNamed(s.name())
	if len(cookies) != 1 || len(cookies[0].Value) > MaxAuthorization {
		return "", false
	}
	return cookies[0].Value, true
}

// CheckOrigin refuses a request that may change something and that a page of another origin can have caused: one without ConsoleHeader, or whose Sec-Fetch-Site, or else Origin, names
// another origin. fault.Forbidden (cross_site).
func CheckOrigin(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if r.Header.Get(ConsoleHeader) != "1" || new(http.CrossOriginProtection).Check(r) != nil {
		return fault.New(fault.Forbidden, "cross_site", "With a session only pages of this origin may change something: send the header %q with the value 1, or an admin key in place of the cookie.", ConsoleHeader)
	}
	return nil
}

// Identify notes who sends a request, for its line in the log and for Principal, where that was found out by other means than Authenticate.
func Identify(ctx context.Context, p access.Principal) { entryOf(ctx).principal = p }
