package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"usersync/internal/app"
	"usersync/internal/cli"
	"usersync/internal/engine/local"
	"usersync/internal/inproc"
	"usersync/internal/job"
)

var update = flag.Bool("update", false, "write the transcripts in testdata anew")

// address is where the product of a world is said to be.
const address = "https://sync.example.com"

// world is the product in one thread, with a small company: what it does in the background is done whenever somebody waits. Ids, times and secrets are the same each time.
type world struct {
	t       *testing.T
	app     *app.App
	db      *local.DB
	doors   http.Handler
	now     time.Time
	ids     int
	seen    uint64
	queue   []job.Message
	founded app.Founded

	env      map[string]string
	folder   string
	in       string
	person   bool // at the terminal
	shows    bool
	progress bool
	apart    time.Duration // how far the clock of the command's machine is ahead
	script   bytes.Buffer
	lastOut  string
	lastErr  string
	requests []*http.Request

	onRequest func(path string)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	w := &world{t: t, db: db, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), env: map[string]string{}, folder: filepath.Join(t.TempDir(), "usersync")}
	pause := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	w.app = app.New(app.Config{
		DB: db, Queues: w, Mailer: inproc.NewMailbox(""), Log: slog.New(slog.DiscardHandler), URL: address,
		Now: func() time.Time { w.now = w.now.Add(time.Millisecond); return w.now }, NewID: w.newID, Sleep: pause, Wait: w.wait,
		Rand: func() float64 { return 0.5 }, Random: rand.NewChaCha8([32]byte{1}), AccountOf: inproc.AccountOf, Instance: "test", Sole: true,
	})
	var err error
	w.founded, err = w.app.Found(t.Context(), "Example Ltd", true)
	must(t, err)
	w.doors = w.app.Admin()
	w.fill()
	w.env["USERSYNC_URL"], w.env["USERSYNC_KEY"] = address, w.founded.AdminKey.Reveal()
	w.api("PATCH", "/account/settings", `{"reviewRules":true}`)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) newID() string {
	w.ids++
	return fmt.Sprintf("01J%023d", w.ids)
}

// wait is what whoever waits does: the work of the background.
func (w *world) wait(ctx context.Context, _ time.Duration) error {
	w.settle()
	return ctx.Err()
}

// Send implements provision.Sender.
func (w *world) Send(_ context.Context, _ job.Queue, messages ...job.Message) error {
	w.queue = append(w.queue, messages...)
	return nil
}

// SendLater implements provision.Sender.
func (w *world) SendLater(ctx context.Context, q job.Queue, _ time.Duration, messages ...job.Message) error {
	return w.Send(ctx, q, messages...)
}

// settle relays changes and works off messages until there are none.
func (w *world) settle() {
	w.t.Helper()
	for range 10_000 {
		changes, err := w.db.Changes(context.Background(), w.seen, 1000)
		must(w.t, err)
		if len(changes) > 0 {
			w.seen = changes[len(changes)-1].Seq
		}
		must(w.t, w.app.Relay(context.Background(), changes))
		if len(changes) == 0 && len(w.queue) == 0 {
			return
		}
		batch := w.queue
		w.queue = nil
		for _, m := range batch {
			if v := w.app.Handle(context.Background(), inproc.AccountOf(m.Account), m); !v.IsDone() {
				w.queue = append(w.queue, m)
			}
		}
	}
	w.t.Fatal("the product does not come to rest")
}

// RoundTrip implements http.RoundTripper by the product itself.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.onRequest != nil {
		w.onRequest(r.URL.Path)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w.requests = append(w.requests, r)
	in := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.RequestURI(), r.Body)
	in.Header = r.Header
	out := httptest.NewRecorder()
	w.doors.ServeHTTP(out, in)
	answer := out.Result()
	answer.Header.Set("Date", w.now.Format(http.TimeFormat))
	return answer, nil
}

// api changes something as an admin, beside the command line.
func (w *world) api(method, path, body string) map[string]any {
	w.t.Helper()
	return w.sendAPI(method, path, "application/json", body)
}

func (w *world) sendAPI(method, path, media, body string) map[string]any {
	w.t.Helper()
	in := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	in.Header.Set("Authorization", "Bearer "+w.founded.AdminKey.Reveal())
	in.Header.Set("Content-Type", media)
	out := httptest.NewRecorder()
	w.doors.ServeHTTP(out, in)
	if out.Code >= 300 {
		w.t.Fatalf("%s %s: %d %s", method, path, out.Code, out.Body)
	}
	var answer map[string]any
	_ = json.Unmarshal(out.Body.Bytes(), &answer)
	w.settle()
	return answer
}

// scim changes something as the identity provider, and returns the answer.
func (w *world) scim(method, path, body string) []byte {
	w.t.Helper()
	in := httptest.NewRequest(method, "/scim/v2"+path, strings.NewReader(body))
	in.Header.Set("Authorization", "Bearer "+w.founded.SCIMToken.Reveal())
	in.Header.Set("Content-Type", "application/scim+json")
	out := httptest.NewRecorder()
	w.app.SCIM().ServeHTTP(out, in)
	if out.Code >= 300 {
		w.t.Fatalf("%s %s: %d %s", method, path, out.Code, out.Body)
	}
	w.settle()
	return out.Body.Bytes()
}

