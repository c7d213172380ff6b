package scimapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/directory"
	"usersync/internal/engine/local"
	"usersync/internal/provision"
	"usersync/internal/rule"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
	"usersync/internal/scimapi"
	"usersync/internal/store"
)

const baseURL = "https://sync.test/scim/v2"

// house is the door over the real use cases and a store in memory, with the credentials of two accounts.
type house struct {
	t         testing.TB
	config    scimapi.Config
	http      http.Handler
	directory *directory.Service
	db        *local.DB
	keys      keyring
	served    served
	extended  extended
	log       lockedBuffer
	clock     *clock

	acme, other access.Account
	token       string // of a connection of acme
	otherToken  string // of a connection of other
	adminKey    string // of acme, good for another door
}

func newHouse(t testing.TB) *house {
	t.Helper()
	clock := newClock()
	h := &house{
		t: t, keys: keyring{}, served: served{}, clock: clock,
		acme:  access.FromTrigger("01JACME0000000000000000000"),
		other: access.FromTrigger("01JOTHER000000000000000000"),
	}
	h.db = local.Memory()
	t.Cleanup(func() { _ = h.db.Close() })
	h.directory = &directory.Service{
		Now: clock.now, NewID: clock.id, Rand: func() float64 { return 0.5 },
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Store: store.New(h.db), Schemas: &h.extended,
	}
	h.token = h.keys.mint(t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	h.otherToken = h.keys.mint(t, access.SCIMToken, h.other, "conn-b", access.SCIM)
	h.adminKey = h.keys.mint(t, access.AdminKey, h.acme, "", access.Owner)
	h.config = scimapi.Config{
		Users: h.directory, Groups: h.directory, BaseURL: baseURL, Now: clock.now, NewID: clock.id,
		Gate: &access.Gate{Credentials: h.keys, Now: clock.now}, Connections: h.served, Schemas: &h.extended,
		Log: slog.New(slog.NewJSONHandler(&h.log, nil)),

		CursorKey: func(context.Context) ([]byte, error) { return []byte("0123456789abcdef0123456789abcdef"), nil },
	}
	h.http = scimapi.New(h.config)
	return h
}

// run is a subtest that is told of the failures in it.
func (h *house) run(name string, story func(t *testing.T)) {
	outer := h.t
	outer.(*testing.T).Run(name, func(t *testing.T) {
		h.t = t
		defer func() { h.t = outer }()
		story(t)
	})
}

// clock is a time that moves by a millisecond whenever somebody looks, and ids that count.
type clock struct {
	mu   sync.Mutex
	time time.Time
	ids  int
}

func newClock() *clock { return &clock{time: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(time.Millisecond)
	return c.time
}

// pass lets time go by.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

func (c *clock) id() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids++
	return fmt.Sprintf("01JTEST%019d", c.ids)
}

// served is how connections want to be served; all that are not in it have the usual settings.
type served map[string]provision.Connection

func (s served) Recent(_ context.Context, _ access.Account, id string) (provision.Connection, error) {
	return s[id], nil
}

// keyring is the credentials of a test.
type keyring map[string]access.Credential

func (k keyring) Credential(_ context.Context, id string) (access.Credential, bool, error) {
	c, ok := k[id]
	return c, ok, nil
}

func (k keyring) mint(t testing.TB, kind access.Kind, a access.Account, connection string, scopes ...access.Scope) string {
	t.Helper()
	id, secret, hash, err := access.Mint(kind, rand.NewChaCha8([32]byte{byte(len(k))}))
	if err != nil {
		t.Fatal(err)
	}
	k[id] = access.Credential{ID: id, Kind: kind, Hash: hash, Account: a.ID(), Connection: connection, Scopes: scopes}
	return secret.Reveal()
}

// change edits what is kept of a credential.
func (k keyring) change(token string, edit func(*access.Credential)) {
	id, _ := access.Parse(token)
	c := k[id]
	edit(&c)
	k[id] = c
}

// lockedBuffer takes the log of parallel requests.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// answer is what came back.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	raw    string
	body   map[string]any
}

