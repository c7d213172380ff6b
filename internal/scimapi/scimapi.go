// Package scimapi is SCIM 2.0 over HTTP (RFC 7644): the door through which identity providers push users and groups.
//
// routes.go is the whole surface on one page, errors.go the one table that turns failures into statuses, and tolerance.go
// the places where we take from real identity providers what the standard does not ask us to take. A request is decoded,
// brought into canonical form by scim/schema, handed to the use cases of directory, and the outcome is rendered.
//
// The package decides nothing about users and groups, and stores nothing.
package scimapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim"
	"usersync/internal/scim/patch"
	"usersync/internal/scim/schema"
	"usersync/internal/throttle"
	"usersync/internal/web"
)

// Base is the path that the door stands on.
const Base = "/scim/v2"

// UserDirectory is the use cases on users. directory.Service says what each promises; all are safe for concurrent use.
type UserDirectory interface {
	CreateUser(ctx context.Context, p access.Principal, attrs scim.Object) (directory.User, error)
	User(ctx context.Context, a access.Account, id string, groups bool) (directory.User, error)
	Users(ctx context.Context, a access.Account, q directory.Query) (directory.List[directory.User], error)
	ReplaceUser(ctx context.Context, p access.Principal, id string, attrs scim.Object, pre directory.Precondition) (directory.User, error)
	PatchUser(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre directory.Precondition) (directory.User, error)
	DeleteUser(ctx context.Context, p access.Principal, id string, pre directory.Precondition) error
	RetireUser(ctx context.Context, p access.Principal, id string, pre directory.Precondition) error
}

// GroupDirectory is the use cases on groups.
type GroupDirectory interface {
	CreateGroup(ctx context.Context, p access.Principal, attrs scim.Object, members []string) (directory.Group, error)
	Group(ctx context.Context, a access.Account, id string, members bool) (directory.Group, error)
	Groups(ctx context.Context, a access.Account, q directory.Query) (directory.List[directory.Group], error)
	ReplaceGroup(ctx context.Context, p access.Principal, id string, attrs scim.Object, members []string, pre directory.Precondition) (directory.Group, error)
	PatchGroup(ctx context.Context, p access.Principal, id string, ops []patch.Op, pre directory.Precondition) (directory.Group, error)
	DeleteGroup(ctx context.Context, p access.Principal, id string, pre directory.Precondition) error
}

var (
	_ UserDirectory  = (*directory.Service)(nil)
	_ GroupDirectory = (*directory.Service)(nil)
)

// Connections says how a connection wants to be served; *provision.Connections is one. Safe for concurrent use.
type Connections interface {
	// Recent is a connection as it was a short time ago.
	Recent(ctx context.Context, a access.Account, id string) (provision.Connection, error)
}

// Schemas says which extensions an account has; *provision.Extensions is one. Safe for concurrent use.
type Schemas interface {
	// Types is the resource types as they were for the account a short time ago.
	Types(ctx context.Context, a access.Account) (schema.Types, error)
}

// Config is what the door needs. Every field but Types, Customs, Rate and Recorder must be set.
type Config struct {
	Users       UserDirectory
	Groups      GroupDirectory
	Gate        web.Authenticator
	Connections Connections
	Schemas     Schemas
	Types       []*schema.ResourceType // of the deployment's own, beside those of the standard; may be empty
	Customs     CustomDirectory        // may be nil without Types
	BaseURL     string                 // absolute, as the identity provider sees the door, without a slash at the end: "https://sync.example.com/scim/v2"
	Log         *slog.Logger
	Now         func() time.Time
	NewID       func() string // mints request ids
	// CursorKey is the key that seals cursors: 32 bytes, the same in all processes of a deployment, and kept for longer than a cursor lives.
	CursorKey func(context.Context) ([]byte, error)
	// Rate is what a connection may send to this process unless it is set otherwise; an operation of a bulk request counts as a request. Zero: as much as it likes.
	Rate     throttle.Rate
	Recorder Recorder // nil: nobody looks at requests
}

// api answers the requests. It is immutable but for what rates counts.
type api struct {
	users       UserDirectory
	groups      GroupDirectory
	connections Connections
	schemas     Schemas
	customs     CustomDirectory
	own         []*schema.ResourceType // of the deployment's own
	baseURL     string
	userType    *schema.ResourceType
	groupType   *schema.ResourceType
	log         *slog.Logger
	now         func() time.Time
	cursorKey   func(context.Context) ([]byte, error)
	resources   *web.Router // where the operations of a bulk request go
	recorder    Recorder
	rates       rates
}

// New makes the door. It answers every path below Base, and every other path with 404, but only after authentication:
// discovery needs a token as well.
func New(c Config) http.Handler {
	a := &api{
		users: c.Users, groups: c.Groups, connections: c.Connections, schemas: c.Schemas, customs: c.Customs, own: c.Types, baseURL: c.BaseURL,
		userType: schema.Users(), groupType: schema.Groups(), log: c.Log, now: c.Now, cursorKey: c.CursorKey,
		recorder: c.Recorder, rates: rates{usual: c.Rate},
	}
	a.resources = web.NewRouter(Base, append(a.resourceRoutes(), a.customRoutes()...))
	router := web.NewRouter(Base, a.routes())
	door := &web.Door{Name: "scim", Log: c.Log, Now: c.Now, NewID: c.NewID, Render: noteFailure(renderError)}
	return a.recorded(door.Wrap(func(w http.ResponseWriter, r *http.Request) error {
		p, err := admit(r, c.Gate)
		noteCaller(r, p, err)
		if err == nil {
			err = a.checkConnection(r, p)
		}
		if err != nil {
			return err
		}
		return router.Handle(w, a.joined(r))
	}))
}

// admit lets in nobody but the token of a connection, or the access token of one of its clients.
func admit(r *http.Request, gate web.Authenticator) (access.Principal, error) {
	p, err := web.Authenticate(r, gate)
	if err != nil {
		return p, err
	}
	if p.Kind != access.SCIMToken && p.Kind != access.AccessToken || !p.May(access.SCIM) || p.Account.IsZero() || p.Connection == "" {
		return p, fault.New(fault.Forbidden, "wrong_credential", "The credential is valid but is not a SCIM token of a connection. Use the token of the connection.")
	}
	return p, nil
}
