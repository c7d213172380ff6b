package adminapi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/inspect"
	"usersync/internal/notify"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/store"
)

// world is one account behind the real API, on the real store in memory. What resolves in the background is played by
// hand; runs and lists of users are stubs that a story fills.
type world struct {
	t         testing.TB
	account   access.Account
	db        *flaky
	store     *store.Store
	directory *directory.Service
	resolver  *provision.Resolver
	runs      *stubRuns
	planner   *provision.Planner
	holds     *provision.Holds
	runner    *provision.Runner
	autopilot *provision.Autopilot
	box       box
	users     *stubUsers
	operated  *deployment
	mails     *stubMailbox
	exchanges inspect.Ring
	config    adminapi.Config
	handler   http.Handler
	log       bytes.Buffer
	key       string // of the admin who asks: every scope
	now       time.Time
	onSleep   func(ctx context.Context, d time.Duration) error

	flying   sync.Mutex
	grounded bool // nothing goes live by itself

	mu  sync.Mutex
	ids int
}

func (w *world) newID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return fmt.Sprintf("01J%023d", w.ids)
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldAt(t, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
}

func newWorldAt(t testing.TB, now time.Time) *world {
	t.Helper()
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	engine := &flaky{Table: db, left: -1}
	w := &world{t: t, db: engine, store: store.New(engine), now: now}
	w.account = access.FromTrigger(w.newID())
	clock := func() time.Time { return w.now }
	sleep := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	chance := func() float64 { return 0.5 }
	w.directory = &directory.Service{Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance, Store: w.store}
	w.resolver = &provision.Resolver{Policies: w.store, Records: w.store, Seats: w.store, Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance}
	publisher := &provision.Publisher{Store: w.store, Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance}
	w.runs, w.users, w.mails = &stubRuns{}, &stubUsers{}, &stubMailbox{}
	w.planner = &provision.Planner{Store: w.store, Heads: w.store, Policies: w.store, Records: w.store, Groups: w.store, People: w.store, Seats: w.resolver, Keys: &provision.Keys{Store: w.store, Now: clock}, Drafts: w.store, Holds: w.store, Accounts: w.store, Sender: &w.box, Now: clock, NewID: w.newID}
	w.autopilot = newAutopilot(w.planner)
	w.holds = &provision.Holds{
		Store: w.store, Plans: w.planner, Policies: w.store, Drafts: w.store, People: w.store, Users: w.store, Accounts: w.store, Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance,
	}
	w.runner = &provision.Runner{
		Heads: w.store, Parts: w.store, People: w.store, Policies: w.store, Resolver: w.resolver, Sender: &w.box, Dry: w.planner, Lines: w.resolver,
		Failing: w.store, Now: clock, NewID: w.newID,
	}
	w.runs.Runner = w.runner
	w.onSleep = sleep
	w.operated = &deployment{w: w}
	w.config = adminapi.Config{
		Gate:      &access.Gate{Credentials: w.store, Now: clock},
		Publisher: publisher,
		Rules:     &provision.Rules{Publisher: publisher, Groups: w.store, Drafts: w.store, History: w.store, Accounts: w.store},
		Catalogue: &provision.Catalogue{Publisher: publisher, Seats: w.resolver, Templates: w.store, Mail: strictMail{}, Hands: w.store, Drafts: w.store},
		Previews:  &notify.Previewer{People: w.store, Switch: w.store, Drafts: w.store, Now: clock, NewID: w.newID},
		Accounts:  &provision.Accounts{Publisher: publisher, Store: w.store, Drafts: w.store, Plans: w.planner, People: w.store, Mail: notify.Checker{}},
		Keys:      &provision.Keys{Store: w.store, Now: clock, Random: rand.Reader},
		Connections: &provision.Connections{
			Store: w.store, Keys: &provision.Keys{Store: w.store, Now: clock, Random: rand.Reader}, Now: clock, NewID: w.newID,
		},
		Requests:   &w.exchanges,
		Extensions: &provision.Extensions{Publisher: publisher, Store: w.store, Now: clock},
		Audit:      w.store,
		Chain:      &provision.AuditVerifier{Store: w.store},
		Deployment: w.operated,
		Runs:       w.runs, Plans: w.planner, Holds: w.holds, Status: w.runs, Failures: &provision.FailureReader{List: w.store}, Users: w.users, Resolver: w.resolver,
		Explainer: &provision.Explainer{Policies: w.store, Records: w.store, History: w.store, Now: clock},
		Timeline:  &provision.Timeline{History: w.store, Holds: w.store},
		Tracer:    &provision.Tracer{Resolver: w.resolver, Supposer: w.store, Drafts: w.store},
		Hands:     &provision.Hands{Store: w.store, Policies: w.store, Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance},
		Eraser:    &provision.Eraser{Store: w.store, Plans: w.store, Directory: w.directory, Sign: plainSign, Now: clock, NewID: w.newID, Sleep: sleep, Rand: chance},
		Line:      w.store, Directory: w.directory, Mailbox: w.mails, Feedback: &notify.Feedback{Ledger: w.store, People: w.store}, Circuit: w.store, Attempts: w.store,
		SCIMURL: "https://scim.example.com/scim/v2", TokenURL: "https://scim.example.com/scim/oauth/token",
		Log: slog.New(slog.NewJSONHandler(&w.log, nil)), Now: clock, NewID: w.newID,
		Sleep: func(ctx context.Context, d time.Duration) error { return w.onSleep(ctx, d) },
	}
	w.directory.Schemas = w.config.Extensions
	w.config.Clients = &provision.Clients{Store: w.store, Connections: w.config.Connections}
	w.config.Expiries = &provision.Expiries{Store: w.store, Keys: w.config.Keys, Now: w.config.Now}
	w.config.Tester = &notify.Tester{Tests: w.store, Previews: w.config.Previews.(*notify.Previewer), Now: clock}
	w.config.Welcomer = &provision.Welcomer{
		Store: w.store, Policies: w.store, Records: w.store, Explain: w.config.Explainer.(*provision.Explainer), Now: clock, NewID: w.newID,
	}
	founder := &provision.Founder{Store: w.store, Now: clock, NewID: w.newID}
	_, _, err := founder.CreateAccount(t.Context(), w.account, "Acme", true)
	must(t, err)
	w.review(false)
	w.key = w.newKey(access.AdminKey, access.Read, access.Write, access.Owner)
	return w
}

