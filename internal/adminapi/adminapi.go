// Package adminapi is the JSON API of the console, the command line and scripts at /api/v1: OpenAPI 3.1 in, problem+json out
// (RFC 9457). It turns requests into calls of the use cases, and their results into the documented shapes.
//
// It decides nothing about users, rules or seats, stores nothing and makes no principal: whoever asks was authenticated by
// package access. routes.go is the whole surface on one page, errors.go the one table of statuses.
package adminapi

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/provision"
	"usersync/internal/throttle"
	"usersync/internal/web"
)

// Prefix is where the API lies.
const Prefix = "/api/v1"

// DocsPath is where the readable list of operations lies.
const DocsPath = "/api/docs"

// MaxBody is how many bytes a request body may have.
const MaxBody = 256 << 10

// Config is what the API stands on. Every field but Mailbox, Codes and PlainHTTP must be set.
type Config struct {
	Gate        web.Authenticator
	Publisher   *provision.Publisher
	Rules       *provision.Rules
	Catalogue   *provision.Catalogue
	Previews    Previews
	Tester      Tester
	Accounts    *provision.Accounts
	Keys        *provision.Keys
	Connections *provision.Connections
	Requests    Requests
	Extensions  *provision.Extensions
	Audit       Audit
	Chain       Chain
	Clients     *provision.Clients
	Expiries    *provision.Expiries
	Deployment  Deployment
	Runs        Runs
	Plans       Plans
	Holds       Holds
	Status      Status
	Failures    Failures
	Users       Users
	Resolver    Resolver
	Explainer   Explainer
	Hands       Hands
	Eraser      Eraser
	Welcomer    Welcomer
	Tracer      Tracer
	Timeline    *provision.Timeline
	Line        Line
	Directory   Directory
	Mailbox     Mailbox // nil where mails are really sent
	Feedback    Feedback
	Circuit     Circuit
	Attempts    Idempotency
	SCIMURL     string // where identity providers reach SCIM, as "https://sync.example.com/scim/v2"
	TokenURL    string // where their OAuth clients get access tokens
	Codes       Codes  // nil where browsers sign in by keys only
	PlainHTTP   bool   // browsers come without TLS, as on a laptop
	Log         *slog.Logger
	Now         func() time.Time
	NewID       func() string
	// Sleep waits between the looks of a request that waits for something, and between tries; an error ends the waiting, and the request is answered as things stand.
	Sleep func(ctx context.Context, d time.Duration) error
}

// server is the API under construction and at work.
type server struct {
	Config
	api    huma.API
	routes *surface
	wrong  throttle.Buckets // keys and codes at the sign-in, by address
}

// New returns the API's handler, for the paths below /api. It is safe for concurrent use.
func New(c Config) http.Handler {
	s := newServer(c)
	door := &web.Door{Name: "admin", Log: c.Log, Now: c.Now, NewID: c.NewID, Render: render}
	return door.Wrap(s.handler())
}

func newServer(c Config) *server {
	strictNames()
	s := &server{Config: c, routes: &surface{gate: c.Gate, once: once{attempts: c.Attempts, now: c.Now, newID: c.NewID, sleep: c.Sleep, log: c.Log}}}
	s.api = huma.NewAPI(humaConfig(), s.routes)
	s.install()
	return s
}

// strictNames makes member names case-sensitive; the library has only this one switch for it.
var strictNames = sync.OnceFunc(func() { huma.ValidateStrictCasing = true })
