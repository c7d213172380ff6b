// Package app puts the product together: ports in, application out. It is the same for every way of running it; what differs
// (the engine, the queues, the mail service, the clock) is handed in.
//
// It decides nothing of its own and opens nothing.
package app

import (
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/inspect"
	"usersync/internal/notify"
	"usersync/internal/oauth"
	"usersync/internal/oauthapi"
	"usersync/internal/provision"
	"usersync/internal/scim/schema"
	"usersync/internal/scimapi"
	"usersync/internal/store"
	"usersync/internal/table"
	"usersync/internal/web"
)

// Config is what the product stands on. Every field but ConsoleURL (where no mail is sent), Mailbox, Wait, MailStopped, SCIMRate, Expiring and OperatorKey must be set.
type Config struct {
	DB     table.Table
	Queues provision.Sender
	Mailer notify.Mailer
	Log    *slog.Logger

	URL        string           // where identity providers reach the product, without a slash at the end: "https://sync.example.com"
	ConsoleURL string           // where the console is, which mails to admins lead to; the same way: "https://sync.example.com/console"
	Mailbox    adminapi.Mailbox // nil where mails are really sent

	ResourceTypes []*schema.ResourceType // of the deployment's own; may be empty

	Now       func() time.Time
	NewID     func() string                                    // ULIDs
	Sleep     func(ctx context.Context, d time.Duration) error // between tries that lost a race
	Wait      func(ctx context.Context, d time.Duration) error // between the looks of a request that waits; fails when the process is about to end; nil: Sleep
	Rand      func() float64                                   // in [0, 1), for jitter
	Random    io.Reader                                        // for secrets
	AccountOf func(id string) access.Account                   // names the account of a message of ours, or of the operator's request

	OperatorKey [sha256.Size]byte // hash of an operator key that is in no store (access.Gate); zero where there is none

	// Instance names this process, and Sole says that there is no other: a mail that another instance had in hand was left by one that died, and the last requests of
	// identity providers are kept in memory.
	Instance string
	Sole     bool
	// SCIMRate is how many SCIM requests in a second a connection may send to this process unless it is set otherwise, and twice as many at once; 0: as many as it likes.
	SCIMRate int
	// Expiring is told of each credential that expires, 30, 14, 7 and 1 days before; nil: it goes to the log.
	Expiring provision.Teller
	// MailStopped is told when the mail service takes no mails any more; nil: it goes to the log.
	MailStopped func(ctx context.Context, c notify.Circuit)
	// IndexLag is how far lists may be behind the truth; 0 where they never are.
	IndexLag time.Duration
}

// App is the product.
type App struct {
	config      Config
	gate        *access.Gate
	store       *store.Store
	directory   *directory.Service
	resolver    *provision.Resolver
	hands       *provision.Hands
	eraser      *provision.Eraser
	runner      *provision.Runner
	planner     *provision.Planner
	autopilot   *provision.Autopilot
	gone        *provision.GoneGroups
	holds       *provision.Holds
	relay       *provision.Relay
	sweeper     *provision.Sweeper
	founder     *provision.Founder
	rules       *provision.Rules
	catalogue   *provision.Catalogue
	accounts    *provision.Accounts
	keys        *provision.Keys
	connections *provision.Connections
	extensions  *provision.Extensions
	clients     *provision.Clients
	expiries    *provision.Expiries
	mails       *notify.Sender
	feedback    *notify.Feedback
	cursorKey   cursorKey
	exchanges   exchanges
	codes       codes
}

// exchanges is where the last requests of identity providers are kept.
type exchanges interface {
	scimapi.Recorder
	adminapi.Requests
	forgetter
}

