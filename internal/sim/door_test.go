package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/provision"
	"usersync/internal/scim/schema"
	"usersync/internal/scimapi"
)

// door is the real door for identity providers, without a network. Making one takes milliseconds, so that one serves many worlds, one at a time.
type door struct {
	http.Handler
	world   *world
	service directory.Service
}

func newDoor() *door {
	d := &door{}
	d.Handler = scimapi.New(scimapi.Config{
		Users: &d.service, Groups: &d.service, Gate: d, Connections: d, Schemas: d, BaseURL: "https://sim.example.com" + scimapi.Base,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return d.world.now() }, NewID: func() string { return d.world.newID() },
		CursorKey: func(context.Context) ([]byte, error) { return make([]byte, 32), nil },
	})
	return d
}

// Authenticate takes the name of an account for its token: credentials are looked at by other tests.
func (d *door) Authenticate(_ context.Context, bearer string) (access.Principal, error) {
	return idpOf(access.FromTrigger(bearer)), nil
}

func idpOf(a access.Account) access.Principal {
	return access.Principal{Kind: access.SCIMToken, Account: a, Connection: "C1", Scopes: []access.Scope{access.SCIM}}
}

func (d *door) Recent(context.Context, access.Account, string) (provision.Connection, error) {
	return provision.Connection{}, nil
}

var builtIn = sync.OnceValue(schema.BuiltIn)

func (d *door) Types(context.Context, access.Account) (schema.Types, error) { return builtIn(), nil }

// doors are those that no world uses.
var doors = sync.Pool{New: func() any { return newDoor() }}

// listen opens the door for a plant.
func (p *plant) listen() {
	p.door = doors.Get().(*door)
	p.door.world, p.door.service = p.world, *p.directory
}

// leave closes it.
func (p *plant) leave() {
	if p.door != nil {
		doors.Put(p.door)
	}
}

type obj = map[string]any

// exchange is one request of an identity provider.
type exchange struct {
	method, path string
	body         obj
	ifMatch      string

	status int
	tag    string // the ETag of the answer
	answer obj
}

// send makes a request; its answer is in x.
func (c *company) send(p *plant, x *exchange) request {
	return func(ctx context.Context) error {
		body, err := json.Marshal(x.body)
		c.must(err)
		r := httptest.NewRequestWithContext(ctx, x.method, "https://sim.example.com"+scimapi.Base+x.path, bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+c.account.ID())
		r.Header.Set("Content-Type", "application/scim+json")
		if x.ifMatch != "" {
			r.Header.Set("If-Match", x.ifMatch)
		}
		w, me, from := httptest.NewRecorder(), c.acting, c.audit.commits
		me.crashed = false
		p.door.ServeHTTP(w, r)
		if me.crashed { // the door takes it for a failure of the handler; but the process is gone, and its answer with it
			panic(crash{})
		}
		x.status, x.tag, x.answer = w.Code, w.Header().Get("ETag"), nil
		if w.Body.Len() > 0 {
			c.must(json.Unmarshal(w.Body.Bytes(), &x.answer))
		}
		c.deeds[fmt.Sprintf("HTTP answer %dxx", x.status/100)]++
		c.checkAnswer(x, me, from)
		return x.failure()
	}
}

// failure is what a client makes of the status.
func (x *exchange) failure() error {
	switch {
	case x.status < 300:
		return nil
	case x.status == http.StatusServiceUnavailable, x.status == http.StatusTooManyRequests:
		return fault.New(fault.Unavailable, "busy", "busy")
	case x.status >= 500:
		return fault.New(fault.Internal, "status", "%d: %v", x.status, x.answer)
	default:
		return fault.New(fault.Invalid, "refused", "%d: %v", x.status, x.answer)
	}
}

// checkAnswer checks what an answer promises: success is stored, and a refusal has left no trace.
func (c *company) checkAnswer(x *exchange, me *actor, from int) {
	kind, id, _ := strings.Cut(strings.TrimPrefix(x.path, "/"), "/")
	if x.method == http.MethodGet || id == "" {
		return
	}
	wrote := c.audit.wrote[id]
	mine := wrote.actor == me && wrote.commit > from
	switch {
	case mine && x.ifMatch != "" && wrote.version != versionOf(x.ifMatch)+1:
		c.wrong("%s %s of %s made version %d, and was for %s alone", x.method, kind, id, wrote.version, x.ifMatch)
	case x.status >= 400 && x.status < 500:
		if mine {
			c.wrong("%s %s of %s was refused with %d, and has happened", x.method, kind, id, x.status)
		}
	case x.status < 300 && x.tag != "":
		version := versionOf(x.tag)
		if stored, there := c.storedVersion(kind, id); there && stored < version {
			c.wrong("%s %s of %s was answered with version %d, stored is %d", x.method, kind, id, version, stored)
		}
	}
}

func versionOf(tag string) (n int64) {
	_, _ = fmt.Sscanf(tag, `W/"%d"`, &n)
	return n
}

func (c *company) storedVersion(kind, id string) (int64, bool) {
	if kind == "Users" {
		u, err := c.raw.directory.User(context.Background(), c.account, id, false)
		return u.Version, err == nil
	}
	g, err := c.raw.directory.Group(context.Background(), c.account, id, false)
	return g.Version, err == nil
}
