package main_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"usersync/internal/apptest"
)

// usuallyReady is what serve promises on a machine that has time for it; the test allows five times that.
const usuallyReady = 3 * time.Second

func TestServeIsSoonReadyAndSaysWhereEverythingIs(t *testing.T) {
	began := time.Now()
	s := serve(t)
	if took := time.Since(began); took > 5*usuallyReady {
		t.Errorf("ready after %v, want at most %v where the machine is busy", took, 5*usuallyReady)
	}
	r := s.Ready
	if !strings.HasSuffix(r.SCIMURL, "/scim/v2") || !strings.HasSuffix(r.AdminURL, "/api/v1") || r.Account == "" {
		t.Errorf("ready file says %+v", r)
	}
	for _, secret := range []string{r.SCIMToken, r.AdminKey, r.OperatorKey} {
		if len(secret) < 50 || !strings.Contains(s.Log.String(), secret) {
			t.Error("the first start must show its new keys to people as well")
		}
	}
	if code := strings.TrimPrefix(r.ConsoleURL, r.URL+"/console/signin#code="); len(code) != 43 || !strings.Contains(s.Log.String(), r.ConsoleURL) {
		t.Errorf("the link to the console is %s", r.ConsoleURL)
	}
	pages := []struct{ path, contains string }{
		{"/", "what is where"}, {"/healthz", "ok"}, {"/readyz", "ready"}, {"/version", "\n"}, {"/api/docs", "/rules"},
	}
	for _, p := range pages {
		res, err := http.Get(r.URL + p.path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || !strings.Contains(strings.ToLower(string(body)), p.contains) {
			t.Errorf("GET %s: %d %.200s", p.path, res.StatusCode, body)
		}
	}
	info, err := os.Stat(filepath.Join(s.Data, "..", filepath.Base(s.Data)+".ready.json"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the ready file holds secrets and has mode %v (%v)", info.Mode(), err)
	}
}

func TestServeStopsCleanlyAndKeepsItsData(t *testing.T) {
	s := serve(t)
	user := s.SCIM().Want(201, http.MethodPost, "/Users", map[string]any{"userName": "ann@example.com", "active": true})
	if code := exitCode(s.Stop(syscall.SIGINT)); code != 0 {
		t.Fatalf("Ctrl-C ended with exit code %d:\n%s", code, s.Log)
	}
	s.Start()
	again := s.SCIM().Want(200, http.MethodGet, "/Users/"+user.Body["id"].(string), nil)
	if again.Body["userName"] != "ann@example.com" {
		t.Errorf("after a restart: %s", again.Raw)
	}
	if strings.Contains(s.Log.String(), s.Ready.AdminKey) {
		t.Error("a later start shows a key")
	}
}

func TestNewKeysReplaceTheOldOnes(t *testing.T) {
	s := serve(t)
	before := s.Ready
	_ = s.Stop(syscall.SIGTERM)
	s.Ready = apptest.Ready{}
	s.Start("--new-keys")
	after := s.Ready
	if after.AdminKey == "" || after.AdminKey == before.AdminKey || after.SCIMToken == before.SCIMToken || after.OperatorKey == before.OperatorKey {
		t.Fatal("--new-keys must make new keys")
	}
	s.Admin().Want(200, http.MethodGet, "/account", nil)
	s.SCIM().Want(200, http.MethodGet, "/Users", nil)
	s.Ready = before
	s.Admin().Want(401, http.MethodGet, "/account", nil)
	s.SCIM().Want(401, http.MethodGet, "/Users", nil)
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	s := serve(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		says []string
	}{
		{"a data folder in use", []string{"serve", "--listen", "127.0.0.1:0", "--data", s.Data}, []string{"usersync", "another"}},
		{"an address in use", []string{"serve", "--listen", s.Listen, "--data", t.TempDir()}, []string{s.Listen, "--listen"}},
		{"a data folder that is a file", []string{"serve", "--listen", "127.0.0.1:0", "--data", file}, []string{"data folder"}},
		{"an unknown flag", []string{"serve", "--port", "1"}, []string{"--port", "--help"}},
		{"an unknown command", []string{"dance"}, []string{"dance", "--help"}},
		{"a rate that identity providers run into", []string{"serve", "--scim-rate", "50"}, []string{"--scim-rate", "100"}},
		{"an unknown log level", []string{"serve", "--log-level", "loud"}, []string{"--log-level"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, err := exec.Command(binary, tt.args...).CombinedOutput()
			if exitCode(err) == 0 {
				t.Fatalf("ended well: %s", out)
			}
			for _, text := range tt.says {
				if !strings.Contains(string(out), text) {
					t.Errorf("does not say %q: %s", text, out)
				}
			}
		})
	}
}

func TestHelpTeaches(t *testing.T) {
	tests := []struct {
		args []string
		says []string
	}{
		{[]string{"--help"}, []string{"serve", "SCIM", "--help"}},
		{[]string{"serve", "--help"}, []string{"--listen", "127.0.0.1:8080", "--data", "--demo", "--ready-file", "--new-keys", "--scim-rate"}},
	}
	for _, tt := range tests {
		out, err := exec.Command(binary, tt.args...).CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range tt.says {
			if !strings.Contains(string(out), text) {
				t.Errorf("%v does not mention %s:\n%s", tt.args, text, out)
			}
		}
	}
}

func TestNoSecretIsInTheLog(t *testing.T) {
	s := serve(t)
	_ = s.Stop(syscall.SIGTERM)
	s.Start("--log-level", "debug", "--log-format", "json")
	s.SCIM().Want(201, http.MethodPost, "/Users", map[string]any{"userName": "canary-name@example.com", "password": "canary-password", "active": true})
	s.SCIM().Want(200, http.MethodGet, "/Users?filter=userName%20eq%20%22canary-name@example.com%22", nil)
	s.Admin().Want(201, http.MethodPost, "/products", map[string]any{"key": "meeting", "name": "Meeting", "seats": 1})
	wrong := s.Admin()
	wrong.Key = "adm_aaaaaaaaaa_canarykey"
	wrong.Want(401, http.MethodGet, "/account", nil)
	apptest.Quiet(s, 10*time.Second)
	_ = s.Stop(syscall.SIGTERM)
	log := s.Log.String()
	if !strings.Contains(log, `"msg"`) {
		t.Fatalf("no log was written:\n%s", log)
	}
	for _, secret := range []string{s.Ready.SCIMToken, s.Ready.AdminKey, "canary-name", "canary-password", "canarykey"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
