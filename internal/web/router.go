package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"usersync/internal/fault"
)

// Methods is what one path answers to. HEAD is answered by GET, without its body; other methods are refused with CodeMethod and an Allow header.
type Methods map[string]Handler

// Route is a path and what it answers to. A segment of the pattern in braces ("/Users/{id}") matches any one segment and is then
// found with r.PathValue.
type Route struct {
	Pattern string
	Methods Methods
}

// Router finds the handler of a request in a table, on segments that were decoded once (see Segments). It is
// immutable and safe for concurrent use.
type Router struct{ routes []route }

type route struct {
	Route
	segments []string
}

// NewRouter makes a router of a table whose patterns lie under prefix ("/scim/v2"). The first pattern that matches wins: put the
// literal ones before those in braces.
func NewRouter(prefix string, table []Route) *Router {
	t := &Router{}
	for _, entry := range table {
		entry.Pattern = prefix + entry.Pattern
		t.routes = append(t.routes, route{entry, strings.Split(strings.TrimPrefix(entry.Pattern, "/"), "/")})
	}
	return t
}

// Handle routes one request. It is a Handler, and fails with fault.NotFound for an unknown path and with CodeMethod for a method
// that a known path does not have.
func (t *Router) Handle(w http.ResponseWriter, r *http.Request) error {
	segments, err := Segments(r.URL)
	if err != nil {
		return err
	}
	for i := range t.routes {
		if t.routes[i].match(r, segments) {
			return t.routes[i].call(w, r)
		}
	}
	return errNoRoute()
}

// match reports whether the segments fit the pattern, and if so notes the pattern and the values in the request.
func (t *route) match(r *http.Request, segments []string) bool {
	if len(segments) != len(t.segments) {
		return false
	}
	for i, want := range t.segments {
		if want[0] != '{' && want != segments[i] {
			return false
		}
	}
	r.Pattern = t.Pattern
	for i, want := range t.segments {
		if want[0] == '{' {
			r.SetPathValue(strings.Trim(want, "{}"), segments[i])
		}
	}
	return true
}

func (t *route) call(w http.ResponseWriter, r *http.Request) error {
	h, ok := t.Methods[r.Method]
	if !ok && r.Method == http.MethodHead {
		h, ok = t.Methods[http.MethodGet]
		w = headWriter{w}
	}
	if !ok {
		w.Header().Set("Allow", strings.Join(t.allowed(), ", "))
		return fault.New(fault.Unsupported, CodeMethod, "This address does not answer to the method. The Allow header names those that it has.")
	}
	return h(w, r)
}

// allowed lists the methods of a route: with GET goes HEAD (RFC 9110 section 9.1).
func (t *route) allowed() []string {
	methods := slices.Collect(maps.Keys(t.Methods))
	if t.Methods[http.MethodGet] != nil {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return methods
}

// headWriter lets the body of an answer go: HEAD has the headers of GET alone, whichever server stands in front.
type headWriter struct{ http.ResponseWriter }

func (headWriter) Write(p []byte) (int, error) { return len(p), nil }
