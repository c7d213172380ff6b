package adminapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/access"
	"usersync/internal/adminapi"
	"usersync/internal/provision"
	"usersync/internal/table"
	"usersync/internal/tabletest"
)

// The matrix is every line of the surface with every credential and with ids of another account. Its lines come from the surface itself: a new one is in it at once.

// visitor is a credential, and what it may do.
type visitor struct {
	name    string
	headers []string // Authorization, each a header of its own
	kind    access.Kind
	may     access.Scope // of an admin key
}

// verdict is the one rule of who gets in: the status and the code of a refusal, or 0.
func (v visitor) verdict(need access.Scope) (status int, code string) {
	deployment := need == adminapi.OperatorOnly
	switch {
	case v.kind == "":
		return http.StatusUnauthorized, "invalid_token"
	case deployment != (v.kind == access.OperatorKey), v.kind == access.SCIMToken:
		return http.StatusForbidden, "wrong_credential"
	case !deployment && !(access.Principal{Scopes: []access.Scope{v.may}}).May(need):
		return http.StatusForbidden, "missing_scope"
	}
	return 0, ""
}

// visitors is every kind of credential that somebody may come with.
func (w *world) visitors() []visitor {
	w.t.Helper()
	revoked := w.newKey(access.AdminKey, access.Owner)
	id, _ := access.Parse(revoked)
	must(w.t, w.config.Keys.Revoke(w.t.Context(), w.account, access.AdminKey, id))
	expired := w.keyOf(w.account, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner}, Expires: w.now.Add(time.Minute)})
	w.now = w.now.Add(time.Hour)
	scim := w.newKey(access.SCIMToken, access.SCIM)
	operator := w.keyOf(access.Account{}, provision.NewKey{Kind: access.OperatorKey})
	good := "Bearer " + w.key
	list := []visitor{
		{name: "nobody"},
		{name: "an empty header", headers: []string{""}},
		{name: "an empty bearer", headers: []string{"Bearer "}},
		{name: "nonsense", headers: []string{"Bearer adm_nonsense"}},
		{name: "a JWT", headers: []string{"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}},
		{name: "Basic", headers: []string{"Basic dXNlcjpwYXNzd29yZA=="}},
		{name: "a key without its scheme", headers: []string{w.key}},
		{name: "two headers", headers: []string{good, good}},
		{name: "5 KB", headers: []string{good + strings.Repeat(" ", 5<<10)}},
		{name: "a key with another prefix", headers: []string{"Bearer adm" + strings.TrimPrefix(scim, "scr")}},
		{name: "a revoked key", headers: []string{"Bearer " + revoked}},
		{name: "an expired key", headers: []string{"Bearer " + expired}},
		{"a SCIM token", []string{"Bearer " + scim}, access.SCIMToken, ""},
		{"the operator", []string{"Bearer " + operator}, access.OperatorKey, ""},
	}
	for _, scope := range []access.Scope{access.Read, access.Write, access.Owner} {
		list = append(list, visitor{"a key that may " + string(scope), []string{"Bearer " + w.newKey(access.AdminKey, scope)}, access.AdminKey, scope})
	}
	return list
}

// key2 makes a credential of any account.
func (w *world) keyOf(a access.Account, k provision.NewKey) string {
	w.t.Helper()
	k.Name = "test"
	_, secret, err := w.config.Keys.Create(w.t.Context(), a, k)
	must(w.t, err)
	return secret.Reveal()
}

func (r *request) asBearer(headers []string) *request {
	r.header["Authorization"] = headers
	return r
}

var parameter = regexp.MustCompile(`\{\w+\}`)

func TestMatrixOfLinesAndCredentials(t *testing.T) {
	w, _ := furnished(t)
	visitors := w.visitors()
	var otherwise []string // the paths again, in ways that only look alike
	for _, line := range adminapi.Surface(w.config) {
		path := parameter.ReplaceAllString(line.Path, "nothing")
		otherwise = append(otherwise, path+"/", "/"+path, strings.ToUpper(path), strings.Replace(path, "/", "/%2e%2e/v1/", 1), path+"%2f", path+";x")
		for _, v := range visitors {
			status, code := v.verdict(line.Scope)
			a := w.as(line.Method+" "+path, `{}`).asBearer(v.headers).send()
			if status != 0 && (a.status != status || a.body["code"] != code) || status == 0 && (a.status == 401 || a.status == 403) || a.status >= 500 {
				t.Errorf("%s for %s: %d %s, want %d %s", line, v.name, a.status, a.text, status, code)
			}
		}
	}
	for _, path := range otherwise {
		for _, v := range visitors[:12] {
			for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"} {
				if a := w.as(method + " " + path).asBearer(v.headers).send(); a.status != http.StatusUnauthorized {
					t.Errorf("%s %s for %s: %d", method, path, v.name, a.status)
				}
			}
		}
	}
}

// neighbour is another account and a key of it that may do everything.
func (w *world) neighbour() (a access.Account, key string) {
	w.t.Helper()
	a = access.FromTrigger(w.newID())
	founder := &provision.Founder{Store: w.store, Now: w.config.Now, NewID: w.newID}
	_, _, err := founder.CreateAccount(w.t.Context(), a, "Other", true)
	must(w.t, err)
	return a, w.keyOf(a, provision.NewKey{Kind: access.AdminKey, Scopes: []access.Scope{access.Owner, access.Write, access.Read}})
}

// holdings is all that the store has of an account, its credentials included, byte for byte.
func (w *world) holdings(a access.Account) string {
	w.t.Helper()
	stream := w.db.Table.(table.Stream)
	text := tabletest.Holdings(w.t, stream, "T#"+a.ID()+"#")
	for line := range strings.Lines(tabletest.Holdings(w.t, stream, "CRED#") + tabletest.Holdings(w.t, stream, "CLIENT#")) {
		if strings.Contains(line, a.ID()) {
			text += line
		}
	}
	return text
}

