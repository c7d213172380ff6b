package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestWhoGetsWhatAndWhy(t *testing.T) {
	w := newWorld(t)
	w.ok("users", "--limit", "4")
	w.ok("users", "--text", "keller")
	w.ok("users", "--product", "webinar", "--output", "csv")
	w.ok("users", "show", "ada.lindqvist@example.com")
	w.ok("explain", "ada.lindqvist@example.com")
	w.ok("explain", "beatriz.costa@example.com", "--at", "2026-11-24", "--output", "markdown")
	w.ok("users", "what-if", "beatriz.costa@example.com", "--add-group", "Sales", "--attribute", "title=Senior clerk", "--grant", "meeting:pro")
	w.ok("users", "what-if", "beatriz.costa@example.com", "--rules", "draft") // there is none: what is live
	w.ok("users", "sync", "ada.lindqvist@example.com", "--dry-run")
	w.ok("users", "sync", "ada.lindqvist@example.com")
	w.ok("users", "grants", "add", "ada.lindqvist@example.com", "--role", "admin", "--note", "while Amir is away", "--until", "2027-01-31T00:00:00Z")
	w.ok("users", "grants", "add", "ada.lindqvist@example.com", "--product", "webinar", "--deny")
	w.ok("users", "grants", "list", "ada.lindqvist@example.com")
	w.ok("users", "timeline", "ada.lindqvist@example.com")
	w.ok("groups")
	w.ok("groups", "show", "Interns")
	w.ok("groups", "members", "Interns")
	w.ok("products")
	w.ok("products", "show", "webinar")
	w.ok("products", "waiting", "webinar")
	w.told()
}

func TestAPersonIsWelcomedOnceMoreAndForgotten(t *testing.T) {
	w := newWorld(t)
	const ada = "ada.lindqvist@example.com"
	w.ok("users", "welcome", ada, "--note", "It went astray.")
	w.ends(1, []string{"--yes"}, "users", "erase", ada, "--reason", "Request 4711")
	w.ends(1, nil, "users", "erase", ada, "--reason", "Request 4711", "--yes") // the directory has her
	w.person, w.in = true, "n\n"
	w.ends(1, []string{"Forget " + ada, "Nothing was changed"}, "users", "erase", ada, "--reason", "Request 4711")
	w.person, w.in = false, ""
	w.ends(64, []string{"--reason"}, "users", "erase", ada, "--yes")
	who := w.ok("users", "show", ada, "-o", "json")
	var user struct{ ID string }
	must(t, json.Unmarshal([]byte(who), &user))
	w.scim("DELETE", "/Users/"+user.ID, "")
	w.ok("users", "timeline", user.ID)
	w.ok("users", "erase", user.ID, "--reason", "Request 4711", "--yes")
	w.ends(1, nil, "users", "timeline", user.ID)
	w.ok("audit")
	w.told()
}

func TestAUserIsNamedInThreeWays(t *testing.T) {
	w := newWorld(t)
	w.scim("POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jo","active":true,"emails":[{"value":"jo@example.com","primary":true}]}`)
	id := strings.Fields(strings.Split(w.ok("explain", "jo"), "\n")[1])[1]
	if other := w.ok("explain", "jo@example.com"); !strings.Contains(other, id) {
		t.Errorf("by the e-mail address: %s", other)
	}
	if other := w.ok("explain", id); !strings.Contains(other, id) {
		t.Errorf("by the id: %s", other)
	}
	w.ends(1, []string{"nobody@example.com", "--text"}, "explain", "nobody@example.com")
	w.ends(1, []string{"displayName", "usersync groups"}, "groups", "members", "No such group")
	w.scim("POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jo2","active":true,"emails":[{"value":"jo@example.com"}]}`)
	w.ends(1, []string{"Several", "jo2"}, "explain", "jo@example.com")
}

func TestWhatProgramsGetIsWhatTheServerSent(t *testing.T) {
	w := newWorld(t)
	var sent map[string]any
	must(t, json.Unmarshal([]byte(w.ok("users", "show", "ada.lindqvist@example.com", "-o", "json")), &sent))
	if got := w.api("GET", "/users/"+sent["id"].(string), ""); got["userName"] != sent["userName"] || len(got) != len(sent) {
		t.Errorf("got %v, the server says %v", sent, got)
	}
	var list struct{ Items []map[string]any }
	must(t, json.Unmarshal([]byte(w.ok("users", "-o", "json")), &list))
	if len(list.Items) != 28 {
		t.Errorf("%d users", len(list.Items))
	}
	if rows := strings.Count(w.ok("users", "-o", "csv"), "\n"); rows != 29 {
		t.Errorf("%d lines of CSV", rows)
	}
	if strings.Contains(w.lastErr, "more") {
		t.Errorf("everything is there, and it says: %s", w.lastErr)
	}
	w.ok("users", "--limit", "2")
	if !strings.Contains(w.lastErr, "--limit 0") {
		t.Errorf("there are more, and nobody says so: %s", w.lastErr)
	}
}

// TestNamesThatActOnATerminalAreHarmless has a server send names that clear the screen, set colours and turn the direction of writing.
func TestNamesThatActOnATerminalAreHarmless(t *testing.T) {
	w := newWorld(t)
	w.doors = http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(in.URL.Path, "/broken") {
			out.Header().Set("Content-Type", "application/problem+json")
			out.WriteHeader(http.StatusConflict)
			_, _ = out.Write([]byte(`{"detail":"evil \u001b[2J","code":"\u202e","errors":[{"path":"\u0007","detail":"\u009b1m"}]}`))
			return
		}
		_, _ = out.Write([]byte("{\"items\":[{\"displayName\":\"evil \\u001b[2J\u202e\u009b31m | <b> ![x](http://e.com) @all\"}]}"))
	})
	for _, format := range []string{"text", "markdown", "yaml"} {
		if out := w.ok("groups", "-o", format); strings.ContainsAny(out, "\x1b\u202e\u009b") {
			t.Errorf("%s lets control characters through: %q", format, out)
		}
	}
	if out := w.ok("groups", "-o", "markdown"); strings.Contains(out, "<b>") || !strings.Contains(out, `\|`) || strings.Contains(out, "http://") || strings.Contains(out, "@all") {
		t.Errorf("Markdown lets something through: %s", out)
	}
	w.shows = true
	if out := w.ok("groups", "-o", "json"); strings.ContainsAny(out, "\x1b\u202e\u009b") || !json.Valid([]byte(out)) {
		t.Errorf("JSON on a terminal: %q", out)
	}
	w.ends(1, []string{"evil"}, "accounts", "show", "broken")
	if strings.ContainsAny(w.lastErr, "\x1b\u202e\u009b\u0007") {
		t.Errorf("an error lets control characters through: %q", w.lastErr)
	}
}

func TestKeysAreNeverShownAgain(t *testing.T) {
	w := newWorld(t)
	key := w.env["USERSYNC_KEY"]
	for _, args := range [][]string{
		{"users"},
		{"doctor"},
		{"keys"},
		{"tokens"},
		{"users", "--key", key + "x"},
		{"users", "--key", key + " " + key},
		{"users", "--url", "https://user:" + key + "@sync.example.com"},
		{"users", "--url", "https://sync.example.com/?" + key},
		{"explain", "nobody", "--output", "json"},
	} {
		w.run(args...)
		if said := w.lastOut + w.lastErr; strings.Contains(said, key) {
			t.Errorf("usersync %v shows the key: %s", args, said)
		}
	}
}