// New puts the product together.
func New(c Config) *App {
	if c.Wait == nil {
		c.Wait = c.Sleep
	}
	s := store.New(c.DB)
	app := &App{config: c, store: s}
	app.codes.app = app
	app.keys = &provision.Keys{Store: s, Now: c.Now, Random: c.Random}
	app.connections = &provision.Connections{Store: s, Keys: app.keys, Now: c.Now, NewID: c.NewID}
	publisher := &provision.Publisher{Store: s, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand}
	app.extensions = &provision.Extensions{Publisher: publisher, Store: s, Now: c.Now, Taken: schemaIDs(c.ResourceTypes)}
	app.directory = &directory.Service{Store: s, Settings: app.connections, Schemas: app.extensions, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand}
	app.clients = &provision.Clients{Store: s, Connections: app.connections}
	app.expiries = &provision.Expiries{Store: s, Keys: app.keys, Tell: app.tellExpiring, AccountOf: c.AccountOf, Now: c.Now}
	app.resolver = &provision.Resolver{Policies: s, Records: s, Seats: s, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand}
	app.resolver.Returns = &provision.Returns{Tombs: s, Sign: app.sign}
	app.hands = &provision.Hands{Store: s, Policies: s, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand}
	app.planner = &provision.Planner{Store: s, Heads: s, Policies: s, Records: s, Groups: s, People: s, Seats: app.resolver, Keys: app.keys, Drafts: s, Holds: s, Accounts: s, Sender: c.Queues, Now: c.Now, NewID: c.NewID}
	app.autopilot = &provision.Autopilot{Planner: app.planner, PlanID: autoPlanID}
	app.gone = &provision.GoneGroups{Publisher: publisher, Store: s, Sender: c.Queues, Now: c.Now}
	app.holds = &provision.Holds{
		Store: s, Plans: app.planner, Policies: s, Drafts: s, People: s, Users: s, Accounts: s, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand,
	}
	app.eraser = &provision.Eraser{Store: s, Plans: s, Directory: app.directory, Sign: app.sign, Now: c.Now, NewID: c.NewID, Sleep: c.Sleep, Rand: c.Rand}
	app.runner = &provision.Runner{
		Heads: s, Parts: s, People: s, Policies: s, Resolver: app.resolver, Sender: c.Queues, Dry: app.planner, Lines: app.resolver, Failing: s, Gone: app.gone,
		Now: c.Now, NewID: c.NewID, IndexLag: c.IndexLag,
	}
	app.relay = &provision.Relay{Policies: s, Sender: c.Queues}
	app.sweeper = &provision.Sweeper{
		Policies: s, Sender: c.Queues, Bells: store.NewBells(c.DB, c.AccountOf), Accounts: s, AccountOf: c.AccountOf,
		Journals: app.directory, Runs: app.runner, People: s, Lines: app.resolver, Now: c.Now,
		Hands: app.hands, Auto: app.autopilot, Holds: app.holds, Gone: app.gone, Erasing: app.eraser,
		Watch: &provision.SeatWatch{Accounts: s, Policies: s, Seats: s, Low: s, Now: c.Now, NewID: c.NewID},
		Audit: &provision.Sealer{Store: s, Sealed: app.logSealed, Now: c.Now},
	}
	app.rules = &provision.Rules{Publisher: publisher, Groups: s, Drafts: s, History: s, Accounts: s}
	app.catalogue = &provision.Catalogue{Publisher: publisher, Seats: app.resolver, Templates: s, Mail: notify.Checker{}, Hands: s, Drafts: s}
	app.accounts = &provision.Accounts{Publisher: publisher, Store: s, Drafts: s, Plans: app.planner, People: s, Mail: notify.Checker{}}
	app.founder = &provision.Founder{Store: s, Now: c.Now, NewID: c.NewID}
	app.mails = &notify.Sender{
		Ledger: s, People: s, Switch: s, Templates: s, Mailer: c.Mailer, Notices: s, Now: c.Now, Instance: c.Instance, Sole: c.Sole,
		Console:  c.ConsoleURL,
		Circuits: s, Opened: c.MailStopped,
	}
	if c.MailStopped == nil {
		app.mails.Opened = app.logMailStopped
	}
	app.feedback = &notify.Feedback{Ledger: s, People: s}
	app.exchanges = &inspect.Ring{}
	if !c.Sole {
		app.exchanges = store.NewExchanges(c.DB, c.Instance, c.Now)
	}
	app.eraser.Keepsakes = app.keepsakes()
	app.gate = &access.Gate{Credentials: s, Tokens: s, Uses: s, Now: c.Now, Operator: c.OperatorKey}
	return app
}

// SCIM makes the doors for identity providers: SCIM at /scim/v2, and what gives access tokens to their OAuth 2 clients. It takes milliseconds: a process makes
// the doors that it has, once each.
func (app *App) SCIM() http.Handler {
	tokens := app.tokens()
	return web.Mount(app.scim(), map[string]http.Handler{oauthapi.TokenPath: tokens, oauthapi.MetadataPath: tokens})
}