// goodBodies is a body for each line that needs more than an empty object to come to the look-up of its id.
var goodBodies = map[string]string{
	"PUT /products/{key}":                `{"name":"New","seats":1}`,
	"PUT /user-groups/{id}":              `{"name":"New"}`,
	"PUT /settings-templates/{id}":       `{"name":"New"}`,
	"PUT /email-templates/{id}":          `{"name":"New","variants":{"en":{"subject":"a","text":"b"}}}`,
	"POST /email-templates/{id}/publish": `{"version":1}`,
	"PUT /rules/{id}":                    `{"group":"GROUP"}`,
	"PUT /schema-extensions/{id}":        badge,

	"POST /directory/users/{id}/adopt":  `{"connection":"theirs"}`,
	"POST /directory/groups/{id}/adopt": `{"connection":"theirs"}`,

	"PUT /connections/{id}/clients/{client}/jwks": `{"keys":[]}`,
	"POST /users/{id}/erase":                      `{"reason":"New"}`,
	"POST /users/{id}/grants":                     `{"role":{"kind":"admin"}}`,
	"PUT /users/{id}/language":                    `{"language":"de"}`,
	"POST /plans/{id}/approve":                    `{"reason":"New"}`,
	"POST /holds/{id}/approve":                    `{"reason":"New"}`,
	"POST /holds/{id}/reject":                     `{"reason":"New"}`,
}

// An id of another account is answered like one that does not exist, in every line and by every verb, and nothing happens to it.
func TestMatrixOfLinesAndForeignIDs(t *testing.T) {
	w, ids := furnished(t)
	other, key := w.neighbour()
	own := w.foreignGroup(other)
	known := w.knownIDs(ids)
	foreign := func(line adminapi.SurfaceLine, id, second string) answer {
		body := `{}`
		if good, ok := goodBodies[line.Method+" "+line.Path]; ok {
			body = strings.ReplaceAll(good, "GROUP", own)
		}
		path := parameter.ReplaceAllString(strings.Replace(line.Path, "{id}", id, 1), second)
		r := w.as(line.Method+" "+path).with("Authorization", "Bearer "+key)
		if line.Method != http.MethodGet && line.Method != http.MethodDelete {
			r.body = body
			r.header.Set("Content-Type", "application/json")
		}
		return r.send()
	}
	before := w.holdings(w.account)
	for _, line := range adminapi.Surface(w.config) {
		if !strings.Contains(line.Path, "{") || line.Scope == adminapi.OperatorOnly {
			continue
		}
		for id, unknown := range known {
			got, want := foreign(line, id, id), foreign(line, unknown, unknown)
			delete(got.body, "requestId")
			delete(want.body, "requestId")
			if got.status != 404 || got.status != want.status || fmt.Sprint(got.body) != fmt.Sprint(want.body) {
				t.Errorf("%s of %s: %d %v, but of what does not exist %d %v. A line that needs a body gets it in goodBodies.", line, id, got.status, got.body, want.status, want.body)
			}
			if strings.Contains(got.text, id) && len(id) > 8 {
				t.Errorf("%s repeats the id: %s", line, got.text)
			}
		}
		for first := range known {
			for second := range known {
				if got := foreign(line, first, second); got.status != 404 {
					t.Errorf("%s of %s and %s: %d %s", line, first, second, got.status, got.text)
				}
			}
		}
		if after := w.holdings(w.account); after != before {
			t.Fatalf("%s: the account was\n%s\nand is\n%s", line, before, after)
		}
	}
}

// What the matrix of foreign ids proves it proves only of things that are there for their owner.
func TestMatrixHasAThingForEveryLine(t *testing.T) {
	w, ids := furnished(t)
	known := w.knownIDs(ids)
	known["out_of_seats"] = "" // no id, and the same for everybody
	for _, line := range adminapi.Surface(w.config) {
		found := line.Method != http.MethodGet || !strings.Contains(line.Path, "{") || line.Scope == adminapi.OperatorOnly
		for first := range known {
			for second := range known {
				path := parameter.ReplaceAllString(strings.Replace(line.Path, "{id}", first, 1), second)
				found = found || w.as("GET "+path).send().status == http.StatusOK
			}
		}
		if !found {
			t.Errorf("%s finds nothing: let furnish make one, and knownIDs name it", line)
		}
	}
}

func (w *world) foreignGroup(a access.Account) string {
	w.t.Helper()
	p := w.idp()
	p.Account = a
	g, err := w.directory.CreateGroup(w.t.Context(), p, map[string]any{"displayName": "Theirs"}, nil)
	must(w.t, err)
	return g.ID
}

// knownIDs is every id that the furnished account has, each with one of the same form that nobody has.
func (w *world) knownIDs(ids *strings.Replacer) map[string]string {
	w.t.Helper()
	known := map[string]string{"p": "q", "1": "9"}
	own, _ := access.Parse(w.key)
	for _, id := range append(strings.Fields(ids.Replace("ANN GROUP USERGROUP SETTINGS EMAIL PREVIEW RULE KEY CONNECTION TOKEN PLAN HOLD RUN REVISION CLIENT SECRET GRANT LETTER")), badgeID, own, w.account.ID()) {
		last := map[bool]string{true: "b", false: "c"}[strings.HasSuffix(id, "c")]
		if id[0] == '0' {
			last = "Z"
		}
		known[id] = id[:len(id)-1] + last
	}
	if len(known) != 23 || slices.ContainsFunc(slices.Collect(maps.Values(known)), func(id string) bool { _, taken := known[id]; return taken }) {
		w.t.Fatalf("ids: %v", known)
	}
	return known
}