// plainSign stands in for a keyed hash.
func plainSign(_ context.Context, _ access.Account, _ string) (string, error) { return "signed", nil }

// review says whether changes of rules make drafts.
func (w *world) review(on bool) {
	w.t.Helper()
	_, err := w.store.ChangeAccount(w.t.Context(), w.account, func(a *provision.Account) error { a.ReviewRules = on; return nil })
	must(w.t, err)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run tells a part of a story as a subtest.
func (w *world) run(name string, part func()) {
	whole := w.t.(*testing.T)
	whole.Helper()
	whole.Run(name, func(t *testing.T) {
		w.t = t
		defer func() { w.t = whole }()
		part()
	})
}

// newKey makes a credential of the account and returns its text.
func (w *world) newKey(kind access.Kind, scopes ...access.Scope) string {
	w.t.Helper()
	_, secret, err := w.config.Keys.Create(w.t.Context(), w.account, provision.NewKey{Kind: kind, Scopes: scopes, Name: "test"})
	must(w.t, err)
	return secret.Reveal()
}

// group pushes a directory group and returns its id.
func (w *world) group(name string, members ...string) string {
	w.t.Helper()
	g, err := w.directory.CreateGroup(w.t.Context(), w.idp(), scim.Object{"displayName": name}, members)
	must(w.t, err)
	return g.ID
}

// person pushes a directory user with an address and returns its id.
func (w *world) person(userName string) string {
	w.t.Helper()
	u, err := w.directory.CreateUser(w.t.Context(), w.idp(), scim.Object{"userName": userName, "active": true, "emails": []any{scim.Object{"value": userName, "primary": true}}})
	must(w.t, err)
	return u.ID
}

func (w *world) idp() access.Principal {
	return access.Principal{Kind: access.SCIMToken, Account: w.account, Connection: "okta", Scopes: []access.Scope{access.SCIM}}
}

// door is the API, made when it is first called: that takes its time.
func (w *world) door() http.Handler {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.handler == nil {
		w.handler = adminapi.New(w.config)
	}
	return w.handler
}

// request is one call of the API in the making.
type request struct {
	w      *world
	method string
	path   string
	body   string
	header http.Header
	ctx    context.Context
}

// as begins a call: as("GET /rules"). It carries the admin's key unless another is set.
func (w *world) as(line string, body ...string) *request {
	method, path, _ := strings.Cut(line, " ")
	r := &request{w: w, ctx: w.t.Context(), method: method, path: path, header: http.Header{"Authorization": {"Bearer " + w.key}}}
	if len(body) > 0 {
		r.body = body[0]
		r.header.Set("Content-Type", "application/json")
	}
	return r
}

func (r *request) with(name, value string) *request {
	r.header.Del(name)
	if value != "" {
		r.header.Set(name, value)
	}
	return r
}

// during gives the request a life of its own.
func (r *request) during(ctx context.Context) *request {
	r.ctx = ctx
	return r
}

func (r *request) match(etag string) *request { return r.with("If-Match", etag) }

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (r *request) send() answer {
	r.w.t.Helper()
	path := r.path
	if !strings.HasPrefix(path, "/api/") {
		path = adminapi.Prefix + path
	}
	in := httptest.NewRequestWithContext(r.ctx, r.method, strings.ReplaceAll(path, " ", "%20"), strings.NewReader(r.body))
	in.Header = r.header
	out := httptest.NewRecorder()
	r.w.door().ServeHTTP(out, in)
	if r.method != http.MethodGet && out.Code < 300 {
		r.w.fly()
	}
	a := answer{t: r.w.t, status: out.Code, header: out.Header(), text: out.Body.String()}
	if strings.Contains(out.Header().Get("Content-Type"), "json") {
		must(r.w.t, json.Unmarshal(out.Body.Bytes(), &a.body))
		asDocumented(r.w.t, r.method, in.URL.Path, a)
	}
	return a
}

// ok sends and demands a status below 300.
func (r *request) ok() answer {
	r.w.t.Helper()
	a := r.send()
	if a.status >= 300 {
		r.w.t.Fatalf("%s %s: %d %s", r.method, r.path, a.status, a.text)
	}
	return a
}

// fails sends and demands a problem of a status and code, and that the members named are at fault.
func (r *request) fails(status int, code string, paths ...string) answer {
	r.w.t.Helper()
	a := r.send()
	if a.status != status || a.body["code"] != code {
		r.w.t.Fatalf("%s %s %s: got %d %s, want %d %s", r.method, r.path, r.body, a.status, a.text, status, code)
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		r.w.t.Errorf("content type of a problem: %s", got)
	}
	if a.body["status"] != float64(status) || a.body["title"] == "" || a.body["detail"] == "" || a.body["requestId"] == nil {
		r.w.t.Errorf("problem is not complete: %s", a.text)
	}
	for _, path := range paths {
		if !strings.Contains(a.text, fmt.Sprintf("%q:%q", "path", path)) {
			r.w.t.Errorf("%s %s: %q is not among the members at fault: %s", r.method, r.path, path, a.text)
		}
	}
	return a
}

// get returns a member of the body by its path: get("items", 0, "id").
func (a answer) get(path ...any) any {
	var at any = a.body
	for _, step := range path {
		switch step := step.(type) {
		case string:
			at = at.(map[string]any)[step]
		case int:
			at = at.([]any)[step]
		}
	}
	return at
}

func (a answer) str(path ...any) string {
	a.t.Helper()
	s, ok := a.get(path...).(string)
	if !ok {
		a.t.Fatalf("%v is no text in %s", path, a.text)
	}
	return s
}

// has demands that the body holds what a piece of JSON says, other members aside.
func (a answer) has(piece string) answer {
	a.t.Helper()
	var want any
	must(a.t, json.Unmarshal([]byte(piece), &want))
	if where := differs(want, a.body, ""); where != "" {
		a.t.Fatalf("the answer differs at %s:\n got %s\nwant %s", where, a.text, piece)
	}
	return a
}

func differs(want, got any, at string) string {
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			return at + " (no object)"
		}
		for name, value := range want {
			member, present := have[name]
			if !present {
				return at + "." + name + " (absent)"
			}
			if where := differs(value, member, at+"."+name); where != "" {
				return where
			}
		}
		return ""
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			return at + " (length)"
		}
		for i := range want {
			if where := differs(want[i], have[i], fmt.Sprintf("%s[%d]", at, i)); where != "" {
				return where
			}
		}
		return ""
	default:
		if want != got {
			return at
		}
		return ""
	}
}

// version is the live version of the rules.
func (w *world) version() int64 {
	w.t.Helper()
	version, err := w.store.LiveVersion(w.t.Context(), w.account)
	must(w.t, err)
	return version
}

// unchanged runs a step and demands that it published nothing.
func (w *world) unchanged(step func()) {
	w.t.Helper()
	before := w.version()
	step()
	if after := w.version(); after != before {
		w.t.Errorf("the live version went from %d to %d", before, after)
	}
}

// fill publishes n rules with full descriptions at once.
func (w *world) fill(n int, group string) {
	w.t.Helper()
	_, err := w.config.Publisher.Publish(w.t.Context(), w.account, 0, func(p *rule.Policy) error {
		for i := range n {
			p.Rules = append(p.Rules, rule.Rule{ID: fmt.Sprintf("r%04d", i), Enabled: true, Group: group, Description: strings.Repeat("é", 1000)})
		}
		return nil
	})
	must(w.t, err)
}
