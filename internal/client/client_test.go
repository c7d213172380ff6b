package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"usersync/internal/client"
)

const key = "adm_abcdefghij_canary"

// place is a server that answers as a story says, and a client of it that waits in no time.
type place struct {
	*client.Client
	server *httptest.Server
	slept  []time.Duration

	mu  sync.Mutex
	all []*http.Request
}

// seen are the requests that came.
func (p *place) seen() []*http.Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.all)
}

func newPlace(t *testing.T, answer http.HandlerFunc, change ...func(*client.Config)) *place {
	t.Helper()
	p := &place{}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.all = append(p.all, r)
		p.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(p.server.Close)
	ids := 0
	config := client.Config{
		URL: p.server.URL, Key: key + "\n", UserAgent: "usersync/test",
		NewID: func() string { ids++; return fmt.Sprint("once-", ids) },
		Sleep: func(ctx context.Context, d time.Duration) error { p.slept = append(p.slept, d); return ctx.Err() },
	}
	for _, f := range change {
		f(&config)
	}
	var err error
	if p.Client, err = client.New(config); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) get(t *testing.T) (client.Answer, error) {
	t.Helper()
	a, err := p.Do(t.Context(), client.Request{Method: http.MethodGet, Path: "/users"})
	if err != nil && strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, p.Client), "canary") {
		t.Errorf("the key is in %v", err)
	}
	return a, err
}

// answers sends JSON, one text after the other and the last for ever.
func answers(status int, texts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if status >= 300 {
			w.Header().Set("Content-Type", "application/problem+json")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, texts[0])
		if len(texts) > 1 {
			texts = texts[1:]
		}
	}
}

func TestARequestSaysWhoAsksAndCanBeRepeated(t *testing.T) {
	p := newPlace(t, answers(200, `{}`))
	_, err := p.Do(t.Context(), client.Request{Method: http.MethodPost, Path: client.Path("users", "a/b?c", "sync"), Body: []byte(`{}`), IfMatch: `"7"`, Query: url.Values{"x": {"y z"}}})
	if err != nil {
		t.Fatal(err)
	}
	r := p.seen()[0]
	for name, want := range map[string]string{
		"Authorization": "Bearer " + key, "User-Agent": "usersync/test", "Idempotency-Key": "once-1", "If-Match": `"7"`, "Content-Type": "application/json", "Accept": "application/json",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.RequestURI != "/api/v1/users/a%2Fb%3Fc/sync?x=y+z" {
		t.Errorf("asked for %s", r.RequestURI)
	}
	if _, err := p.get(t); err != nil || p.seen()[1].Header.Get("Idempotency-Key") != "" {
		t.Errorf("a GET needs no key to be repeated: %v", err)
	}
}

func TestAServerThatIsBusyIsAskedAgainWhenItSays(t *testing.T) {
	busy := 2
	p := newPlace(t, func(w http.ResponseWriter, r *http.Request) {
		if busy--; busy >= 0 {
			w.Header().Set("Retry-After", "7")
			answers(503-74*busy, `{"code":"busy","detail":"Later."}`)(w, r) // 429, then 503
			return
		}
		answers(200, `{}`)(w, r)
	})
	if _, err := p.Do(t.Context(), client.Request{Method: http.MethodPost, Path: "/plans"}); err != nil {
		t.Fatal(err)
	}
	if len(p.seen()) != 3 || p.slept[0] != 7*time.Second || p.slept[1] != 7*time.Second {
		t.Errorf("%d requests, pauses %v", len(p.seen()), p.slept)
	}
	for _, r := range p.seen() {
		if r.Header.Get("Idempotency-Key") != "once-1" {
			t.Errorf("repeated under another key: %s", r.Header.Get("Idempotency-Key"))
		}
	}
}

func TestPatienceEnds(t *testing.T) {
	tests := []struct {
		name, method, after string
		status, requests    int
	}{
		{"a server that is busy for ever", "GET", "", 503, 6},
		{"a server that wants an hour", "GET", "3600", 429, 1},
		{"a server that wants half a minute, again and again", "GET", "30", 503, 3},
		{"a date nobody understands", "GET", "soon", 503, 6},
		{"a change that may have been made", "PATCH", "1", 503, 1},
		{"a change that was not made", "PATCH", "1", 429, 6},
		{"a refusal", "GET", "1", 409, 1},
		{"a failure", "GET", "1", 500, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", tt.after)
				answers(tt.status, `{"code":"c","detail":"d"}`)(w, r)
			})
			_, err := p.Do(t.Context(), client.Request{Method: tt.method, Path: "/x"})
			var problem *client.Problem
			if !errors.As(err, &problem) || problem.Status != tt.status || len(p.seen()) != tt.requests {
				t.Errorf("%d requests, then %v", len(p.seen()), err)
			}
		})
	}
}