func (w *world) terminal(out, errs io.Writer) *cli.Terminal {
	return &cli.Terminal{
		In: strings.NewReader(w.in), Out: out, Err: errs, Asks: w.person, Shows: w.shows, Progress: w.progress, Getenv: func(name string) string { return w.env[name] }, Folder: w.folder, Version: "1.2.3",
		Now: func() time.Time { return w.now.Add(w.apart) }, NewID: w.newID, Sleep: w.wait, Transport: w,
	}
}

// root is a command line of the verbs alone.
type root struct {
	cli.Commands
	Version kong.VersionFlag
}

// run runs a command line and returns how it ends.
func (w *world) run(args ...string) int {
	w.t.Helper()
	return w.during(w.t.Context(), args...)
}

func (w *world) during(ctx context.Context, args ...string) int {
	w.t.Helper()
	var out, errs bytes.Buffer
	code := cli.Main(ctx, w.terminal(&out, &errs), &root{}, args)
	w.settle()
	w.now = w.now.Add(time.Second)
	w.lastOut, w.lastErr = out.String(), errs.String()
	if slices.Contains(args, "json") || slices.Contains(args, "versions") || slices.Contains(args, "restore") {
		return code // a look that a story takes, and no part of it
	}
	fmt.Fprintf(&w.script, "$ usersync %s\n%s", quoted(args), w.lastOut)
	for _, line := range strings.Split(strings.TrimSpace(w.lastErr), "\n") {
		if line != "" {
			fmt.Fprintf(&w.script, "! %s\n", line)
		}
	}
	fmt.Fprintf(&w.script, "= %d\n\n", code)
	return code
}

func quoted(args []string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = arg
		if strings.ContainsAny(arg, " \"") || arg == "" {
			words[i] = "'" + arg + "'"
		}
	}
	return strings.Join(words, " ")
}

// ok runs a command that must end with 0, and returns what it shows.
func (w *world) ok(args ...string) string {
	w.t.Helper()
	if code := w.run(args...); code != 0 {
		w.t.Fatalf("usersync %s: %d\n%s%s", quoted(args), code, w.lastOut, w.lastErr)
	}
	return w.lastOut
}

// ends runs a command that must end with a code and say some words about it.
func (w *world) ends(code int, says []string, args ...string) {
	w.t.Helper()
	if got := w.run(args...); got != code {
		w.t.Errorf("usersync %s ends with %d, want %d\n%s%s", quoted(args), got, code, w.lastOut, w.lastErr)
	}
	for _, text := range says {
		if !strings.Contains(w.lastErr, text) {
			w.t.Errorf("usersync %s does not say %q:\n%s", quoted(args), text, w.lastErr)
		}
	}
}

// file writes a file for a command to read.
func (w *world) file(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	must(w.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// What a change elsewhere may make another: secrets, folders of the test, numbers of requests and versions, times, and ids, which are numbered in the order in which they are told.
var (
	secrets = regexp.MustCompile(`\b(adm|scr|opr)_[A-Za-z0-9]{10}_[A-Za-z0-9]+`)
	folders = regexp.MustCompile(`/[^\s"']*/(\d{3}/)`)
	request = regexp.MustCompile(`request \w+`)
	moments = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)
	version = regexp.MustCompile(`((?:rules version|revision) +)\d+`)
	holding = regexp.MustCompile(`(?m)^holds +(ok|unknown).*\n`)
	public  = regexp.MustCompile(`(?m)^(id +)[a-z2-7]{10}$`)
	sums    = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	ulids   = regexp.MustCompile(`01J\d{23}`)
)

// stable is a transcript without what a change elsewhere may make another; widths stay.
func stable(text string) string {
	text = secrets.ReplaceAllString(text, "${1}_secret")
	text = request.ReplaceAllString(folders.ReplaceAllString(text, ""), "request ID")
	text = moments.ReplaceAllString(text, "2026-11-23T12:00:00.000Z")
	text = version.ReplaceAllString(text, "${1}N")
	text = holding.ReplaceAllString(text, "")
	text = public.ReplaceAllString(text, "${1}credential")
	text = sums.ReplaceAllString(text, strings.Repeat("0f", 32))
	ids := map[string]string{}
	return ulids.ReplaceAllStringFunc(text, func(id string) string {
		if ids[id] == "" {
			ids[id] = fmt.Sprintf("ID%024d", len(ids)+1)
		}
		return ids[id]
	})
}

// told holds the transcript against testdata/NAME.txt.
func (w *world) told() {
	w.t.Helper()
	got := stable(w.script.String())
	path := filepath.Join("testdata", strings.ReplaceAll(w.t.Name(), "/", "_")+".txt")
	if *update {
		must(w.t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	must(w.t, err)
	if got != string(want) {
		w.t.Errorf("the transcript is another than %s (go test ./internal/cli -update writes it anew):\n%s", path, differing(string(want), got))
	}
}

// differing shows the first lines that differ.
func differing(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			end := min(i+5, len(a))
			return "want:\n" + strings.Join(a[i:end], "\n") + "\ngot:\n" + strings.Join(b[min(i, len(b)):min(i+5, len(b))], "\n")
		}
	}
	return "got more:\n" + strings.Join(b[len(a):], "\n")
}
