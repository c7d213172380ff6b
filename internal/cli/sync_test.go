package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestSyncingIsSwitchedStartedAndWatched(t *testing.T) {
	w := newWorld(t)
	w.ok("sync")
	w.ok("sync", "off")
	w.ok("sync", "on")
	w.ok("sync", "off")
	w.ok("sync", "on", "--plan", onPlan(w))
	w.ok("sync", "mail", "off")
	w.ok("sync", "mail", "on")
	w.ok("sync", "schedule", "30 3 * * 1", "--time-zone", "Europe/Zurich")
	w.ok("sync", "schedule", "none")
	w.ok("sync", "show", "--wait")
	w.ok("run")
	w.ok("run", "start", "--no-wait")
	w.ok("run", "list", "--kind", "full")
	w.ok("run", "watch")
	id := planIn(t, w.ok("run", "list", "--kind", "full", "--limit", "1", "-o", "json"))
	w.ok("run", "show", id)
	w.ok("run", "watch", id)
	w.ok("run", "results", id, "--verdict", "waiting")
	w.ok("run", "results", id, "--drift")
	w.ok("run", "retry", id, "ines.pereira@example.com")
	w.ok("failures")
	w.ok("failures", "users", "out_of_seats")
	w.ok("failures", "retry", "out_of_seats")
	w.ok("failures", "retry", "--no-wait")
	w.ok("run", "cancel", id)
	w.told()
}

// onPlan is the id of a plan that switches syncing on.
func onPlan(w *world) string {
	w.t.Helper()
	var plan struct{ ID string }
	must(w.t, json.Unmarshal([]byte(w.ok("plan", "create", "--sync", "on", "-o", "json")), &plan))
	return plan.ID
}

func TestSyncingIsSwitchedOnByAPlanThatAPersonSees(t *testing.T) {
	w := newWorld(t)
	w.ok("sync", "off")
	w.person, w.in = true, "n\n"
	w.ends(1, []string{"Switch syncing on by this plan? [y/N]", "Nothing was changed"}, "sync", "on")
	if !strings.Contains(w.lastOut, "syncing on") {
		t.Errorf("no plan is shown: %s", w.lastOut)
	}
	w.in = "y\n"
	if out := w.ok("sync", "on"); !strings.Contains(out, "syncing             on") {
		t.Errorf("agreed to: %s", out)
	}
	w.ok("sync", "off")
	w.in = ""
	w.ok("sync", "on", "--yes")
}

// TestAPersonSeesHowFarARunIs has a server answer with a run that goes on.
func TestAPersonSeesHowFarARunIs(t *testing.T) {
	w := newWorld(t)
	w.progress = true
	states := []string{`"state":"planning"`, `"state":"running","planned":200,"done":50,"changed":7,"failed":1,"etaSeconds":90`, `"state":"done","finishedAt":"2026-11-23T12:00:00Z"`}
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		if in.URL.Query().Get("wait") != "1" {
			t.Errorf("asked with wait=%s", in.URL.Query().Get("wait"))
		}
		out.Header().Set("Content-Type", "application/json")
		_, _ = out.Write([]byte(`{"id":"r",` + states[0] + `}`))
		states = states[1:]
	})
	w.ok("run", "watch", "r")
	if !strings.Contains(w.lastErr, "\rRun r: 50 of 200 (25 %), 7 changed, 1 failed, 1m30s to go") || !strings.HasSuffix(w.lastErr, "\r") {
		t.Errorf("no progress, or it is left standing: %q", w.lastErr)
	}
}

func TestCredentialsAreShownOnce(t *testing.T) {
	w := newWorld(t)
	w.ok("connections")
	w.ok("connections", "show")
	w.ok("connections", "requests")
	w.ok("tokens", "create", "--name", "second", "--days", "30")
	w.ok("tokens")
	w.ok("connections", "show", "Identity provider")
	w.ends(1, nil, "tokens", "create")
	w.ok("tokens", "revoke", idOf(w, "tokens", "second"))
	w.ok("keys", "create", "CI", "--scope", "read,write", "--expires", "2027-01-31T00:00:00Z")
	w.ok("keys")
	w.ok("keys", "revoke", idOf(w, "keys", "CI"))
	w.ends(1, []string{"no connection", "usersync connections"}, "tokens", "list", "nobody")
	w.ok("audit")
	w.ok("audit", "--action", "user.erase", "--from", "2026-11-01", "--to", "2026-12-01T00:00:00Z")
	w.ends(64, []string{"--from", "2026-11-01"}, "audit", "--from", "yesterday")
	w.told()
}

// idOf is the id of what has a name, of a list.
func idOf(w *world, verb, name string) string {
	w.t.Helper()
	var list struct{ Items []struct{ ID, Name string } }
	must(w.t, json.Unmarshal([]byte(w.ok(verb, "list", "-o", "json")), &list))
	for _, item := range list.Items {
		if item.Name == name {
			return item.ID
		}
	}
	w.t.Fatalf("%s has no %s", verb, name)
	return ""
}

func TestTheOperatorMakesAccounts(t *testing.T) {
	w := newWorld(t)
	w.ends(1, []string{"operator", "opr_"}, "accounts")
	key := w.file("key", w.founded.OperatorKey.Reveal()+"\n")
	w.ok("accounts", "--key-file", key)
	w.ok("accounts", "create", "Second Ltd", "--key-file", key)
	w.in = w.founded.OperatorKey.Reveal()
	w.ok("accounts", "show", w.founded.Account.ID, "--key-file", "-")
	w.ends(1, []string{"wrong_credential"}, "users", "--key-file", key)
	w.told()
}