func TestARefusalHasItsFields(t *testing.T) {
	p := newPlace(t, answers(422, `{"code":"invalid_rule","detail":"It cannot be saved.","errors":[{"path":"products[0].key","detail":"There is no such product."}],"requestId":"r1"}`))
	_, err := p.get(t)
	var problem *client.Problem
	if !errors.As(err, &problem) || problem.Code != "invalid_rule" || problem.RequestID != "r1" || err.Error() != "It cannot be saved.\n  products[0].key: There is no such product." {
		t.Errorf("got %v", err)
	}
}

func TestHostileAnswersAreToldApart(t *testing.T) {
	send := func(media, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", media)
			_, _ = io.WriteString(w, text)
		}
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		says   string
	}{
		{"a page", send("text/html", "<h1>Welcome</h1>"), "not JSON"},
		{"no media type", send("", "{}"), "not JSON"},
		{"JSON that is none", send("application/json", `{"a":`), "calls JSON"},
		{"a proxy's page", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<secret>", http.StatusBadGateway) }, "502 Bad Gateway"},
		{"a problem that is none", answers(400, `[1]`), "400 Bad Request"},
		{"an answer that never ends", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for piece := strings.Repeat(" ", 1<<20); ; {
				if _, err := io.WriteString(w, piece); err != nil {
					return
				}
			}
		}, "larger than 64 MiB"},
		{"half an answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}, "does not answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlace(t, tt.answer)
			if _, err := p.get(t); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want something about %q", err, tt.says)
			}
		})
	}
}

// TestTheKeyDoesNotFollowARedirect has the server lead elsewhere.
func TestTheKeyDoesNotFollowARedirect(t *testing.T) {
	elsewhere := newPlace(t, answers(200, `{}`))
	for _, status := range []int{301, 302, 303, 307, 308} {
		p := newPlace(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.server.URL+"/api/v1/users?token=secret", status)
		})
		_, err := p.get(t)
		var answer *client.AnswerError
		if !errors.As(err, &answer) || !strings.Contains(err.Error(), elsewhere.server.URL) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: %v", status, err)
		}
	}
	if len(elsewhere.seen()) != 0 {
		t.Error("it was asked elsewhere")
	}
}

