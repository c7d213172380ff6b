package adminapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"usersync/internal/access"
	"usersync/internal/fault"
	"usersync/internal/throttle"
	"usersync/internal/web"
)

// sessionPath is where a browser signs in and out.
const sessionPath = Prefix + "/session"

// SessionLife is how long a browser stays signed in at most.
const SessionLife = 12 * time.Hour

// guesses is how many wrong keys and codes may come from one address.
var guesses = throttle.Rate{PerSecond: 1.0 / 6, Burst: 20}

// signsInOrOut reports whether a request is one that nobody needs a credential for: its answer is what makes or ends a session.
func signsInOrOut(r *http.Request) bool {
	return r.URL.Path == sessionPath && (r.Method == http.MethodPost || r.Method == http.MethodDelete)
}

// admit finds out who sends a request, unless that is what the request is for.
func (s *server) admit(r *http.Request) error {
	if signsInOrOut(r) {
		return web.CheckOrigin(r)
	}
	_, err := s.sessions().Authenticate(r, s.Gate)
	return err
}

// SessionView is who is signed in.
type SessionView struct {
	Account   SessionName `json:"account"`
	Scopes    []string    `json:"scopes" nullable:"false" doc:"What the key may do: some of read, write and owner, with all that they include."`
	Key       SessionName `json:"key" doc:"The admin key that the session stands on: it ends with it."`
	ExpiresAt *Moment     `json:"expiresAt,omitempty" doc:"When the key ends; absent: never. A browser is signed out after 12 hours at the latest."`
}

// SessionName is a thing by its id and name.
type SessionName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type sessionOutput struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   SessionView
}

type sessionView struct{ Body SessionView }

func (s *server) getSession(ctx context.Context, _ *empty) (*sessionView, error) {
	view, _, err := s.session(ctx, web.Principal(ctx))
	return &sessionView{view}, err
}

// signInInput is the body, and the request for what it says of its sender.
type signInInput struct {
	request *http.Request
	Body    struct {
		Key  string `json:"key,omitempty" maxLength:"4096" doc:"An admin key. Either this or code is needed."`
		Code string `json:"code,omitempty" maxLength:"4096" doc:"A one-time code, as usersync serve prints it in a link."`
	}
}

// Resolve implements huma.Resolver.
func (in *signInInput) Resolve(c huma.Context) []error {
	in.request, _ = humago.Unwrap(c)
	return nil
}

func (s *server) signIn(ctx context.Context, in *signInInput) (*sessionOutput, error) {
	if (in.Body.Key == "") == (in.Body.Code == "") {
		return nil, fault.New(fault.Invalid, "invalid_value", "Either key or code is needed, and not both.").At("key", "Is needed, or code in its place.")
	}
	sender := web.Sender(in.request)
	if wait := s.wrong.Take(sender, guesses, s.Now(), 0); wait > 0 {
		return nil, errGuessing(wait)
	}
	key, p, err := s.shown(ctx, in)
	if fault.Is(err, fault.Unauthenticated) {
		s.wrong.Take(sender, guesses, s.Now(), 1)
		return nil, errSignIn()
	}
	if err != nil {
		return nil, err
	}
	web.Identify(ctx, p)
	view, lasts, err := s.session(ctx, p)
	return &sessionOutput{Cookie: s.sessions().Cookie(key, lasts), Body: view}, err
}

// shown is the admin key that somebody signs in with, and whose it is.
func (s *server) shown(ctx context.Context, in *signInInput) (key string, p access.Principal, err error) {
	key = in.Body.Key
	if in.Body.Code != "" {
		if s.Codes == nil {
			return "", p, errSignIn()
		}
		secret, err := s.Codes.Redeem(ctx, in.Body.Code)
		if err != nil {
			return "", p, err
		}
		key = secret.Reveal()
	}
	p, err = s.Gate.Authenticate(ctx, key)
	if err == nil && (p.Kind != access.AdminKey || p.Account.IsZero()) {
		err = fault.New(fault.Forbidden, "wrong_credential", "Signing in needs an admin key of an account; neither a SCIM token nor the operator key does.")
	}
	return key, p, err
}

// session says who is signed in, and for how long at most.
func (s *server) session(ctx context.Context, p access.Principal) (view SessionView, lasts time.Duration, err error) {
	a, err := s.Accounts.Account(ctx, p.Account)
	if err != nil {
		return view, 0, err
	}
	key, err := s.Keys.Get(ctx, p.Account, access.AdminKey, p.Credential)
	if err != nil {
		return view, 0, err
	}
	lasts = SessionLife
	if !key.Expires.IsZero() {
		lasts = min(lasts, key.Expires.Sub(s.Now()))
	}
	view = SessionView{Account: SessionName{a.ID, a.Name}, Scopes: included(p), Key: SessionName{key.ID, key.Name}}
	view.ExpiresAt = momentOrNull(key.Expires)
	return view, lasts, nil
}

// included lists the scopes of a principal with those that they include.
func included(p access.Principal) []string {
	all := slices.DeleteFunc([]access.Scope{access.Read, access.Write, access.Owner}, func(scope access.Scope) bool { return !p.May(scope) })
	return convert(all, func(scope access.Scope) string { return string(scope) })
}

type signOutOutput struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

// signOutInput is the request, for its cookie.
type signOutInput struct{ request *http.Request }

// Resolve implements huma.Resolver.
func (in *signOutInput) Resolve(c huma.Context) []error {
	in.request, _ = humago.Unwrap(c)
	return nil
}

// signOut takes the cookie away, whatever it is worth. A key that was made for a one-time code ends with it; one that somebody pasted goes on: they may need it elsewhere.
func (s *server) signOut(ctx context.Context, in *signOutInput) (*signOutOutput, error) {
	if credential, ok := s.sessions().Credential(in.request); ok && s.Codes != nil {
		p, err := s.Gate.Authenticate(ctx, credential)
		if err == nil && p.Kind == access.AdminKey {
			err = s.Codes.End(ctx, p.Account, p.Credential)
		}
		if err != nil && !fault.Is(err, fault.Unauthenticated) {
			return nil, err
		}
	}
	return &signOutOutput{s.sessions().Cookie("", 0)}, nil
}

func (s *server) sessions() web.Sessions { return web.Sessions{Plain: s.PlainHTTP} }

// errSignIn has the same words for whatever does not open the door.
func errSignIn() error {
	return fault.New(fault.Unauthenticated, "sign_in_failed", "The key or code is unknown, used, expired or revoked. Ask an owner of the account for a new key, or start the product anew for a new link.")
}

func errGuessing(wait time.Duration) error {
	e := fault.New(fault.TooMany, "too_many_failures", "Too many wrong keys or codes came from this address. Try again after the time in Retry-After.")
	e.RetryAfter = wait
	return e
}
