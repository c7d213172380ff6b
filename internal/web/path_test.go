package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"usersync/internal/fault"
	"usersync/internal/web"
)

func TestSegmentsAreDecodedOnceAndReadInOneWayOnly(t *testing.T) {
	for path, want := range map[string][]string{
		"/":                      nil,
		"/Users":                 {"Users"},
		"/Users/":                {"Users"},
		"/Users/a%20b":           {"Users", "a b"},
		"/%55sers/x":             {"Users", "x"},
		"/Users/J%C3%BCrgen":     {"Users", "Jürgen"},
		"/Users/.search":         {"Users", ".search"},
		"/Schemas/urn:ietf:a":    {"Schemas", "urn:ietf:a"},
		"/Schemas/urn%3Aietf%3A": {"Schemas", "urn:ietf:"},
	} {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := web.Segments(u)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestStrangePathsLeadNowhere(t *testing.T) {
	for _, path := range []string{
		"//Users", "/Users//", "/Users//1", "/a/../Users", "/./Users", "/Users/..", "/Users/.",
		"/Users%2f1", "/Users%2F1", "/Users/%2e%2e", "/Users/%2E", "/Users;v=1", "/Users;/1", "/Users/1%3Bx",
		"/Users/a%3Fb", "/Users/a%23b", "/Users/a%25b", "/Users/a%252fb", `/Users/a\b`, "/Users/a%5cb",
		"/Users/a%00b", "/Users/a%0d%0ab", "/Users/%ff", "/Users/" + strings.Repeat("a", web.MaxSegment+1),
	} {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := web.Segments(u); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if _, err := web.Segments(&url.URL{Opaque: "*", Path: "*"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a path without a root: %v", err)
	}
}

func FuzzSegments(f *testing.F) {
	for _, path := range []string{"/Users/1", "/a%2fb", "//", "/%2e", "/x;y", "/é"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		segments, err := web.Segments(u)
		if err != nil {
			return
		}
		for _, s := range segments {
			if s == "" || s == "." || s == ".." || strings.ContainsAny(s, "/\\;?#%\x00\n") {
				t.Errorf("%q has the segment %q", path, s)
			}
		}
	})
}

func say(text string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte(text + r.PathValue("id")))
		return err
	}
}

func TestTheRouterFindsTheFirstPatternThatFits(t *testing.T) {
	router := web.NewRouter("/v2", []web.Route{
		{Pattern: "/Users", Methods: web.Methods{"GET": say("list"), "POST": say("create")}},
		{Pattern: "/Users/.search", Methods: web.Methods{"POST": say("search")}},
		{Pattern: "/Users/{id}", Methods: web.Methods{"GET": say("read ")}},
	})
	handler := newHouse().Wrap(router.Handle)
	for _, c := range []struct {
		request string
		status  int
		says    string // the body, or Allow for a 405
	}{
		{"GET /v2/Users", 200, "list"},
		{"GET /v2/Users/?filter=x", 200, "list"},
		{"POST /v2/Users", 200, "create"},
		{"POST /v2/Users/.search", 200, "search"},
		{"GET /v2/Users/7", 200, "read 7"},
		{"GET /v2/Users/a%20b", 200, "read a b"},
		{"PUT /v2/Users", 405, "GET, HEAD, POST"},
		{"HEAD /v2/Users", 200, ""},
		{"HEAD /v2/Users/7", 200, ""},
		{"HEAD /v2/Users/.search", 405, "POST"},
		{"HEAD /v2/nothing", 404, ""},
		{"GET /v2/Users/.search", 405, "POST"},
		{"GET /v2/users", 404, ""},
		{"GET /v2/Users/7/8", 404, ""},
		{"GET /v2//Users", 404, ""},
		{"GET /Users", 404, ""},
		{"GET /", 404, ""},
	} {
		t.Run(c.request, func(t *testing.T) {
			method, target, _ := strings.Cut(c.request, " ")
			w := serve(handler, httptest.NewRequest(method, target, nil))
			says := w.Body.String()
			if c.status == 405 {
				says = w.Header().Get("Allow")
			}
			if w.Code != c.status || c.status != 404 && says != c.says {
				t.Errorf("%d %q, Allow %q", w.Code, w.Body, w.Header().Get("Allow"))
			}
		})
	}
}

func TestMountPicksTheDoorAndChangesNothing(t *testing.T) {
	door := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(name + " " + r.URL.EscapedPath()))
		})
	}
	mux := web.Mount(door("rest"), map[string]http.Handler{"/scim": door("outer"), "/scim/v2": door("scim"), "/api/v1": door("admin")})
	for target, want := range map[string]string{
		"/":                          "rest /",
		"/scim/v2":                   "scim /scim/v2",
		"/scim/v2/Users":             "scim /scim/v2/Users",
		"/scim/v2//Users":            "scim /scim/v2//Users",
		"/scim/v2/../../api/v1/x":    "scim /scim/v2/../../api/v1/x",
		"/scim/v2x":                  "outer /scim/v2x",
		"/SCIM/v2":                   "rest /SCIM/v2",
		"/api/v1/rules":              "admin /api/v1/rules",
		"/x%2f..%2fapi/v1":           "rest /x%2f..%2fapi/v1",
		"/%73cim/v2/Users":           "scim /%73cim/v2/Users",
		"/scim%2fv2/Users/..%2fx%3F": "scim /scim%2fv2/Users/..%2fx%3F",
	} {
		if w := serve(mux, httptest.NewRequest(http.MethodGet, target, nil)); w.Body.String() != want {
			t.Errorf("%s: %q, want %q", target, w.Body, want)
		}
	}
}
