package scimapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"usersync/internal/access"
	"usersync/internal/scimapi"
)

var allMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// targets is every line of the surface and the ways around it.
func targets(id string) []string {
	paths := []string{"", "/", "//Users", "/users", "/USERS", "/%2e%2e/api/v1/rules", "/Users/../Groups", "/Users%2f" + id, "/Users;x", "/Users/" + id + "/", "/nothing"}
	for _, r := range scimapi.Routes() {
		path := strings.ReplaceAll(r.Pattern, "{id}", id)
		paths = append(paths, path, path+"/")
	}
	return paths
}

// badCredential is what does not open the door, and the status that it gets.
type badCredential struct {
	name    string
	status  int
	headers []string // Authorization, each a header of its own
}

func (h *house) badCredentials() []badCredential {
	h.t.Helper()
	expired := h.keys.mint(h.t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	h.keys.change(expired, func(c *access.Credential) { c.Expires = newClock().time })
	revoked := h.keys.mint(h.t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	h.keys.change(revoked, func(c *access.Credential) { c.Revoked = true })
	nowhere := h.keys.mint(h.t, access.SCIMToken, h.acme, "", access.SCIM)
	homeless := h.keys.mint(h.t, access.SCIMToken, access.Account{}, "conn-a", access.SCIM)
	unscoped := h.keys.mint(h.t, access.SCIMToken, h.acme, "conn-a")
	operator := h.keys.mint(h.t, access.OperatorKey, access.Account{}, "", access.SCIM)
	last := h.token[len(h.token)-1:]
	return []badCredential{
		{"no header", 401, nil},
		{"empty", 401, []string{""}},
		{"empty bearer", 401, []string{"Bearer "}},
		{"malformed", 401, []string{"Bearer scr_nonsense"}},
		{"a JWT", 401, []string{"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}},
		{"Basic", 401, []string{"Basic dXNlcjpwYXNzd29yZA=="}},
		{"a good token without its scheme", 401, []string{h.token}},
		{"a forged checksum", 401, []string{"Bearer " + strings.TrimSuffix(h.token, last) + "~"}},
		{"expired", 401, []string{"Bearer " + expired}},
		{"revoked", 401, []string{"Bearer " + revoked}},
		{"two good headers", 401, []string{"Bearer " + h.token, "Bearer " + h.token}},
		{"5 KB", 401, []string{"Bearer " + strings.Repeat("a", 5<<10)}},
		{"an admin key", 403, []string{"Bearer " + h.adminKey}},
		{"an operator key", 403, []string{"Bearer " + operator}},
		{"a token of no connection", 403, []string{"Bearer " + nowhere}},
		{"a token of no account", 403, []string{"Bearer " + homeless}},
		{"a token without the scope", 403, []string{"Bearer " + unscoped}},
	}
}

func TestNothingAnswersWithoutAToken(t *testing.T) {
	newHouse(t).nothingWithoutAToken()
}

// nothingWithoutAToken tries every line of the surface, and the ways around it, with every method and every credential that does not open the door.
func (h *house) nothingWithoutAToken() {
	id := h.user("ann")
	before := h.holdings("")
	for _, c := range h.badCredentials() {
		h.run(c.name, func(t *testing.T) {
			for _, target := range targets(id) {
				for _, method := range allMethods {
					r := httptest.NewRequest(method, scimapi.Base+target, strings.NewReader(`{"userName":"eve"}`))
					r.Header["Authorization"] = c.headers
					got := h.do(r).want(c.status)
					if challenge := got.header.Get("WWW-Authenticate"); (challenge == `Bearer realm="scim"`) != (c.status == 401) {
						t.Errorf("%s: WWW-Authenticate %q", got.what, challenge)
					}
				}
			}
		})
	}
	if after := h.holdings(""); after != before {
		h.t.Errorf("changed:\n%s\n%s", before, after)
	}
}

func TestARefusalDoesNotSayWhy(t *testing.T) {
	h := newHouse(t)
	unknown := keyring{"x": {}, "y": {}, "z": {}, "w": {}}.mint(t, access.SCIMToken, h.acme, "conn-a", access.SCIM)
	first := h.sendAs("", "GET", "/Users", "").want(401).raw
	for _, token := range []string{"garbage", unknown} {
		if got := h.sendAs(token, "GET", "/Users", "").want(401).raw; got != first {
			t.Errorf("%s is not %s", got, first)
		}
	}
}

func TestUnknownMethodsAreRefusedWithThoseThatThereAre(t *testing.T) {
	h := newHouse(t)
	id := h.user("ann")
	for _, route := range scimapi.Routes() {
		for _, method := range allMethods {
			_, ok := route.Methods[method]
			_, readable := route.Methods["GET"]
			if ok || method == "HEAD" && readable {
				continue
			}
			got := h.send(method, strings.ReplaceAll(route.Pattern, "{id}", id), "").want(http.StatusMethodNotAllowed)
			allowed := strings.Split(got.header.Get("Allow"), ", ")
			if readable && !slices.Contains(allowed, "HEAD") || slices.Contains(allowed, method) || !slices.IsSorted(allowed) {
				t.Errorf("%s: Allow %q", got.what, allowed)
			}
		}
	}
}

func TestStrangePathsAreNotFound(t *testing.T) {
	h := newHouse(t)
	id := h.user("ann")
	for _, path := range []string{
		"//", "//Users", "/users", "/USERS/" + id, "/Users//" + id, "/Users/" + id + "//", "/./Users", "/Users/./" + id, "/Groups/../Users",
		"/Users%2f" + id, "/Users/%2e%2e/Users", "/Users/" + id + ";v=1", "/Users;v=1/" + id, "/Users/" + id + "/groups",
		"/Users/" + id + "%3Fattributes=userName", "/Users/" + id + "%23", "/Users/" + id + "%25", "/Users/%00", "/Users/" + strings.Repeat("a", 300),
		"/serviceConfiguration", "/Users/0", "/Users/admin", "/Users/*", "/ResourceTypes/Nothing", "/Schemas/urn:nothing",
	} {
		h.send("GET", path, "").want(404)
	}
	h.send("GET", "/Users/"+id+"/", "").want(200)
	h.send("GET", "/%55sers/"+id, "").want(200)
}

func TestAnotherAccountsResourcesDoNotExist(t *testing.T) {
	h := newHouse(t)
	ann := h.user("ann")
	staff := h.group("Staff", ann)
	before := h.send("GET", "/Users", "").raw + h.send("GET", "/Groups", "").raw

	for _, path := range []string{"/Users/" + ann, "/Groups/" + staff} {
		for method, body := range map[string]string{
			"GET": "", "DELETE": "",
			"PUT":   `{"userName":"eve","displayName":"Eve"}`,
			"PATCH": `{"Operations":[{"op":"replace","value":{"displayName":"Eve"}}]}`,
		} {
			foreign := h.sendAs(h.otherToken, method, path, body).want(404)
			nothing := h.sendAs(h.otherToken, method, path[:len(path)-4]+"zzzz", body).want(404)
			if foreign.raw != nothing.raw {
				t.Errorf("%s %s tells that it exists: %s against %s", method, path, foreign.raw, nothing.raw)
			}
		}
	}
	h.sendAs(h.otherToken, "POST", "/Groups", `{"displayName":"Theirs","members":`+memberList([]string{ann})+`}`).want(400, "invalidValue")
	h.sendAs(h.otherToken, "POST", "/Users", `{"userName":"ann"}`).want(201)
	h.sendAs(h.otherToken, "GET", "/Users", "").want(200).has(map[string]any{"totalResults": 1.0})

	if after := h.send("GET", "/Users", "").raw + h.send("GET", "/Groups", "").raw; after != before {
		t.Errorf("changed:\n%s\n%s", before, after)
	}
}
