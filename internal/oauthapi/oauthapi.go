// Package oauthapi is the token endpoint for OAuth 2 clients of connections (RFC 6749 section 4.4) and the document that describes it (RFC 8414).
//
// It reads forms, renders tokens and errors, and slows down whoever guesses. It does not know what a good proof is (package oauth does), keeps nothing but
// counts of failures, and serves no other grant.
package oauthapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/oauth"
	"usersync/internal/throttle"
	"usersync/internal/web"
)

// The paths that the door stands on.
const (
	TokenPath    = "/scim/oauth/token" // #nosec G101 -- an address
	MetadataPath = "/.well-known/oauth-authorization-server"
)

// maxBody is how many bytes a form may have: an assertion and the rest.
const maxBody = oauth.MaxAssertion + 8<<10

// guesses is how many wrong proofs may come from one address.
var guesses = throttle.Rate{PerSecond: 1.0 / 6, Burst: 20}

// Issuer gives access tokens; *oauth.Issuer is one. Safe for concurrent use.
type Issuer interface {
	Issue(ctx context.Context, p oauth.Proof) (access.Credential, access.Secret, error)
}

// Config is what the door needs. Every field must be set.
type Config struct {
	Issuer Issuer
	URL    string // absolute, where clients reach the product, without a slash at the end: the issuer
	Log    *slog.Logger
	Now    func() time.Time
	NewID  func() string // mints request ids
}

type server struct {
	Config
	failures throttle.Buckets // by address
}

// New makes the door. It is safe for concurrent use.
func New(c Config) http.Handler {
	s := &server{Config: c}
	router := web.NewRouter("", []web.Route{
		{Pattern: TokenPath, Methods: web.Methods{"POST": s.token}},
		{Pattern: MetadataPath, Methods: web.Methods{"GET": s.metadata}},
	})
	door := &web.Door{Name: "oauth", Log: c.Log, Now: c.Now, NewID: c.NewID, Render: render}
	return door.Wrap(router.Handle)
}

// token is POST /scim/oauth/token.
func (s *server) token(w http.ResponseWriter, r *http.Request) error {
	sender := web.Sender(r)
	if wait := s.failures.Take(sender, guesses, s.Now(), 0); wait > 0 {
		return errGuessing(wait)
	}
	asked, err := readRequest(w, r)
	if err != nil {
		return err
	}
	c, secret, err := s.Issuer.Issue(r.Context(), asked)
	if fault.Is(err, fault.Unauthenticated) {
		s.failures.Take(sender, guesses, s.Now(), 1)
	}
	if err != nil {
		return err
	}
	web.Identify(r.Context(), access.Principal{Kind: c.Kind, Connection: c.Connection, Credential: c.Client})
	w.Header().Set("Pragma", "no-cache") // RFC 6749 section 5.1; Cache-Control is set by the door
	writeJSON(w, http.StatusOK, tokenAnswer{secret.Reveal(), "Bearer", int(oauth.TokenLife / time.Second), scope})
	return nil
}

// tokenAnswer is RFC 6749 section 5.1.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"` // seconds
	Scope       string `json:"scope"`
}

// metadata is the document of RFC 8414: what works, and nothing else.
func (s *server) metadata(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                s.URL,
		"token_endpoint":                        s.URL + TokenPath,
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": oauth.Algorithms(),
		"grant_types_supported":                            []string{grantType},
		"response_types_supported":                         []string{}, // nobody logs in here
		"scopes_supported":                                 []string{scope},
	})
	return nil
}
