package web

import (
	"context"
	"net/http"
	"strings"

	"usersync/internal/access"
	"usersync/internal/fault"
)

// MaxAuthorization is how many bytes an Authorization header may have. A longer one is refused, never passed over in favour of
// another credential.
const MaxAuthorization = 4 << 10

// Authenticator turns the text of a bearer credential into a principal; *access.Gate is one. It fails with fault.Unauthenticated
// for every credential that does not open the door. Safe for concurrent use.
type Authenticator interface {
	Authenticate(ctx context.Context, bearer string) (access.Principal, error)
}

// Authenticate finds out who sends the request, and notes it for the access log and for Principal. The credential is read
// from the one Authorization header and from nowhere else. It fails with fault.Unauthenticated.
func Authenticate(r *http.Request, gate Authenticator) (access.Principal, error) {
	text, ok := bearer(r.Header)
	if !ok {
		return access.Principal{}, errNoCredential()
	}
	p, err := gate.Authenticate(r.Context(), text)
	if err != nil {
		return access.Principal{}, err
	}
	entryOf(r.Context()).principal = p
	return p, nil
}

// errNoCredential has the words of access.Gate, so that a malformed credential looks like an unknown one.
func errNoCredential() error {
	return fault.New(fault.Unauthenticated, "invalid_token",
		"The credential is missing, unknown, expired or revoked. Send it as \"Authorization: Bearer ...\".")
}

// bearer is the credential of exactly one well-formed Authorization header (RFC 6750 section 2.1; the scheme is
// case-insensitive by RFC 9110 section 11.1).
func bearer(h http.Header) (text string, ok bool) {
	values := h.Values("Authorization")
	if len(values) != 1 || len(values[0]) > MaxAuthorization {
		return "", false
	}
	scheme, text, found := strings.Cut(values[0], " ")
	text = strings.Trim(text, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || text == "" || strings.ContainsAny(text, " ,\t") {
		return "", false
	}
	return text, true
}
