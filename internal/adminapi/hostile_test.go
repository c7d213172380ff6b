package adminapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// FuzzRuleBody sends whatever there is as a new rule: the answer is a rule or a problem, and a problem has changed nothing.
func FuzzRuleBody(f *testing.F) {
	for _, seed := range []string{
		`{"group":"GROUP"}`, `{"group":"GROUP","role":{"kind":"manager","managedGroups":"all"}}`, `{"group":"GROUP","position":1,"enabled":null}`,
		`{"group":["x"]}`, `{"role":{"managedGroups":[[]]}}`, `[`, `null`, `"x"`, `{"a":{"b":{"c":[1,2,{"d":null}]}}}`, `{"group":"x","group":"y"}`,
		"{\"description\":\"\x00\xff\"}", `{"products":[{"key":"p","plan":"q"}]}`, `{"position":1e400}`, `{"position":99999999999999999999}`,
		`{"condition":"memberOf eq \"x\" and not (userName pr)"}`,
	} {
		f.Add(seed)
	}
	w := newWorld(f)
	group := w.group("All")
	f.Fuzz(func(t *testing.T, body string) {
		w.t = t
		body = strings.ReplaceAll(body, "GROUP", group)
		before := w.version()
		a := w.as("POST /rules", body).send()
		switch {
		case a.status == http.StatusCreated:
			w.as("DELETE /rules/" + a.str("id")).ok()
		case a.status < 400 || a.status >= 500:
			t.Fatalf("%q: %d %s", body, a.status, a.text)
		case a.body["code"] == "" || a.body["detail"] == "" || w.version() != before:
			t.Fatalf("%q: %s, version %d", body, a.text, w.version())
		}
	})
}

// FuzzPatch merges whatever there is into a rule.
func FuzzPatch(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"role":null}`, `{"role":{"privileges":["manage_users"]}}`, `{"role":{"kind":"admin"}}`, `{"products":null}`, `null`, `[]`, `{"group":null}`,
		`{"enabled":null,"description":null}`, `{"role":{"managedGroups":null}}`, `{"role":{"managedGroups":[]}}`,
	} {
		f.Add(seed)
	}
	w := newWorld(f)
	group := w.group("All")
	f.Fuzz(func(t *testing.T, patch string) {
		w.t = t
		id := w.as("POST /rules", `{"group":"`+group+`","role":{"kind":"manager","privileges":["view_reports"],"managedGroups":"all"}}`).ok().str("id")
		a := w.as("PATCH /rules/"+id, patch).send()
		if a.status != http.StatusOK && (a.status < 400 || a.status >= 500) {
			t.Fatalf("%q: %d %s", patch, a.status, a.text)
		}
		w.as("GET /rules/" + id).ok()
		w.as("DELETE /rules/" + id).ok()
	})
}

// FuzzCursor pages through whatever there is: the answer is a page, or says that the cursor is none of ours.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "MQ", "LTE", "KzE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk", "====", "\x00", "MTAw\n", strings.Repeat("A", 5000)} {
		f.Add(seed, "1")
	}
	f.Add("MQ", "-1")
	f.Add("MQ", "99999999999999999999")
	w := newWorld(f)
	for range 3 {
		w.group("All" + w.newID())
	}
	f.Fuzz(func(t *testing.T, cursor, limit string) {
		w.t = t
		for _, list := range []string{"/directory/groups", "/rules", "/keys", "/connections"} {
			a := w.as("GET " + list + "?" + url.Values{"cursor": {cursor}, "limit": {limit}}.Encode()).send()
			_, listed := a.body["items"].([]any)
			refused := a.status == http.StatusBadRequest || a.status == http.StatusUnprocessableEntity
			if answered := a.status == http.StatusOK && listed || refused && a.body["code"] != ""; !answered {
				t.Fatalf("%s of %q and %q: %d %s", list, cursor, limit, a.status, a.text)
			}
		}
	})
}
