package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTheDoctorSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	w := newWorld(t)
	w.ok("doctor")
	w.ok("tokens", "create", "--name", "short", "--days", "10")
	w.api("POST", "/connections", `{"name":"Not joined yet"}`)
	w.api("PATCH", "/sync", `{"enabled":false,"mail":false}`)
	w.scim("DELETE", "/Groups/"+groupOf(w, "Interns"), "")
	w.now = w.now.Add(11 * 24 * time.Hour)
	w.ends(1, []string{"2 things are wrong"}, "doctor")
	w.told()
}

func TestTheDoctorKnowsWhatAKeyMayDo(t *testing.T) {
	w := newWorld(t)
	for scopes, want := range map[string]string{"read": "read", "read,write": "read, write", "read,write,owner": "read, write, owner; the key ends: never"} {
		var made struct{ Key string }
		must(t, json.Unmarshal([]byte(w.ok("keys", "create", "k", "--scope", scopes, "-o", "json")), &made))
		if got := checked(w, "scopes", "--key", made.Key); got["detail"] != want {
			t.Errorf("%s: %v", scopes, got)
		}
	}
}

// checked is one check of the doctor's.
func checked(w *world, name string, args ...string) map[string]string {
	w.t.Helper()
	w.run(append([]string{"doctor", "-o", "json"}, args...)...)
	var all struct{ Checks []map[string]string }
	must(w.t, json.Unmarshal([]byte(w.lastOut), &all))
	for _, c := range all.Checks {
		if c["check"] == name {
			return c
		}
	}
	return nil
}

func TestTheDoctorLooksAtClocks(t *testing.T) {
	w := newWorld(t)
	for apart, want := range map[time.Duration]string{0: "ok", 2 * time.Minute: "warning", -time.Hour: "wrong"} {
		w.apart = apart
		if got := checked(w, "clock"); got["state"] != want {
			t.Errorf("%v apart: %v", apart, got)
		}
	}
}

func TestTheDoctorStopsWhereNothingCanBeReached(t *testing.T) {
	w := newWorld(t)
	w.doors = http.NotFoundHandler()
	w.ends(1, []string{"1 thing is wrong"}, "doctor")
	if !strings.Contains(w.lastOut, "reachable") || strings.Contains(w.lastOut, "syncing") {
		t.Errorf("it says %s", w.lastOut)
	}
	w = newWorld(t)
	w.env["USERSYNC_KEY"] = ""
	w.ends(1, nil, "doctor")
	if !strings.Contains(w.lastOut, "usersync login") {
		t.Errorf("without a key it says %s", w.lastOut)
	}
	w.env["USERSYNC_KEY"] = "adm_abcdefghij_wrong"
	w.ends(1, nil, "doctor")
	if !strings.Contains(w.lastOut, "invalid_token") {
		t.Errorf("with a wrong key it says %s", w.lastOut)
	}
}
