package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary is the product, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "usersync-test")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "usersync")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// ready is what `serve --ready-file` writes.
type ready struct {
	URL         string `json:"url"`
	ConsoleURL  string `json:"console_url"`
	SCIMURL     string `json:"scim_url"`
	SCIMToken   string `json:"scim_token"`
	AdminURL    string `json:"admin_url"`
	AdminKey    string `json:"admin_key"`
	OperatorKey string `json:"operator_key"`
	Account     string `json:"account"`
}

// server is a `usersync serve` process that can be killed and started again on the same data and address.
type server struct {
	t      testing.TB
	data   string
	listen string
	ready  ready
	cmd    *exec.Cmd
	log    *bytes.Buffer
}

// serve starts the product on a new data folder and waits until it is ready.
func serve(t testing.TB, args ...string) *server {
	t.Helper()
	s := &server{t: t, data: t.TempDir(), listen: freeAddress(t)}
	s.start(args...)
	t.Cleanup(func() {
		s.stop(syscall.SIGKILL)
		if t.Failed() {
			t.Logf("end of the server's log:\n%s", tail(s.log.String(), 40))
		}
	})
	return s
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// start runs the process; secrets of an earlier start are kept, as only the first start prints them.
func (s *server) start(args ...string) {
	s.t.Helper()
	readyFile := filepath.Join(s.data, "..", filepath.Base(s.data)+".ready.json")
	_ = os.Remove(readyFile)
	s.log = &bytes.Buffer{}
	s.cmd = exec.Command(binary, append([]string{"serve", "--listen", s.listen, "--data", s.data, "--ready-file", readyFile, "--log-level", "warn"}, args...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	var now ready
	deadline := time.Now().Add(20 * time.Second)
	for {
		if body, err := os.ReadFile(readyFile); err == nil {
			if err := json.Unmarshal(body, &now); err != nil {
				s.t.Fatalf("ready file: %v\n%s", err, body)
			}
			break
		}
		if time.Now().After(deadline) {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
			s.t.Fatalf("not ready after 20 s:\n%s", s.log)
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.keepSecrets(now)
}

// keepSecrets remembers the first start's answer; later starts must give the same addresses and no new secrets.
func (s *server) keepSecrets(now ready) {
	s.t.Helper()
	if s.ready.URL == "" {
		s.ready = now
		return
	}
	same := s.ready
	same.SCIMToken, same.AdminKey, same.OperatorKey = "", "", ""
	if now != same {
		s.t.Fatalf("a later start says %+v, want %+v", now, same)
	}
}

// stop ends the process with a signal and waits for it; the exit error is returned.
func (s *server) stop(sig syscall.Signal) error {
	if s.cmd == nil {
		return nil
	}
	_ = s.cmd.Process.Signal(sig)
	err := s.cmd.Wait()
	s.cmd = nil
	return err
}

// client speaks JSON to one of the two interfaces.
type client struct {
	t     testing.TB
	base  string
	key   string
	media string
	http  *http.Client
}

func (s *server) admin() *client {
	return &client{t: s.t, base: s.ready.AdminURL, key: s.ready.AdminKey, media: "application/json", http: http.DefaultClient}
}

func (s *server) scim() *client {
	return &client{t: s.t, base: s.ready.SCIMURL, key: s.ready.SCIMToken, media: "application/scim+json", http: http.DefaultClient}
}

// answer is a response, read whole.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// try makes one request; err is of the transport.
func (c *client) try(method, path string, body any, headers ...string) (answer, error) {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if body != nil {
		req.Header.Set("Content-Type", c.media)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &a.body)
	return a, nil
}

// persist makes a request and, as identity providers do, repeats it while the server is away.
func (c *client) persist(method, path string, body any) answer {
	deadline := time.Now().Add(60 * time.Second)
	for {
		a, err := c.try(method, path, body)
		if err == nil && a.status < 500 {
			return a
		}
		if time.Now().After(deadline) {
			panic(fmt.Sprintf("%s %s: %v, status %d: %s", method, path, err, a.status, a.raw))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// want makes a request and fails the test unless it is answered with the status.
func (c *client) want(status int, method, path string, body any, headers ...string) answer {
	c.t.Helper()
	a, err := c.try(method, path, body, headers...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		c.t.Fatalf("%s %s: status %d, want %d\n%s", method, path, a.status, status, a.raw)
	}
	return a
}

// all reads every page of a list of the admin interface.
func (c *client) all(path string) []map[string]any {
	c.t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	var items []map[string]any
	cursor := ""
	for {
		page := c.want(200, http.MethodGet, path+sep+"limit=500"+cursor, nil)
		list, ok := page.body["items"].([]any)
		if !ok {
			c.t.Fatalf("GET %s: no items in %s", path, tail(page.raw, 5))
		}
		for _, item := range list {
			items = append(items, item.(map[string]any))
		}
		next, _ := page.body["next"].(string)
		if next == "" {
			return items
		}
		cursor = "&cursor=" + next
	}
}

// quiet waits until nothing is pending, and fails the test when that takes too long.
func (s *server) quiet(limit time.Duration) {
	s.t.Helper()
	if last, ok := s.isQuiet(limit); !ok {
		s.t.Fatalf("not quiet after %v: %s", limit, last)
	}
}

// isQuiet waits until every outcome is as new as its inputs and every mail is settled, while the server may come and go.
func (s *server) isQuiet(limit time.Duration) (last string, ok bool) {
	admin, deadline := s.admin(), time.Now().Add(limit)
	for time.Now().Before(deadline) {
		a, err := admin.try(http.MethodGet, "/sync", nil)
		if err == nil && a.status == 200 {
			last = a.raw
			if a.body["pending"] == float64(0) && a.body["mailPending"] == float64(0) {
				return last, true
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return last, false
}

// tail is the last lines of a text, long ones cut.
func tail(text string, lines int) string {
	all := strings.Split(text, "\n")
	all = all[max(0, len(all)-lines):]
	for i, line := range all {
		all[i] = line[:min(len(line), 300)]
	}
	return strings.Join(all, "\n")
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
