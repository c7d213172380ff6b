package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"usersync/internal/apptest"
)

// verb runs the program against a server, as a script does: no terminal, a key in the environment.
func verb(t *testing.T, s *apptest.Process, want int, args ...string) (out, errs string) {
	t.Helper()
	command := exec.Command(binary, args...)
	command.Env = append(os.Environ(), "USERSYNC_URL="+s.Ready.URL, "USERSYNC_KEY="+s.Ready.AdminKey, "XDG_CONFIG_HOME="+filepath.Join(s.Data, "config"))
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if got := exitCode(command.Run()); got != want {
		t.Fatalf("usersync %s ends with %d, want %d\n%s%s", strings.Join(args, " "), got, want, &stdout, &stderr)
	}
	return stdout.String(), stderr.String()
}

// inGroup is the userName of somebody in a directory group.
func inGroup(t *testing.T, s *apptest.Process, name string) string {
	t.Helper()
	for _, g := range s.Admin().All("/directory/groups") {
		if g["displayName"] == name {
			return s.Admin().All("/directory/groups/" + g["id"].(string) + "/members")[0]["userName"].(string)
		}
	}
	t.Fatalf("there is no group %q", name)
	return ""
}

// TestTheCommandLineOfAPipeline exports the rules, changes them in a file, tries them, and makes them live.
func TestTheCommandLineOfAPipeline(t *testing.T) {
	s := demo(t)
	s.Admin().Want(204, http.MethodDelete, "/rules/draft", nil)
	verb(t, s, 0, "sync", "show", "--wait")
	german := inGroup(t, s, "Sales DACH")
	rules, _ := verb(t, s, 0, "rules", "export")
	file := filepath.Join(t.TempDir(), "rules.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("format: usersync/rules/1\nrules: []\n")
	if _, errs := verb(t, s, 2, "rules", "plan", file); !strings.Contains(errs, "guard") {
		t.Errorf("held, and it says %s", errs)
	}
	write(strings.ReplaceAll(rules, "language: de", "language: it"))
	if out, _ := verb(t, s, 0, "rules", "plan", file, "--changes", "--output", "markdown"); !strings.Contains(out, "| language de -&gt; it") && !strings.Contains(out, "language de -&gt; it") {
		t.Errorf("the plan: %s", out)
	}
	verb(t, s, 0, "rules", "apply", file)
	verb(t, s, 0, "sync", "show", "--wait")
	if out, _ := verb(t, s, 0, "explain", german); !strings.Contains(out, "it ") {
		t.Errorf("explained: %s", out)
	}
	var all struct {
		Checks []struct{ Check, State string }
	}
	out, _ := verb(t, s, 0, "doctor", "--output", "json")
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all.Checks) < 10 {
		t.Errorf("the doctor says %s", out)
	}
}

func TestVerbsEndAsTheReferenceSays(t *testing.T) {
	s := serve(t)
	verb(t, s, 0, "users")
	verb(t, s, 1, "explain", "nobody@example.com")
	verb(t, s, 64, "users", "--colour")
	verb(t, s, 64, "users", "--profile", "none")
	_, errs := verb(t, s, 1, "users", "--key", "adm_abcdefghij_canary")
	if !strings.Contains(errs, "invalid_token") || strings.Contains(errs, "canary") {
		t.Errorf("a wrong key: %s", errs)
	}
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(s.Ready.OperatorKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	verb(t, s, 0, "accounts", "--key-file", key)
	verb(t, s, 0, "login", "--url", s.Ready.URL, "--key-file", key)
	if info, err := os.Stat(filepath.Join(s.Data, "config", "usersync", "profiles.yaml")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the profile: %v %v", info, err)
	}
}
