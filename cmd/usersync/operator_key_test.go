package main_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os/exec"
	"regexp"
	"testing"

	"usersync/internal/access"
	"usersync/internal/apptest"
)

var printedKey = regexp.MustCompile(`^operator key     (opr_\S+)\nOperatorKeyHash  ([0-9a-f]{64})\n$`)

func TestOperatorKeyPrintsAFreshKeyAndItsHash(t *testing.T) {
	seen := map[string]bool{}
	for range 2 {
		out, err := exec.Command(binary, "operator-key").Output()
		if err != nil {
			t.Fatal(err)
		}
		m := printedKey.FindSubmatch(out)
		if m == nil {
			t.Fatalf("it prints %q", out)
		}
		sum := sha256.Sum256(m[1])
		if _, ok := access.Parse(string(m[1])); !ok || hex.EncodeToString(sum[:]) != string(m[2]) || seen[string(m[1])] {
			t.Error("no key, not its hash, or the same key twice")
		}
		seen[string(m[1])] = true
	}
}

func TestServesOwnOperatorKeyMakesAccounts(t *testing.T) {
	s := serve(t)
	operator := &apptest.Client{T: t, Base: s.Ready.AdminURL, Key: s.Ready.OperatorKey, Media: "application/json"}
	made := operator.Want(http.StatusCreated, http.MethodPost, "/accounts", map[string]any{"name": "Second"})
	second := &apptest.Client{T: t, Base: s.Ready.AdminURL, Key: made.Body["adminKey"].(string), Media: "application/json"}
	if sync := second.Want(http.StatusOK, http.MethodGet, "/sync", nil); sync.Body["enabled"] != false {
		t.Errorf("sync of an account that the operator made: %v", sync.Body)
	}
	if sync := s.Admin().Want(http.StatusOK, http.MethodGet, "/sync", nil); sync.Body["enabled"] != true {
		t.Errorf("sync of the first account: %v", sync.Body)
	}
	s.Admin().Want(http.StatusForbidden, http.MethodGet, "/accounts", nil)
}