// send sends a request with acme's token. A path begins behind the door's base; headers come as "Name: value".
func (h *house) send(method, path, body string, headers ...string) *answer {
	h.t.Helper()
	return h.sendAs(h.token, method, path, body, headers...)
}

func (h *house) sendAs(token, method, path, body string, headers ...string) *answer {
	h.t.Helper()
	r := httptest.NewRequest(method, scimapi.Base+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", scim.MediaType)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	return h.do(r)
}

// do sends a request as it is, and looks at what holds for every answer of the door.
func (h *house) do(r *http.Request) *answer {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	a := &answer{t: h.t, what: r.Method + " " + r.URL.Path, status: w.Code, header: w.Header(), raw: w.Body.String()}
	if a.raw == "" {
		return a
	}
	if got := a.header.Get("Content-Type"); got != scim.MediaType {
		h.t.Errorf("%s: Content-Type %q", a.what, got)
	}
	if err := json.Unmarshal([]byte(a.raw), &a.body); err != nil {
		h.t.Errorf("%s: %v in %.200s", a.what, err, a.raw)
	}
	if a.status >= 400 {
		a.wantErrorForm()
	}
	return a
}

// wantErrorForm checks what every error of SCIM has (RFC 7644 section 3.12).
func (a *answer) wantErrorForm() {
	a.t.Helper()
	if a.get("schemas.0") != scim.ErrorMessage || a.get("status") != fmt.Sprint(a.status) {
		a.t.Errorf("%s: not a SCIM error with its status as text: %s", a.what, a.raw)
	}
	if detail, _ := a.get("detail").(string); detail == "" {
		a.t.Errorf("%s: an error without a word: %s", a.what, a.raw)
	}
	if len(a.body["schemas"].([]any)) != 1 {
		a.t.Errorf("%s: an error has one schema: %s", a.what, a.raw)
	}
}

// want checks the status, and for an error the scimType behind it.
func (a *answer) want(status int, scimType ...string) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d: %.300s", a.what, a.status, status, a.raw)
	}
	if len(scimType) > 0 && a.get("scimType") != scimType[0] {
		a.t.Errorf("%s: scimType %v, want %s: %s", a.what, a.get("scimType"), scimType[0], a.raw)
	}
	return a
}

// get finds a value by the names and indexes on the way to it: "Resources.0.name.givenName". Colons and dots of a URN do not split: give it alone.
func (a *answer) get(path string) any { return dig(a.body, path) }

func dig(v any, path string) any {
	for path != "" {
		name, rest, _ := strings.Cut(path, ".")
		if o, ok := v.(map[string]any); ok {
			if whole, found := o[path]; found {
				return whole
			}
			v = o[name]
		} else if list, ok := v.([]any); ok {
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(list) {
				return nil
			}
			v = list[i]
		} else {
			return nil
		}
		path = rest
	}
	return v
}

// has checks values by path; nil means absent.
func (a *answer) has(want map[string]any) *answer {
	a.t.Helper()
	for path, value := range want {
		if got := a.get(path); got != value {
			a.t.Errorf("%s: %s = %v, want %v", a.what, path, got, value)
		}
	}
	return a
}

func (a *answer) id() string {
	a.t.Helper()
	id, ok := a.get("id").(string)
	if !ok {
		a.t.Fatalf("%s: no id: %s", a.what, a.raw)
	}
	return id
}

// user creates a user of that userName and returns its id.
func (h *house) user(userName string) string {
	h.t.Helper()
	return h.send("POST", "/Users", `{"userName":"`+userName+`","displayName":"`+userName+`"}`).want(201).id()
}

// group creates a group with members and returns its id.
func (h *house) group(name string, members ...string) string {
	h.t.Helper()
	return h.send("POST", "/Groups", `{"displayName":"`+name+`","members":`+memberList(members)+`}`).want(201).id()
}

func memberList(ids []string) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = `{"value":"` + id + `"}`
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// extended is the schemas of accounts that all have the same extensions.
type extended struct{ extensions []rule.Extension }

func (e *extended) Types(context.Context, access.Account) (schema.Types, error) {
	return (&rule.Policy{Extensions: e.extensions}).Types(), nil
}