func (app *App) scim() http.Handler {
	c := app.config
	return scimapi.New(scimapi.Config{
		Users: app.directory, Groups: app.directory, Gate: app.gate, Connections: app.connections, Schemas: app.extensions, Types: c.ResourceTypes, Customs: app.directory, BaseURL: c.URL + scimapi.Base, Log: c.Log, Now: c.Now, NewID: c.NewID,
		CursorKey: app.CursorKey, Recorder: app.exchanges, Rate: scimapi.RateOf(c.SCIMRate),
	})
}

func (app *App) tokens() http.Handler {
	c := app.config
	return oauthapi.New(oauthapi.Config{
		Issuer: &oauth.Issuer{
			Store: app.store, Open: app.open, Now: c.Now, Random: c.Random, Audiences: []string{c.URL + oauthapi.TokenPath, c.URL},
		},
		URL: c.URL, Log: c.Log, Now: c.Now, NewID: c.NewID,
	})
}

// open fails when a connection is paused or gone.
func (app *App) open(ctx context.Context, account, connection string) error {
	c, err := app.connections.Get(ctx, app.config.AccountOf(account), connection)
	if err == nil && c.Paused {
		err = fault.New(fault.Forbidden, "connection_paused", "The connection is paused.")
	}
	return err
}

// Admin makes the door at /api. It takes many milliseconds, as SCIM.
func (app *App) Admin() http.Handler {
	c, s := app.config, app.store
	previews := &notify.Previewer{People: s, Switch: s, Drafts: s, Now: c.Now, NewID: c.NewID}
	return adminapi.New(adminapi.Config{
		Gate:        app.gate,
		Publisher:   app.rules.Publisher,
		Rules:       app.rules,
		Catalogue:   app.catalogue,
		Previews:    previews,
		Tester:      &notify.Tester{Tests: s, Previews: previews, Now: c.Now},
		Accounts:    app.accounts,
		Keys:        app.keys,
		Connections: app.connections,
		Requests:    app.exchanges,
		Extensions:  app.extensions,
		Audit:       s,
		Chain:       &provision.AuditVerifier{Store: s},
		Clients:     app.clients,
		Expiries:    app.expiries,
		Deployment:  deployment{app},
		Runs:        app.runner,
		Plans:       app.planner,
		Holds:       app.holds,
		Status:      app.status(),
		Failures:    &provision.FailureReader{List: s},
		Users:       &provision.UserReader{Users: s, Policies: s, Seats: s},
		Resolver:    app.resolver,
		Hands:       app.hands,
		Eraser:      app.eraser,
		Welcomer: &provision.Welcomer{
			Store: s, Policies: s, Records: s, Explain: &provision.Explainer{Policies: s, Records: s, History: s, Now: c.Now}, Now: c.Now, NewID: c.NewID,
		},
		Timeline:  &provision.Timeline{History: s, Holds: s},
		Tracer:    &provision.Tracer{Resolver: app.resolver, Supposer: s, Drafts: s},
		Explainer: &provision.Explainer{Policies: s, Records: s, History: s, Now: c.Now},
		Line:      s,
		Directory: app.directory,
		Mailbox:   c.Mailbox,
		Feedback:  app.feedback,
		Circuit:   s,
		Attempts:  s,
		Codes:     app.signIn(),
		SCIMURL:   c.URL + scimapi.Base,
		TokenURL:  c.URL + oauthapi.TokenPath,
		PlainHTTP: strings.HasPrefix(c.URL, "http://"),
		Log:       c.Log,
		Now:       c.Now,
		NewID:     c.NewID,
		Sleep:     c.Wait,
	})
}

// status reads the sync page at a glance.
func (app *App) status() *provision.StatusReader {
	s := app.store
	return &provision.StatusReader{Gauges: s, Heads: s, People: s, Failed: s, Auto: app.autopilot}
}

// schemaIDs lists the URNs of the schemas of resource types.
func schemaIDs(types []*schema.ResourceType) []string {
	var urns []string
	for _, rt := range types {
		urns = append(urns, rt.Core.ID)
		for _, e := range rt.Extensions {
			urns = append(urns, e.ID)
		}
	}
	return urns
}