func TestAServerThatIsSlowOrGone(t *testing.T) {
	hang := make(chan struct{})
	slow := newPlace(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}, func(c *client.Config) { c.Timeout = 500 * time.Millisecond })
	if _, err := slow.get(t); err == nil || !strings.Contains(err.Error(), "no whole answer within 500ms") || len(slow.seen()) != 1 {
		t.Errorf("slow: %v after %d requests", err, len(slow.seen()))
	}
	close(hang)

	gone := newPlace(t, answers(200, `{}`))
	gone.server.Close()
	if _, err := gone.get(t); err == nil || !strings.Contains(err.Error(), "does not answer") || len(gone.slept) != 0 {
		t.Errorf("gone: %v after pauses %v", err, gone.slept)
	}

	broken := 0
	cut := newPlace(t, func(w http.ResponseWriter, r *http.Request) {
		if broken++; broken == 1 {
			panic(http.ErrAbortHandler)
		}
		answers(200, `{}`)(w, r)
	})
	if _, err := cut.get(t); err != nil || broken != 2 {
		t.Errorf("cut off once: %v after %d requests", err, broken)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := cut.Do(ctx, client.Request{Method: http.MethodGet, Path: "/x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestAddresses(t *testing.T) {
	good := map[string]string{
		"https://a.example":                "https://a.example",
		"https://a.example/\n":             "https://a.example",
		"https://a.example/api/v1":         "https://a.example",
		"https://a.example/live/api/v1///": "https://a.example/live",
		"http://127.0.0.1:8080":            "http://127.0.0.1:8080",
	}
	for text, want := range good {
		if got, err := client.Root(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "a.example", "ftp://a.example", "https://", "https://u:canary@a.example", "https://a.example?key=canary", "https://a.example#x", "https://a .example", "://"} {
		_, err := client.Root(text)
		var address *client.AddressError
		if !errors.As(err, &address) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if !client.Same("https://A.example/api/v1", "https://a.example/") || client.Same("https://a.example", "http://a.example") || client.Same("x", "x") {
		t.Error("addresses are told apart wrongly")
	}
}

func TestAKeyInTheClear(t *testing.T) {
	for address, want := range map[string]bool{
		"http://sync.example.com": false, "http://10.0.0.1": false, "http://127.0.0.1.example.com": false, "https://sync.example.com": true,
		"http://localhost:1": true, "http://127.1.2.3": true, "http://[::1]": true, "http://x.localhost": true,
	} {
		if _, err := client.New(client.Config{URL: address, Key: key}); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := client.New(client.Config{URL: "http://sync.example.com", Key: key, AllowHTTP: true}); err != nil {
		t.Error(err)
	}
	if _, err := client.New(client.Config{URL: "http://sync.example.com"}); err != nil {
		t.Errorf("without a key there is nothing to be read: %v", err)
	}
	for _, bad := range []string{"adm_canary x", "adm_canary\r\nX: y", "adm_canär", strings.Repeat("x", 501)} {
		if _, err := client.New(client.Config{URL: "https://a.example", Key: bad}); err == nil || strings.Contains(err.Error(), "canar") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestPagesMakeOneList(t *testing.T) {
	pages := func(texts ...string) *place { return newPlace(t, answers(200, texts...)) }
	all := func(p *place, limit int) client.List {
		l, err := p.All(t.Context(), "/users", url.Values{"state": {"active"}}, limit)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	p := pages(`{"items":[1,2],"next":"a","total":3}`, `{"items":[ 3 ]}`)
	if l := all(p, 0); len(l.Items) != 3 || l.More || l.Total != 3 || string(l.JSON) != `{"items":[1,2,3],"total":3}` {
		t.Errorf("got %s, %+v", l.JSON, l)
	}
	if p.seen()[0].URL.RawQuery != "limit=1000&state=active" || p.seen()[1].URL.RawQuery != "cursor=a&limit=1000&state=active" {
		t.Errorf("asked for %s, %s", p.seen()[0].URL, p.seen()[1].URL)
	}
	one := ` {"items" : [1], "extra" : "é"} `
	if l := all(pages(one), 0); string(l.JSON) != one {
		t.Errorf("one page is passed on as %s", l.JSON)
	}
	p = pages(`{"items":[1,2],"next":"a"}`, `{"items":[3,4],"next":"b"}`)
	if l := all(p, 3); len(l.Items) != 3 || !l.More || p.seen()[1].URL.Query().Get("limit") != "1" {
		t.Errorf("up to three: %+v", l)
	}
	for name, texts := range map[string][]string{"circles": {`{"items":[1],"next":"a"}`}, "another shape": {`[1]`}} {
		_, err := pages(texts...).All(t.Context(), "/users", nil, 0)
		var answer *client.AnswerError
		if !errors.As(err, &answer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNothingIsSentToAnAddressThatCannotBeDialed(t *testing.T) {
	c, err := client.New(client.Config{URL: "https://sync.example.com", Key: key, Transport: dead{}, NewID: func() string { return "1" }, Sleep: func(context.Context, time.Duration) error { t.Error("waits"); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), client.Request{Method: http.MethodPost, Path: "/x"})
	var unreachable *client.UnreachableError
	if !errors.As(err, &unreachable) || c.Host() != "sync.example.com" || c.Root() != "https://sync.example.com" || !c.HasKey() {
		t.Errorf("got %v", err)
	}
}

type dead struct{}

func (dead) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("no route to host")}
}
