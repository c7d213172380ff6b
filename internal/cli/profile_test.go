package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAProfileKeepsAddressAndKey(t *testing.T) {
	w := newWorld(t)
	key := w.env["USERSYNC_KEY"]
	w.env = map[string]string{}
	w.ends(64, []string{"--url", "login"}, "users")
	w.in = key + "\n"
	w.ok("login", "--url", address+"/api/v1/")
	w.in = ""
	w.ok("users", "--limit", "1")
	w.ok("login", "--url", address, "--profile", "test", "--key", key)
	w.env["USERSYNC_PROFILE"] = "test"
	w.ok("users", "--limit", "1")

	path := filepath.Join(w.folder, "profiles.yaml")
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file can be read by others: %v", info.Mode())
	}
	text, err := os.ReadFile(path)
	must(t, err)
	if strings.Count(string(text), key) != 2 || strings.Contains(string(text), "/api/v1") {
		t.Errorf("the file:\n%s", text)
	}
	must(t, os.Chmod(path, 0o644))
	w.ends(64, []string{"others may read it", "chmod 600"}, "users")
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte(key+": [\n"), 0o600))
	w.ends(64, []string{"cannot be read as YAML"}, "users")
	if strings.Contains(w.lastErr, key) {
		t.Error("the key is in the error")
	}
}

func TestTheKeyOfAProfileGoesNowhereElse(t *testing.T) {
	w := newWorld(t)
	w.ok("login", "--url", address, "--key", w.env["USERSYNC_KEY"])
	w.env = map[string]string{}
	sent := len(w.requests)
	w.ends(64, []string{"https://other.example.com", "--key-file"}, "users", "--url", "https://other.example.com")
	w.env["USERSYNC_URL"] = "https://other.example.com"
	w.ends(64, []string{"https://other.example.com"}, "users")
	if len(w.requests) != sent {
		t.Error("something was sent")
	}
	w.ok("users", "--profile", "default", "--limit", "1") // who names a profile means its address
	w.ok("users", "--url", "https://SYNC.example.com/api/v1", "--limit", "1")
}

func TestAKeyIsNotSentInTheClear(t *testing.T) {
	w := newWorld(t)
	w.ends(64, []string{"plain HTTP", "--allow-http"}, "users", "--url", "http://sync.example.com")
	for _, url := range []string{"http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"} {
		w.ok("users", "--limit", "1", "--url", url)
	}
	w.ok("users", "--limit", "1", "--url", "http://sync.example.com", "--allow-http")
}

func TestALoginWithAWrongKeyIsNotKept(t *testing.T) {
	w := newWorld(t)
	w.in = "adm_abcdefghij_wrong"
	w.ends(1, []string{"invalid_token"}, "login", "--url", address)
	w.in = ""
	w.ends(64, []string{"key is empty"}, "login", "--url", address)
	if _, err := os.Stat(w.folder); err == nil {
		t.Error("something is kept")
	}
	w.in = w.founded.OperatorKey.Reveal()
	w.ok("login", "--url", address, "--profile", "operator")
	w.folder = ""
	w.ends(64, []string{"no place"}, "login", "--url", address)
}

func TestARefusalIsToldWhole(t *testing.T) {
	w := newWorld(t)
	w.ends(1, []string{"usersync: ", "missing_scope", "request 01J"}, "keys", "--key", keyWith(w, "read"))
	w.ends(1, []string{"scope", "usersync keys create"}, "sync", "off", "--key", keyWith(w, "read"))
	w.ends(1, []string{"expiresInDays", "request 01J"}, "tokens", "create", "--days", "5000")
}

func keyWith(w *world, scope string) string {
	w.t.Helper()
	return strings.Fields(w.ok("keys", "create", "k", "--scope", scope))[1]
}
